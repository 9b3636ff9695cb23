"""The formats of citations."""

from __future__ import annotations

from collections.abc import Sequence

from .bibtex import write_bibtex
from .csl_json import write_csl_json
from .items import Item
from .plain_text import write_plain_text
from .ris import write_ris

#: Format of references → suffix of its file.
CITATION_FORMATS = {"bibtex": ".bib", "ris": ".ris", "csl-json": ".csl.json", "text": ".txt"}
#: Those that other programs read; the text is for people.
MACHINE_FORMATS = tuple(name for name in CITATION_FORMATS if name != "text")


def write_items(form: str, items: Sequence[Item]) -> str:
    """Items in one of the formats of references."""
    return {"bibtex": write_bibtex, "ris": write_ris, "csl-json": write_csl_json, "text": write_plain_text}[form](items)


def write_all_formats(items: Sequence[Item]) -> dict[str, str]:
    """Items in each format that programs read."""
    return {name: write_items(name, items) for name in MACHINE_FORMATS}
