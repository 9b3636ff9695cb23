"""What the books made of an edition have in common: their parts, and the writer of a part, which a medium completes."""

from __future__ import annotations

import base64
import mimetypes
import posixpath
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape, unescape
from typing import Literal

from markupsafe import Markup

from ..citing.items import file_name
from ..citing.words import cite_edition, cite_work
from ..model.addresses import CHRONOLOGY, EVIDENCE, FOOTNOTES, INITIATIVES, SOURCES, TERMS, url_of
from ..model.annotations import Footnote
from ..model.edition import Edition, Mark
from ..model.labels import FootnoteLabel
from ..model.problems import Problem
from ..model.spans import Span, Spans
from ..model.wording import wording
from ..site.lists import events_by_year, sources_by_publisher, terms_by_initial
from ..site.writer import HOME, Writer
from ..views.evidence import weigh
from .ruby import align_reading

#: Keeps a reference from being wrapped to the start of a line.
WORD_JOINER = "\u2060"
#: Emphasis that italics suit, as they do not suit Japanese.
LATIN_EMPHASIS = re.compile("<em>([\x00-;=-\u024f\u2010-\u2027]+)</em>")
PartKind = Literal["summary", "section", "initiatives", "chronology", "terms", "sources", "evidence", "page"]
#: The heading of the home page under which its summary of the work stands.
SUMMARY = re.compile(r"(?m)^##[^\n]*\{[^}\n]*#summary\b")
#: Appendix → what groups its entries.
GROUPS: dict[PartKind, Callable[[Edition], object]] = {
    "chronology": events_by_year, "terms": terms_by_initial, "sources": sources_by_publisher, "evidence": weigh,
}  # fmt: skip


class MissingPart(Exception):
    """Something that a format needs is not there; the wording of `code` says what, with `values`."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class TextLost(Exception):
    """A mark of a section's text could not be set; `problem` says where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class BookPart:
    """A part of a book: the summary, a section of the commentary, or an appendix."""

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
    """What makes the text of the writer's page: well-formed XHTML, its marks and attributes set by the writer."""
    read: Callable[[str], bytes | None]
    """What reads a file below docs/; None where there is none."""
    address: str | None
    """Where the edition is online, with a slash at its end."""
    moment: datetime
    """The time that the book bears, in UTC."""
    site: Callable[[], dict[str, bytes]]
    """What builds the files of its site for a disk; it raises MissingPart where it cannot."""

    @property
    def parts(self) -> list[BookPart]:
        """Its parts in order: the home page's summary, the sections, the appendices that have something to say."""
        edition, words = self.edition, wording(self.edition.language)
        appendices: list[tuple[PartKind, str, str, object]] = [
            ("initiatives", INITIATIVES, "book-initiatives", edition.initiatives),
            ("chronology", CHRONOLOGY, "chronology", edition.events),
            ("terms", TERMS, "terms", edition.terms),
            ("sources", SOURCES, "sources", edition.sources),
            ("evidence", EVIDENCE, "evidence", edition.sources),
        ]
        sections = enumerate(edition.sections, 1)
        parts = [BookPart("section", each.page, each.title, f"section-{number}") for number, each in sections]
        if (home := edition.pages.get(HOME)) and SUMMARY.search(home.text):
            parts.insert(0, BookPart("summary", HOME, words["summary"], "summary"))
        return parts + [
            BookPart(kind, page, words[title], kind) for kind, page, title, entries in appendices if entries
        ]

    @property
    def name(self) -> str:
        """The name of its files."""
        return file_name(self.edition)

    @property
    def identifier(self) -> str:
        """Its URN, the same for all versions of the edition."""
        work = self.edition.work
        named = work.url or "/".join(filter(None, (work.publisher, work.series, work.number, work.title)))
        return uuid.uuid5(uuid.NAMESPACE_URL, f"annotated-edition:{named}").urn

    def home(self, number: FootnoteLabel) -> str:
        """Return the page of the section that carries a footnote: the first to cite it; the last where none does."""
        references = self.edition.footnotes[number].references
        return references[0].page if references else self.edition.sections[-1].page

    def carried(self, page: str) -> list[Footnote]:
        """Return the footnotes that a section carries."""
        return [footnote for number, footnote in self.edition.footnotes.items() if self.home(number) == page]


def edition_moment(edition: Edition, epoch: str | None) -> datetime:
    """Return the time that a book bears: SOURCE_DATE_EPOCH where it is set, else the date of the edition."""
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC)
    year, month, day = (*edition.imprint.date.split("-"), "1", "1")[:3]
    return datetime(int(year), int(month), int(day), tzinfo=UTC)


class BookWriter(Writer):
    """Writes the fragments of one part of a book; a medium says how a reference is set, and where things stand.

    Where a medium says nothing else, all parts stand in one document, and ids are unique in the whole of it.
    """

    def __init__(self, book: Book, part: BookPart) -> None:
        super().__init__(book.edition, part.page)
        self.book, self.part = book, part
        self.names = {each.page: each.name for each in book.parts if each.kind != "summary"}
        self.has_summary = any(each.kind == "summary" for each in book.parts)
        self.labels = {label.id: label for label in book.edition.footnotes}

    # --- what a medium completes ----------------------------------------------------------------------------------

    def locate(self, name: str, fragment: str) -> str:
        """Return the address in the book of something in the part of that name."""
        return f"#{self.id_in(name, fragment)}"

    def id(self, fragment: str) -> str:
        """Return the id in the book of something in this part."""
        return self.id_in(self.part.name, fragment)

    def id_in(self, name: str, fragment: str) -> str:
        """Return an id that begins with the name of its part; a footnote and its first references keep theirs."""
        if not fragment:
            return name
        note = re.sub("^fnref-", "fn-", fragment)
        label = self.labels.get(note) or self.labels.get(note.rpartition("-")[0])
        kept = label is not None and self.names[self.book.home(label)] == name
        return fragment if kept else f"{name}.{fragment}"

    def picture(self, source: str) -> str | None:
        """Return the address in the book of a picture below docs/; None where it cannot be had."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), source))
        kind = mimetypes.guess_type(path)[0] or ""
        within = not (":" in source or source.startswith("/") or path.startswith(".."))
        content = self.book.read(path) if within and kind.startswith("image/") else None
        return None if content is None else self.take_picture(path, kind, content)

    def take_picture(self, path: str, kind: str, content: bytes) -> str | None:
        """Return the address in the book of a picture of a media type; None where the book may not hold it."""
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    def reference(self, mark: Mark, label: FootnoteLabel) -> Markup:
        """Return a reference to a footnote in the text."""
        raise NotImplementedError

    def pointer(self, label: FootnoteLabel, text: str) -> Markup:
        """Return a link to a footnote."""
        return self.anchor_to(f"#{label.id}", text, "pointer")

    def semantic(self, kind: str) -> Markup:
        """Return the medium's name for a kind of part, as an attribute; empty where it has none."""
        return Markup("")

    # --- links ----------------------------------------------------------------------------------------------------

    def link(self, page: str, fragment: str = "") -> str:
        """Return the address of something on a page of the site: in the book if it is there, else online."""
        return self.lead(page, fragment) or "#"

    def lead(self, page: str, fragment: str) -> str | None:
        """Return the same as `link`; None where neither the book nor the site has it."""
        if page == FOOTNOTES and (label := self.labels.get(fragment)):
            return self.locate(self.names[self.book.home(label)], fragment)
        if page.startswith("initiatives/") and page != INITIATIVES and INITIATIVES in self.names:
            initiative = page.removeprefix("initiatives/").removesuffix(".md")
            return self.locate(self.names[INITIATIVES], f"{initiative}-{fragment}" if fragment else initiative)
        if page in self.names:
            return self.locate(self.names[page], fragment)
        if page == HOME and self.has_summary and fragment in ("", "summary"):  # a book has no more of it
            return self.locate("summary", "")
        return f"{self.book.address}{url_of(page, fragment)}" if self.book.address else None

    def address(self, href: str) -> str | None:
        """Return where a link of the page's own text leads; None where it cannot lead anywhere."""
        if re.match(r"(?i)https?:|mailto:", href):
            return href
        page, _, fragment = unescape(href).partition("#")
        if re.match(r"(?i)/|[a-z][a-z0-9+.-]*:", page):
            return None
        if not page:
            return f"#{self.id(fragment)}"
        return self.lead(posixpath.normpath(posixpath.join(posixpath.dirname(self.page), page)), fragment)

    def href(self, address: str) -> str | None:
        """Return an address as it may stand in the book; None for a page that neither book nor site has."""
        if address.startswith("#") or ":" in address:
            return super().href(address)
        page, _, fragment = address.partition("#")
        return self.lead(page, fragment)

    def footnote(self, label: FootnoteLabel) -> Markup:
        """Return a superscript link to a footnote."""
        return Markup("{}<sup>{}</sup>").format(WORD_JOINER, self.pointer(label, label))

    def number(self, label: FootnoteLabel, text: str) -> Markup:
        """Return a link to a footnote as a part of the sentence."""
        return self.pointer(label, text)

    def pointers(self, numbers: Iterable[FootnoteLabel]) -> Markup:
        """Return links to several footnotes; a comma keeps 2 and 6 from being read as 26."""
        return _apart(super().pointers(numbers))

    def with_pointers(self, spans: Spans, labels: Iterable[FootnoteLabel]) -> Markup:
        """Return spans as XHTML with links to several footnotes, set apart from those of the text as well."""
        return _apart(super().with_pointers(spans, labels))

    def html(self, spans: Spans) -> Markup:
        """Return spans as XHTML: neighbouring footnotes set apart, emphasis told apart by script."""
        return Markup(re.sub(LATIN_EMPHASIS, r'<em class="latin">\1</em>', str(_apart(super().html(spans)))))

    def anchor(self, address: str, text: Markup) -> Markup:
        """Return a link to an address; one that shows the address is told apart."""
        if str(text) in (address, escape(address)):
            return Markup(str(super().anchor(address, text)).replace("<a ", '<a class="url" ', 1))
        return super().anchor(address, text)

    def apart(self, mark: Mark) -> str:
        """Return what stands before a reference: a comma where it follows another one."""
        marks = self.edition.pages[self.page].marks
        follows = any(other.kind == "reference" and other.end == mark.start for other in marks)
        return "," if follows else ""

    def without_addresses(self, spans: Spans) -> Markup:
        """Return a citation without the addresses that it shows, and without the commas before them."""
        kept: list[Span] = []
        for span in spans:
            if span.href is None or span.href != span.text:
                kept.append(span)
            elif kept:
                kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" ,、，"))
        return self.html(tuple(kept))

    # --- the text of a section ------------------------------------------------------------------------------------

    def attribute(self, name: str, value: str) -> str | None:
        """Return the value of an attribute of the text's own elements in the book; None leaves it out."""
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
        """Return what is shown for a mark of the page's text."""
        match mark.kind:
            case "reference":
                return self.reference(mark, self.cited[mark.target])
            case "pointer":
                return self.footnote(FootnoteLabel(mark.target))
            case "number":
                return self.number(FootnoteLabel(mark.target), mark.text)
            case "term" | "element" | "source":
                return self.anchor_to(self.mark_link(mark), Markup(mark.xhtml) or mark.text, mark.kind)
            case _:
                return Markup("<span>{}</span>").format(mark.text)

    def anchor_to(self, href: str, text: str, css: str) -> Markup:
        """Return a link within the book."""
        return Markup('<a class="{}" href="{}">{}</a>').format(css, href, text)

    # --- fragments ------------------------------------------------------------------------------------------------

    def note_text(self, footnote: Footnote) -> Markup:
        """Return what a footnote says: as printed, each ibid. resolved, its own words, where its sources stand."""
        lines = self.render("book/note.html", footnote=footnote).split("\n")
        return Markup(" ".join(filter(None, map(str.strip, lines))))  # WeasyPrint keeps line breaks in footnotes

    def whole(self, html: Markup, footnote: Footnote) -> Markup:
        """Return the text of a footnote whose locators are not broken over two lines."""
        for locator in sorted({c.locator for c in footnote.citations if c.locator}, key=len, reverse=True):
            digits = "[-–]".join(re.escape(escape(part)) for part in re.split("[-–]", locator))
            pattern = rf"(?<!\w)((?:pp?\.\s)?{digits}(?:\s?頁)?)(?!\w)(?![^<]*>)"
            html = Markup(re.sub(pattern, r'<span class="whole">\1</span>', str(html)))
        return html

    def ruby(self, name: str, reading: str | None) -> Markup:
        """Return a name with its reading over what is not kana."""
        out = Markup("")
        for base, above in align_reading(name, reading or ""):
            out += Markup("<ruby>{}<rt>{}</rt></ruby>").format(base, above) if above else Markup(escape(base))
        return out

    def numbered_sources(self) -> dict[str, int]:
        """Return each source's number in the book, in the order of the list of sources."""
        ordered = (source for _, sources in sources_by_publisher(self.edition) for source in sources)
        return {source.key: number for number, source in enumerate(ordered, 1)}

    # --- front and back matter ------------------------------------------------------------------------------------

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

    def cited_work(self) -> Markup:
        """Return how the commentary is cited."""
        return self._with_link(cite_work(self.edition), self.edition.work.url)

    def cited_edition(self) -> Markup:
        """Return how the edition is cited, with its version."""
        return self._with_link(cite_edition(self.edition, self.book.address), self.book.address)

    def _with_link(self, text: str, address: str | None) -> Markup:
        """Return a text in which an address is a link."""
        before, found, after = text.partition(address) if address else (text, "", "")
        return Markup("{}{}{}").format(before, self.anchor(found, Markup(escape(found))) if found else "", after)

    def summary(self) -> Markup:
        """Return what stands under the home page's heading `summary`."""
        whole = self.book.render(self)
        found = re.search(rf'<h2 id="{re.escape(self.id("summary"))}".*?</h2>(.*?)(?=<h[12][ >]|\Z)', whole, re.DOTALL)
        return Markup(found[1] if found else "")

    def appendix(self) -> Markup:
        """Return this appendix without its heading."""
        groups = GROUPS[self.part.kind](self.edition) if self.part.kind in GROUPS else None
        return Markup(self.render(f"book/{self.part.kind}.html", groups=groups))

    def license(self) -> Markup:
        """Return the licence of the edition's own text."""
        name, url = self.edition.imprint.license or "", self.edition.imprint.license_url
        return Markup(self.words["book-license"]).format(license=self.external(url, name) if url else name)

    def headings(self) -> list[tuple[str, str]]:
        """Return ids and texts of the headings that the contents list names for this part."""
        if self.part.kind == "initiatives":
            headings = [(each.id, each.name.short) for each in self.edition.initiatives.values()]
            if self.edition.comparison:
                headings.append(("comparison", self.words["book-comparison"]))
        else:
            sections = (each for each in self.edition.sections if each.page == self.page)
            headings = [(h.id, h.text) for section in sections for h in section.headings if h.level == 2]
        return [(self.id(id_), text) for id_, text in headings]


def _apart(html: Markup) -> Markup:
    return Markup(str(html).replace(f"</sup>{WORD_JOINER}<sup>", ",\u00a0"))  # none begins a line
