"""What a lookup needs of each footnote, kept in .cache/ until a file of the edition changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..reading.files import digest, file_states
from ..reading.seal import load_sealed, store_sealed
from .lookup import FOLDING, texts_of

if TYPE_CHECKING:
    from ..model.edition import Edition

# Nothing else is imported here: a lookup from the cache does not need it.
LOOKUP_FILE = Path(".cache", "lookup.json")


def load_lookups(root: Path, open_edition: Callable[[], Edition], language: str | None = None) -> dict[str, Any]:
    """Return the `language` of the edition at `root`, and its `footnotes`: by number text, record, lines and items.

    They come from the cache where no file has changed since it was written; else from `open_edition`.
    """
    file = root / (LOOKUP_FILE.with_stem(f"lookup-{language}") if language else LOOKUP_FILE)
    layer = [f"translations/{language}"] if language else []
    key = digest([__version__, FOLDING, file_states(root, "data", "docs", *layer)])
    cached: dict[str, Any] | None = load_sealed(file)
    if cached and cached["key"] == key:
        return cached
    edition = open_edition()
    lookups = {"key": key, "language": edition.language, "footnotes": _lookups(edition)}
    if not any(problem.severity == "error" for problem in edition.problems):  # a time-out may not happen again
        store_sealed(file, lookups)
    return lookups


def _lookups(edition: Edition) -> dict[str, dict[str, Any]]:
    from ..citing.items import footnote_items
    from .records import encode
    from .terminal import footnote_lines

    return {
        str(number): {
            "text": text,
            "record": encode(footnote := edition.footnotes[number]),
            "lines": footnote_lines(edition, footnote),
            "items": [(dict(item.csl), item.bibtex, item.text) for item in footnote_items(edition, footnote)],
        }
        for number, text in texts_of(edition).items()
    }
