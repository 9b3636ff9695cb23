"""Results that are kept between runs, each under the hash of what it was made from."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from . import pandoc
from .seal import load_sealed, store_sealed

CACHE_FORMAT = 2
#: More than the two of an edition, for each `[@key]` on a page has one of its own.
CACHED_FILES = 64
Result = TypeVar("Result")


def load_or_make(folder: Path | None, origin: object, make: Callable[[], Any], load: Callable[[Any], Result]) -> Result:
    """Return `load` of the JSON that `make` makes from `origin`, or that an earlier run with the same pandoc has made.

    The results lie in `folder`; None keeps none. A damaged file, or one of another user, counts as absent.
    """
    if folder is None or folder.is_symlink():
        return load(make())
    key = json.dumps([CACHE_FORMAT, pandoc.stamp(), origin], sort_keys=True).encode()
    file = folder / f"{hashlib.sha256(key).hexdigest()}.json"
    if (kept := load_sealed(file)) is not None:
        return load(kept)
    made = make()
    store_sealed(file, made)
    with contextlib.suppress(OSError):
        files = sorted(folder.glob("?" * 64 + ".json"), key=lambda file: file.stat().st_mtime_ns)
        for old in files[:-CACHED_FILES]:
            old.unlink(missing_ok=True)
    return load(made)
