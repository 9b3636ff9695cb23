"""The formats of citations."""

from __future__ import annotations

from collections.abc import Sequence

from .bibtex import bibtex
from .csl_json import csl_json
from .items import Item
from .plain_text import plain_text
from .ris import ris

#: Format of references → suffix of its file.
CITATION_FORMATS = {"bibtex": ".bib", "ris": ".ris", "csl-json": ".csl.json", "text": ".txt"}
#: Those that other programs read; the text is for people.
REFERENCES = tuple(name for name in CITATION_FORMATS if name != "text")


def write(form: str, items: Sequence[Item]) -> str:
    """Items in one of the formats of references."""
    return {"bibtex": bibtex, "ris": ris, "csl-json": csl_json, "text": plain_text}[form](items)


def written(items: Sequence[Item]) -> dict[str, str]:
    """Items in each format that programs read."""
    return {name: write(name, items) for name in REFERENCES}
