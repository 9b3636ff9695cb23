"""Adapter to Material's search: its index, read from a page's tree instead of character by character."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as etree

from material.plugins.search.plugin import Element, SearchIndex, Section
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from .pages import lean_script, search_files

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements whose text is none, and those that are set apart from the text around them.
SILENT = frozenset({"object", "script", "style"})
APART = frozenset({"br", "dd", "dt", "li", "ol", "p", "pre", "td", "th", "ul"})
#: What Material's search takes out of a page that it has read.
MARKED = re.compile(r'data-search-\w+="[^"]+"')


def use(config: MkDocsConfig, lean: dict[str, str]) -> None:
    """Puts our index in place of that of Material's search, where a site has one.

    `lean` has pages by source path without what is excluded from the search; what is read is taken from it.
    """
    search: Any = config.plugins.get("material/search")
    if not isinstance(index := getattr(search, "search_index", None), SearchIndex):
        return
    search.search_index = index = Index(**index.config)
    index.lean = lean
    listed = config.plugins.events["page_context"]

    def add(context: Any, *, page: Page, **others: Any) -> None:
        """What Material does: its pattern needs a tenth of a build to find nothing, unless it is kept from that."""
        if MARKED.search(page.content or ""):
            search.on_page_context(context, page=page, **others)
        else:
            index.add_entry_from_context(page)

    listed[listed.index(search.on_page_context)] = add


def gather(config: MkDocsConfig, pages: Sequence[File], finish: Callable[[list[Any]], list[Any]]) -> None:
    """Takes over the entries of other processes that share the pages: `finish` adds them to those of this one."""
    index = getattr(config.plugins.get("material/search"), "search_index", None)
    found = finish(index.entries if isinstance(index, Index) else [])
    if isinstance(index, Index):
        order = {each.page.url: at for at, each in enumerate(pages) if each.page}
        index.entries = sorted(found, key=lambda entry: order[entry["location"].partition("#")[0]])


def make_lean(site: Path) -> None:
    """Makes the search of a built site cheap: its index is not loaded before it is used, and then in parts."""
    for script in site.glob("assets/javascripts/bundle.*.min.js"):
        script.write_text(lean_script(script.read_text(encoding="utf-8")), encoding="utf-8")
    for name, text in search_files(site / "search").items():
        (site / "search" / name).write_text(text, encoding="utf-8", newline="\n")


class Index(SearchIndex):  # type: ignore[misc]
    """The same entries in a tenth of the time, which was half of a large build; text without the tags that it keeps."""

    lean: dict[str, str]

    def add_entry_from_context(self, page: Page) -> None:
        """Adds a page, divided at its headings that have an id."""
        if (page.meta.get("search") or {}).get("exclude"):
            return
        try:
            root = etree.fromstring(f"<div>{self.lean.pop(page.file.src_uri, None) or page.content}</div>")
        except etree.ParseError:  # raw HTML that is no XML
            super().add_entry_from_context(page)
            return
        for section in _Reader(root).sections:
            if not section.is_excluded():
                section.title = [escape("".join(section.title), quote=False)] if section.title else []
                section.text = [escape("".join(section.text), quote=False)]
                self.create_entry_for_section(section, (), page.url, page)


class _Reader:
    """Divides a page as Material's parser does: what follows a heading within an element ends with the element."""

    def __init__(self, root: etree.Element) -> None:
        self.sections: list[Any] = []
        self.open: list[Any] = []
        self.current: Any = None
        self.read(root, 0, False)

    def read(self, element: etree.Element, depth: int, title: bool) -> None:
        if not isinstance(element.tag, str):  # a comment
            return
        if element.tag in HEADINGS and "id" in element.attrib:
            if element.tag != "h1" and not self.sections:
                self.begin("hx", {}, 0)
            self.begin(element.tag, element.attrib, depth)
            title = True
        elif not self.sections and depth:
            self.begin("hx", {}, 0)
        css = element.get("class")
        if element.tag in SILENT or "data-search-exclude" in element.attrib or css == "linenodiv":
            return
        if title and element.tag == "a" and css == "headerlink":
            return
        self.put(" " if element.tag in APART else "", title)
        self.put(element.text, title)
        for child in element:
            self.read(child, depth + 1, title)
            self.put(child.tail, title)
        self.put(" " if element.tag in APART else "", title)
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

    def put(self, text: str | None, title: bool) -> None:
        if text and (self.sections or text.strip()):
            if not self.sections:
                self.begin("hx", {}, 0)
            (self.current.title if title else self.current.text).append(text)
