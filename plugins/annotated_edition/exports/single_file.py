"""The whole edition as one HTML file: title page, sections with their notes, appendices, search; nothing is fetched."""

from __future__ import annotations

import base64
import re

from markupsafe import Markup

from ..citing.formats import write_all_formats
from ..citing.items import Item, edition_item
from ..citing.json_ld import script_json
from ..model.addresses import FOOTNOTES, note_id
from ..model.annotations import Reference
from ..model.edition import Mark
from ..model.labels import FootnoteLabel
from ..publishing.policy import add_policy, hash_inline
from ..site.cards import card_ids, cards_script
from ..site.copy_texts import texts_by_format
from ..site.pages import generated_pages
from ..site.search import index_script
from ..site.templating import ASSETS, STYLESHEET, assets
from ..site.writer import HOME, Writer
from .book import Book, BookPart, BookWriter
from .xhtml import to_xhtml

#: Templates of the generated pages that become parts, in the order of the parts; the footnotes stand with the sections.
APPENDICES = ("initiative", "initiatives", "chronology", "terms", "sources", "evidence")
#: Attributes whose values are ids.
ID_NAMES = frozenset({"id", "for", "aria-labelledby", "aria-describedby", "headers", "data-ae-note", "popovertarget"})
#: Attributes that only a site needs.
SITE_ONLY = frozenset({"data-ae-in", "data-search-exclude"})
#: The declarations of a scheme's colours in our stylesheet.
SCHEME_COLOURS = re.compile(r'\[data-md-color-scheme="(\w+)"\] \{(.*?)\}', re.DOTALL)
#: What the buttons that copy how the work and the edition are cited ask for; no key of a source begins so.
WORK, EDITION = "__work", "__edition"


class SingleWriter(BookWriter):
    """Writes one part of the file; what a page of the site says gets ids that are unique in the whole."""

    def __init__(self, book: Book, part: BookPart, parts: list[BookPart], cards: frozenset[str]) -> None:
        super().__init__(book, part)
        self.names = {FOOTNOTES: "footnotes", **{each.page: each.name for each in parts if each.kind != "summary"}}
        self.site = Writer(book.edition, part.page)
        self.site.on_one_page = True
        self.cards = cards

    def id_in(self, name: str, fragment: str) -> str:
        """Return an id as in any document; a card is there once, and keeps its own."""
        return fragment if fragment in self.cards else super().id_in(name, fragment)

    def lead(self, page: str, fragment: str) -> str | None:
        """The address of something on a page of the site: in the file where it is there, else online, else None."""
        if page == FOOTNOTES and fragment in self.labels:
            return f"#{fragment}"
        return self.locate(self.names[page], fragment) if page in self.names else super().lead(page, fragment)

    def entry_address(self, page: str, fragment: str) -> str | None:
        """The address of what a search finds; None where the file does not have it."""
        address = self.lead(page, fragment) if page != HOME or fragment == "summary" else None
        return address if address and address.startswith("#") else None

    def attribute(self, name: str, value: str) -> str | None:
        """As any book's; ids that are named by other attributes are led as well."""
        if name in SITE_ONLY:
            return None
        if name in ID_NAMES:
            return " ".join(map(self.id, value.split()))
        return super().attribute(name, value)

    def place(self, html: str) -> Markup:
        """What a page of the site says, in its place in the file."""
        return Markup(to_xhtml(html, self.attribute))

    def place_page(self, template: str, **values: object) -> Markup:
        """What a template of the site says, in its place in the file."""
        return self.place(self.site.render(template, **values))

    def reference(self, mark: Mark, label: FootnoteLabel) -> Markup:
        """The number in the text, and beside it a remark on the footnote."""
        html = Markup(
            '<sup class="{}" id="{}"><a href="#{}" role="doc-noteref" data-ae-note="{}" aria-label="{}">{}</a></sup>'
        ).format(
            "ae-ref ae-next" if self.apart(mark) else "ae-ref",
            self.id(mark.target),
            self.id(label.id),
            note_id(label.id),
            label.name(self.words),
            mark.text,
        )
        return html + self.place_page("remark.html", footnote=self.edition.footnotes[label])

    def footnote(self, label: FootnoteLabel) -> Markup:
        """A superscript link to a footnote."""
        return self.place(str(self.site.footnote(label)))

    def mark(self, mark: Mark) -> Markup:
        """What is shown for a mark of the text; a term and an element open their cards."""
        if mark.kind == "term":
            return self.term_link(mark.target, mark.text)
        return self.element_anchor(mark.target, mark.text) if mark.kind == "element" else super().mark(mark)

    def anchor_to(self, href: str, text: str, css: str) -> Markup:
        """A link within the file."""
        return super().anchor_to(href, text, f"ae-{css}")

    def endnotes(self) -> Markup:
        """The footnotes that this section refers to, and those that it carries because no section refers to them."""
        section = self.section(self.page)
        own: dict[FootnoteLabel, list[Reference]] = {each.number: [] for each in self.book.carried(self.page)}
        for reference in section.references if section else ():
            own.setdefault(reference.footnote, []).append(reference)
        footnotes = [footnote for label, footnote in self.edition.footnotes.items() if label in own]
        return self.place_page("endnotes.html", footnotes=footnotes, own=own) if own else Markup("")

    def ways(self) -> list[tuple[str, str, Item]]:
        """How the work and this edition are cited, each with its name and its heading."""
        edition = edition_item(self.edition, self.book.address)
        return [(WORK, self.words["cite-the-work"], self.work), (EDITION, self.words["cite-the-edition"], edition)]

    def copied_references(self) -> Markup:
        """What the buttons of the file copy, by what it is of and by format: JSON for a script element."""
        items = {of: write_all_formats([item]) for of, _, item in self.ways()}
        return Markup(script_json({**texts_by_format(self.edition, self.edition.sources), **items}))


def single_file(book: Book) -> bytes:
    """Return the file; the same edition and version give the same bytes."""
    pages = [each for each in generated_pages(book.edition) if each[2] in APPENDICES]
    pages.sort(key=lambda page: APPENDICES.index(page[2]))
    parts = [part for part in book.parts if part.kind in ("summary", "section")]
    for path, title, _, _ in pages:  # initiatives/jasmine.md is named initiatives-jasmine
        parts.append(BookPart("page", path, title, path.removesuffix(".md").removesuffix("/index").replace("/", "-")))
    cards = card_ids(book.edition)
    writers = {part.page: SingleWriter(book, part, parts, cards) for part in parts}
    front = SingleWriter(book, BookPart("page", "", book.edition.imprint.title, "top"), parts, cards)
    bodies = {path: writers[path].place_page(f"{template}.html", **values()) for path, _, template, values in pages}
    files = assets()
    css = files[STYLESHEET]
    html = front.render(
        "book/single/page.html",
        writers=writers.values(),
        bodies=bodies,
        css=css,
        colours=dict(reversed(SCHEME_COLOURS.findall(css))),  # the first of each
        icon=base64.b64encode(files[f"{ASSETS}/favicon.svg"].encode()).decode(),
        scripts=[
            cards_script(book.edition, front.place_page),
            files[f"{ASSETS}/search.js"],
            index_script(book.edition, front.entry_address),
        ],
        script=files[f"{ASSETS}/edition.js"],
    )
    return add_policy(html, hash_inline(html)).encode()
