"""Values that are kept between runs in files of a project, and believed only where this user's own runs wrote them."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from .. import __version__
from .files import read_file, write_whole

#: Bytes of the largest file that is read, and of the key.
LARGEST, KEY_LENGTH = 200_000_000, 32


def load_sealed(file: Path) -> Any:
    """Return the value in a file; None where it is missing, damaged, or sealed with another key than the user's."""
    key = read_key()
    with suppress(OSError, ValueError, RecursionError):
        seal, _, content = read_file(file, LARGEST).partition(b"\n")
        if key and hmac.compare_digest(seal, _seal(key, file, content)):
            return json.loads(content)
    return None


def store_sealed(file: Path, value: object) -> None:
    """Write a value that JSON can hold to a file; without one everything works, only more slowly.

    Nothing is written through a link, which may lead to files of somebody else.
    """
    if (key := read_key()) and not file.parent.is_symlink():
        content = json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
        with suppress(OSError):
            write_whole(file, _seal(key, file, content) + b"\n" + content)


def _seal(key: bytes, file: Path, content: bytes) -> bytes:
    """Return what only this version of the package, run by this user, puts on a file of that name and content."""
    return hmac.new(key, f"{__version__}\n{file.name}\n".encode() + content, hashlib.sha256).hexdigest().encode()


@cache
def read_key() -> bytes:
    """Return the user's key, made when it is first needed; empty where none can be kept."""
    with suppress(OSError, RuntimeError):  # no home
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "annotated-edition"
        file = folder / "key"
        if not file.exists():
            new = folder / f"key.{os.urandom(8).hex()}"
            write_whole(new, os.urandom(KEY_LENGTH))
            with suppress(FileExistsError):
                os.link(new, file)  # whole, and of two runs only one's
            new.unlink()
            file.chmod(0o600)
        key = read_file(file, KEY_LENGTH)
        return key if len(key) == KEY_LENGTH else b""
    return b""
