"""The pages and data files that an edition generates, as {path: text}; nothing here knows the host."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache, partial
from hashlib import sha256
from html import escape as html_escape
from importlib import resources
from itertools import chain, groupby, islice, pairwise
from pathlib import Path
from typing import Any, TypeVar

import jinja2
from markupsafe import Markup, escape

from .data_files import data_files
from .evidence import Evidence, Ground, Passage, weigh
from .exports.formats import written
from .exports.highwire import highwire
from .exports.item import Item
from .exports.items import date_in_words, edition_item, footnote_items, source_item, work_item
from .exports.json_ld import block, json_ld
from .files import Made, Maker
from .lookup import NUMBER, SEPARATORS, SPACED_PREFIX, joint, lookup, url_of
from .model import (
    CHRONOLOGY,
    EVIDENCE,
    FOOTNOTES,
    INITIATIVES,
    SOURCES,
    TERMS,
    Edition,
    Event,
    Footnote,
    Section,
    Source,
    Span,
    Spans,
    Term,
    plain,
)
from .problems import in_order, line
from .records import searchable, texts
from .report import states, summary
from .timeline import Pause, lay_out
from .wording import wording

P = TypeVar("P", Passage, Ground)

#: What has a meaning in Markdown.
MARKDOWN = re.compile(r"([\\`*_{}\[\]#+.!-])")
#: Pages whose tables and pictures need the room of the list of contents.
WIDE = (EVIDENCE, CHRONOLOGY, INITIATIVES)
ASSETS = "assets/annotated-edition"
HOME = "index.md"
#: Where the short addresses of footnotes are: n/17/.
ADDRESSES = "n"
STYLESHEET = f"{ASSETS}/edition.css"
#: What the network need not carry of our own stylesheets and scripts: comments and indentation.
COMMENTS = re.compile(r"(?s:/\*.*?\*/)|^\s*//.*$|^[ \t]+|\n(?=\s*\n)", re.MULTILINE)
TAGS = re.compile(r"<[^>]*>")
#: Most sections that a table has as columns; of more nobody sees which is which.
MOST_COLUMNS = 24
#: Most publishers that have a bar each; the table below names all.
MOST_SHARES = 30
#: Most terms that are tried as examples of what can be looked up.
TRIED = 20
SEARCH_INDEX = "search_index.json"
#: Where the scripts are that bring what the buttons of the lists copy, and of how many entries each.
COPIED = "copied"
PART = 100
#: Characters of text that a search loads together: few files for a host, and soon the first of them for a phone.
TOGETHER = 200_000
#: Most problems that a page lists in place of its text.
LISTED = 200
#: Words of Material's script (9.8) and what stands in their place, so that the search's index is not loaded with each
#: page but when the search is opened, as on file://, or when the page marks what was searched for. Where a release
#: has other words, the index is loaded with the page, and all works as well.
LAZY = (
    ('(location.protocol!=="file:")', "(!1)"),
    ('("search.highlight")?', '("search.highlight")&&location.search?'),
)
#: A generated page is one such block below its heading; the Markdown extension takes it over as elements.
OPENING, CLOSING = '<div data-edition="generated">', "\n</div>"
#: Where our templates may part a page, between two entries of a list, and how many characters are then made at a time.
CUT = Markup("\f")
AT_A_TIME = 100_000


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates, in the user's own part of the system's temporary folder; lost where it cannot be written."""

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keeps a compiled template."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled() -> jinja2.BytecodeCache | None:
    """Where compiled templates are kept between runs: half of the time of a small build goes into compiling them."""
    try:
        return _Compiled()
    except (OSError, RuntimeError):  # no folder that is the user's alone
        return None


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled(),
    )
    environment.filters["plain"] = plain
    environment.filters["lean"] = lean
    return environment


def template(name: str) -> str:
    """A file of `templates/`, as it is."""
    loader = _environment().loader
    assert loader is not None
    return loader.get_source(_environment(), name)[0]


def lean(text: str) -> str:
    """A stylesheet or script of ours without comments and indentation."""
    return COMMENTS.sub("", text)


class Writer:
    """Writes fragments of XHTML for one page; a link to another page names its source path, which hosts resolve."""

    def __init__(self, edition: Edition, page: str) -> None:
        self.edition = edition
        self.page = page
        self.words = wording(edition.language)
        self.joint = joint(edition.language)

    def render(self, template: str, **values: object) -> str:
        """A template of `templates/`, filled in."""
        return _environment().get_template(template).render(here=self, edition=self.edition, t=self.words, **values)

    def parts(self, template: str, **values: object) -> Iterator[str]:
        """A template, filled in, in parts, so that a large page need not be in memory as a whole."""
        made = _environment().get_template(template)
        some: list[str] = []
        length = 0
        for piece in made.generate(here=self, edition=self.edition, t=self.words, cut=CUT, **values):
            if piece != CUT:
                some.append(piece)
                length += len(piece)
            elif length > AT_A_TIME:
                yield "".join(some)
                some, length = [], 0
        yield "".join(some)

    def link(self, page: str, fragment: str = "") -> str:
        """The relative source path of another page."""
        if page == self.page and fragment:
            return f"#{fragment}"
        path = _relative(page, posixpath.dirname(self.page) or ".")
        return f"{path}#{fragment}" if fragment else path

    def footnote(self, number: int) -> Markup:
        """A plain link to a footnote's entry, as a superscript number."""
        label = escape(self.words["footnote-n"].format(n=number))
        href = escape(self.link(FOOTNOTES, f"fn-{number}"))
        # The word joiner keeps the number from being wrapped to the start of a line.
        anchor = f'<a href="{href}" aria-label="{label}">{number}</a>'
        return Markup(f'<sup class="ae-pointer" data-search-exclude="">\u2060{anchor}</sup>')

    def pointers(self, numbers: Iterable[int]) -> Markup:
        """Links to several footnotes."""
        return Markup("").join(self.footnote(number) for number in numbers)

    def element_link(self, path: str) -> str:
        """The source path of an element's entry."""
        initiative, element = path.split("/")
        return self.link(f"initiatives/{initiative}.md", element)

    def element_name(self, path: str) -> str:
        """How an element is called: its initiative's short name, its kind and number."""
        initiative, element = path.split("/")
        found = next(e for e in self.edition.initiatives[initiative].elements if e.id == element)
        short = self.edition.initiatives[initiative].name.short
        return self.words["element-of"].format(initiative=short, element=self.element_label(found.kind, found.number))

    def element_label(self, kind: str, number: int) -> str:
        """Kind and number of an element: 柱4."""
        return self.words["element-n"].format(kind=self.words.get(f"kind-{kind}", kind), n=number)

    def html(self, spans: Spans) -> Markup:
        """Spans as XHTML: the one place where a field's text becomes HTML."""
        out = Markup("")
        for span in spans:
            if span.footnote is not None:
                known = span.footnote in self.edition.footnotes
                out += self.footnote(span.footnote) if known else self.unknown(f"[^{span.footnote}]")
                continue
            text = escape(span.text)
            if span.style == "unknown":
                text = self.unknown(span.text)
            elif span.style:
                tag = {"emphasis": "em", "strong": "strong", "code": "code"}[span.style]
                text = Markup(f"<{tag}>{text}</{tag}>")
            if span.term is not None:
                known = span.term in self.edition.terms
                href = self.link(TERMS, span.term)
                text = Markup('<a class="ae-term" href="{}">{}</a>').format(href, text) if known else self.unknown(text)
            elif span.element is not None:
                text = Markup('<a href="{}">{}</a>').format(self.element_link(span.element), text)
            elif span.source is not None:
                text = Markup('<a href="{}">{}</a>').format(self.link(SOURCES, span.source), text)
            elif span.href:
                text = self.anchor(span.href, text)
            out += text
        return out

    def anchor(self, address: str, text: Markup) -> Markup:
        """A link to an address, the bare text where it may not stand in a page."""
        href = self.href(address)
        return Markup(f'<a href="{escape(href)}"{_rel(href)}>{escape(text)}</a>') if href else text

    def href(self, address: str) -> str | None:
        """An address that may stand in a page: http, https, mailto, or a source path of this site; else None."""
        scheme = address.split(":", 1)[0].lower() if ":" in address else ""
        if scheme in ("http", "https", "mailto"):
            return address
        if scheme or address.startswith(("/", "\\")):
            return None
        page, _, fragment = address.partition("#")
        return self.link(page, fragment) if page else address

    def unknown(self, text: str) -> Markup:
        """The visible mark of something that does not exist."""
        return Markup('<mark class="ae-unknown" title="{}">{}</mark>').format(self.words["unknown"], text)

    def external(self, address: str, text: str, spoken: str = "") -> Markup:
        """A link to another site."""
        label = Markup(' aria-label="{}"').format(spoken) if spoken else Markup("")
        return Markup('<a href="{}"{}{}>{}</a>').format(address, _rel(address), label, text)

    def open_source(self, url: str) -> str:
        """The words of the link that opens a source."""
        return self.words["open-source-pdf"] if url.lower().endswith(".pdf") else self.words["open-source"]

    def kept(self, source: Source) -> Markup:
        """When a source was read, and the copy that an archive keeps of it; empty where neither is known."""
        parts = [escape(self.words["accessed-on"].format(date=self.date(source.accessed)))] if source.accessed else []
        if source.archive:
            parts.append(self.copy_link(source))
        return Markup(" ").join(parts)

    def copy_link(self, source: Source) -> Markup:
        """A link to the copy that an archive keeps of a source; empty where there is none."""
        if not source.archive:
            return Markup("")
        made = self.words["parenthesis"].format(text=self.date(source.archive.date)) if source.archive.date else ""
        text = self.words["open-copy"] + made
        return self.external(
            source.archive.url, text, self.words["open-copy-named"].format(text=text, title=source.name)
        )

    def date(self, date: str) -> str:
        """A date as it is read: 2024年3月20日."""
        return date_in_words(date, self.edition.language)

    def month(self, number: int) -> str:
        """The name of a month."""
        return self.words["months"].split()[number - 1]

    def day(self, event: Event) -> str:
        """What an event's date says beyond its year and month; empty where it says no more."""
        if not event.date[8:]:
            return ""
        day = self.words["day"].format(day=int(event.date[8:]))
        if event.until and event.until != event.date:
            same = event.until[:8] == event.date[:8]
            last = self.words["day"].format(day=int(event.until[8:])) if same else self.date(event.until)
            day += self.words["until"] + last
        return day

    def pause(self, pause: Pause) -> str:
        """How long a stretch without an event is: 1年7か月."""
        parts = [
            self.words[f"{unit}-1" if n == 1 else f"{unit}-n"].format(n=n)
            for unit, n in (("years", pause.years), ("months", pause.months))
            if n
        ]
        text = joint(self.edition.language).join(parts)
        return self.words["pause"].format(span=self.words["about"].format(span=text) if pause.rough else text)

    def counted(self, key: str, n: int) -> str:
        """A number with its unit, singular or plural."""
        return self.words[f"{key}-1" if n == 1 else f"{key}-n"].format(n=n)

    def entry(self, footnote: Footnote) -> str:
        """What a footnote's entry says: citations, resolutions, what it says besides."""
        return self.render("footnote.html", footnote=footnote)

    def note(self, footnote: Footnote, reference: str) -> str:
        """A footnote as it stands beside a reference of it."""
        return self.render("note.html", footnote=footnote, id=note_id(reference))

    def brief(self, spans: Spans) -> Markup:
        """Spans as XHTML without the addresses that they spell out: a link that opens the source stands beside them."""
        kept: list[Span] = []
        for span in spans:
            if span.href and span.text == span.href:
                if kept:
                    kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" ,"))
            else:
                kept.append(span)
        return self.html(tuple(kept))

    def copied(self, footnote: Footnote) -> Markup:
        """What a reader takes away: each citation in full, so that it stands without the footnotes before it."""
        return Markup("&#10;").join(plain(citation.full) for citation in footnote.citations)

    def copy(self, of: str = "", text: str = "", about: str = "") -> Markup:
        """Buttons that copy a reference; `of` is its name in `references`, `about` the id of its heading.

        Without them, a pattern of the buttons.
        """
        return Markup(self.render("copy.html", of=of, text=text, about=about))

    @cached_property
    def work(self) -> Item:
        """The commentary as it is cited, the same on every page."""
        return work_item(self.edition)

    @cached_property
    def work_written(self) -> dict[str, str]:
        """The commentary in each format that programs read."""
        return written([self.work])

    def citing_page(self, page: str, address: str | None) -> Markup:
        """How a page of the commentary is cited; nothing on other pages. `address` is where the page is online."""
        if not (section := self.section(page)):
            return Markup("")
        items = {"work": self.work, "edition": edition_item(self.edition, address, section)}
        ways = [(of, self.words[f"cite-the-{of}"], item) for of, item in items.items()]
        return Markup(self.render("cite.html", ways=ways))

    def references(self, page: str, address: str | None) -> Markup:
        """What the buttons of a section copy, by what it is of and by format: JSON for a script element."""
        if not (section := self.section(page)):
            return Markup("")
        item = edition_item(self.edition, address, section)
        return Markup(block({"work": self.work_written, "edition": written([item])}))

    def metadata(self, page: str, site: str | None) -> Markup:
        """What the head of a page says to programs; `site` is where the edition is online."""
        if not self.edition.readable:
            return Markup("")
        home = page == HOME
        tags = list(highwire(self.edition)) if home or self.section(page) else []
        address = f"{site.rstrip('/')}/" if site else None
        linked_data = Markup(json_ld(self.edition, address)) if home else ""
        return Markup(self.render("metadata.html", tags=tags, linked_data=linked_data))

    def section(self, page: str) -> Section | None:
        """The section of a source path, if it is one's."""
        return next((section for section in self.edition.sections if section.page == page), None)

    def found_by(self, footnote: Footnote) -> str:
        """The text by which the field of the list finds a footnote."""
        return searchable(self.edition, footnote)

    def citing(self, key: str) -> tuple[int, ...]:
        """Footnotes that cite a source."""
        source = self.edition.sources.get(key)
        return source.footnotes if source else ()

    def listed(self, numbers: Iterable[int], shown: int | None = None) -> Markup:
        """Footnote numbers as links in running text, the shown one said to be so."""
        items = []
        for number in numbers:
            if number == shown:
                items.append(Markup("<span>{}</span>").format(self.words["shown-here"].format(n=number)))
            else:
                label = self.words["footnote-n"].format(n=number)
                href = self.link(FOOTNOTES, f"fn-{number}")
                items.append(
                    Markup(f'<a class="ae-number" href="{escape(href)}" aria-label="{escape(label)}">{number}</a>')
                )
        return Markup(self.words["comma"]).join(items)


class AddressWriter(Writer):
    """Writes the page at a footnote's short address, whose links no host resolves; in directory form or as files."""

    def __init__(self, edition: Edition, number: int, site: str | None, directories: bool) -> None:
        super().__init__(edition, self.at(number))
        self.root = "../" * self.page.count("/")
        self.site = site
        self.directories = directories

    @staticmethod
    def at(number: int) -> str:
        """The path of the page of a footnote."""
        return f"{ADDRESSES}/{number}/index.html"

    def url(self, page: str, fragment: str = "") -> str:
        """The address of a page of the site, from its root."""
        return url_of(page, fragment, self.directories)

    def link(self, page: str, fragment: str = "") -> str:
        """The address of a page of the site, from here."""
        return f"{self.root}{self.url(page, fragment)}"

    def neighbour(self, number: int) -> str:
        """The short address of another footnote, from here."""
        return f"../{number}/{'' if self.directories else 'index.html'}"

    def canonical(self) -> str:
        """The address of the page that says the same for all footnotes; whole where it is known where the site is."""
        return f"{self.site.rstrip('/')}/{self.url(FOOTNOTES)}" if self.site else self.link(FOOTNOTES)


def note_id(reference: str) -> str:
    """The id of the note beside a reference: fnref-17-2 → note-17-2."""
    return reference.replace("fnref-", "note-", 1)


def term_note_id(term: str) -> str:
    """The id of what a page says on a term that it links."""
    return f"about-{term}"


@lru_cache(maxsize=4096)
def _relative(page: str, folder: str) -> str:
    """The path from a folder to a page: asked for again and again."""
    return posixpath.relpath(page, folder)


def _rel(href: str) -> Markup:
    return Markup(' rel="noopener noreferrer"') if href.startswith(("http:", "https:")) else Markup("")


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page that an edition generates."""

    title: str
    """Its title."""
    description: str
    """One sentence on it."""
    wide: bool
    """Whether it needs the room of the list of contents."""
    body: Callable[[], Iterator[str]]
    """Makes what it says below its title, as parts of XHTML with whole entries in each."""

    def text(self) -> str:
        """It as Markdown."""
        return _page(self.title, self.description, "".join(self.body()).strip("\n"), self.wide)

    def outline(self) -> str:
        """It as Markdown for a host that lets our extension fill it: with nothing below its title."""
        return _page(self.title, self.description, "", self.wide)


class Generated(Made):
    """All that an edition generates: texts of pages and data files by their paths below docs/."""

    def __init__(self, pages: Mapping[str, GeneratedPage], others: Mapping[str, Maker]) -> None:
        super().__init__({**{path: page.text for path, page in pages.items()}, **others})
        self.pages = pages
        """The pages; none where a data file could not be read, for all say only what is wrong then."""


def pages(edition: Edition, site: str | None = None, directories: bool = True) -> Generated:
    """Every generated page (Markdown) and data file by its path below docs/; no page of what there is none of.

    Where a data file could not be read every page says only what is wrong. `site` is where the edition is online;
    `directories` says whether its pages are addressed as page/ or as page.html.
    """
    words = wording(edition.language)
    made: dict[str, GeneratedPage] = {}
    makers: dict[str, Maker] = {}

    def page(path: str, title: str, template: str, values: Callable[[], Mapping[str, object]] = dict) -> None:
        def body() -> Iterator[str]:
            return Writer(edition, path).parts(template, **values())

        if edition.readable:
            description = words[f"{template.removesuffix('.html')}-description"].format(title=title)
            made[path] = GeneratedPage(title, description, path in WIDE, body)
        else:
            makers[path] = partial(problem_page, edition, title)

    page(FOOTNOTES, words["footnotes"], "footnotes.html", partial(_footnotes, edition))
    unread = not edition.readable  # nobody knows then what there is
    evidence = partial(weigh, edition)  # large: made where it is shown, and let go
    if edition.sources or unread:
        page(SOURCES, words["sources"], "sources.html", partial(_sources, edition))
        page(EVIDENCE, words["evidence"], "evidence.html", partial(_evidence, edition, evidence))
    if edition.terms or unread:
        page(TERMS, words["terms"], "terms.html", lambda: {"groups": by_initial(edition)})
    if edition.events or unread:
        page(CHRONOLOGY, words["chronology"], "chronology.html", partial(_chronology, edition))
    if edition.initiatives or unread:
        title = words["initiatives"].format(n=len(edition.initiatives))
        page(INITIATIVES, title, "initiatives.html", partial(_initiatives, edition))
    for initiative in edition.initiatives.values():
        path = f"initiatives/{initiative.id}.md"
        page(path, initiative.name.short, "initiative.html", partial(dict, initiative=initiative))
    if edition.readable:
        makers |= data_files(edition, evidence)
        makers |= {f"{COPIED}/{part}.js": partial(_copied, edition, each) for part, each in to_copy(edition).items()}
        makers |= addresses(edition, site, directories)
    return Generated(made, makers)


def _footnotes(edition: Edition) -> dict[str, object]:
    patterns = {"number": NUMBER, "separators": SEPARATORS, "spaced": SPACED_PREFIX}
    rules = {name: _ascii(pattern.pattern) for name, pattern in patterns.items()}
    homes = _homes(edition, "footnotes")
    return {"parts": homes, "examples": _queries(edition), "numbers": _numbers(edition), **rules}


def _sources(edition: Edition) -> dict[str, object]:
    return {"groups": by_publisher(edition), "parts": _homes(edition, "sources")}


def _evidence(edition: Edition, weighed: Callable[[], Evidence]) -> dict[str, object]:
    evidence = weighed()
    said = {"summary": summary(evidence, edition.language), "states": states(evidence)} if evidence.dominant else {}
    return {
        "evidence": evidence,
        "passages": _by_page(evidence.passages),
        "grounds": _by_page(evidence.grounds),
        "most_columns": MOST_COLUMNS,
        "most_shares": MOST_SHARES,
        **said,
    }


def _chronology(edition: Edition) -> dict[str, object]:
    return {"groups": by_year(edition), "timeline": lay_out(edition)}


def _initiatives(edition: Edition) -> dict[str, object]:
    return {"pairs": _counterparts(edition), "strands": _strands(edition)}


def to_copy(edition: Edition) -> dict[str, Sequence[Footnote | Source]]:
    """Of what the buttons in the lists of footnotes and sources copy a reference, by part.

    A part is small enough to be loaded when a button is used; a page with all of them would be mostly this.
    """
    footnotes = [each for each in edition.footnotes.values() if each.citations]
    kinds: dict[str, Sequence[Footnote | Source]] = {"footnotes": footnotes, "sources": [*edition.sources.values()]}
    return {
        f"{kind}-{at // PART}": every[at : at + PART]
        for kind, every in kinds.items()
        for at in range(0, len(every), PART)
    }


def in_formats(edition: Edition, part: Iterable[Footnote | Source]) -> dict[str, dict[str, str]]:
    """What the buttons of a part copy: by what it is of, by the name of the format."""
    items = {
        _named(each): footnote_items(edition, each) if isinstance(each, Footnote) else [source_item(each)]
        for each in part
    }
    return {of: {"text": "\n".join(item.text for item in found), **written(found)} for of, found in items.items()}


def _named(each: Footnote | Source) -> str:
    return each.id if isinstance(each, Footnote) else each.key


def _copied(edition: Edition, part: Iterable[Footnote | Source]) -> str:
    return f"aeCopied({block(in_formats(edition, part))});\n"


def addresses(edition: Edition, site: str | None, directories: bool) -> dict[str, Maker]:
    """What makes the page at the short address of each footnote, whole, by its path: no page of the host's.

    Neither the search nor the list of pages has them: what they say stands on the page of all footnotes.
    """
    numbers = [None, *edition.footnotes, None]
    style = Markup(template("address.css"))  # in the page, for some exports have no stylesheet

    def made(at: int, number: int) -> str:
        values = {"footnote": edition.footnotes[number], "previous": numbers[at], "next": numbers[at + 2]}
        return AddressWriter(edition, number, site, directories).render("address.html", **values, style=style)

    return {AddressWriter.at(number): partial(made, at, number) for at, number in enumerate(edition.footnotes)}


def assets() -> dict[str, str]:
    """The package's stylesheets, scripts and pictures by their paths in the site."""
    folder = resources.files(__package__) / "assets"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {f"{ASSETS}/{file.name}": lean(file.read_text(encoding="utf-8")) for file in files}


def foot(writer: Writer, url: str, site: str | None, directories: bool) -> str:
    """What stands below a page whose host's templates know no edition: how to cite it, and the scripts.

    `url` is the page's address from the site's root; `site` and `directories` are as for `pages`.
    """
    address = f"{site.rstrip('/')}/{url}" if site else None
    root, footnotes = "../" * url.count("/"), url_of(FOOTNOTES, directories=directories)
    return writer.render("foot.html", address=address, root=root, lookup=footnotes)


def search_files(config: Mapping[str, object], entries: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """The files of the theme's search index, by name, from which a first search is answered soon; the index is last.

    The index keeps the titles: its `docs` are lines of location and title. The texts, without tags, are lines of other
    files, which `texts` of its `config` names with the number of their lines. A name depends on what is in the file, so
    that no browser takes an older one for it.
    """
    heads: list[str] = []
    named: list[tuple[str, int]] = []
    part: list[str] = []
    room = TOGETHER

    def written() -> tuple[str, str]:
        text = "\n".join(part)
        named.append((f"{sha256(text.encode()).hexdigest()[:12]}.txt", len(part)))
        part.clear()
        return named[-1][0], text

    for entry in entries:
        heads.append(f"{entry['location']}\t{' '.join(entry['title'].split())}")
        text = " ".join(TAGS.sub(" ", entry["text"]).split())
        if part and room < len(text):
            yield written()
            room = TOGETHER
        room -= len(text)
        part.append(text)
    if part:
        yield written()
    whole = {"config": {**config, "texts": named}, "docs": "\n".join(heads)}
    yield SEARCH_INDEX, json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def searched(folder: Path) -> list[dict[str, str]]:
    """The entries of an index whose files are in a folder: location, title, text."""
    index = json.loads((folder / SEARCH_INDEX).read_text(encoding="utf-8"))
    lines = [(folder / name).read_text(encoding="utf-8").split("\n") for name, _ in index["config"]["texts"]]
    heads = [line.split("\t") for line in index["docs"].split("\n") if line]
    entries = zip(heads, chain.from_iterable(lines), strict=True)
    return [{"location": location, "title": title, "text": text} for (location, title), text in entries]


def lean_script(text: str) -> str:
    """The theme's script as it loads no search index before it is needed."""
    for eager, lazy in LAZY:
        text = text.replace(eager, lazy)
    return text


def _queries(edition: Edition) -> list[str]:
    """Examples of what can be looked up: a number, a range, the first term that finds some footnotes, not many."""
    highest = max(edition.footnotes, default=1)
    examples = [str(highest * 4 // 7 or 1), f"{highest * 2 // 5 or 1}-{highest // 2 or 1}"]
    known = texts(edition)
    names = [term.name for term in islice(edition.terms.values(), TRIED)]
    some = (name for name in names if 1 < len(lookup(known, known.items, name).numbers) <= highest / 4)
    return [*examples, *islice(some, 1)]


def _homes(edition: Edition, kind: str) -> dict[str, str]:
    """In which part is what the buttons copy, for each footnote or source."""
    return {_named(of): part for part, found in to_copy(edition).items() if part.startswith(kind) for of in found}


def _numbers(edition: Edition) -> list[tuple[Footnote, str]]:
    """Where the links at the head of the list of footnotes lead, and what they say: numbers, or stretches of many."""
    footnotes = list(edition.footnotes.values())
    size = int(10 ** max(len(str(len(footnotes) - 1)) - 2, 0))
    stretches = [footnotes[at : at + size] for at in range(0, len(footnotes), size)]
    return [(f[0], str(f[0].number) if size == 1 else f"{f[0].number}–{f[-1].number}") for f in stretches]


def _ascii(pattern: str) -> str:
    """A regular expression, readable by Python and by browsers, in ASCII."""
    return pattern.encode("ascii", "backslashreplace").decode("ascii")


def _page(title: str, description: str, body: str, wide: bool = False) -> str:
    title = " ".join(title.split())
    heading = MARKDOWN.sub(r"\\\1", html_escape(title, quote=False))
    fields: dict[str, object] = {"title": title, "description": description}
    if wide:
        fields["hide"] = ["toc"]
    front = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    lines = "\n".join(each for each in body.split("\n") if each.strip())  # a blank one would end the block elsewhere
    return f"---\n{front}\n---\n\n# {heading}\n\n{OPENING}\n{lines}{CLOSING}\n"


def problem_page(edition: Edition, title: str) -> str:
    """A page that lists the problems in place of what it would say."""
    words = wording(edition.language)
    found = in_order(edition.problems)
    items = "\n".join(f"<li><code>{escape(line(p, edition.language))}</code></li>" for p in found[:LISTED])
    body = f"<p>{escape(words['problems-page'])}</p>\n<ul>\n{items}\n</ul>"
    if len(found) > LISTED:
        body += f"\n<p>{escape(words['problems-more'].format(n=len(found) - LISTED))}</p>"
    return _page(title, words["problems-title"], body)


def endnotes(edition: Edition, section: Section) -> str:
    """The footnotes of a section, for its end; empty where it has none."""
    numbers = sorted({reference.footnote for reference in section.references})
    if not numbers:
        return ""
    own: dict[int, list[Any]] = {number: [] for number in numbers}
    for reference in section.references:
        own[reference.footnote].append(reference)
    return Writer(edition, section.page).render(
        "endnotes.html", footnotes=[edition.footnotes[number] for number in numbers], own=own
    )


# --- what the pages list ----------------------------------------------------------------------------------------


def by_publisher(edition: Edition) -> list[tuple[str, list[Source]]]:
    """Sources by publisher (the one with most first) and date, undated ones last."""
    ordered = sorted(edition.sources.values(), key=lambda s: s.publisher)
    groups = [(publisher, sorted(found, key=lambda s: (s.date or "9999", s.key)))
              for publisher, found in groupby(ordered, key=lambda s: s.publisher)]  # fmt: skip
    return sorted(groups, key=lambda group: (-len(group[1]), group[0]))


def by_initial(edition: Edition) -> list[tuple[str, list[Term]]]:
    """Terms by the row of the syllabary, or the letter, that they begin with."""
    rows = wording(edition.language)["index-rows"].split()

    def initial(term: Term) -> str:
        first = (term.reading or term.name)[:1].upper()
        first = chr(ord(first) - 0x60) if "ァ" <= first <= "ヶ" else first
        return next((row for row in rows if first in row), first)

    return [(group[:1], list(found)) for group, found in groupby(edition.terms.values(), key=initial)]


def by_year(edition: Edition) -> list[tuple[str, list[Event]]]:
    """Events by the year in which they began."""
    return [(year, list(found)) for year, found in groupby(edition.events, key=lambda event: event.date[:4])]


def _counterparts(edition: Edition) -> list[tuple[str, str]]:
    """Pairs of elements that correspond to each other, each pair once."""
    pairs: dict[frozenset[str], tuple[str, str]] = {}
    for element in edition.elements.values():
        for other in element.counterparts:
            pairs.setdefault(frozenset((element.path, other)), (element.path, other))
    return list(pairs.values())


def _strands(edition: Edition) -> list[list[tuple[int, int, str, str]]]:
    """For each two neighbouring initiatives, the counterparts between them: row on the left and on the right, paths."""
    columns = [[element.path for element in each.elements] for each in edition.initiatives.values()]
    return [
        [
            (left.index(one) + 1, right.index(other) + 1, one, other)
            for one in left
            for other in edition.elements[one].counterparts
            if other in right
        ]
        for left, right in pairwise(columns)
    ]


def _by_page(passages: Iterable[P]) -> dict[str, list[P]]:
    return {page: list(found) for page, found in groupby(passages, key=lambda passage: passage.page)}
