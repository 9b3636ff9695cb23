"""The shapes of an annotated edition: frozen values without input or output."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning", "note"]
#: Source paths of the generated pages; an initiative's is `initiatives/ID.md`.
FOOTNOTES, SOURCES, EVIDENCE, TERMS = "footnotes.md", "sources.md", "evidence.md", "terms.md"
CHRONOLOGY, INITIATIVES = "chronology.md", "initiatives/index.md"
GENERATED = (FOOTNOTES, SOURCES, EVIDENCE, TERMS, CHRONOLOGY, INITIATIVES)
TargetKind = Literal["term", "element", "source", "unknown"]
#: What a locator can count: those of CSL's locator types (CSL 1.0.2, appendix "Locators") that pandoc reads.
Label = Literal[
    "book", "chapter", "column", "figure", "folio", "issue", "line", "note", "opus", "page", "paragraph", "part",
    "section", "sub-verbo", "verse", "volume",
]  # fmt: skip
PositionName = Literal["first", "subsequent", "ibid", "ibid-with-locator"]
NO_VALUES: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the input."""

    file: str
    """Path relative to the edition's root, with forward slashes."""
    line: int = 1
    """Line, counted from 1."""
    column: int = 1
    """Column in characters, counted from 1."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or doubtful in the input; `problems.describe` words it."""

    code: str
    """Stable code, such as AE303."""
    severity: Severity
    """An error stops a build; a warning stops a strict one; a note stops none."""
    place: Place
    """Where it stands."""
    values: Mapping[str, object] = field(default_factory=lambda: NO_VALUES)
    """What the wording of its code needs: names, numbers, the nearest known name."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one appearance and one target."""

    text: str
    """Plain text, unescaped."""
    style: Literal["", "emphasis", "strong", "code", "unknown"] = ""
    """How it is set; unknown is the mark of something that does not exist."""
    href: str | None = None
    """Address that it links to: absolute, or the source path of a page of this site."""
    footnote: int | None = None
    """Number of the footnote that it points to."""
    term: str | None = None
    """Id of the term that it points to."""
    element: str | None = None
    """`initiative/element` that it points to."""
    source: str | None = None
    """Key of the source that it points to."""


Spans = tuple[Span, ...]


def plain(spans: Spans) -> str:
    """The text of spans, without pointers to footnotes."""
    return "".join(span.text for span in spans if span.footnote is None)


@dataclass(frozen=True, slots=True)
class Author:
    """One of those who wrote the commentary."""

    name: str
    """Name as the commentary prints it."""
    affiliation: str | None
    """Institute and post, as printed."""


@dataclass(frozen=True, slots=True)
class Work:
    """The commentary that is annotated."""

    title: str
    """Title."""
    subtitle: str | None
    """Subtitle."""
    series: str | None
    """Name of the series."""
    number: str | None
    """Number in the series."""
    date: str
    """Date of publication: 2024, 2024-07 or 2024-07-26; empty where the editor does not know it."""
    authors: tuple[Author, ...]
    """Authors in printed order."""
    publisher: str
    """Publisher; empty where the editor does not know it."""
    url: str | None
    """The publisher's page of it."""
    language: str
    """BCP 47 tag of the language of the text."""
    rights: Spans
    """The rights in the commentary."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """This edition of the commentary."""

    title: str
    """Title of the edition."""
    version: str
    """Version of the edition."""
    date: str
    """Date of this version."""
    license: str | None
    """Licence of the edition's own text."""
    license_url: str | None
    """Address of the licence."""
    notice: Spans
    """The short banner of every page."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a citation stands among the others, as CSL defines it."""

    name: PositionName
    """CSL's name of it."""
    antecedent: int | None
    """Number of the footnote that an ibid. points to."""
    first: int
    """Number of the footnote that cites the source first."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The copy of a source that a web archive keeps."""

    url: str
    """Address of the copy."""
    date: str | None
    """When it was made, as precise as known."""


@dataclass(frozen=True, slots=True)
class Source:
    """A bibliographic item."""

    key: str
    """Its key in sources.bib."""
    type: str
    """CSL's item type."""
    title: str
    """Title, plain."""
    authors: str
    """Who wrote or edited it, plain."""
    publisher: str
    """Who published it; where that is not said, its authors."""
    date: str | None
    """Date of publication, as precise as known."""
    url: str | None
    """Address of it."""
    full: Spans
    """The citation in full, without a page."""
    annotation: Spans
    """A note of the edition on it."""
    csl: Mapping[str, object]
    """The item as CSL-JSON, its language only where that is foreign to the work's."""
    language: str | None
    """BCP 47 tag of its language, where its entry says one."""
    bibtex: tuple[str, ...]
    """Its entry in biblatex as it is given away, then those that it takes fields from."""
    footnotes: tuple[int, ...]
    """Numbers of the footnotes that cite it, through an ibid. as well."""
    place: Place = field(compare=False)  # what is moved is the same
    """Where its entry stands."""
    accessed: str | None
    """When its address was last read by those who say so."""
    archive: Archive | None
    """The copy of it that an archive keeps."""
    sha256: str | None
    """SHA-256 of what stood at its address then, 64 hexadecimal digits in small letters."""
    replaced: bool
    """Whether what stands at its address is replaced from time to time."""

    @property
    def name(self) -> str:
        """What it is called: its title, or its key where it has none."""
        return self.title or self.key


@dataclass(frozen=True, slots=True)
class Citation:
    """One source cited by one footnote."""

    source: str
    """Key of the source."""
    locator: str | None
    """Pages (or what `label` says) within the source, as printed."""
    label: str
    """CSL's name of what the locator counts, `page` as a rule."""
    position: Position
    """Where it stands among the others."""
    text: Spans
    """As the printed footnote has it."""
    full: Spans
    """As if the source were cited here for the first time."""
    url: str | None
    """Address of the source."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a section where a footnote is cited."""

    id: str
    """Its id on the page: fnref-17, or fnref-17-2 for a second one."""
    footnote: int
    """Printed number of the footnote."""
    page: str
    """Source path of the section."""
    section: str
    """Title of the section and of the headings above the place, joined by ›."""
    paragraph: str
    """Id of the paragraph, or of the heading before it where it stands in none."""
    sentence: str
    """The sentence that it supports, plain."""
    place: Place = field(compare=False)  # what is moved is the same
    """Where it stands in the file."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A numbered note of the printed work."""

    number: int
    """The printed number."""
    citations: tuple[Citation, ...]
    """What it cites, in printed order."""
    before: Spans
    """What it says before the citations, in the edition's words."""
    after: Spans
    """What it says after them."""
    cluster: Spans
    """All citations together, with the stop that ends them."""
    references: tuple[Reference, ...]
    """Where it is cited, in reading order."""
    place: Place = field(compare=False)  # what is moved is the same
    """Where it stands in footnotes.yml."""

    @property
    def id(self) -> str:
        """Its id on every page and in every export."""
        return f"fn-{self.number}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a section that names a term or discusses an element."""

    page: str
    """Source path of the section."""
    section: str
    """Title of the section and of the headings above the place."""
    paragraph: str
    """Id of the paragraph, or of the heading before it."""
    excerpt: str
    """The beginning of the paragraph, plain."""


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry."""

    id: str
    """ASCII id of the entry."""
    name: str
    """The term."""
    reading: str | None
    """How it is read, in kana."""
    en: str | None
    """English."""
    en_ours: bool
    """Whether the English is this edition's own translation."""
    aliases: tuple[str, ...]
    """Other spellings that are linked as well."""
    definition: Spans
    """What it means, in one or two sentences."""
    footnotes: tuple[int, ...]
    """Footnotes on which the definition rests."""
    mentions: tuple[Mention, ...]
    """Where it is used, one a paragraph."""
    place: Place = field(compare=False)  # what is moved is the same
    """Where it stands in terms.yml."""


@dataclass(frozen=True, slots=True)
class Name:
    """The names of an initiative."""

    official: str
    """In the edition's language."""
    en: str | None
    """English."""
    en_ours: bool
    """Whether the English is this edition's own translation."""
    short: str
    """Short name."""
    reading: str | None
    """How the short name is read."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """When, where and by whom an initiative was announced."""

    date: str
    """Date, as precise as known."""
    at: str | None
    """Occasion."""
    by: str | None
    """Who announced it."""


@dataclass(frozen=True, slots=True)
class Element:
    """A part of an initiative."""

    id: str
    """ASCII id, unique in its initiative."""
    initiative: str
    """Id of the initiative."""
    kind: str
    """What it is called: pillar, principle, linkage."""
    number: int
    """Number within its kind."""
    official_name: str
    """Name as announced."""
    en: str | None
    """English name."""
    en_ours: bool
    """Whether the English is this edition's own translation."""
    summary: Spans
    """What it means, in the edition's words."""
    domain: str | None
    """Field of cooperation."""
    footnotes: tuple[int, ...]
    """Footnotes on which the entry rests."""
    counterparts: tuple[str, ...]
    """`initiative/element` of each that corresponds to it, made mutual."""
    mentions: tuple[Mention, ...]
    """The paragraphs that discuss it."""

    @property
    def path(self) -> str:
        """`initiative/element`."""
        return f"{self.initiative}/{self.id}"


@dataclass(frozen=True, slots=True)
class Initiative:
    """A policy that the commentary discusses."""

    id: str
    """ASCII id."""
    name: Name
    """Its names."""
    announced: Announcement
    """Its announcement."""
    partners: str
    """To whom it is addressed."""
    summary: Spans
    """What it is."""
    footnotes: tuple[int, ...]
    """Footnotes on which the entry rests."""
    elements: tuple[Element, ...]
    """Its parts in printed order."""
    place: Place = field(compare=False)  # what is moved is the same
    """Where it stands."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the comparison of the initiatives."""

    id: str
    """ASCII id."""
    label: str
    """What is compared."""
    cells: Mapping[str, Spans]
    """Initiative's id → what the commentary says of it; a missing one says nothing."""
    common: Spans
    """What they share on this row."""


@dataclass(frozen=True, slots=True)
class EventSource:
    """Where an event stands that the commentary does not have."""

    text: str
    """The source, in words."""
    url: str | None
    """Its address."""


@dataclass(frozen=True, slots=True)
class Event:
    """A dated happening."""

    id: str
    """ASCII id."""
    date: str
    """2024, 2024-03 or 2024-03-20."""
    until: str | None
    """Last day, where it took several."""
    title: Spans
    """What happened, in a few words."""
    summary: Spans
    """One or two sentences on it."""
    footnotes: tuple[int, ...]
    """Footnotes on which it rests."""
    initiative: str | None
    """Id of the initiative that it announces or carries out."""
    original: bool
    """Whether the commentary has it."""
    source: EventSource | None
    """Its source where the commentary does not have it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a section."""

    level: int
    """1 to 6."""
    text: str
    """Plain text."""
    id: str
    """ASCII id."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of prose or a list item of a section."""

    id: str
    """p-7, or the id that its author fixed."""
    section: str
    """Title of the section and of the headings above it."""
    text: str
    """Plain text, without references."""
    footnotes: tuple[int, ...]
    """Footnotes cited in it, in order."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text of a section that the renderer must fill in."""

    kind: Literal["reference", "pointer", "paragraph", "term", "element", "source", "unknown", "refused"]
    """What stands there; a pointer is a plain link to a footnote, on pages that are not sections; of what is refused
    one character is marked, which is shown as itself."""
    start: int
    """Offset of its first character in the page's text."""
    end: int
    """Offset after its last character."""
    text: str
    """What is shown: the term as written, the number."""
    target: str
    """Id of the reference, term, element or paragraph; for an unknown one what was written."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a written page, with what is to be filled in."""

    path: str
    """Source path below docs/."""
    text: str
    """Its Markdown without front matter, normalised as `scan` does."""
    marks: tuple[Mark, ...]
    """What the renderer fills in, by offset."""


@dataclass(frozen=True, slots=True)
class Section:
    """One Markdown page of the commentary."""

    page: str
    """Source path below docs/."""
    title: str
    """Its title."""
    description: str | None
    """One sentence on it, from its front matter."""
    headings: tuple[Heading, ...]
    """Its headings, the title included."""
    paragraphs: tuple[Paragraph, ...]
    """Its paragraphs in order."""
    references: tuple[Reference, ...]
    """Its references in order."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A commentary with its annotations, every number and link resolved."""

    language: str
    """BCP 47 tag of the language that the edition speaks."""
    work: Work
    """The commentary."""
    imprint: Imprint
    """This edition of it."""
    sections: tuple[Section, ...]
    """In reading order."""
    pages: Mapping[str, Page]
    """Every written page, the sections among them, by source path."""
    footnotes: Mapping[int, Footnote]
    """By printed number, ascending."""
    sources: Mapping[str, Source]
    """By key, in the order of first citation, then those never cited."""
    terms: Mapping[str, Term]
    """By id, in reading order of the glossary."""
    initiatives: Mapping[str, Initiative]
    """By id, in order of announcement."""
    comparison: tuple[Row, ...]
    """Rows of the comparison."""
    events: tuple[Event, ...]
    """In order of date."""
    style: str
    """The citation style, CSL."""
    aliases: Mapping[str, str]
    """Every name and alias, folded → id of its term."""
    elements: Mapping[str, Element]
    """Every element by `initiative/element`."""
    problems: tuple[Problem, ...]
    """Everything found, by file and line."""
    readable: bool
    """False where a data file could not be read, so that the rest says nothing."""

    def target(self, written: str) -> tuple[TargetKind, str]:
        """What `[[written]]` means, with its id; unknown with what was written."""
        return target_of(written, self.aliases, self.elements, self.sources)


def fold(text: str) -> str:
    """A name as it is compared: NFKC. Case counts: a word and an acronym differ by it."""
    return unicodedata.normalize("NFKC", text)


def target_of(
    written: str, aliases: Mapping[str, str], elements: Container[str], sources: Container[str]
) -> tuple[TargetKind, str]:
    """A name, an alias or an id of a term, the path of an element, or the key of a source; else unknown."""
    if found := aliases.get(fold(written)):
        return "term", found
    if written in elements:
        return "element", written
    if written in aliases.values():
        return "term", written
    return ("source", written) if written in sources else ("unknown", written)
