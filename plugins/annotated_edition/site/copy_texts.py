"""What the copy buttons of the lists of footnotes and sources copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..citing.formats import write_all_formats
from ..citing.items import footnote_items, source_item
from ..citing.json_ld import script_json
from ..model.annotations import Footnote, Source
from ..model.edition import Edition

#: The folder of the scripts that bring the texts.
COPY_FOLDER = "copied"
#: Entries of a script: few enough to be loaded when a button is used; a page with all texts would be mostly these.
PART_SIZE = 100


def copy_scripts(edition: Edition) -> dict[str, str]:
    """Return the scripts that bring the texts, by path."""
    return {
        f"{COPY_FOLDER}/{part}.js": f"aeCopied({script_json(texts_by_format(edition, entries))});\n"
        for part, entries in copy_parts(edition).items()
    }


def copy_parts(edition: Edition) -> dict[str, Sequence[Footnote | Source]]:
    """Return the entries that have copy buttons, by the name of the script that brings their texts."""
    footnotes = [footnote for footnote in edition.footnotes.values() if footnote.citations]
    kinds: dict[str, Sequence[Footnote | Source]] = {"footnotes": footnotes, "sources": [*edition.sources.values()]}
    return {
        f"{kind}-{start // PART_SIZE}": entries[start : start + PART_SIZE]
        for kind, entries in kinds.items()
        for start in range(0, len(entries), PART_SIZE)
    }


def copy_id(entry: Footnote | Source) -> str:
    """Return the name of an entry in the scripts."""
    return entry.id if isinstance(entry, Footnote) else entry.key


def texts_by_format(edition: Edition, entries: Iterable[Footnote | Source]) -> dict[str, dict[str, str]]:
    """Return for each entry its text in each format."""
    items = {
        copy_id(entry): footnote_items(edition, entry) if isinstance(entry, Footnote) else [source_item(entry)]
        for entry in entries
    }
    return {
        name: {"text": "\n".join(item.text for item in own), **write_all_formats(own)} for name, own in items.items()
    }
