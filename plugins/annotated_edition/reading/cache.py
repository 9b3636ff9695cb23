"""Results kept between runs, under the hash of what they were made from."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from . import pandoc
from .files import write_whole

CACHE_FORMAT = 1
#: More than the two of an edition, for each `[@key]` on a page has one of its own.
CACHED_FILES = 64
T = TypeVar("T")


def cached(cache: Path | None, what: object, make: Callable[[], Any], load: Callable[[Any], T]) -> T:
    """Return the loaded result of `make`, JSON made from `what`; reuse the result of an earlier run with the same pandoc.

    `cache` is the folder of such results; None keeps none.
    """
    if cache is None:
        return load(make())
    key = json.dumps([CACHE_FORMAT, pandoc.stamp(), what], sort_keys=True).encode()
    file = cache / f"{hashlib.sha256(key).hexdigest()}.json"
    try:
        return load(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):  # not there, cut off, or no file of ours
        made = make()
    with contextlib.suppress(OSError):  # without a cache everything works, only more slowly
        store(file, json.dumps(made, ensure_ascii=False))
    return load(made)


def store(file: Path, text: str) -> None:
    """Writes a file of the cache in one step and deletes the oldest beyond the number that is kept."""
    write_whole(file, text.encode())
    for old in sorted(file.parent.glob("?" * 64 + ".json"), key=lambda each: each.stat().st_mtime_ns)[:-CACHED_FILES]:
        old.unlink(missing_ok=True)
