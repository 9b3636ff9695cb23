"""What the search of a shelf knows besides its slots: the rules of comparing, and the titles of the editions."""

from __future__ import annotations

import json

from ..views.lookup import FOLDING
from .merge import ShelfIndex
from .search import slot_bits
from .shelf_file import Shelf

#: Titles of so many editions stand in a file.
TITLES = 50


def search_files(shelf: Shelf, index: ShelfIndex) -> dict[str, bytes]:
    """Return rules and names of the editions in one file, their titles in several, by path."""
    names = [each.name for each in index.editions]
    start = {"rules": FOLDING, "bits": slot_bits(len(names)), "titles": TITLES, "names": names}
    files = {"search/start.js": _call("aeStart", start)}
    for at in range(0, len(names), TITLES):
        titles = [[each.title, each.date] for each in index.editions[at : at + TITLES]]
        files[f"search/titles-{at // TITLES}.js"] = _call("aeTitles", titles)
    return files


def _call(function: str, value: object) -> bytes:
    return f"{function}({json.dumps(value, ensure_ascii=False, separators=(',', ':'))});\n".encode()
