"""Annotated editions of footnoted commentaries: read them, resolve them, look their footnotes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from .model import Edition, Problem

__all__ = ["Edition", "Problem", "__version__", "find_root", "open_edition"]
__version__ = "1.0.0"


def open_edition(data: Path, docs: Path, cache: Path | None = None) -> Edition:
    """The edition in two folders, with every problem found in them; `cache` keeps typeset citations between runs."""
    # Imported when an edition is opened: a lookup seldom has to.
    from .load import load
    from .resolve import resolve

    return resolve(load(data, docs, cache), cache)


def find_root(start: Path) -> Path | None:
    """The nearest folder upwards of `start` that holds `data/edition.yml`."""
    folder = start.resolve()
    return next((each for each in (folder, *folder.parents) if (each / "data" / "edition.yml").is_file()), None)


def __getattr__(name: str) -> object:
    """The shapes among the public names, imported when they are asked for."""
    if name in ("Edition", "Problem"):
        from . import model

        return getattr(model, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
