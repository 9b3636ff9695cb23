"""Files: whole writes, paths that stay inside, names that every system takes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Writes a file in one step: whoever reads it finds all of the old one or of the new. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def is_inside(path: Path, *folders: Path) -> bool:
    """Whether a path leads to something within one of the folders, through whatever symbolic links."""
    real = path.resolve()
    return any(real.is_relative_to(folder.resolve()) for folder in folders)


def is_name(name: str) -> bool:
    """Whether a file may be called so on every system."""
    stem = name[:-3] if name.endswith(".md") else name
    names = (name, stem) if stem else (name,)
    sound = all(PATH_PART.fullmatch(each) and not DEVICE.fullmatch(each) for each in names)
    return sound and name.isprintable()


def find_root(start: Path) -> Path | None:
    """The nearest folder upwards of `start` that holds `data/edition.yml`."""
    folder = start.resolve()
    return next((each for each in (folder, *folder.parents) if (each / "data" / "edition.yml").is_file()), None)


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
        for entry in os.scandir(current):
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if entry.is_dir():
                pending.append(entry.path)
                continue
            with contextlib.suppress(OSError):  # a link that leads nowhere
                stat = entry.stat()
                states.append((entry.path[len(str(folder)) + 1 :], stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    return sorted(states)


def digest(value: object) -> str:
    """Return the SHA-256 of a value that JSON can hold."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


#: Names that Windows keeps for devices, with any ending.
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
#: One name of a path that every file system takes.
PATH_PART = re.compile(r"""(?![. ])[^\\/:*?"<>|]{1,100}(?<![. ])""")
