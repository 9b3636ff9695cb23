"""The page that is converted: its marks, and the elements that stand for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os.path import commonprefix
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as etree

from markdown import Markdown

from ..model.addresses import WHOLE
from ..model.edition import Edition, Mark, Section
from ..model.problems import Problem, problem
from ..reading.faults import find_excess
from ..reading.scan import find_marks, normalise, scan
from ..site.frame import WORD_JOINER
from ..site.gate import Gate
from ..site.pages import GENERATED_END, GENERATED_START, find_block, write_problem_page
from ..site.writer import Writer
from ..views.loudness import find_loud_marks

if TYPE_CHECKING:
    from ..exports.book import BookWriter

PLACEHOLDER = "\x02ae:{}\x03"
PLACEHOLDER_PATTERN = "\x02ae:(\\d+)\x03"
GENERATED_PLACEHOLDER = "\x02ae:page\x03"
#: As long as that, for a scan takes control characters away and its offsets must stay.
STAND_IN = "x" * len(GENERATED_PLACEHOLDER)


class RenderedPage:
    """What the processors of one Markdown instance share about the page that it converts, once they `begin` it."""

    edition: Edition
    writer: Writer
    gate: Gate
    section: Section | None
    marks: tuple[Mark, ...]
    generated: str  # the XHTML of a generated page, below its heading
    loud: frozenset[int]  # offsets of the terms and elements that a reader sees marked
    own: dict[etree.Element, dict[str, str]]  # elements of ours, with their attributes
    zensical: Any = None  # its context of the page; None of other hosts

    def __init__(
        self,
        md: Markdown,
        open_files: Callable[[], tuple[Edition, Mapping[str, str]]],
        report: Callable[[Problem], None],
        book: BookWriter | None,
    ) -> None:
        self.md, self.open_files, self.report, self.book = md, open_files, report, book

    def begin(self, text: str) -> str:
        """Note the page's name and marks; return its text with a placeholder for each mark."""
        self.edition, files = self.open_files()
        if "rendering_context" in self.md.preprocessors:
            self.zensical = self.md.preprocessors["rendering_context"]
        path = self.find_path()
        self.writer = Writer(self.edition, path)
        self.section = self.writer.section(path)
        self.own = {}
        generated = "" if path == WHOLE else files.get(path, "")  # which is Markdown, as its sections are
        text = self.take_over(text.replace(GENERATED_PLACEHOLDER, ""), generated)
        self.gate = Gate(self.writer, text, self.report, self.md.is_block_level)
        if self.gate.source and self.gate.source.text == text:
            self.marks = self.gate.source.marks
        else:
            read = scan(text.replace(GENERATED_PLACEHOLDER, STAND_IN))
            self.marks = tuple(find_marks(read, self.edition.footnotes, self.edition.target, self.edition.language))
            self.gate.report_faults(read.faults)
            if self.gate.source and self.section and self.edition.readable:
                same = commonprefix([self.gate.source.text, text])  # noqa: RUF071  # characters are what is compared
                self.report(problem("AE310", self.gate.place(len(same))))
        self.loud = find_loud_marks(self.edition, self.section, self.marks) if self.section else frozenset()
        for index, mark in reversed(list(enumerate(self.marks))):
            joiner = WORD_JOINER if mark.kind in ("reference", "pointer") else ""
            shown = "" if mark.kind == "joint" else joiner + PLACEHOLDER.format(index)
            text = text[: mark.start] + shown + text[mark.end :]
        return text

    def find_path(self) -> str:
        """Return the source path of the page, as its host names it; empty where no host does."""
        if self.book:
            return self.book.page
        if "relpath" in self.md.treeprocessors:  # MkDocs, ProperDocs
            relpath: Any = self.md.treeprocessors["relpath"]
            return str(relpath.file.src_uri)
        return str(self.zensical.page.path) if self.zensical else ""

    def take_over(self, text: str, page: str) -> str:
        """Return the text normalised; the block of a generated page is noted, and a placeholder stands for it."""
        self.generated = ""
        block = find_block(page) if page and GENERATED_START in text else ""
        if not block and find_excess(text):  # which a hook has made of it
            text = block = find_block(write_problem_page(self.edition, self.writer.page))
        if not block or block not in text:
            return normalise(text)
        before, _, after = text.rpartition(block)
        self.generated = block.removeprefix(GENERATED_START).removesuffix(GENERATED_END)
        return f"{normalise(before)}\n\n{GENERATED_PLACEHOLDER}\n\n{normalise(after)}".strip("\n")
