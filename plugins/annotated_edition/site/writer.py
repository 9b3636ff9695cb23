"""Writes fragments of XHTML for one page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, lru_cache

from markupsafe import Markup, escape

from ..citing.formats import written
from ..citing.highwire import highwire
from ..citing.items import Item, edition_item, work_item
from ..citing.json_ld import block, json_ld
from ..model.addresses import FOOTNOTES, SOURCES, TERMS, note_id
from ..model.annotations import Event, Footnote, Source
from ..model.edition import Edition, Section
from ..model.spans import Span, Spans, plain
from ..model.wording import format_date, sentence_space, wording
from ..views.terminal import counted
from ..views.timeline import Pause
from .templating import environment

#: What has a meaning in Markdown.
MARKDOWN = re.compile(r"([\\`*_{}\[\]#+.!-])")
HOME = "index.md"


class Writer:
    """Writes fragments of XHTML for one page; a link to another page names its source path, which hosts resolve."""

    #: Whether everything stands on one page: then there is no list of footnotes besides, and no file beside it.
    on_one_page = False

    def __init__(self, edition: Edition, page: str) -> None:
        self.edition = edition
        self.page = page
        self.words = wording(edition.language)
        self.joint = sentence_space(edition.language)

    def render(self, template: str, **values: object) -> str:
        """A template of `templates/`, filled in."""
        return environment().get_template(template).render(here=self, edition=self.edition, t=self.words, **values)

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
        return format_date(date, self.edition.language)

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
        text = sentence_space(self.edition.language).join(parts)
        return self.words["pause"].format(span=self.words["about"].format(span=text) if pause.rough else text)

    def counted(self, key: str, n: int) -> str:
        """Return a number with its unit, singular or plural."""
        return counted(self.words, key, n)

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

    def search(self) -> Markup:
        """The panel of the search."""
        highest = max(self.edition.footnotes, default=1)
        examples = [str(highest * 4 // 7 or 1), f"{highest * 2 // 5 or 1}-{highest // 2 or 1}"]
        return Markup(self.render("search.html", examples=examples))

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


@lru_cache(maxsize=4096)
def _relative(page: str, folder: str) -> str:
    """The path from a folder to a page: asked for again and again."""
    return posixpath.relpath(page, folder)


def _rel(href: str) -> Markup:
    return Markup(' rel="noopener noreferrer"') if href.startswith(("http:", "https:")) else Markup("")
