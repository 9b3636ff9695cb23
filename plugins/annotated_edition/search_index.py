"""Adapter to Material's search: its index, read from a page as XML instead of character by character."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any
from xml.parsers import expat

from material.plugins.search.plugin import Element, SearchIndex, Section
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from .files import Aside, write_whole
from .markdown_extension import AnnotatedEditionExtension, put_in
from .pages import SEARCH_INDEX, lean_script, search_files

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements whose text is none, and those that are set apart from the text around them.
SILENT = frozenset({"object", "script", "style"})
APART = frozenset({"br", "dd", "dt", "li", "ol", "p", "pre", "td", "th", "ul"})
#: What Material's search takes out of a page that it has read.
MARKED = re.compile(r'data-search-\w+="[^"]+"')


def use(config: MkDocsConfig, extension: AnnotatedEditionExtension) -> None:
    """Puts our index in place of that of Material's search, where a site has one."""
    search: Any = config.plugins.get("material/search")
    if not isinstance(index := getattr(search, "search_index", None), SearchIndex):
        return
    search.search_index = index = Index(**index.config)
    index.extension, index.site = extension, Path(config.site_dir)
    index.in_parts = "material/offline" not in config.plugins  # which makes a script of the index, whole
    listed = config.plugins.events["page_context"]

    def add(context: Any, *, page: Page, **others: Any) -> None:
        """What Material does: its pattern needs a tenth of a build to find nothing, unless it is kept from that."""
        if MARKED.search(page.content or ""):
            search.on_page_context(context, page=page, **others)
        else:
            index.add_entry_from_context(page)

    listed[listed.index(search.on_page_context)] = add


def gather(config: MkDocsConfig, pages: Sequence[File], finish: Callable[[Iterable[Any]], Iterable[Any]]) -> None:
    """Takes over the entries of other processes that share the pages: `finish` gives theirs for those of this one."""
    search: Any = config.plugins.get("material/search")
    index: Any = getattr(search, "search_index", None)
    if not isinstance(index, Index):
        list(finish(()))
        return
    for entry in finish(index.whole()):
        index.put(entry)
    order = {each.page.url: at for at, each in enumerate(pages) if each.page}
    index.entries.sort(key=lambda entry: order[entry["location"].partition("#")[0]])


def make_lean(site: Path) -> None:
    """Lets no page of a built site load the index of the search before it is used."""
    for script in site.glob("assets/javascripts/bundle.*.min.js"):
        script.write_text(lean_script(script.read_text(encoding="utf-8")), encoding="utf-8")


class Index(SearchIndex):  # type: ignore[misc]
    """The same entries in a tenth of the time, which was half of a large build; text without the tags that it keeps."""

    entries: list[dict[str, Any]]
    extension: AnnotatedEditionExtension
    """Who has converted the pages."""
    site: Path
    """The folder of the site."""
    in_parts: bool
    """Whether a search loads the texts a part at a time; else they stay in the index."""
    texts: Aside[int] | None = None
    """The texts of a large site, by the numbers that stand for them in the entries."""

    def add_entry_from_context(self, page: Page) -> None:
        """Adds a page, divided at its headings that have an id."""
        if (page.meta.get("search") or {}).get("exclude"):
            return
        reader = _Reader()
        lean = self.extension.lean.pop(page.file.src_uri, None) or page.content or ""
        try:
            reader.read(put_in(lean, self.extension.apart or {}, searched=True))
        except expat.ExpatError:  # raw HTML that is no XML
            whole = "".join(put_in(page.content or "", self.extension.apart or {}))
            content, page.content = page.content, whole
            super().add_entry_from_context(page)
            page.content = content
            return
        for section in reader.sections:
            if not section.is_excluded():
                section.title = [escape("".join(section.title), quote=False)] if section.title else []
                section.text = [escape("".join(section.text), quote=False)]
                self.create_entry_for_section(section, (), page.url, page)

    def create_entry_for_section(self, section: Section, toc: Any, url: str, page: Page) -> None:
        """Adds a part of a page."""
        super().create_entry_for_section(section, toc, url, page)
        self.put(self.entries.pop())

    def put(self, entry: dict[str, Any]) -> None:
        """Adds an entry; of a large site without its text, which waits in a file."""
        if self.extension.apart is not None:
            self.texts = Aside(self.site) if self.texts is None else self.texts
            self.texts[number := len(self.texts)] = entry["text"]
            entry["text"] = number
        self.entries.append(entry)

    def whole(self) -> Iterator[dict[str, Any]]:
        """The entries with their texts."""
        for entry in self.entries:
            yield entry if self.texts is None else {**entry, "text": self.texts[entry["text"]]}

    def generate_search_index(self, prev: SearchIndex | None) -> str:
        """The index, as Material writes it; writes the texts."""
        if not self.in_parts:
            return str(super().generate_search_index(prev))
        if prev:
            super().generate_search_index(prev)  # which takes the entries over that did not change
        entries, self.entries = self.entries, []
        config = json.loads(super().generate_search_index(None))["config"]
        self.entries = entries
        index = ""
        for name, text in search_files(config, self.whole()):
            if name == SEARCH_INDEX:
                index = text
            else:
                write_whole(self.site / "search" / name, text.encode())
        return index


class _Reader:
    """Divides a page as Material's parser does: what follows a heading within an element ends with the element."""

    def __init__(self) -> None:
        self.sections: list[Any] = []
        self.open: list[Any] = []
        self.current: Any = None
        self.title = False
        self.elements: list[tuple[bool, bool]] = []  # those that are open: whether set apart, whether around a title
        self.skipped = 0  # how many are open of what is not read

    def read(self, parts: Iterable[str]) -> None:
        """Reads a page. Raises ExpatError where it is no XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.put
        for part in chain(("<div>",), parts, ("</div>",)):
            parser.Parse(part)
        parser.Parse("", True)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.skipped:
            self.skipped += 1
            return
        before, depth = self.title, len(self.elements)
        if tag in HEADINGS and "id" in attributes:
            if tag != "h1" and not self.sections:
                self.begin("hx", {}, 0)
            self.begin(tag, attributes, depth)
            self.title = True
        elif not self.sections and depth:
            self.begin("hx", {}, 0)
        css = attributes.get("class")
        silent = tag in SILENT or "data-search-exclude" in attributes or css == "linenodiv"
        if silent or (self.title and tag == "a" and css == "headerlink"):
            self.title, self.skipped = before, 1
            return
        self.elements.append((tag in APART, before))
        self.put(" " if tag in APART else "")

    def end(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        apart, before = self.elements.pop()
        self.put(" " if apart else "")
        self.title, depth = before, len(self.elements)
        if depth and self.current.depth > depth:
            outer = next((each for each in reversed(self.open) if each.depth <= depth), None)
            if outer:
                self.open.remove(self.current)
                self.current = outer

    def begin(self, tag: str, attributes: dict[str, str], depth: int) -> None:
        self.current = Section(Element(tag, attributes), depth)
        if self.sections:
            self.current.id = attributes.get("id")
        self.sections.append(self.current)
        self.open.append(self.current)

    def put(self, text: str) -> None:
        if text and not self.skipped and (self.sections or text.strip()):
            if not self.sections:
                self.begin("hx", {}, 0)
            (self.current.title if self.title else self.current.text).append(text)
