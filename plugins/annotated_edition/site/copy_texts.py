"""What the copy buttons of the lists of footnotes and sources copy."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from ..citing.formats import write_all_formats
from ..citing.items import footnote_items, source_item
from ..citing.json_ld import script_json
from ..model.annotations import Footnote, Source
from ..model.edition import Edition

#: The folder of the scripts that bring the texts.
COPY_FOLDER = "copied"
#: Entries of a script: few enough to be loaded when a button is used; a page with all texts would be mostly these.
PART_SIZE = 100
#: Entries by their ids on the pages.
Entries = Mapping[str, Footnote | Source]


def copy_scripts(edition: Edition) -> dict[str, str]:
    """Return the scripts that bring the texts, by path."""
    return {
        f"{COPY_FOLDER}/{part}.js": f"aeCopied({script_json(texts_by_format(edition, entries))});\n"
        for part, entries in copy_parts(edition).items()
    }


def copy_parts(edition: Edition) -> dict[str, Entries]:
    """Return the entries that have copy buttons, by the name of the script that brings their texts."""
    footnotes = {each.id: each for each in edition.footnotes.values() if each.citations}
    kinds: dict[str, Entries] = {"footnotes": footnotes, "sources": edition.sources}
    return {
        f"{kind}-{start // PART_SIZE}": dict(islice(entries.items(), start, start + PART_SIZE))
        for kind, entries in kinds.items()
        for start in range(0, len(entries), PART_SIZE)
    }


def texts_by_format(edition: Edition, entries: Entries) -> dict[str, dict[str, str]]:
    """Return for each entry its text in each format."""
    texts: dict[str, dict[str, str]] = {}
    for name, entry in entries.items():
        items = footnote_items(edition, entry) if isinstance(entry, Footnote) else [source_item(entry)]
        texts[name] = {"text": "\n".join(item.text for item in items), **write_all_formats(items)}
    return texts
