"""Files and folders: whole writes, paths that stay inside, names that every system takes."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import stat
from pathlib import Path

#: Where it lies at the root of an edition, ProperDocs builds the site in MkDocs's place.
PROPERDOCS_FILE = "properdocs.yml"
#: Names that Windows keeps for devices, with any ending.
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
#: One name of a path that every file system takes.
PATH_PART = re.compile(r"""(?![. ])[^\\/:*?"<>|]{1,100}(?<![. ])""")


class FileTooLarge(OSError):
    """A file that is larger than what is read."""


def write_whole(file: Path, content: bytes) -> None:
    """Write a file in one step, so that a reader gets all of the old content or of the new; OSError where it fails."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_file(file: Path, limit: int) -> bytes:
    """Return the content of a regular file: never of a pipe or device, which may have no end, and of no loop of links.

    Raise OSError where it cannot be read, FileTooLarge for one of more than `limit` bytes.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError:  # a NUL in its name
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file)) from None
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(file))
        content = stream.read(limit + 1) if status.st_size <= limit else b""
    if status.st_size > limit or len(content) > limit:
        raise FileTooLarge(errno.EFBIG, os.strerror(errno.EFBIG), str(file))
    return content


def is_inside(path: Path, *folders: Path) -> bool:
    """Return whether a path leads to something within one of the folders, through whatever symbolic links."""
    real = Path(os.path.realpath(path))  # which ends in a loop of links; `resolve` raises
    return any(real.is_relative_to(os.path.realpath(folder)) for folder in folders)


def is_portable(name: str) -> bool:
    """Return whether a name, such as one of a file or part of a path, is taken by every file system."""
    return PATH_PART.fullmatch(name) is not None and DEVICE.fullmatch(name) is None


def is_file_name(name: str) -> bool:
    """Return whether a file may bear a name on every system; of a page, its name without .md as well."""
    stem = name.removesuffix(".md")
    return is_portable(name) and (not stem or is_portable(stem)) and name.isprintable()


def find_root(start: Path) -> Path | None:
    """Return the nearest folder upwards of `start` that holds `data/edition.yml`; None where there is none."""
    folder = Path(os.path.realpath(start))
    return next((root for root in (folder, *folder.parents) if os.path.isfile(root / "data" / "edition.yml")), None)  # noqa: PTH113


def file_states(folder: Path, *below: str) -> list[tuple[str, int, int, int]]:
    """Return the path below `folder`, size and times of each file in it, or in some folders `below`, through any links.

    Where two results are equal no file has changed in between. Hidden files and folders are left out.
    """
    states: list[tuple[str, int, int, int]] = []
    seen: set[str] = set()
    pending = [str(folder / name) for name in below] or [str(folder)]
    while pending:
        current = pending.pop()
        if (real := os.path.realpath(current)) in seen or not os.access(current, os.R_OK):  # a link may lead back
            continue
        seen.add(real)
        with os.scandir(current) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name == "__pycache__":
                    continue
                with contextlib.suppress(OSError):  # a link that leads nowhere, or round in a circle
                    if entry.is_dir():
                        pending.append(entry.path)
                        continue
                    status = entry.stat()
                    name = entry.path[len(str(folder)) + 1 :]
                    states.append((name, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    return sorted(states)


def digest(value: object) -> str:
    """Return the SHA-256 of a value that JSON can hold."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
