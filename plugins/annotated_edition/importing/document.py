"""The shapes of a document on its way to a project, and the log of what was changed and is doubtful in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..model.problems import Problem

_BlockKind = Literal["heading", "paragraph", "item", "quote", "table", "code", "rule"]


class ImportRefused(Exception):
    """Raised where a file cannot be imported; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Change:
    """A place where the edition departs from the letter of the input."""

    kind: str
    """What was done; `import-change-KIND` words it."""
    line: int
    """Line of the input; page of a PDF; ordinal of the block where a format has no lines."""
    before: str
    """What stood there."""
    after: str = ""
    """What stands there now; empty where it was left out."""


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt that only a human can settle."""

    kind: str
    """What is doubtful; `import-question-KIND` words it."""
    line: int
    """Line of the input."""
    footnote: int | None = None
    """Number of the footnote that it concerns."""
    citation: int | None = None
    """Index of the citation in that footnote, where it concerns one."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What its wording needs."""


@dataclass(slots=True)
class ImportLog:
    """All changes and questions of an import, in the order in which they came up."""

    changes: list[Change] = field(default_factory=list)
    """Where the text departs from the input."""
    questions: list[Question] = field(default_factory=list)
    """What is doubtful."""

    def change(self, kind: str, line: int, before: str, after: str = "") -> None:
        """Record a change."""
        self.changes.append(Change(kind, line, before, after))

    def ask(self, kind: str, line: int, footnote: int | None = None, **values: object) -> None:
        """Record a question about the document, or about one footnote of it."""
        self.questions.append(Question(kind, line, footnote, values=values))


@dataclass(slots=True)
class DocumentBlock:
    """A heading, paragraph, list item … of the input."""

    kind: _BlockKind
    """What it is."""
    text: str
    """Inline Markdown; a line feed where the input breaks the line; tables and code as Markdown."""
    line: int
    """Line of the input on which it begins, counted from 1."""
    level: int = 0
    """Level of a heading as the file has it, 0 where it does not say; depth of an item, 0 for the outermost."""
    marker: str = ""
    """What stands before an item: `-`, `1.`"""


@dataclass(slots=True)
class NoteText:
    """A footnote as the input has it."""

    number: int
    """Its number."""
    text: str
    """Its text as inline Markdown on one line."""
    line: int
    """Line of the input on which it begins."""


@dataclass(slots=True)
class Metadata:
    """What a file says about itself: YAML front matter, properties, a title page that is marked as one."""

    title: str = ""
    """Title, as inline Markdown."""
    subtitle: str = ""
    """Subtitle, as inline Markdown."""
    authors: list[tuple[str, str]] = field(default_factory=list)
    """Name and affiliation of each author."""
    date: str = ""
    """Date in any form."""
    language: str = ""
    """BCP 47 tag."""
    abstract: list[str] = field(default_factory=list)
    """Paragraphs of the abstract."""


@dataclass(slots=True)
class ImportedDocument:
    """A file as blocks, with the notes that its format marks as notes."""

    blocks: list[DocumentBlock] = field(default_factory=list)
    """In reading order; references to `notes` stand in them as `[^n]`."""
    notes: dict[int, NoteText] = field(default_factory=dict)
    """By number. Where there are any, no other text is taken for a footnote."""
    metadata: Metadata = field(default_factory=Metadata)
    """What the file says about itself."""
    plain: bool = False
    """Whether the format has no headings, so that they must be told by their form."""


@dataclass(slots=True)
class DocumentSection:
    """What becomes one page."""

    title: str
    """Its heading."""
    blocks: list[DocumentBlock]
    """Its text; levels of headings begin with 2."""
    line: int
    """Line of its heading."""
    references: list[int] = field(default_factory=list)
    """Numbers of the footnotes that it refers to, in order."""


@dataclass(slots=True)
class DocumentParts:
    """A document in its parts."""

    title: str = ""
    """Title of the work."""
    subtitle: str = ""
    """Its subtitle."""
    authors: list[tuple[str, str]] = field(default_factory=list)
    """Name and affiliation of each author."""
    date: str = ""
    """When it was published: 2024, 2024-07 or 2024-07-26."""
    language: str = ""
    """Primary language, one of those that the package speaks."""
    front: list[str] = field(default_factory=list)
    """What stands before the first section, besides title and subtitle."""
    sections: list[DocumentSection] = field(default_factory=list)
    """In reading order."""
    notes: dict[int, NoteText] = field(default_factory=dict)
    """Footnotes by number."""
