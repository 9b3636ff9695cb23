"""The formats in which a reference is taken along."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .bibtex import bibtex
from .csl_json import csl_json
from .items import Item
from .plain_text import plain_text
from .ris import ris

#: Format → suffix of its file, and what writes it.
CITATION_FORMATS: dict[str, tuple[str, Callable[[Sequence[Item]], str]]] = {
    "bibtex": (".bib", bibtex),
    "ris": (".ris", ris),
    "csl-json": (".csl.json", csl_json),
    "text": (".txt", plain_text),
}
#: Format of an export → suffix of its file or folder; what makes them is in `delivery`.
FORMATS = {
    "folder": "",
    "zip": ".zip",
    "html": ".html",
    "epub": ".epub",
    "pdf": ".pdf",
    **{name: suffix for name, (suffix, _) in CITATION_FORMATS.items()},
}


def written(items: Sequence[Item]) -> dict[str, str]:
    """Items in each format but text."""
    return {name: write(items) for name, (_, write) in CITATION_FORMATS.items() if name != "text"}
