"""What passes from one step of an import to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "quote", "table", "code", "rule"]
CitedKind = Literal["full", "ibid", "back"]
#: Below it a finding is a question to the editor.
SURE = 0.8


@dataclass(slots=True)
class Block:
    """A run of lines of the input that is one thing."""

    kind: BlockKind
    """What it is."""
    text: str
    """Inline Markdown on one line; a table and code keep their lines."""
    line: int
    """Line (of a PDF: page) of the input on which it begins, counted from 1."""
    level: int = 0
    """Level of a heading as the file has it, 0 where it does not say; depth of an item."""
    marker: str = ""
    """What stands before an item: `-`, `1.`"""


@dataclass(frozen=True, slots=True)
class Change:
    """Something in which the edition departs from the letter of the input."""

    kind: str
    """What was done; `import-change-KIND` words it."""
    line: int
    """Line of the input."""
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
    """The footnote that it concerns."""
    citation: int | None = None
    """The index of the citation in that footnote, where it concerns one."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What its wording needs."""


@dataclass(slots=True)
class Document:
    """A file as plain blocks."""

    blocks: list[Block] = field(default_factory=list)
    """In reading order."""
    notes: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Footnotes that the format itself marks as such: number → text, line. Their references stand as `[^n]`."""
    changes: list[Change] = field(default_factory=list)
    """What reading left out."""
    plain: bool = False
    """Whether the file has no markup, so that headings must be told by their form."""


@dataclass(slots=True)
class Note:
    """A footnote as the input has it."""

    number: int
    """Its number."""
    text: str
    """Its text on one line, addresses bare."""
    line: int
    """Where it begins."""


@dataclass(slots=True)
class Section:
    """What becomes one page."""

    title: str
    """Its heading."""
    blocks: list[Block]
    """Its text; levels of headings begin with 2."""
    line: int
    """Line of its heading."""
    numbers: list[int] = field(default_factory=list)
    """The references in it, in order."""


@dataclass(slots=True)
class Structure:
    """The input in its parts."""

    title: str = ""
    """Title of the work."""
    subtitle: str = ""
    """Its subtitle."""
    authors: list[tuple[str, str]] = field(default_factory=list)
    """Name and affiliation of each author."""
    front: list[str] = field(default_factory=list)
    """What stands before the first section, besides title and subtitle."""
    sections: list[Section] = field(default_factory=list)
    """In reading order."""
    notes: dict[int, Note] = field(default_factory=dict)
    """By number."""
    changes: list[Change] = field(default_factory=list)
    """In which the text departs from the input."""
    questions: list[Question] = field(default_factory=list)
    """What is doubtful."""


@dataclass(slots=True)
class Cited:
    """A citation as a footnote prints it, taken apart."""

    text: str
    """As printed, without the stop that ends it."""
    kind: CitedKind = "full"
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
    """What the source stands in."""
    container_editors: list[str] = field(default_factory=list)
    """Who edited that."""
    publisher: str = ""
    """Publisher."""
    place: str = ""
    """Where it was published."""
    date: str = ""
    """2024, 2024-07 or 2024-07-26."""
    volume: str = ""
    """Volume."""
    issue: str = ""
    """Number within the volume, or of a series."""
    edition: str = ""
    """Edition."""
    url: str = ""
    """Address."""
    urldate: str = ""
    """When the author looked at it."""
    locator: str = ""
    """Pages, or what `label` says."""
    label: str = "page"
    """What the locator counts."""
    note: int | None = None
    """The footnote that a pointer back names."""
    word: str = ""
    """The word of an ibid. or a pointer back: 同上, 前掲書."""
    rest: str = ""
    """What was not understood of it."""
    embedded: bool = False
    """Whether it stands within a sentence, so that only the whole sentence says it as printed."""


@dataclass(slots=True)
class Taken:
    """A footnote taken apart."""

    before: str = ""
    """What it says before the citations."""
    citations: list[Cited] = field(default_factory=list)
    """What it cites."""
    after: str = ""
    """What it says after them."""


@dataclass(slots=True)
class FoundSource:
    """A source, put together from all that cite it."""

    key: str
    """Its key."""
    cited: Cited
    """Its description: the first one, completed by later ones."""
    first: int
    """The footnote that cites it first."""


@dataclass(slots=True)
class Resolved:
    """A citation with the source that it means."""

    cited: Cited
    """As printed."""
    source: FoundSource | None
    """What it means; None where that is a question."""
    locator: str
    """Pages; of a bare ibid. those of what it points to."""
    label: str
    """What the locator counts."""
    how: str
    """How the source was found: first, same, ibid, back, short."""
    confidence: float
    """From 0 to 1."""
    ibid: bool | None = None
    """As in footnotes.yml."""
    printed: str | None = None
    """As in footnotes.yml."""


@dataclass(slots=True)
class Footnote:
    """A footnote ready to be written."""

    note: Note
    """As the input has it."""
    before: str
    """What it says before the citations."""
    citations: list[Resolved]
    """What it cites."""
    after: str
    """What it says after them."""


@dataclass(frozen=True, slots=True)
class Term:
    """A proposal for the glossary."""

    id: str
    """ASCII id."""
    name: str
    """The term."""
    short: str
    """Its short form."""
    en: str = ""
    """English."""
    reading: str = ""
    """How it is read."""
