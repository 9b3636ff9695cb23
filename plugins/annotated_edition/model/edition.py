"""The edition: the commentary, its sections and pages, all annotations."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from .addresses import url_of
from .annotations import Element, Event, Footnote, Initiative, Reference, Row, Source, Term
from .labels import FootnoteLabel
from .problems import Place, Problem, find_place, is_of_layer
from .record import UNRECORDED, RecordName, recorded_as
from .spans import Spans

TargetKind = Literal["term", "element", "source", "unknown"]


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
    authors: Annotated[tuple[Author, ...], UNRECORDED]
    """Authors in printed order."""
    publisher: str
    """Publisher; empty where the editor does not know it."""
    url: Annotated[str | None, RecordName("address")]
    """The publisher's page of it."""
    language: str
    """BCP 47 tag of the language of the text."""
    rights: Annotated[Spans, UNRECORDED]
    """The rights in the commentary."""
    original_title: Annotated[str, UNRECORDED] = ""
    """Title and subtitle as printed, where the edition is a translation."""

    @property
    @recorded_as("authors")
    def author_names(self) -> tuple[str, ...]:
        """Names of its authors in printed order."""
        return tuple(author.name for author in self.authors)


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
    report: Annotated[str | None, UNRECORDED]
    """Where the editor is told of an error: an address on the network, or mailto:."""


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
    footnotes: tuple[FootnoteLabel, ...]
    """Footnotes cited in it, in order."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text of a section that the renderer must fill in."""

    kind: Literal[
        "reference", "pointer", "number", "paragraph", "term", "element", "source", "unknown", "refused", "joint"
    ]  # fmt: skip
    """What stands there; a pointer is a plain link to a footnote, on pages that are not sections, and a number one as
    a part of the sentence; of what is refused one character is marked, which is shown as itself; of a joint, such as a
    line break, nothing is shown."""
    start: int
    """Offset of its first character in the page's text."""
    end: int
    """Offset after its last character."""
    text: str
    """What is shown: the term as written, the number."""
    target: str
    """Id of the reference, term, element or paragraph; for an unknown one what was written."""
    xhtml: str = ""
    """What is shown as well-formed XHTML, where it is more than a text: a term with ruby."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a written page, with what is to be filled in."""

    path: str
    """Source path below docs/."""
    text: str
    """Its Markdown without front matter, normalised as `scan` does."""
    marks: tuple[Mark, ...]
    """What the renderer fills in, by offset."""
    searched: bool
    """Whether the search knows it: not where its front matter says `search: {exclude: true}`."""
    first_line: int
    """Line of the file on which the text begins."""
    file: str
    """Its file, relative to the edition's root."""
    language: str
    """BCP 47 tag of its language where that is not the edition's; else empty."""

    def place(self, offset: int) -> Place:
        """Return where an offset of the text stands in the file."""
        return find_place(self.text, offset, self.file, self.first_line)


@dataclass(frozen=True, slots=True)
class Section:
    """One Markdown page of the commentary."""

    page: str
    """Source path below docs/."""
    title: str
    """Its title."""
    description: Annotated[str | None, UNRECORDED]
    """One sentence on it, from its front matter."""
    headings: Annotated[tuple[Heading, ...], UNRECORDED]
    """Its headings, the title included."""
    paragraphs: Annotated[tuple[Paragraph, ...], UNRECORDED]
    """Its paragraphs in order."""
    references: Annotated[tuple[Reference, ...], UNRECORDED]
    """Its references in order."""

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of its page, from the site's root."""
        return url_of(self.page)

    @property
    @recorded_as("footnotes")
    def footnotes(self) -> tuple[FootnoteLabel, ...]:
        """Footnotes cited in it, in order of reading."""
        return tuple(dict.fromkeys(reference.footnote for reference in self.references))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another edition of a shelf that has the same source or term."""

    title: str
    """What is annotated there."""
    address: str
    """Where that source or term stands there, from the shelf's root."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What makes an edition the translation of another one."""

    original: str
    """BCP 47 tag of the language that it was made from, the work's."""
    folder: str
    """Its folder relative to the edition's root."""
    translators: tuple[str, ...]
    """Who translated it."""
    note: Spans
    """What they say of it."""
    missing: frozenset[str]
    """Source paths of the pages on which something stands that is not translated."""
    stale: frozenset[str]
    """Source paths of the pages of which the original has changed since."""


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
    footnotes: Mapping[FootnoteLabel, Footnote]
    """By printed label: ascending where all are numbers, else in the order of the file."""
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
    """Every problem of the input, by file and line."""
    readable: bool
    """False where a data file could not be read, so that the rest says nothing."""
    translation: Translation | None = None
    """What makes it a translation; None for the original."""
    languages: Mapping[str, str] = field(default_factory=dict)
    """BCP 47 tag of each language in which it has a site → where that is, from the root of the original's: en/."""
    neighbours: Mapping[str, tuple[Neighbour, ...]] = field(default_factory=dict)
    """`source:KEY` or `term:ID` → the other editions of the shelf that have it; empty for an edition by itself."""

    @property
    def own_problems(self) -> tuple[Problem, ...]:
        """The problems that are not the original's as well; of the original all."""
        folder = f"{self.translation.folder}/" if self.translation else ""
        return tuple(each for each in self.problems if each.place.file.startswith(folder) or is_of_layer(each))

    def target(self, written: str) -> tuple[TargetKind, str]:
        """Return what `[[written]]` means, with its id; unknown with what was written."""
        return target_of(written, self.aliases, self.elements, self.sources)


def fold(text: str) -> str:
    """Return a name as names are compared: NFKC. Case counts: a word and an acronym differ by it."""
    return unicodedata.normalize("NFKC", text)


def target_of(
    written: str, aliases: Mapping[str, str], elements: Container[str], sources: Container[str]
) -> tuple[TargetKind, str]:
    """Look `written` up: a name, alias or id of a term, the path of an element or the key of a source; else unknown."""
    for name in (fold(written), fold(written[:1].lower() + written[1:])):  # a sentence may begin with it
        if term := aliases.get(name):
            return "term", term
    if written in elements:
        return "element", written
    if written in aliases.values():
        return "term", written
    return ("source", written) if written in sources else ("unknown", written)
