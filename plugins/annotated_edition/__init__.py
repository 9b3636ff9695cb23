"""Annotated editions of footnoted commentaries: read them, resolve them, look their footnotes up."""

from __future__ import annotations

from pathlib import Path

from .load import load
from .model import Edition, Problem
from .resolve import resolve

__all__ = ["Edition", "Problem", "__version__", "find_root", "open_edition"]
__version__ = "1.0.0"


def open_edition(data: Path, docs: Path, cache: Path | None = None) -> Edition:
    """The edition in two folders, with every problem found in them; `cache` keeps typeset citations between runs."""
    return resolve(load(data, docs), cache)


def find_root(start: Path) -> Path | None:
    """The nearest folder upwards of `start` that holds `data/edition.yml`."""
    folder = start.resolve()
    return next((each for each in (folder, *folder.parents) if (each / "data" / "edition.yml").is_file()), None)
