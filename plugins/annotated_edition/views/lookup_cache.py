"""What a lookup shows of each footnote, kept until a file of the edition changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from .lookup import FOLDING

if TYPE_CHECKING:
    from ..model.edition import Edition

# Nothing is imported above that a lookup from the cache does not need.

FILE = Path(".cache", "lookup.json")
#: Endings of the files that an edition is read from.
READ = (".bib", ".csl", ".markdown", ".md", ".mdown", ".mkd", ".mkdn", ".yml")


def kept_lookups(root: Path, opened: Callable[[], Edition]) -> dict[str, Any]:
    """Return the language of the edition at `root`, and of each footnote its text, record, lines and items.

    They come from the cache where no file has changed since; else from `opened`.
    """
    key = _key(root)
    with suppress(OSError, ValueError, TypeError, KeyError):
        kept: dict[str, Any] = json.loads((root / FILE).read_bytes())
        if kept["key"] == key:
            return kept
    edition = opened()
    made = {"key": key, **_lookups(edition)}
    if not any(each.severity == "error" for each in edition.problems):  # one such as a time-out may be gone next time
        from ..reading.files import write_whole

        with suppress(OSError):
            write_whole(root / FILE, json.dumps(made, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return made


def _lookups(edition: Edition) -> dict[str, Any]:
    from ..citing.items import footnote_items
    from .lookup import searchable
    from .records import encode
    from .terminal import footnote_lines

    footnotes = {
        number: {
            "text": searchable(edition, footnote),
            "record": encode(footnote),
            "lines": footnote_lines(edition, footnote),
            "items": [(dict(item.csl), item.bibtex, item.text) for item in footnote_items(edition, footnote)],
        }
        for number, footnote in edition.footnotes.items()
    }
    return {"language": edition.language, "footnotes": list(footnotes.items())}


def _key(root: Path) -> str:
    """Return what changes when a file changes that the edition is read from, or the package."""
    state = hashlib.sha256(f"{__version__} {FOLDING}".encode())
    for file in sorted(
        file for folder in ("data", "docs") for file in (root / folder).rglob("*") if file.suffix in READ
    ):
        with suppress(OSError):
            state.update(str(file).encode("utf-8", "surrogateescape") + b"\0" + file.read_bytes())
    return state.hexdigest()
