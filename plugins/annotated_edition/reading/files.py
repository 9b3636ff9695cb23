"""Files and folders: whole writes, paths that stay inside, names that every system takes."""

from __future__ import annotations

import os
import re
from pathlib import Path

#: Names that Windows keeps for devices, with any ending.
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
#: One name of a path that every file system takes.
PATH_PART = re.compile(r"""(?![. ])[^\\/:*?"<>|]{1,100}(?<![. ])""")


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


def is_inside(path: Path, *folders: Path) -> bool:
    """Return whether a path leads to something within one of the folders, through whatever symbolic links."""
    real = path.resolve()
    return any(real.is_relative_to(folder.resolve()) for folder in folders)


def is_portable(name: str) -> bool:
    """Return whether a name, such as one of a file or part of a path, is taken by every file system."""
    return PATH_PART.fullmatch(name) is not None and DEVICE.fullmatch(name) is None


def is_file_name(name: str) -> bool:
    """Return whether a file may bear a name on every system; of a page, its name without .md as well."""
    stem = name.removesuffix(".md")
    return is_portable(name) and (not stem or is_portable(stem)) and name.isprintable()


def find_root(start: Path) -> Path | None:
    """Return the nearest folder upwards of `start` that holds `data/edition.yml`; None where there is none."""
    folder = start.resolve()
    return next((root for root in (folder, *folder.parents) if (root / "data" / "edition.yml").is_file()), None)
