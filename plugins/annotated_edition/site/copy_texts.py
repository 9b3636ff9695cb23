"""What the copy buttons of the lists copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..citing.formats import write_all_formats
from ..citing.items import footnote_items, source_item
from ..citing.json_ld import script_json
from ..model.annotations import Footnote, Source
from ..model.edition import Edition

#: Where the scripts are that bring what the buttons of the lists copy, and of how many entries each.
COPIED = "copied"
PART = 100


def copy_parts(edition: Edition) -> dict[str, Sequence[Footnote | Source]]:
    """Of what the buttons in the lists of footnotes and sources copy a reference, by part.

    A part is small enough to be loaded when a button is used; a page with all of them would be mostly this.
    """
    footnotes = [each for each in edition.footnotes.values() if each.citations]
    kinds: dict[str, Sequence[Footnote | Source]] = {"footnotes": footnotes, "sources": [*edition.sources.values()]}
    return {
        f"{kind}-{at // PART}": every[at : at + PART]
        for kind, every in kinds.items()
        for at in range(0, len(every), PART)
    }


def in_formats(edition: Edition, part: Iterable[Footnote | Source]) -> dict[str, dict[str, str]]:
    """What the buttons of a part copy: by what it is of, by the name of the format."""
    items = {
        copy_id(each): footnote_items(edition, each) if isinstance(each, Footnote) else [source_item(each)]
        for each in part
    }
    return {
        of: {"text": "\n".join(item.text for item in found), **write_all_formats(found)} for of, found in items.items()
    }


def copy_id(each: Footnote | Source) -> str:
    return each.id if isinstance(each, Footnote) else each.key


def copy_scripts(edition: Edition) -> dict[str, str]:
    """Return the scripts that bring what the buttons of the lists copy, by path."""
    return {
        f"{COPIED}/{part}.js": f"aeCopied({script_json(in_formats(edition, each))});\n"
        for part, each in copy_parts(edition).items()
    }
