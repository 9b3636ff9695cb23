"""Adapter to Python-Markdown: the extension, and the edition that it sets pages of."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from markdown import Markdown
from markdown.extensions import Extension

from .. import find_root, open_edition
from ..model.edition import Edition
from ..model.problems import Problem
from ..site.pages import generated_files
from . import processors

if TYPE_CHECKING:
    from ..exports.book import BookWriter


class AnnotatedEditionExtension(Extension):
    """Sets the references, term links and paragraph ids of one edition's pages.

    Options: `edition`, an `Edition`; or `root`, the folder of one (found upwards from it); `report`, called with each
    problem that shows only while rendering; `book`, the writer of a book, which then sets what this would set.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "edition": ["", "the edition, opened"],
            "root": [".", "the folder of the edition"],
            "report": ["", "called with each problem"],
            "book": ["", "the writer of a book"],
        }
        super().__init__(**options)
        self._edition: Edition | None = self.getConfig("edition") or None
        self._generated: Mapping[str, str] | None = None

    @property
    def edition(self) -> Edition:
        """The edition, opened when it is first needed."""
        return self._edition or self._opened.edition

    @property
    def generated(self) -> Mapping[str, str]:
        """The generated files: no other block of XHTML may stand in a page as it is."""
        if self._generated is None:
            self._generated = generated_files(self._edition) if self._edition else self._opened.generated
        return self._generated

    @generated.setter
    def generated(self, made: Mapping[str, str]) -> None:
        self._generated = made

    @cached_property
    def _opened(self) -> _Opened:
        """The edition at `root` as its files are now: a host makes an extension for every page."""
        start = Path(self.getConfig("root"))
        root = find_root(start) or start
        with _OPENING_ONE:  # hosts convert pages in several threads
            return _opened(root, _state(root))

    @property
    def book(self) -> BookWriter | None:
        """The writer of the book that the page is converted for; None for a site."""
        return self.getConfig("book") or None

    def report(self, found: Problem) -> None:
        """Tell whoever asked of a problem."""
        if callback := self.getConfig("report"):
            callback(found)

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the processors."""
        processors.register(md, self)


class _Opened:
    """An edition that was opened by its folder, with what it generates."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def generated(self) -> Mapping[str, str]:
        return generated_files(self.edition)


_OPENING_ONE = Lock()


@lru_cache(maxsize=4)
def _opened(root: Path, state: tuple[tuple[str, int, int], ...]) -> _Opened:
    return _Opened(open_edition(root / "data", root / "docs", root / ".cache"))


def _state(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Return path, time and size of every file of an edition: where one differs, it is opened anew."""
    found: list[tuple[str, int, int]] = []
    folders = [str(root / "data"), str(root / "docs")]
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    stat = entry.stat(follow_symlinks=False)
                    found.append((entry.path, stat.st_mtime_ns, stat.st_size))
    return tuple(sorted(found))


def makeExtension(**options: Any) -> AnnotatedEditionExtension:
    """Make the extension: the function that Python-Markdown calls."""
    return AnnotatedEditionExtension(**options)
