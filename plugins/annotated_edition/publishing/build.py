"""A built site, whole or not at all: the host builds into a folder beside the last site, then two renames."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from ..model.problems import ERROR, WARNING, Place, Problem, problem
from .policy import HEADERS_FILE, protect_pages, write_headers

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
#: Says that a folder was made by this command, and lists the files that it put there.
MARKER = ".annotated-edition"
FIRST_LINE = "annotated-edition 1"
#: What systems put into any folder, and nobody misses.
STRAY = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
#: The adapter to the host, which runs in a process of its own.
RUN_HOST = "annotated_edition.hosts.run_mkdocs"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a build."""

    built: bool
    """Whether the host built the site."""
    problems: tuple[Problem, ...] = ()
    """What was found, by the edition and by the host."""
    defect: str = ""
    """What was said by a program that failed without a reason in its input."""


class _Refused(Exception):
    """A problem on account of which nothing is done."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.code)
        self.found = found


def build(root: Path, site: Path, strict: bool = False) -> Outcome:
    """Build the edition at `root` and put the result in place of `site`, or leave that as it is.

    Errors keep the old site, as does whatever the host warns of; warnings of the edition's own only where it is `strict`.
    Problems: those of the edition, AE101, AE703 to AE706.
    """
    site = _absolute(site)
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        with _lock(site) as held:
            _recover(site)
            _check_own(site)
            new = _beside(site, "building")
            _remove(new)
            new.mkdir()
            _mark(new)
            try:
                outcome = _run(root, new, False, held)
                if outcome.built and not any(_stops(each, strict) for each in outcome.problems):
                    (new / HEADERS_FILE).write_text(write_headers(protect_pages(new)), encoding="utf-8", newline="\n")
                    _mark(new)
                    _check_own(site)
                    _swap(site, new)
                    return outcome
            finally:
                _remove(new)
            return replace(outcome, built=False)
    except _Refused as refused:
        return Outcome(False, (refused.found,))
    except OSError as error:
        return Outcome(False, (_unwritable(site, error.errno, str(error.strerror or error)),))


def build_for_files(root: Path, folder: Path) -> Outcome:
    """Build the edition at `root` into an empty folder, its pages addressed as files of a disk."""
    return _run(root, folder, True, -1)


def _stops(found: Problem, strict: bool) -> bool:
    return found.severity == ERROR or (found.severity == WARNING and strict)


def find_host() -> str:
    """The module that builds the site: ProperDocs, which goes on from MkDocs 1.x, where it is installed."""
    return "properdocs" if find_spec("properdocs") else "mkdocs"


def restore_site(site: Path) -> None:
    """Puts the old site back where a build was killed between the two renames; whatever is in the way stays."""
    site = _absolute(site)
    if not _beside(site, "previous").exists():
        return
    with suppress(OSError, _Refused), _lock(site):
        _recover(site)


def _absolute(path: Path) -> Path:
    """An absolute path; a symbolic link is kept, and refused later."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def _beside(site: Path, what: str) -> Path:
    """A folder or file of ours beside the site."""
    return site.with_name(f".{site.name}.{what}")


@contextmanager
def _lock(site: Path) -> Iterator[int]:
    """Holds the lock of a site, which the system lets go when the last process that holds it ends, however it ends."""
    handle = os.open(_beside(site, "lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                raise
            raise _Refused(problem("AE705", Place(site.name), folder=site.name)) from None
        yield handle
    finally:
        os.close(handle)


def _recover(site: Path) -> None:
    """Puts the old site back where a kill came between the two renames; else removes what is left of it."""
    previous = _beside(site, "previous")
    if previous.exists():
        if site.exists():
            _remove(previous)
        else:
            previous.rename(site)


def _swap(site: Path, new: Path) -> None:
    """The two renames."""
    previous = _beside(site, "previous")
    if site.exists():
        site.rename(previous)
    new.rename(site)
    _remove(previous)


def _files(folder: Path) -> list[str]:
    """Every file in a folder, by its path there."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def _mark(folder: Path) -> None:
    """Marks a folder as ours, and notes what is in it."""
    files = [file for file in _files(folder) if file != MARKER]
    (folder / MARKER).write_text("\n".join([FIRST_LINE, *files, ""]), encoding="utf-8", newline="\n")


def _is_marked(folder: Path) -> bool:
    try:
        return (folder / MARKER).read_text(encoding="utf-8").startswith(FIRST_LINE)
    except (OSError, UnicodeDecodeError):
        return False


def _check_own(site: Path) -> None:
    """Refuses a folder that holds anything that this command did not put there."""
    if not site.exists() and not site.is_symlink():
        return
    foreign = site.name
    if site.is_dir() and not site.is_symlink():
        made = set((site / MARKER).read_text(encoding="utf-8").split("\n")[1:]) if _is_marked(site) else set()
        foreign = next((file for file in _files(site) if file not in made and not _is_ours(file)), "")
    if foreign:
        raise _Refused(problem("AE703", Place(site.name), folder=site.name, file=foreign))


def _is_ours(file: str) -> bool:
    return file == MARKER or file.rpartition("/")[2] in STRAY


def _remove(folder: Path) -> None:
    """Removes a folder that is marked or empty, its mark last, so that what a kill leaves is known as ours."""
    if not folder.exists():
        return
    if not _is_marked(folder) and any(folder.iterdir()):
        file = next(iter(_files(folder)), folder.name)
        raise _Refused(problem("AE703", Place(folder.name), folder=folder.name, file=file))
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARKER:
            path.unlink()
    (folder / MARKER).unlink(missing_ok=True)
    folder.rmdir()


def _unwritable(site: Path, number: int | None, message: str) -> Problem:
    return problem("AE704", Place(site.name), folder=site.name, message=os.strerror(number) if number else message)


def _run(root: Path, new: Path, files: bool, held: int) -> Outcome:
    """Let the host build the site into a new folder."""
    config = root / "mkdocs.yml"
    if not config.is_file():
        return Outcome(False, (problem("AE101", Place(config.name), file=config.name),))
    command = [
        sys.executable,
        "-m",
        RUN_HOST,
        str(config),
        str(new),
        "--host",
        find_host(),
        *(["--files"] if files else []),
    ]
    done = subprocess.run(
        command,
        cwd=root,
        env=_environment(root),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        pass_fds=()
        if sys.platform == "win32" or held < 0
        else (held,),  # whoever writes into the folder holds the lock
    )
    if done.returncode not in (0, 1):
        return Outcome(False, defect=done.stderr.strip() or f"{find_host()} ended with exit status {done.returncode}")
    found = tuple(problem(each["code"], Place(**each["place"]), **each["values"]) for each in json.loads(done.stdout))
    return Outcome(done.returncode == 0, found)


def _environment(root: Path) -> dict[str, str]:
    """The environment of a build that comes out the same everywhere."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    if not environment.get("SOURCE_DATE_EPOCH"):
        environment.pop("SOURCE_DATE_EPOCH", None)
        if committed := _last_commit(root):
            environment["SOURCE_DATE_EPOCH"] = committed
    return environment


def _last_commit(root: Path) -> str:
    """The time of the last commit in seconds, or an empty text where there is none."""
    try:
        done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True, encoding="utf-8")
    except OSError:
        return ""
    return done.stdout.strip() if not done.returncode else ""
