"""How fragments of XHTML are written for one page: its templates call the methods of `Writer` as `here`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import groupby

from markupsafe import Markup, escape

from ..citing.coins import write_coins
from ..citing.formats import write_all_formats
from ..citing.highwire import highwire_tags
from ..citing.items import Item, edition_item, source_item, work_item
from ..citing.json_ld import script_json, write_json_ld
from ..model.addresses import FOOTNOTES, GENERATED, SOURCES, TERMS, element_note_id, note_id, term_note_id
from ..model.annotations import Citation, Event, Footnote
from ..model.csl import strip_markup
from ..model.edition import Edition, Mark, Section
from ..model.labels import FootnoteLabel
from ..model.spans import Span, Spans, plain, split_blocks, without_addresses
from ..model.wording import format_date, sentence_space, wording
from ..views.terminal import MOST_NAMED
from .languages import direction, mark_words, own_name
from .lists import number_queries
from .templating import template_environment

HOME = "index.md"
SHELF = "https://shelf.invalid/"
#: Characters of the title of a source that was cited before.
SHORT_TITLE = 14
#: Where an address may be broken.
ADDRESS_MARK = re.compile(r"(?<=[/?=_.-])(?=[^/])")
NUMBERED_PAGE = re.compile(r"\d+頁")
#: Kind of a block → role of what encloses a run of such.
AROUND = {"item": "list", "row": "table", "cell": "table"}
STYLE_TAGS = {"emphasis": "em", "strong": "strong", "code": "code"}
#: The path from a folder to a page, asked for again and again.
relative_path = lru_cache(maxsize=4096)(posixpath.relpath)


class Writer:
    """Writes fragments of XHTML for one page; a link to another page names its source path, which hosts resolve."""

    #: Whether everything stands on one page: then there is no list of footnotes besides, and no file beside it.
    on_one_page = False
    #: What an address from the root of a shelf is written as, until the host knows where the page stands.
    shelf = SHELF
    MOST_NAMED = MOST_NAMED

    def __init__(self, edition: Edition, page: str) -> None:
        self.edition = edition
        self.page = page
        self.words = wording(edition.language)
        self.joint = sentence_space(edition.language)

    def render(self, template: str, **values: object) -> str:
        """Return a template of `templates/`, filled in."""
        filled = template_environment().get_template(template)
        text = filled.render(here=self, edition=self.edition, t=self.words, **values)
        return self.mark_words(text) if template.endswith(".html") else text

    def mark_words(self, html: str) -> str:
        """Return HTML in which a translation's words of the original's language are marked as such."""
        translation = self.edition.translation
        return mark_words(html, translation.original) if translation else html

    # --- other languages ------------------------------------------------------------------------------------------

    @property
    def direction(self) -> str:
        """Which way the edition's language is written."""
        return direction(self.edition.language)

    def switch(self, url: str, root: str) -> Markup:
        """Return links to the same page in the other languages; `url` is from the site's root, `root` leads there."""
        own = self.edition.languages.get(self.edition.language, "")
        base = f"{root}{'../' * own.count('/')}"
        others = [
            (language, own_name(language), f"{base}{prefix}{url}" or "./")
            for language, prefix in self.edition.languages.items()
            if language != self.edition.language
        ]
        return Markup(self.render("switch.html", others=others)) if others else Markup("")

    def alternates(self, url: str, site: str | None) -> list[tuple[str, str]]:
        """Return the address of a page in each language, and for any other; `site` is where this one is online."""
        languages = self.edition.languages
        if not site or not languages:
            return []
        base = f"{site.rstrip('/')}/".removesuffix(languages[self.edition.language])
        addresses = [(language, f"{base}{prefix}{url}") for language, prefix in languages.items()]
        return [*addresses, ("x-default", f"{base}{url}")]

    def notice(self, page: str) -> Markup:
        """Return what of a translated page is not up to date; empty where all is."""
        translation = self.edition.translation
        if translation is None or page not in translation.missing | translation.stale:
            return Markup("")
        return Markup(self.render("translation_notice.html", page=page))

    def coins(self, citations: Iterable[Citation] | None = None) -> Markup:
        """Return what offers sources to a reference manager, each once: those of citations, or all of the edition."""
        keys = self.edition.sources if citations is None else dict.fromkeys(each.source for each in citations)
        if not keys:
            return Markup("")
        items = (source_item(self.edition.sources[key]) for key in keys)
        spans = (Markup('<span class="Z3988" title="{}"></span>').format(write_coins(item)) for item in items)
        return Markup('<div hidden="" data-search-exclude="">{}</div>').format(Markup("").join(spans))

    # --- links ----------------------------------------------------------------------------------------------------

    def link(self, page: str, fragment: str = "") -> str:
        """Return the relative source path of another page."""
        if page == self.page and fragment:
            return f"#{fragment}"
        path = relative_path(page, posixpath.dirname(self.page) or ".")
        return f"{path}#{fragment}" if fragment else path

    def element_link(self, path: str) -> str:
        """Return the relative source path of an element's entry."""
        initiative, element = path.split("/")
        return self.link(f"initiatives/{initiative}.md", element)

    def mark_link(self, mark: Mark) -> str:
        """Return the relative source path of what a mark of the text links: a term, an element, a source."""
        if mark.kind == "element":
            return self.element_link(mark.target)
        return self.link(TERMS if mark.kind == "term" else SOURCES, mark.target)

    def href(self, address: str) -> str | None:
        """Return an address as it may stand in a page: http, https, mailto, or a page of this site; else None."""
        scheme = address.split(":", 1)[0].lower() if ":" in address else ""
        if scheme in ("http", "https", "mailto"):
            return address
        if scheme or address.startswith(("/", "\\")):
            return None
        page, _, fragment = address.partition("#")
        return self.link(page, fragment) if page else address

    def anchor(self, address: str, text: Markup) -> Markup:
        """Return a link to an address; the bare text where the address may not stand in a page."""
        href = self.href(address)
        if text == escape(address):  # which may be broken after each mark in it, so that nothing after it begins a line
            text = Markup(ADDRESS_MARK.sub("<wbr />", str(escape(address))))
        return self.external(href, text) if href else text

    def breakable(self, text: str) -> Markup:
        """Return a plain text whose addresses may be broken after each mark in them."""
        escaped = str(escape(text))
        return Markup(re.sub(r"https?://[!-~]+", lambda address: ADDRESS_MARK.sub("<wbr />", address[0]), escaped))

    def external(self, address: str, text: str, spoken: str = "") -> Markup:
        """Return a link to another site; `spoken` is its name for those who do not see what stands around it."""
        rel = ' rel="noopener noreferrer"' if address.startswith(("http:", "https:")) else ""
        label = f' aria-label="{escape(spoken)}"' if spoken else ""
        return Markup('<a href="{}"{}>{}</a>').format(address, Markup(rel + label), text)

    # --- spans ----------------------------------------------------------------------------------------------------

    def html(self, spans: Spans) -> Markup:
        """Return spans as XHTML: the one place where a field's text becomes HTML.

        Its blocks are phrasing content with roles, for a footnote may stand within a paragraph.
        """
        blocks = ((kind, Markup("").join(map(self._span, block))) for kind, block in split_blocks(spans))
        html = Markup("")
        for around, run in groupby(blocks, lambda block: AROUND.get(block[0], "")):
            if around == "table":
                rows: list[Markup] = []
                for kind, cell in run:
                    rows += [Markup("")] if kind == "row" else []
                    rows[-1] += _box("cell", cell)
                html += _box("table", Markup("").join(_box("row", row) for row in rows))
            elif around:
                html += _box("list", Markup("").join(_box("listitem", item) for _, item in run))
            else:
                html += Markup("").join(_box(kind, text, "") if kind else text for kind, text in run)
        return html

    def _span(self, span: Span) -> Markup:
        if span.footnote is not None:
            if span.footnote not in self.edition.footnotes:
                return self.unknown(f"[^{span.footnote}]")
            return self.number(span.footnote, span.text) if span.style == "number" else self.footnote(span.footnote)
        # The number of a page is not parted from its sign.
        text = Markup(NUMBERED_PAGE.sub(r'<span class="ae-whole">\g<0></span>', str(escape(span.text))))
        text = self.unknown(span.text) if span.style == "unknown" else text
        if span.language:
            text = Markup('<span lang="{}">{}</span>').format(span.language, text)
        if span.style in STYLE_TAGS:
            text = Markup("<{0}>{1}</{0}>").format(STYLE_TAGS[span.style], text)
        if span.term is not None:
            return self.term_link(span.term, text) if span.term in self.edition.terms else self.unknown(text)
        if span.element is not None:
            return self.element_anchor(span.element, text)
        if span.source is not None:
            return Markup('<a href="{}">{}</a>').format(self.link(SOURCES, span.source), text)
        return self.anchor(span.href, text) if span.href else text

    def term_link(self, term: str, text: str) -> Markup:
        """Return a link to a term's entry, at which its card opens."""
        link = Markup('<a class="ae-term" href="{}" data-ae-note="{}">{}</a>')
        return link.format(self.link(TERMS, term), term_note_id(term), text)

    def element_anchor(self, path: str, text: str) -> Markup:
        """Return a link to an element's entry, at which its card opens."""
        link = Markup('<a class="ae-element" href="{}" data-ae-note="{}">{}</a>')
        return link.format(self.element_link(path), element_note_id(path), text)

    def brief(self, spans: Spans) -> Markup:
        """Return spans as XHTML without the addresses that they spell out, where a link to the source stands beside."""
        return self.html(without_addresses(spans))

    def unknown(self, text: str) -> Markup:
        """Return the visible mark of something that does not exist."""
        return Markup('<mark class="ae-unknown" title="{}">{}</mark>').format(self.words["unknown"], text)

    # --- footnotes ------------------------------------------------------------------------------------------------

    def footnote(self, label: FootnoteLabel) -> Markup:
        """Return a plain link to a footnote's entry, as a superscript number."""
        # The word joiner keeps the number from being wrapped to the start of a line.
        pointer = Markup('<sup class="ae-pointer" data-search-exclude="">\u2060{}</sup>')
        return pointer.format(self._number_link(label, label, Markup("")))

    def number(self, label: FootnoteLabel, text: str) -> Markup:
        """Return a link to a footnote as a part of the sentence: its number, or what an author says for it."""
        return self._number_link(label, text, Markup(' class="ae-number"'))

    def _number_link(self, label: FootnoteLabel, text: str, style: Markup) -> Markup:
        link = Markup('<a{} href="{}" data-ae-note="{}" aria-label="{}">{}</a>')
        address = self.link(FOOTNOTES, label.id)
        return link.format(style, address, note_id(label.id), label.name(self.words), text)

    def pointers(self, labels: Iterable[FootnoteLabel]) -> Markup:
        """Return superscript links to several footnotes."""
        return Markup("").join(map(self.footnote, labels))

    def with_pointers(self, spans: Spans, labels: Iterable[FootnoteLabel]) -> Markup:
        """Return spans as HTML, then superscript links to those of several footnotes to which they do not point."""
        own = {span.footnote for span in spans}
        return self.html(spans) + self.pointers(label for label in labels if label not in own)

    @cached_property
    def cited(self) -> Mapping[str, FootnoteLabel]:
        """Id of each reference of the page → the label of its footnote."""
        section = self.section(self.page)
        return {reference.id: reference.footnote for reference in (section.references if section else ())}

    def remark(self, footnote: Footnote) -> str:
        """Return what stands of a footnote beside its reference: its sources, one cited before in its short form."""
        texts = map(self._short_form, footnote.citations)
        return " · ".join(texts) or plain(footnote.before) or plain(footnote.after)

    def _short_form(self, citation: Citation) -> str:
        source = self.edition.sources[citation.source]
        text, title = plain(without_addresses(citation.text)), source.title
        if source.translated:  # there is no room for both
            for printed in (title, strip_markup(str(source.csl.get("title")))):
                text = text.replace(printed, source.translated)
            title = source.translated
        position = citation.position
        if position.name == "first":
            return text
        text = text.replace(title, self.cut(title, SHORT_TITLE))
        where = (position.antecedent or position.first).name(self.words)
        return text + self.words["parenthesis"].format(text=where)

    def cut(self, text: str, length: int) -> str:
        """Return the beginning of a text, of so many ideographs or half as many letters more, in whole words."""
        if not sentence_space(self.edition.language):
            return text if len(text) <= length else f"{text[:length]}…"
        length += length // 2
        return text if len(text) <= length else f"{text[: length + 1].rpartition(' ')[0] or text[:length]}…"

    # --- words ----------------------------------------------------------------------------------------------------

    def counted(self, key: str, n: int) -> str:
        """Return a number with its unit, singular or plural."""
        return self.words[f"{key}-1" if n == 1 else f"{key}-n"].format(n=n)

    def element_label(self, kind: str, number: int) -> str:
        """Return kind and number of an element: 柱4."""
        return self.words["element-n"].format(kind=self.words.get(f"kind-{kind}", kind), n=number)

    def element_name(self, path: str) -> str:
        """Return the short name of an element's initiative, with the element's kind and number."""
        element = self.edition.elements[path]
        short = self.edition.initiatives[element.initiative].name.short
        label = self.element_label(element.kind, element.number)
        return self.words["element-of"].format(initiative=short, element=label)

    def date(self, date: str) -> str:
        """Return a date as it is read: 2024年3月20日."""
        return format_date(date, self.edition.language)

    def event_date(self, event: Event) -> Markup:
        """Return the date of an event; of two days of one month the month is said once: 2026年2月22日～24日."""
        time = Markup('<time datetime="{}">{}</time>')
        first, last, until = self.date(event.date), self.date(event.until or event.date), self.words["until"]
        if event.until and event.date[8:] and event.until[:8] == event.date[:8]:
            if first.startswith(event.date[:4]):  # the year, the month, then the day
                last = self.words["day"].format(day=int(event.until[8:]))
            else:
                first = self.words["day"].format(day=int(event.date[8:]))
                until = until.strip()  # days alone have no spaces that would set off the sign
        end = Markup("{}{}").format(until, time.format(event.until, last)) if event.until else ""
        return time.format(event.date, first) + end

    # --- citing and copying ---------------------------------------------------------------------------------------

    def section(self, page: str) -> Section | None:
        """Return the section at a source path; None for any other page."""
        return next((section for section in self.edition.sections if section.page == page), None)

    @cached_property
    def work(self) -> Item:
        """The commentary as an item, the same on every page."""
        return work_item(self.edition)

    def citing_page(self, page: str, address: str | None) -> Markup:
        """Return how a page is cited; empty for one that only explains. `address` is where the page is online."""
        items = self._cited_items(page, address)
        ways = [(name, self.words[f"cite-the-{name}"], item) for name, item in items.items()]
        return Markup(self.render("cite.html", ways=ways, open=not self.section(page))) if ways else Markup("")

    def _cited_items(self, page: str, address: str | None) -> dict[str, Item]:
        """Return what a page is cited as: its text from the commentary, what only the edition has from the edition."""
        section = self.section(page)
        own = page in GENERATED or page.startswith("initiatives/")
        if not self.edition.readable or not (section or own or page == HOME):
            return {}
        edition = {"edition": edition_item(self.edition, address, section)}
        return edition if own else {"work": self.work, **edition}

    def references(self, page: str, address: str | None) -> Markup:
        """Return what the copy buttons of a page copy, as JSON for a script element; empty where it has none."""
        items = self._cited_items(page, address)
        return Markup(script_json({name: write_all_formats([item]) for name, item in items.items()}) if items else "")

    def metadata(self, page: str, site: str | None, url: str = "", description: str = "") -> Markup:
        """Return what the head of a page tells programs; `site` is where the edition is online, `url` its address.

        `description` is what the page says of itself, which Zotero would take for the abstract of the original.
        """
        if not self.edition.readable:
            return Markup("")
        home = page == HOME
        tags = list(highwire_tags(self.edition)) if home or self.section(page) else []
        if tags and description:
            tags.append(("abstract", Markup(self.words["not-the-abstract"]).format(text=description)))
        address = f"{site.rstrip('/')}/" if site else None
        linked_data = Markup(write_json_ld(self.edition, address)) if home else ""
        return Markup(
            self.render("metadata.html", tags=tags, linked_data=linked_data, alternates=self.alternates(url, site))
        )

    def search(self) -> Markup:
        """Return the panel of the search."""
        return Markup(self.render("search.html", examples=number_queries(self.edition)))


def _box(name: str, content: Markup, role: str | None = None) -> Markup:
    """Return a block within a paragraph; the space before it keeps words apart where no style sheet does."""
    role = name if role is None else role
    return Markup(' <span class="ae-{}"{}>{}</span>').format(name, Markup(f' role="{role}"' if role else ""), content)
