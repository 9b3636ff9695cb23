"""In which formats items are written, and how each is called."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from .bibtex import write_bibtex
from .items import Item, merge_items
from .plain_text import write_plain_text
from .ris import write_ris


def write_csl_json(items: Iterable[Item]) -> str:
    """Return items as a list of CSL-JSON, each once."""
    return json.dumps([dict(item.csl) for item in merge_items(items)], ensure_ascii=False, indent=1) + "\n"


#: Name of a format → suffix of its files.
CITATION_FORMATS = {"bibtex": ".bib", "ris": ".ris", "csl-json": ".csl.json", "text": ".txt"}
#: The formats that other programs read; the text is for people.
MACHINE_FORMATS = tuple(name for name in CITATION_FORMATS if name != "text")
WRITERS: Mapping[str, Callable[[Sequence[Item]], str]] = {
    "bibtex": write_bibtex, "ris": write_ris, "csl-json": write_csl_json, "text": write_plain_text,
}  # fmt: skip


def write_items(form: str, items: Sequence[Item]) -> str:
    """Return items in one of CITATION_FORMATS."""
    return WRITERS[form](items)


def write_all_formats(items: Sequence[Item]) -> dict[str, str]:
    """Return items in each of MACHINE_FORMATS, by its name."""
    return {name: write_items(name, items) for name in MACHINE_FORMATS}
