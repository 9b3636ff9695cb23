"""The files of a project: read at a moment, written whole or not at all, and taken back."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..publishing.own_files import checksum
from ..reading import limits
from ..reading.files import is_inside, read_file, write_whole

#: Folder of what can be taken back, in the project.
JOURNAL = ".cache/review"
#: Lines of another program's change that are shown.
SHOWN_LINES = 60


class ChangedMeanwhile(Exception):
    """A file that another program has changed since it was read: by its path, the lines that differ."""

    def __init__(self, changes: Mapping[str, list[str]]) -> None:
        super().__init__(", ".join(changes))
        self.changes = changes


def stamp_of(files: Mapping[str, bytes]) -> str:
    """Return what tells a state of the files of a project from any other."""
    sums = [[path, checksum(content)] for path, content in sorted(files.items())]
    return hashlib.sha256(json.dumps(sums).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Step:
    """An answer that was written, and can be taken back."""

    number: int
    """Its place in the order of answers."""
    before: Mapping[str, str]
    """Content of each file before it."""
    after: Mapping[str, str]
    """SHA-256 of each file after it."""
    label: str
    """What was answered, in words."""
    settled: int
    """How many questions it settled."""
    seconds: float
    """How long the editor took."""


class ProjectFiles:
    """Reads and writes the files of one project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.journal = root / JOURNAL / "journal"
        self._lock = threading.Lock()

    def read(self) -> dict[str, bytes]:
        """Return all data files and pages by path; what cannot be read is left out, and `edition check` says why."""
        paths = [*self.root.glob("data/*.yml"), *self.root.glob("data/*.bib"), *self.root.glob("docs/**/*.md")]
        files: dict[str, bytes] = {}
        for path in paths:
            if is_inside(path, self.root):
                with suppress(OSError):
                    files[path.relative_to(self.root).as_posix()] = read_file(path, limits.FILE)
        return files

    @contextmanager
    def draft(self, changes: Mapping[str, bytes]) -> Iterator[Path]:
        """Give a copy of the project's data and pages with changes in it, for as long as it is looked at."""
        with tempfile.TemporaryDirectory(prefix="edition-review-") as name:
            folder = Path(name)
            for part in ("data", "docs"):
                shutil.copytree(self.root / part, folder / part, ignore=shutil.ignore_patterns(".*"), symlinks=True)
            for path, content in changes.items():
                (folder / path).write_bytes(content)
            yield folder

    def write(
        self, seen: Mapping[str, bytes], changes: Mapping[str, bytes], label: str, settled: int, seconds: float
    ) -> None:
        """Write files that are as they were seen, all or none; raise ChangedMeanwhile, or OSError."""
        with self._lock:
            self._check(seen, changes)
            after = {path: checksum(content) for path, content in changes.items()}
            before = {path: _to_text(seen[path]) for path in changes}
            number = max((step.number for step in self.steps()), default=0) + 1
            entry = {"before": before, "after": after, "label": label, "settled": settled, "seconds": seconds}
            write_whole(self._entry(number), json.dumps(entry).encode())
            try:
                self._replace(changes, lambda: self._check(seen, changes))
            except BaseException:
                self._entry(number).unlink(missing_ok=True)
                raise

    def _check(self, seen: Mapping[str, bytes], paths: Iterable[str]) -> None:
        """Raise ChangedMeanwhile where a file is not as it was seen."""
        changed = {}
        for path in paths:
            content, expected = self._content(path), seen.get(path)
            if content != expected:
                one, other = (_to_text(each or b"").splitlines() for each in (expected, content))
                changed[path] = [*difflib.unified_diff(one, other, lineterm="", n=1)][2 : 2 + SHOWN_LINES]
        if changed:
            raise ChangedMeanwhile(changed)

    def _content(self, path: str) -> bytes | None:
        try:
            return read_file(self._target(path), limits.FILE)
        except FileNotFoundError:
            return None

    def _target(self, path: str) -> Path:
        """Return the file at a path, through a link within the project; raise OSError for one that leads out."""
        target = Path(os.path.realpath(self.root / path))
        if not is_inside(target, self.root):
            raise PermissionError(1, "a link out of the project", path)
        return target

    def _replace(self, changes: Mapping[str, bytes], check: Any) -> None:
        """Put new contents in place of the files, all written beside them first; after a fault the old ones return."""
        new: dict[Path, Path] = {}
        old: dict[Path, bytes] = {}
        try:
            for path, content in changes.items():
                target = self._target(path)
                beside = target.with_name(f".{target.name}.{os.urandom(6).hex()}.tmp")
                new[target] = beside
                beside.write_bytes(content)
                shutil.copymode(target, beside)
            check()
            for target, beside in new.items():
                old[target] = target.read_bytes()
                beside.replace(target)
        except BaseException:
            for target, was in old.items():
                if not new[target].exists():
                    write_whole(target, was)
            raise
        finally:
            for beside in new.values():
                beside.unlink(missing_ok=True)

    def steps(self) -> list[Step]:
        """Return the answers that can be taken back, in order."""
        steps = []
        for file in sorted(self.journal.glob("*.json")):
            with suppress(OSError, ValueError, TypeError):
                steps.append(Step(int(file.stem), **json.loads(file.read_bytes())))
        return steps

    def undo(self) -> Step | None:
        """Take the last answer back; return it, None where there is none, or raise ChangedMeanwhile or OSError."""
        with self._lock:
            if not (steps := self.steps()):
                return None
            step = steps[-1]

            def check() -> None:
                now = {path: self._content(path) for path in step.after}
                changed = [path for path, content in now.items() if checksum(content or b"") != step.after[path]]
                if changed:
                    raise ChangedMeanwhile({path: [] for path in changed})

            check()
            self._replace({path: _to_bytes(text) for path, text in step.before.items()}, check)
            self._entry(step.number).unlink(missing_ok=True)
            return step

    def recover(self) -> None:
        """Bring files back of which a run was ended in the middle of a write: some of them new, some old."""
        with self._lock:
            for step in self.steps()[-1:]:
                now = {path: self._content(path) or b"" for path in step.after}
                new = {path for path in now if checksum(now[path]) == step.after[path]}
                old = {path for path in now if _to_text(now[path]) == step.before[path]}
                if old and new | old == now.keys():
                    for path in new - old:
                        write_whole(self._target(path), _to_bytes(step.before[path]))
                    self._entry(step.number).unlink(missing_ok=True)

    def _entry(self, number: int) -> Path:
        return self.journal / f"{number:06d}.json"


def _to_text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
