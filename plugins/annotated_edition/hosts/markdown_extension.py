"""Adapter to Python-Markdown: the extension, and which edition's pages it sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from markdown import Markdown
from markdown.extensions import Extension

from .. import find_root, open_edition
from ..model.edition import Edition
from ..model.problems import Problem
from ..reading.files import file_states
from ..site.pages import generated_files
from . import processors
from .rendered_page import RenderedPage

if TYPE_CHECKING:
    from ..exports.book import BookWriter

#: What the extension is called in `markdown_extensions`.
NAME = "annotated_edition"


class AnnotatedEditionExtension(Extension):
    """Sets the references, term links and paragraph ids of one edition's pages.

    Options: `edition`, an `Edition`, with its `generated` files, of which alone XHTML may stand in a page as it is; or
    `root`, the folder of one (found upwards from it); `report`, called with each problem that shows only while
    rendering; `book`, the writer of a book, which then sets what this would set.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "edition": ["", "the edition, opened"],
            "generated": [{}, "its generated files"],
            "root": [".", "the folder of the edition"],
            "report": ["", "called with each problem"],
            "book": ["", "the writer of a book"],
        }
        super().__init__(**options)
        self.book: BookWriter | None = self.getConfig("book") or None
        self.report: Callable[[Problem], None] = self.getConfig("report") or (lambda problem: None)

    def open_files(self) -> tuple[Edition, Mapping[str, str]]:
        """Return the edition and its generated files, opened when they are first needed."""
        if edition := self.getConfig("edition"):
            return edition, self.getConfig("generated")
        root = find_root(Path(self.getConfig("root"))) or Path(self.getConfig("root"))
        with _OPENING:
            return _open(root, tuple(file_states(root, "data", "docs")))

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the processors."""
        processors.register(RenderedPage(md, self.open_files, self.report, self.book))


_OPENING = Lock()  # hosts convert pages in several threads


@lru_cache(maxsize=4)
def _open(root: Path, states: tuple[object, ...]) -> tuple[Edition, Mapping[str, str]]:
    """Open the edition at `root`, once for each state of its files: Zensical makes an extension for every page."""
    # This host builds no translation.
    edition = replace(open_edition(root / "data", root / "docs", root / ".cache"), languages={})
    return edition, generated_files(edition)
