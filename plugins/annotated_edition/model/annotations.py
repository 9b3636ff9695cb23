"""What an edition adds to the text: footnotes, sources, terms, initiatives, events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from .addresses import FOOTNOTES, SOURCES, TERMS, url_of
from .labels import FootnoteLabel
from .problems import Place
from .record import INLINED, UNRECORDED, RecordName, recorded_as
from .spans import Spans

#: What a locator can count: CSL's locator types (CSL 1.0.2, appendix "Locators"), `article` and `title` also by these
#: short names.
Label = Literal[
    "act", "appendix", "article", "article-locator", "book", "canon", "chapter", "column", "elocation", "equation",
    "figure", "folio", "issue", "line", "note", "opus", "page", "paragraph", "part", "rule", "scene", "section",
    "sub-verbo", "supplement", "table", "timestamp", "title", "title-locator", "verse", "volume",
]  # fmt: skip
PositionName = Literal["first", "subsequent", "ibid", "ibid-with-locator"]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a citation stands among the others, as CSL defines it."""

    name: Annotated[PositionName, RecordName("position")]
    """CSL's name of it."""
    antecedent: FootnoteLabel | None
    """Printed label of the footnote that an ibid. points to."""
    first: FootnoteLabel
    """Printed label of the footnote that cites the source first."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The copy of a source that a web archive keeps."""

    url: Annotated[str, RecordName("address")]
    """Address of the copy."""
    date: str | None
    """When it was made, as precise as known."""


@dataclass(frozen=True, slots=True)
class Source:
    """A bibliographic item."""

    key: Annotated[str, RecordName("source")]
    """Its key in sources.bib."""
    type: Annotated[str, UNRECORDED]
    """CSL's item type."""
    title: str
    """Title, plain."""
    authors: str
    """Who wrote or edited it, plain."""
    publisher: str
    """Who published it; where that is not said, its authors."""
    date: str | None
    """Date of publication, as precise as known."""
    url: Annotated[str | None, RecordName("address")]
    """Address of it."""
    full: Annotated[Spans, RecordName("text")]
    """The citation in full, without a page."""
    annotation: Spans
    """A note of the edition on it."""
    csl: Annotated[Mapping[str, object], UNRECORDED]
    """The item as CSL-JSON, its language only where that is foreign to the work's."""
    styled: Annotated[Mapping[str, object], UNRECORDED]
    """The same as citation styles are given it: with the marks of titles that keep their case."""
    language: Annotated[str | None, UNRECORDED]
    """BCP 47 tag of its language, where its entry says one."""
    bibtex: Annotated[tuple[str, ...], UNRECORDED]
    """Its entry in biblatex as it is given away, then those that it takes fields from."""
    footnotes: tuple[FootnoteLabel, ...]
    """Printed labels of the footnotes that cite it, through an ibid. as well."""
    place: Annotated[Place, UNRECORDED] = field(compare=False)  # moving an entry changes nothing
    """Where its entry stands."""
    accessed: str | None
    """When its address was last read by those who say so."""
    archive: Annotated[Archive | None, RecordName("archived")]
    """The copy of it that an archive keeps."""
    sha256: str | None
    """SHA-256 of what stood at its address then, 64 hexadecimal digits in small letters."""
    replaced: bool
    """Whether what stands at its address is replaced from time to time."""
    translated: Annotated[str | None, UNRECORDED] = None
    """What its title means, in the language of a translation; there `title` has both."""

    @property
    def name(self) -> str:
        """What it is called: its title, or its key where it has none."""
        return self.title or self.key

    @property
    def spoken_name(self) -> str:
        """What it is called in the edition's own language, where one language is all that can be had."""
        return self.translated or self.name

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of its entry, from the site's root."""
        return url_of(SOURCES, self.key)


@dataclass(frozen=True, slots=True)
class Citation:
    """One source cited by one footnote."""

    source: str
    """Key of the source."""
    locator: str | None
    """Pages (or what `label` says) within the source, as printed."""
    label: Annotated[str, UNRECORDED]
    """CSL's name of what the locator counts, `page` as a rule."""
    position: Annotated[Position, INLINED]
    """Where it stands among the others."""
    text: Spans
    """As the printed footnote has it, with the words before and after it."""
    full: Spans
    """As if the source were cited here for the first time."""
    url: str | None
    """Address of the source."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a section where a footnote is cited."""

    id: str
    """Its id on the page: fnref-17, or fnref-17-2 for a second one."""
    footnote: Annotated[FootnoteLabel, UNRECORDED]
    """Printed label of the footnote."""
    page: str
    """Source path of the section."""
    section: str
    """Title of the section and of the headings above the place, joined by ›."""
    paragraph: Annotated[str, UNRECORDED]
    """Id of the paragraph, or of the heading before it where it stands in none."""
    sentence: str
    """The sentence that it supports, plain."""
    place: Annotated[Place, UNRECORDED] = field(compare=False)  # moving an entry changes nothing
    """Where it stands in the file."""

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Its address, from the site's root."""
        return url_of(self.page, self.id)


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note of the printed work."""

    number: Annotated[FootnoteLabel, RecordName("footnote")]
    """The printed label, nearly always a number."""
    citations: tuple[Citation, ...]
    """What it cites, in printed order."""
    before: Spans
    """What it says before the citations, in the edition's words."""
    after: Spans
    """What it says after them."""
    cluster: Annotated[Spans, UNRECORDED]
    """All citations together, with the stop that ends them."""
    text: str
    """The whole footnote, plain."""
    references: tuple[Reference, ...]
    """Where it is cited, in reading order."""
    place: Annotated[Place, UNRECORDED] = field(compare=False)  # moving an entry changes nothing
    """Where it stands in footnotes.yml."""

    @property
    @recorded_as("id")
    def id(self) -> str:
        """Its id on every page and in every export."""
        return self.number.id

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of its entry, from the site's root."""
        return url_of(FOOTNOTES, self.id)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a section that names a term or discusses an element."""

    page: str
    """Source path of the section."""
    section: str
    """Title of the section and of the headings above the place."""
    paragraph: Annotated[str, UNRECORDED]
    """Id of the paragraph, or of the heading before it."""
    excerpt: Annotated[str, UNRECORDED]
    """The beginning of the paragraph, plain."""

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of the paragraph, from the site's root."""
        return url_of(self.page, self.paragraph)


#: The texts of a term in the order in which they are shown: field → key of its label in the wording.
TERM_TEXTS: Mapping[str, str] = {"definition": "meaning", "gloss": "gloss"}


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry."""

    id: Annotated[str, RecordName("term")]
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
    """What the commentary, or what its footnotes cite, says that it means."""
    gloss: Spans
    """The edition's own explanation of it, which rests on no footnote."""
    footnotes: tuple[FootnoteLabel, ...]
    """Footnotes on which the definition rests."""
    mentions: tuple[Mention, ...]
    """Where it is used, one a paragraph."""
    place: Annotated[Place, UNRECORDED] = field(compare=False)  # moving an entry changes nothing
    """Where it stands in terms.yml."""
    original: Annotated[str | None, UNRECORDED] = None
    """Its name in the original, with its reading, where the edition is a translation."""

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of its entry, from the site's root."""
        return url_of(TERMS, self.id)

    @property
    def texts(self) -> tuple[tuple[str, Spans], ...]:
        """What explains it: the key of each text's label in the wording, and the text."""
        return tuple((label, spans) for field, label in TERM_TEXTS.items() if (spans := getattr(self, field)))


@dataclass(frozen=True, slots=True)
class Name:
    """The names of an initiative."""

    official: Annotated[str, RecordName("name")]
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

    id: Annotated[str, RecordName("element")]
    """ASCII id, unique in its initiative."""
    initiative: Annotated[str, UNRECORDED]
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
    footnotes: tuple[FootnoteLabel, ...]
    """Footnotes on which the entry rests."""
    counterparts: tuple[str, ...]
    """`initiative/element` of each that corresponds to it, made mutual."""
    mentions: tuple[Mention, ...]
    """The paragraphs that discuss it."""

    @property
    def path(self) -> str:
        """`initiative/element`."""
        return f"{self.initiative}/{self.id}"

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of its entry, from the site's root."""
        return url_of(f"initiatives/{self.initiative}.md", self.id)


@dataclass(frozen=True, slots=True)
class Initiative:
    """A policy that the commentary discusses."""

    id: Annotated[str, RecordName("initiative")]
    """ASCII id."""
    name: Annotated[Name, INLINED]
    """Its names."""
    announced: Announcement
    """Its announcement."""
    partners: str
    """To whom it is addressed."""
    summary: Spans
    """What it is."""
    footnotes: tuple[FootnoteLabel, ...]
    """Footnotes on which the entry rests."""
    elements: tuple[Element, ...]
    """Its parts in printed order."""
    place: Annotated[Place, UNRECORDED] = field(compare=False)  # moving an entry changes nothing
    """Where it stands."""

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of its page, from the site's root."""
        return url_of(f"initiatives/{self.id}.md")


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
    footnotes: tuple[FootnoteLabel, ...]
    """Footnotes on which it rests."""
    initiative: str | None
    """Id of the initiative that it announces or carries out."""
    original: bool
    """Whether the commentary has it."""
    source: EventSource | None
    """Its source where the commentary does not have it."""
