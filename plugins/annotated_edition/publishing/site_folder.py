"""How the folder of a site is replaced, whole or not at all, without ever touching the files of others."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..model.problems import Place, Problem, problem
from ..reading.files import read_file

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
#: Says that a folder was made by this package, and lists the files that it put there.
MARKER = ".annotated-edition"
FIRST_LINE = "annotated-edition 1"
LONGEST_MARK = 100_000_000
#: Files that operating systems put into any folder, and that nobody misses.
STRAY_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class Refused(Exception):
    """A problem because of which nothing is done."""

    def __init__(self, reason: Problem) -> None:
        super().__init__(reason.code)
        self.problem = reason


def absolute(path: Path) -> Path:
    """Return an absolute path; a symbolic link is kept, to be refused later."""
    return Path(os.path.abspath(path))  # noqa: PTH100


@contextmanager
def lock_site(site: Path) -> Iterator[int]:
    """Hold the lock of a site; give its file descriptor. Raise Refused where another process holds it.

    The system lets the lock go when the last process that has the descriptor ends, however it ends.
    """
    with _beside(site, "lock").open("a") as file:
        _lock(file.fileno(), site)
        yield file.fileno()


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder itself, without a file for it (Windows has none); raise Refused as `lock_site`."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            raise
        raise Refused(problem("AE705", Place(folder.name), folder=folder.name)) from None


@contextmanager
def new_folder(site: Path) -> Iterator[Path]:
    """Give an empty folder beside the site to build a new one in; whatever is left of it is removed in the end."""
    new = _beside(site, "building")
    _remove(new)
    new.mkdir()
    _mark(new)
    try:
        yield new
    finally:
        _remove(new)


def replace_site(site: Path, new: Path) -> None:
    """Put a new folder in the place of the site, by two renames."""
    _mark(new)
    check_own(site)
    previous = _beside(site, "previous")
    if site.exists():
        site.rename(previous)
    new.rename(site)
    _remove(previous)


def restore_site(site: Path) -> None:
    """Put the old site back where a build was killed between the two renames; leave whatever is in the way."""
    with suppress(OSError, Refused):
        if _beside(site, "previous").exists():
            with lock_site(site):
                recover(site)


def recover(site: Path) -> None:
    """Put the old site back where a kill came between the two renames; else remove what is left of it."""
    previous = _beside(site, "previous")
    if previous.exists() and not site.exists():
        previous.rename(site)
    _remove(previous)


def check_own(site: Path) -> None:
    """Raise Refused (AE703) for a folder that holds anything that this package did not put there."""
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise _foreign(site, site.name)
    own = {MARKER, *(_marked_files(site) or ())}
    for file in _files(site):
        if file not in own and file.rpartition("/")[2] not in STRAY_FILES:
            raise _foreign(site, file)


def _foreign(folder: Path, file: str) -> Refused:
    name = folder.name or str(folder)
    of_mkdocs = all((folder / own).is_file() for own in ("404.html", "sitemap.xml", "index.html"))
    if of_mkdocs and not (folder / MARKER).exists():
        return Refused(problem("AE712", Place(name), folder=name))
    return Refused(problem("AE703", Place(name), folder=name, file=file))


def _beside(site: Path, purpose: str) -> Path:
    """Return a hidden folder or file of ours beside the site."""
    if not site.name:  # the root of a disk
        raise _foreign(site, sorted(site.iterdir())[0].name)
    return site.with_name(f".{site.name}.{purpose}")


def _files(folder: Path) -> list[str]:
    """Return every file in a folder by its path there."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def _mark(folder: Path) -> None:
    """Mark a folder as ours, and note the files in it."""
    files = [file for file in _files(folder) if file != MARKER]
    (folder / MARKER).write_text("\n".join([FIRST_LINE, *files, ""]), encoding="utf-8", newline="\n")


def _marked_files(folder: Path) -> list[str] | None:
    """Return the files that are noted in the mark of a folder; None where it is not marked as ours."""
    with suppress(OSError, UnicodeDecodeError):
        first, *files = read_file(folder / MARKER, LONGEST_MARK).decode().split("\n")
        return files if first.startswith(FIRST_LINE) else None
    return None


def _remove(folder: Path) -> None:
    """Remove a folder that is marked or empty, its mark last, so that a kill leaves a folder still known as ours."""
    if not folder.exists():
        return
    if _marked_files(folder) is None and any(folder.iterdir()):
        raise _foreign(folder, next(iter(_files(folder)), folder.name))
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARKER:
            path.unlink()
    (folder / MARKER).unlink(missing_ok=True)
    folder.rmdir()
