"""An edition as a book: its parts, and the writer of one of them, which a medium completes."""

from __future__ import annotations

import base64
import mimetypes
import posixpath
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape, unescape
from typing import Literal

from markupsafe import Markup

from ..citing.items import ascii_slug, slug
from ..citing.words import cited_edition, cited_work
from ..model.addresses import CHRONOLOGY, FOOTNOTES, INITIATIVES, SOURCES, TERMS, url_of
from ..model.annotations import Footnote, Mention, Reference
from ..model.edition import Edition, Mark
from ..model.problems import Problem
from ..model.spans import Spans, plain
from ..model.wording import wording
from ..site.lists import by_initial, by_publisher, by_year
from ..site.writer import Writer
from .ruby import aligned

#: Keeps a reference from being wrapped to the start of a line.
WORD_JOINER = "\u2060"
#: Emphasis that italics suit, as they do not suit Japanese.
LATIN_EMPHASIS = re.compile("<em>([\x00-;=-\u024f\u2010-\u2027]+)</em>")
PartKind = Literal["section", "initiatives", "chronology", "terms", "sources", "page"]


class TextLost(Exception):
    """The text of a section could not be set whole; `problem` says where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class BookPart:
    """A part of a book: a section of the commentary, or an appendix."""

    kind: PartKind
    """What it is."""
    page: str
    """Source path of the page that it has on the site."""
    title: str
    """Its title."""
    name: str
    """ASCII name of it in the book."""


@dataclass(frozen=True, slots=True)
class Book:
    """An edition, with what is needed to make a book of it."""

    edition: Edition
    """The edition."""
    render: Callable[[BookWriter], str]
    """The text of the writer's page as well-formed XHTML, its marks and attributes set by the writer."""
    read: Callable[[str], bytes | None]
    """The content of a file below docs/; None where there is none."""
    address: str | None
    """Where the edition is online, with a slash at its end."""
    moment: datetime
    """The time that the book bears, in UTC."""
    site: Callable[[], dict[str, bytes]]
    """The files of its site, built for a disk; MissingPart where it cannot be."""
    parts: tuple[BookPart, ...] = field(init=False)
    """Its parts in order: the sections, then the appendices that have something to say."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(_parts(self.edition)))

    @property
    def name(self) -> str:
        """Names its files: what is ASCII in the names of the commentary, version and date."""
        imprint = self.edition.imprint
        return "-".join((slug(self.edition) or "edition", "annotated", ascii_slug(imprint.version), imprint.date))

    @property
    def identifier(self) -> str:
        """The same for all versions of the edition."""
        work = self.edition.work
        named = work.url or "/".join(filter(None, (work.publisher, work.series, work.number, work.title)))
        return uuid.uuid5(uuid.NAMESPACE_URL, f"annotated-edition:{named}").urn

    def home(self, number: int) -> str:
        """The section that carries a footnote: the one that cites it first; the last one where none does."""
        references = self.edition.footnotes[number].references
        return references[0].page if references else self.edition.sections[-1].page

    def carried(self, page: str) -> list[Footnote]:
        """The footnotes that a section carries."""
        return [footnote for number, footnote in self.edition.footnotes.items() if self.home(number) == page]


def moment_of(edition: Edition, epoch: str | None) -> datetime:
    """The time that a book bears: SOURCE_DATE_EPOCH where it is set, else the date of the edition."""
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC)
    year, month, day = (*edition.imprint.date.split("-"), "1", "1")[:3]
    return datetime(int(year), int(month), int(day), tzinfo=UTC)


def _parts(edition: Edition) -> Iterator[BookPart]:
    words = wording(edition.language)
    for index, section in enumerate(edition.sections, 1):
        yield BookPart("section", section.page, section.title, f"section-{index}")
    if edition.initiatives:
        yield BookPart("initiatives", INITIATIVES, words["book-initiatives"], "initiatives")
    if edition.events:
        yield BookPart("chronology", CHRONOLOGY, words["chronology"], "chronology")
    if edition.terms:
        yield BookPart("terms", TERMS, words["terms"], "terms")
    if edition.sources:
        yield BookPart("sources", SOURCES, words["sources"], "sources")


class BookWriter(Writer):
    """Writes the fragments of one part of a book; a medium says where things stand and how a reference is set."""

    def __init__(self, book: Book, part: BookPart) -> None:
        super().__init__(book.edition, part.page)
        self.book, self.part = book, part
        self.names = {each.page: each.name for each in book.parts}

    # --- what a medium says

    def locate(self, name: str, fragment: str) -> str:
        """The address in the book of something in the part of that name."""
        raise NotImplementedError

    def id(self, fragment: str) -> str:
        """The id in the book of something in this part."""
        raise NotImplementedError

    def picture(self, source: str) -> str | None:
        """The address of a picture that the text shows, which holds it; None where it cannot be had."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), source))
        if ":" in source or source.startswith("/") or path.startswith(".."):
            return None
        content = self.book.read(path)
        kind = mimetypes.guess_type(path)[0] or ""
        if content is None or not kind.startswith("image/"):
            return None
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    def reference(self, mark: Mark, number: int) -> Markup:
        """A reference to a footnote in the text."""
        raise NotImplementedError

    def pointer(self, number: int, text: str, css: str = "") -> Markup:
        """A link to a footnote."""
        raise NotImplementedError

    def semantic(self, kind: str) -> Markup:
        """What a medium says of an element's part in the book, as an attribute; nothing where it has no word for it."""
        return Markup("")

    # --- links

    def link(self, page: str, fragment: str = "") -> str:
        """The address of something on a page of the site: in the book where it is there, else online."""
        return self.lead(page, fragment) or "#"

    def lead(self, page: str, fragment: str) -> str | None:
        """As `link`; None where neither the book nor the site has it."""
        if page == FOOTNOTES and (found := re.fullmatch(r"fn-(\d+)", fragment)):
            number = int(found[1])
            if number in self.edition.footnotes:
                return self.locate(self.names[self.book.home(number)], fragment)
        if page.startswith("initiatives/") and page != INITIATIVES and INITIATIVES in self.names:
            initiative = page.removeprefix("initiatives/").removesuffix(".md")
            return self.locate(self.names[INITIATIVES], f"{initiative}-{fragment}" if fragment else initiative)
        if page in self.names:
            return self.locate(self.names[page], fragment)
        return f"{self.book.address}{url_of(page, fragment)}" if self.book.address else None

    def address(self, href: str) -> str | None:
        """Where a link of the page's own text leads; None where it cannot lead anywhere."""
        if re.match(r"(?i)https?:|mailto:", href):
            return href
        page, _, fragment = unescape(href).partition("#")
        if re.match(r"[a-z][a-z0-9+.-]*:", page, re.IGNORECASE) or page.startswith("/"):
            return None
        if not page:
            return f"#{self.id(fragment)}"
        return self.lead(posixpath.normpath(posixpath.join(posixpath.dirname(self.page), page)), fragment)

    def href(self, address: str) -> str | None:
        """As the writer's of pages, but without what the book does not have."""
        if address.startswith("#") or ":" in address:
            return super().href(address)
        page, _, fragment = address.partition("#")
        return self.lead(page, fragment)

    def footnote(self, number: int) -> Markup:
        """A superscript link to a footnote."""
        return Markup("{}<sup>{}</sup>").format(WORD_JOINER, self.pointer(number, str(number)))

    def pointers(self, numbers: Iterable[int]) -> Markup:
        """Links to several footnotes; a comma keeps 2 and 6 from being read as 26."""
        return _apart(super().pointers(numbers))

    def html(self, spans: Spans) -> Markup:
        """Spans as XHTML: footnotes that follow each other set apart, emphasis told apart by script."""
        return Markup(re.sub(LATIN_EMPHASIS, r'<em class="latin">\1</em>', str(_apart(super().html(spans)))))

    def anchor(self, address: str, text: Markup) -> Markup:
        """A link to an address; one that shows the address may be broken after each of its marks."""
        if str(text) in (address, escape(address)):
            text = Markup(re.sub(r"(?<=[/?=_.-])(?=[^/])", "<wbr />", escape(address)))
            return Markup(str(super().anchor(address, text)).replace("<a ", '<a class="url" ', 1))
        return super().anchor(address, text)

    def apart(self, mark: Mark) -> str:
        """What stands before a reference: a comma where it follows another one."""
        marks = self.edition.pages[self.page].marks
        follows = any(other.kind == "reference" and other.end == mark.start for other in marks)
        return "," if follows else ""

    # --- what fills the places in the text of a section

    def attribute(self, name: str, value: str) -> str | None:
        """An attribute of the text's own elements, led to where the book has what it names; None leaves it out."""
        match name:
            case "id":
                return self.id(value)
            case "href":
                return self.address(value)
            case "src":
                return self.picture(value)
            case "srcset" | "poster" | "data" | "action" | "formaction":
                return None
            case "style":
                return None if "url(" in value else value
            case _:
                return value

    def mark(self, mark: Mark) -> Markup:
        """What is shown for a mark of the page's text."""
        match mark.kind:
            case "reference":
                return self.reference(mark, int(mark.text))
            case "pointer":
                return self.footnote(int(mark.target))
            case "term":
                return self.anchor_to(self.link(TERMS, mark.target), mark.text, "term")
            case "element":
                return self.anchor_to(self.element_link(mark.target), mark.text, "element")
            case "source":
                return self.anchor_to(self.link(SOURCES, mark.target), mark.text, "source")
            case _:
                return Markup("<span>{}</span>").format(mark.text)

    def anchor_to(self, href: str, text: str, css: str) -> Markup:
        """A link within the book."""
        return Markup('<a class="{}" href="{}">{}</a>').format(css, href, text)

    # --- texts

    def text(self) -> Markup:
        """The text of this section as well-formed XHTML."""
        return Markup(self.book.render(self))

    def note_text(self, footnote: Footnote) -> Markup:
        """What a footnote says: as printed, each 同上 resolved, what it says besides, where its sources stand."""
        lines = self.render("book/note.html", footnote=footnote).split("\n")
        return Markup(" ".join(filter(None, map(str.strip, lines))))  # WeasyPrint keeps line breaks in footnotes

    def whole(self, html: Markup, footnote: Footnote) -> Markup:
        """The text of a footnote, its locators with their labels kept from being broken over two lines."""
        for locator in sorted({c.locator for c in footnote.citations if c.locator}, key=len, reverse=True):
            digits = "[-–]".join(re.escape(escape(part)) for part in re.split("[-–]", locator))
            pattern = rf"(?<!\w)((?:pp?\.\s)?{digits}(?:\s?頁)?)(?!\w)(?![^<]*>)"
            html = Markup(re.sub(pattern, r'<span class="whole">\1</span>', str(html)))
        return html

    def resolution(self, source: str) -> Markup:
        """What an ibid. stands for: the source in full, but for its address."""
        return self.html(tuple(span for span in self.edition.sources[source].full if not span.href))

    def backs(self, footnote: Footnote) -> list[tuple[str, Reference]]:
        """The addresses of a footnote's references."""
        return [(self.locate(self.names[each.page], each.id), each) for each in footnote.references]

    def ruby(self, name: str, reading: str | None) -> Markup:
        """A name with its reading over what is not kana."""
        out = Markup("")
        for base, above in aligned(name, reading or ""):
            out += Markup("<ruby>{}<rt>{}</rt></ruby>").format(base, above) if above else Markup(escape(base))
        return out

    def mentioned(self, mentions: Iterable[Mention]) -> list[tuple[str, str]]:
        """Address and name of each passage that uses a term, one a heading."""
        found: dict[str, str] = {}
        for mention in mentions:
            found.setdefault(mention.section, self.link(mention.page, mention.paragraph))
        return [(href, section) for section, href in found.items()]

    def numbered_sources(self) -> dict[str, int]:
        """Each source's number in the book, in the order of the list of sources."""
        ordered = (source for _, sources in by_publisher(self.edition) for source in sources)
        return {source.key: number for number, source in enumerate(ordered, 1)}

    # --- front and back matter

    @property
    def authors(self) -> str:
        """Who wrote the commentary."""
        return self.words["comma"].join(author.name for author in self.edition.work.authors)

    @property
    def series(self) -> str:
        """Series and number of the commentary."""
        work = self.edition.work
        return self.words["series-number"].format(series=work.series, number=work.number) if work.series else ""

    @property
    def version(self) -> str:
        """Version and date of the edition."""
        imprint = self.edition.imprint
        return self.words["book-version"].format(version=imprint.version, date=self.date(imprint.date))

    def cited_work(self) -> str:
        """How the commentary is cited."""
        return cited_work(self.edition)

    def cited_edition(self) -> str:
        """How the edition is cited, with the version."""
        return cited_edition(self.edition, self.book.address)

    def appendix(self) -> Markup:
        """What this appendix holds, without its heading."""
        groups: object = None
        match self.part.kind:
            case "terms":
                groups = by_initial(self.edition)
            case "sources":
                groups = by_publisher(self.edition)
            case "chronology":
                groups = by_year(self.edition)
            case _:
                pass
        return Markup(self.render(f"book/{self.part.kind}.html", groups=groups))

    def license(self) -> Markup:
        """Under what licence the edition's own text is."""
        imprint = self.edition.imprint
        name = Markup("{}").format(imprint.license or "")
        if imprint.license_url:
            name = self.external(imprint.license_url, imprint.license or "")
        return Markup(self.words["book-license"]).format(license=name)

    def plain_rights(self) -> str:
        """The rights in the commentary and in the edition, plain."""
        license_ = self.words["book-license"].format(license=self.edition.imprint.license or "")
        parts = (plain(self.edition.work.rights), license_ if self.edition.imprint.license else "")
        return self.joint.join(part for part in parts if part)

    def headings(self) -> list[tuple[str, str]]:
        """Ids and texts of the headings of this part that its contents list names."""
        if self.part.kind == "initiatives":
            found = [(each.id, each.name.short) for each in self.edition.initiatives.values()]
            if self.edition.comparison:
                found.append(("comparison", self.words["book-comparison"]))
        else:
            sections = (each for each in self.edition.sections if each.page == self.page)
            found = [(h.id, h.text) for section in sections for h in section.headings if h.level == 2]
        return [(self.id(id_), text) for id_, text in found]

    @property
    def notice(self) -> Markup:
        """That the edition is not the original."""
        return self.html(self.edition.imprint.notice)

    @property
    def description(self) -> str:
        """One sentence on the edition, for catalogues."""
        return plain(self.edition.imprint.notice)


def _apart(html: Markup) -> Markup:
    return Markup(str(html).replace(f"</sup>{WORD_JOINER}<sup>", ",\u00a0"))  # none begins a line
