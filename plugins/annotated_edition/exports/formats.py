"""The formats in which a reference is taken along."""

from __future__ import annotations

from collections.abc import Sequence

from . import REFERENCES
from .bibtex import bibtex
from .csl_json import csl_json
from .item import Item
from .plain_text import plain_text
from .ris import ris


def write(form: str, items: Sequence[Item]) -> str:
    """Items in one of the formats of references."""
    return {"bibtex": bibtex, "ris": ris, "csl-json": csl_json, "text": plain_text}[form](items)


def written(items: Sequence[Item]) -> dict[str, str]:
    """Items in each format that programs read."""
    return {name: write(name, items) for name in REFERENCES}
