"""The shapes of a document on its way to a project, and the log of what was changed and is doubtful in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..model.labels import FootnoteLabel
from ..model.problems import Place, Problem, problem

_BlockKind = Literal["heading", "paragraph", "item", "quote", "table", "code", "rule"]
_CitationKind = Literal["full", "ibid", "back"]
#: Page of a PDF, and the edges of what stands there: left, bottom, right, top, in points from the lower left corner.
Box = tuple[int, float, float, float, float]
#: Confidence below which a finding is a question to the editor.
SURE = 0.8


class ImportRefused(Exception):
    """Raised where no project can be made: the code of a problem, its place, what its wording needs."""

    def __init__(self, code: str, place: Place | None = None, **values: object) -> None:
        super().__init__(code)
        self.code, self.place, self.values = code, place, values

    def problem(self, file: str) -> Problem:
        """Return the problem, in a file where it has no place of its own."""
        return problem(self.code, self.place or Place(file), **self.values)


@dataclass(slots=True)
class Change:
    """A place where the edition departs from the letter of the input."""

    kind: str
    """What was done; `import-change-KIND` words it."""
    line: int
    """Line of the input; page of a PDF; ordinal of the block where a format has no lines."""
    before: str
    after: str = ""
    """What stood there, and what stands there now; empty where it was left out."""


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt that only a human can settle."""

    kind: str
    """What is doubtful; `import-question-KIND` words it."""
    line: int
    """Line of the input."""
    footnote: int | None = None
    citation: int | None = None
    """Number of the footnote that it concerns, and index of the citation in that."""
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

    def ask(
        self, kind: str, line: int, footnote: int | None = None, citation: int | None = None, **values: object
    ) -> None:
        """Record a question about the document, about one footnote of it, or about one citation of that."""
        self.questions.append(Question(kind, line, footnote, citation, values))


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
    boxes: list[Box] = field(default_factory=list)
    """Where its lines stand in a PDF."""


@dataclass(slots=True)
class PrintedCitation:
    """A citation as a footnote prints it, taken apart."""

    text: str
    """As printed, without the stop that ends it."""
    kind: _CitationKind = "full"
    """A description of the source, an ibid., or another pointer back."""
    authors: list[tuple[str, str]] = field(default_factory=list)
    """Name and role (author, editor, translator) of each."""
    others: bool = False
    """Whether there are more authors than it names."""
    title: str = ""
    """Title."""
    whole: bool = False
    """Whether the title is that of a whole: 『』, italics."""
    container: str = ""
    """Title of what the source stands in."""
    container_editors: list[str] = field(default_factory=list)
    """Editors of that."""
    publisher: str = ""
    place: str = ""
    """Who published it, and where."""
    volume: str = ""
    issue: str = ""
    edition: str = ""
    """Volume, number within that or of a series, and edition."""
    date: str = ""
    """2024, 2024-07 or 2024-07-26."""
    url: str = ""
    urldate: str = ""
    """Address, and when the author looked at it."""
    locator: str = ""
    """Pages, or what `label` says; of a bare ibid., once it is resolved, those of what it points to."""
    label: str = "page"
    """What the locator counts."""
    note: int | None = None
    """Number of the footnote that a pointer back names."""
    word: str = ""
    """The word of an ibid. or a pointer back: 同上, 前掲書."""
    rest: str = ""
    """What was not understood of it."""
    remark: str = ""
    """What is said between the citation before and this one; part of `text`."""
    stop: str = ""
    """What parts it from what follows."""


@dataclass(slots=True)
class DocumentSource:
    """A source, put together from all citations that mean it."""

    description: PrintedCitation
    """The first description, completed by later ones."""
    first: int
    """Number of the footnote that cites it first."""
    key: str = ""
    """Its key in sources.bib; empty until `give_keys`."""


@dataclass(slots=True)
class ResolvedCitation:
    """A citation with the source that it means."""

    printed: PrintedCitation
    """As printed."""
    source: DocumentSource
    """What it means."""
    how: str
    """How the source was found: first, same, short, ibid, back."""
    confidence: float
    """How sure that is, from 0 to 1."""
    ibid: bool | None = None
    """As in footnotes.yml."""
    override: str | None = None
    """`printed` of footnotes.yml: the text where print departs from the style."""


@dataclass(slots=True)
class DocumentNote:
    """A footnote: as the input has it, then taken apart, then with the sources that it cites."""

    number: int
    """Its number in the edition; 0 until the notes are numbered."""
    line: int
    """Line of the input on which it begins."""
    text: str = ""
    """Its text, or the first paragraph of it, as inline Markdown on one line."""
    label: str = ""
    """What is printed at its reference: 17, *, 12a; empty where the file does not say."""
    chapter: str = ""
    """Where labels start anew, which of the series it belongs to."""
    more: str = ""
    """What follows the first paragraph, as Markdown: paragraphs, lists, tables."""
    unread: bool = False
    """Whether it has what looks like a citation and was not taken apart."""
    blocks: list[DocumentBlock] = field(default_factory=list)
    """Its text, where the format says what of it is a note."""
    before: str = ""
    """What it says before the citations."""
    printed: list[PrintedCitation] = field(default_factory=list)
    """What it cites, as printed."""
    citations: list[ResolvedCitation] = field(default_factory=list)
    """What it cites, but for what is not resolved: that is part of its text."""
    after: str = ""
    """What it says after them."""
    boxes: list[Box] = field(default_factory=list)
    """Where its lines stand in a PDF."""


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
    page: str = ""
    """Its path below docs/; empty until it is written."""
    chapter: str = ""
    """Of the footnotes that it refers to, where their labels start anew."""


@dataclass(slots=True)
class DocumentTerm:
    """A proposal for the glossary."""

    id: str
    name: str
    """ASCII id, and the term itself."""
    short: str
    en: str = ""
    reading: str = ""
    """Its short form, its English, how it is read."""


@dataclass(slots=True)
class Document:
    """A document, which each step of the import takes further: read, divided, resolved, written, checked."""

    log: ImportLog = field(default_factory=ImportLog)
    """What was changed and is doubtful."""
    blocks: list[DocumentBlock] = field(default_factory=list)
    """Its text in reading order as it was read; references to `notes` stand in it as `[^n]`."""
    notes: list[DocumentNote] = field(default_factory=list)
    """Its footnotes. Where the reader has any, no other text is taken for one."""
    plain: bool = False
    """Whether the format has no headings, so that they must be told by their form."""
    joined: bool = False
    """Whether the reader has set together what the lines and pages of the file part."""
    file: str = ""
    """Name of the file."""
    annotated: bool = False
    """Whether an edition has the sources and terms already, so that none were read."""
    title: str = ""
    subtitle: str = ""
    """Title and subtitle of the work, as inline Markdown."""
    authors: list[tuple[str, str]] = field(default_factory=list)
    """Name and affiliation of each author."""
    date: str = ""
    """When it was published: as the file says, then 2024, 2024-07 or 2024-07-26."""
    language: str = ""
    """BCP 47 tag as the file says, then the primary language, one of those that the package speaks."""
    front: list[str] = field(default_factory=list)
    """What stands before the first section, besides title and subtitle; of the file itself its abstract."""
    sections: list[DocumentSection] = field(default_factory=list)
    """Its text in sections, in reading order."""
    labels: dict[int, FootnoteLabel] = field(default_factory=dict)
    """Printed labels of the footnotes by their numbers, where they are not those and can be kept."""
    sources: list[DocumentSource] = field(default_factory=list)
    """What the footnotes cite, in the order of first citation."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    """Its pictures by their paths in the project."""
    terms: list[DocumentTerm] = field(default_factory=list)
    """Terms that are proposed."""
    problems: list[str] = field(default_factory=list)
    """What the check of the finished project found, questions apart, in words."""

    def change_front(self, change: Callable[[str], str]) -> None:
        """Change the title, the subtitle and what stands before the first section."""
        self.title, self.subtitle, *self.front = map(change, (self.title, self.subtitle, *self.front))

    @property
    def numbers(self) -> set[int]:
        """Return the numbers of the footnotes."""
        return {note.number for note in self.notes}
