"""The whole edition as one HTML file: articles in reading order; styles, scripts, search and pictures inside."""

from __future__ import annotations

import base64
import json
import mimetypes
import posixpath
import re
import zlib
from collections.abc import Iterator

from ..lookup import url_of
from ..pages import lean, template
from .book import Book
from .frame import ABOUT, FrameWriter, search_script, stylesheet
from .site import Site, Token, cut, ids, written

#: Ids that are the same in every export or that scripts know; where several pages have one the first keeps it.
KEPT = re.compile(r"(?:fn|fnref|note)-\d+(?:-\d+)*|about-.*|find|find-.*")
#: Attributes whose values are ids.
NAMES = {"id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "data-note", "popovertarget"}


class SingleWriter(FrameWriter):
    """Writes the one page; its name on the site says which of the pages within is written."""

    def __init__(self, book: Book, site: Site) -> None:
        super().__init__(book, site, "index.html")
        self.articles: dict[str, list[Token]] = {}
        self.terms: dict[str, list[Token]] = {}
        self.homes: dict[str, str] = {}  # id → the page that keeps it
        self.ids: dict[str, set[str]] = {}  # page → the ids on it
        self.instead: dict[tuple[str, str], str] = {}  # something left out → the footnote that says it
        for page, tokens in site.articles.items():
            rest, endnotes = cut(tokens, "ae-endnotes")
            rest, sections = cut(rest, "ae-term-notes")
            self.articles[page] = rest
            for section in sections:
                for note in cut(section[1:], "ae-note")[1]:
                    self.terms.setdefault(note[0][2]["id"], note)
            for id_ in (found := ids(rest)):
                self.homes.setdefault(id_, page)
            self.ids[page] = set(found)
            left = [id_ for section in endnotes for id_ in ids(section)]
            first = next((id_ for id_ in left if id_.startswith("fn-")), None)
            self.instead.update({(page, id_): first for id_ in left if first and not id_.startswith("fn-")})

    def name(self, page: str) -> str:
        """The id of a page's article."""
        return page.removesuffix(".html").replace("/", "-")

    def id_on(self, page: str, fragment: str) -> str:
        """The id of something on a page of the site."""
        kept = KEPT.fullmatch(fragment) and self.homes.get(fragment, page) == page
        return fragment if kept else f"{self.name(page)}.{fragment}"

    def to(self, page: str, fragment: str = "") -> str:
        """The address of something on a page of the site; a footnote that the page lacks stands elsewhere."""
        fragment = self.instead.get((page, fragment), fragment)
        if not fragment:
            return f"#{self.name(page)}"
        if fragment not in self.ids.get(page, set()) and fragment in self.homes and KEPT.fullmatch(fragment):
            page = self.homes[fragment]
        return f"#{self.id_on(page, fragment)}"

    def id(self, fragment: str) -> str:
        """The id of something that the frame itself says."""
        return f"{self.name(ABOUT)}.{fragment}"

    def imprint(self) -> str:
        """What the edition is and how it is cited, its headings below that of its article."""
        return re.sub("(</?)h2", r"\1h3", self.render("book/imprint.html"))

    def sections(self) -> Iterator[tuple[str, str]]:
        """Each article in reading order: its id and its HTML."""
        for page, tokens in self.articles.items():
            yield self.name(page), written(tokens, lambda tag, values, page=page: self.edit(page, tag, values))  # type: ignore[misc]

    def term_notes(self) -> str:
        """What every term that the text links means, each once."""
        page = next(iter(self.articles))
        return "".join(written(note, lambda tag, values: self.edit(page, tag, values)) for note in self.terms.values())

    def edit(self, page: str, tag: str, attributes: dict[str, str]) -> tuple[str, dict[str, str]]:
        """An element of a page, one level of headings lower, its ids and addresses as they are in the whole."""
        values = dict(attributes)
        for name in NAMES & values.keys():
            values[name] = " ".join(self.id_on(page, each) for each in values[name].split())
        if "href" in values:
            values = self.led(page, values)
        if "src" in values:
            values["src"] = self.inside(page, values["src"])
            values.pop("srcset", None)
        if re.fullmatch("h[1-5]", tag):
            tag = f"h{int(tag[1]) + 1}"
        return tag, values

    def led(self, page: str, values: dict[str, str]) -> dict[str, str]:
        """Attributes with their link led to where the whole has it, else online, else without it."""
        href = values["href"]
        if ":" in href:
            return values
        path, _, fragment = href.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        if target in self.articles:
            return {**values, "href": self.to(target, fragment)}
        if self.book.address:
            return {**values, "href": self.book.address + url_of(re.sub(r"\.html$", ".md", target), fragment)}
        return {name: value for name, value in values.items() if name != "href"}

    def inside(self, page: str, source: str) -> str:
        """A picture of the site as an address that holds it; any other address as it is."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), source.partition("#")[0]))
        content = self.site.files.get(path)
        if content is None:
            return source
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    def index(self) -> str:
        """The search index, its places those of this file: packed, since the file says everything in it already."""
        docs = []
        for entry in self.site.docs:
            page, _, fragment = entry["location"].partition("#")
            place = f"{self.name(page)}{self.to(page, fragment)}" if fragment else self.name(page)
            docs.append({**entry, "location": place})
        text = json.dumps({"docs": docs}, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def single(book: Book) -> bytes:
    """The file; MissingPart where the site cannot be built."""
    site = book.site()
    writer = SingleWriter(book, site)
    css = re.sub(r"\bh([1-5])\b", lambda found: f"h{int(found[1]) + 1}", lean(stylesheet(site)))
    scripts = [search_script(site), lean(template("reader/frame.js")), site.assets["lookup.js"]]
    icon = base64.b64encode(site.assets["favicon.svg"].encode()).decode()
    html = writer.render(
        "reader/single.html", css=css, scripts=scripts, script=site.assets["edition.js"], icon=icon, about=ABOUT
    )
    return html.encode()
