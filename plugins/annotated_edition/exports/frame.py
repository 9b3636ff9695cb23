"""The frame that a browser opens without a server around a site's articles; what folder and single file share."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ..lookup import url_of
from ..pages import template
from .book import Book, BookWriter, Part
from .site import Entry, Site

#: The page that says what the edition is and how it is cited.
ABOUT = "about-this-edition.html"
LOOKUP = "footnotes.html"
SLATE = '[data-md-color-scheme="slate"]'


class FrameWriter(BookWriter):
    """Writes what stands around a page of a site."""

    def __init__(self, book: Book, site: Site, page: str) -> None:
        super().__init__(book, Part("section", page, site.title(page), ""))
        self.site = site

    def to(self, page: str, fragment: str = "") -> str:
        """The address of something on a page of the site."""
        raise NotImplementedError

    def lead(self, page: str, fragment: str) -> str | None:
        """As `link` of a source path; None where neither the site nor its online edition has it."""
        target = re.sub(r"\.md$", ".html", page)
        return self.to(target, fragment) if target in self.site.articles else super().lead(page, fragment)

    def led(self, page: str, values: dict[str, str]) -> dict[str, str]:
        """Attributes with their link led to where a reader has it, else online, else without it."""
        href = values["href"]
        if ":" in href:
            return values
        path, _, fragment = href.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        if target in self.site.articles:
            return {**values, "href": self.to(target, fragment)}
        if self.book.address:
            return {**values, "href": self.book.address + url_of(re.sub(r"\.html$", ".md", target), fragment)}
        return {name: value for name, value in values.items() if name != "href"}

    def copied_references(self, page: str) -> str:
        """What the buttons of a page of the site copy, as JSON; empty where it has none."""
        source = re.sub(r"\.html$", ".md", page)
        return self.references(source, f"{self.book.address}{url_of(source)}" if self.book.address else None)

    def id(self, fragment: str) -> str:
        """The same id as on the site."""
        return fragment

    def entries(self) -> Iterator[tuple[Entry, str | None]]:
        """The contents, each line with the address to which it leads."""
        for entry in (*self.site.contents, Entry(0, ABOUT, self.words["book-about"])):
            yield entry, self.to(entry.page) if entry.page else None

    @property
    def lookup(self) -> str | None:
        """The address of the list of footnotes, where there is one."""
        return self.to(LOOKUP) if LOOKUP in self.site.articles else None


def stylesheet(site: Site) -> str:
    """The stylesheets of site and frame; where no script says which colours, those that a reader prefers."""
    css = site.assets["edition.css"] + template("reader/frame.css")
    dark = "\n".join(re.findall(re.escape(SLATE) + r"[^{}]*\{[^{}]*\}", css))
    dark = dark.replace(SLATE, ":root:not([data-md-color-scheme])")
    return f"{css}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def search_script(site: Site) -> str:
    """The search of the site, no worker, which no browser loads from a file: a function of two others."""
    return f"const searchRules = (addEventListener, postMessage) => {{\n{site.assets['search.js']}\n}};\n"
