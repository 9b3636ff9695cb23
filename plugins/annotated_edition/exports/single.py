"""The whole edition as one HTML file: articles in reading order; styles, scripts, search and pictures inside."""

from __future__ import annotations

import base64
import json
import mimetypes
import posixpath
import re
import zlib
from collections.abc import Iterator
from functools import partial
from html import escape

from ..pages import in_formats, lean, template, to_copy
from ..policy import guarded
from .book import Book
from .frame import ABOUT, FrameWriter, search_script, stylesheet
from .site import TEXT, Site, Token, cut, ids, written

#: Ids that are the same in every export or that scripts know; where several pages have one the first keeps it. Other
#: ids are kept where one page alone has them.
KEPT = re.compile(r"(?:fn|fnref|note)-\d+(?:-\d+)*|about-.*|find|find-.*")
#: A class in a selector, but not in what the selector excludes or offers as one of several.
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)(?![^(]*\))")
#: Where the styles come in, and what is packed, when the page is written.
STYLES, PACKED = "/* styles */", "/packed/"
#: Attributes whose values are ids.
NAMES = {"id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "data-note", "popovertarget"}


class SingleWriter(FrameWriter):
    """Writes the one page; its name on the site says which of the pages within is written."""

    def __init__(self, book: Book, site: Site) -> None:
        super().__init__(book, site, "index.html")
        self.articles: dict[str, list[Token]] = {}
        self.notes: dict[str, list[list[Token]]] = {}
        self.terms: dict[str, list[Token]] = {}
        self.homes: dict[str, str] = {}  # id → the first page that has it
        self.shared = {self.name(page) for page in (*site.articles, ABOUT)}  # ids that are taken or on several pages
        self.ids: dict[str, set[str]] = {}  # page → the ids on it
        self.attributes: list[tuple[str, str, str]] = []  # those that only a script reads: selector, name, value
        self.instead: dict[tuple[str, str], str] = {}  # something left out → the footnote that says it
        for page, tokens in site.articles.items():
            rest, endnotes = cut(tokens, "ae-endnotes")
            rest, sections = cut(rest, "ae-term-notes")
            rest, _ = cut(rest, "ae-permalink")
            rest, _ = cut(rest, "ae-cite")  # how the whole is cited stands at its end
            rest, _ = cut(rest, "ae-excerpt")  # it stands in the same file, one step away
            rest, _ = cut(rest, "ae-downloads")  # files that stand beside pages of a site
            self.articles[page], self.notes[page] = cut(rest, "ae-footnote")
            for section in sections:
                for note in cut(section[1:], "ae-note")[1]:
                    self.terms.setdefault(note[0][2]["id"], note)
            self.ids[page] = set(ids(rest))
            self.shared |= self.homes.keys() & self.ids[page]
            self.homes = {**dict.fromkeys(self.ids[page], page), **self.homes}
            left = [id_ for section in endnotes for id_ in ids(section)]
            first = next((id_ for id_ in left if id_.startswith("fn-")), None)
            self.instead.update({(page, id_): first for id_ in left if first and not id_.startswith("fn-")})

        title = book.edition.imprint.title
        front = self.articles["index.html"]
        for at, (kind, text, _) in enumerate(front[:3]):  # the title stands above it already
            if kind == TEXT and text.strip() == escape(title, quote=False):
                front[at] = (TEXT, escape(site.title("index.html") or title, quote=False), {})

    def name(self, page: str) -> str:
        """The id of a page's article: that of the PDF where it has the page, too."""
        path = page.removesuffix(".html")
        return self.names.get(f"{path}.md") or path.replace("/", "-")

    def id_on(self, page: str, fragment: str) -> str:
        """The id of something on a page of the site."""
        if KEPT.fullmatch(fragment):
            kept = self.homes.get(fragment, page) == page
        else:
            kept = fragment in self.homes and fragment not in self.shared
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
            yield self.name(page), written(tokens, partial(self.edit, page))

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
        if "data-text" in values:
            self.attributes.append((f'[id="{values["id"]}"]', "data-text", values.pop("data-text")))
        values.pop("data-in", None)  # what buttons copy is within
        if re.fullmatch("h[1-5]", tag):
            tag = f"h{int(tag[1]) + 1}"
        return tag, values

    def inside(self, page: str, source: str) -> str:
        """A picture of the site as an address that holds it; any other address as it is."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), source.partition("#")[0]))
        content = self.site.files.get(path)
        if content is None:
            return source
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    def unpacked(self) -> str:
        """What only a script shows and the file says elsewhere, as JSON: a list of entries, each with its kind first.

        doc: an entry of the search index, its place that of this file; note: a footnote that stands beside a reference;
        term: what a linked term means; attribute: selector, name and value of one that only a script reads; references:
        what the buttons copy. To be called when the articles are written.
        """
        entries: list[tuple[str, list[object]]] = []  # each with what it is about
        for at, doc in enumerate(self.site.docs):
            page, _, fragment = doc["location"].partition("#")
            place = f"{self.name(page)}{self.to(page, fragment)}" if fragment else self.name(page)
            entries.append((fragment, ["doc", at, place, doc["title"], doc["text"]]))
        for page, found in self.notes.items():
            entries += [(note[0][2]["id"], ["note", written(note, partial(self.edit, page))]) for note in found]
        page = next(iter(self.articles))
        entries += [(id_, ["term", written(note, partial(self.edit, page))]) for id_, note in self.terms.items()]
        entries += [(selector, ["attribute", selector, name, value]) for selector, name, value in self.attributes]
        for part in to_copy(self.edition).values():
            entries += [(of, ["references", {of: each}]) for of, each in in_formats(self.edition, part).items()]
        entries.sort(key=lambda entry: _topic(entry[0]))
        return json.dumps([entry for _, entry in entries], ensure_ascii=False, separators=(",", ":"))


def _topic(id_: str) -> tuple[int, int, str]:
    """Sorts what says the same together: deflate looks back 32 kB only."""
    if number := re.search(r"(?:fn|note)-(\d+)", id_):
        return 1, int(number[1]), ""
    term = re.match(r"(?:about-|term_)(.+)", id_)
    return (2, 0, term[1]) if term else (0, 0, "")


def single(book: Book) -> bytes:
    """The file; MissingPart where the site cannot be built."""
    site = book.site()
    writer = SingleWriter(book, site)
    scripts = [search_script(site), lean(template("reader/frame.js")), site.assets["lookup.js"]]
    icon = base64.b64encode(site.assets["favicon.svg"].encode()).decode()
    html = writer.render(
        "reader/single.html", scripts=scripts, script=site.assets["edition.js"], icon=icon, about=ABOUT
    )
    unpacked = writer.unpacked()
    packed = base64.b64encode(zlib.compress(unpacked.encode(), 9)).decode()
    html = html.replace(PACKED, packed).replace(STYLES, tight(stylesheet(site), html + unpacked))
    return guarded(html).encode()


def tight(css: str, html: str) -> str:
    """A stylesheet for a page: headings one level lower; without white space and what it never names or uses."""
    css = re.sub(r"\bh([1-5])\b", lambda found: f"h{int(found[1]) + 1}", lean(css))
    css = re.sub(r'("[^"]*")|\s*([{};,])\s*|: ', lambda found: found[1] or found[2] or ":", css).replace(";}", "}")

    def rule(found: re.Match[str]) -> str:
        named = (each for each in re.split(r",(?![^()]*\))", found[1]) if all(c in html for c in CLASS.findall(each)))
        selectors = ",".join(named)
        return f"{selectors}{found[2]}" if selectors else ""

    css = re.sub(r"([^{}]+)(\{[^{}]*\})", rule, css)
    used = set(re.findall(r"var\((--[\w-]+)", css))
    css = re.sub(r"(?<=[{;])(--[\w-]+):[^;}]*;?", lambda found: found[0] if found[1] in used else "", css)
    return re.sub(r"@media[^{}]*\{\}", "", css)
