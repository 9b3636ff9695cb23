"""A built site, read: its articles, contents and search index, apart from the frame that a theme sets around."""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

from ..build import LENIENT, host
from ..pages import ASSETS, SEARCH_INDEX, searched
from .missing import MissingPart
from .xhtml import VOID

#: A start tag with its attributes, an end tag, or text as it stands in HTML.
Token = tuple[str, str, dict[str, str]]
START, END, TEXT = "start", "end", "text"
#: Name and attributes of a start tag → those to write.
Edit = Callable[[str, dict[str, str]], tuple[str, dict[str, str]]]
ARTICLE = "md-content__inner"
#: What only the frame of the site uses.
FRAME = re.compile(r"assets/(?:javascripts|stylesheets|images|annotated-edition)/|search/|sitemap\.xml|404\.html$|[._]")
#: What only the search of the site and other hosts need to know of an element.
UNUSED = {("data-search-exclude", ""), ("rel", "noopener noreferrer")}
#: Elements whose end tags HTML does not need, and values that it takes without quotation marks.
ENDED_BY_THE_NEXT = {"li", "dt", "dd", "tr", "th", "td"}
#: Elements around which a line break shows nothing, and which end a paragraph.
BLOCKS = re.compile("p|div|[uod]l|li|d[td]|table|t(?:head|body|foot)|t[rhd]|h[1-6]|nav|section|article|blockquote")
BARE = re.compile(r"[\w.:#/-]*[\w.:#-]")
SAID = re.compile(r"^(?:WARNING|ERROR|Error|CRITICAL)[ :-]+(.+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    level: int
    """How deep it stands, from 0."""
    page: str | None
    """The path of the page that it names; None where it is a heading of others."""
    title: str
    """What it says."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a reader takes along of a built site; pages and files by their paths in it."""

    contents: tuple[Entry, ...]
    """The navigation."""
    articles: dict[str, list[Token]]
    """What each page says, in reading order."""
    docs: list[dict[str, str]]
    """The entries of the search index: location, title, text."""
    files: dict[str, bytes]
    """Pictures, data and whatever else pages show or link."""
    assets: dict[str, str]
    """The package's own stylesheet, scripts and icon, by their names."""

    def title(self, page: str) -> str:
        """What the contents call a page."""
        return next((entry.title for entry in self.contents if entry.page == page), "")


def built(root: Path, folder: Path) -> Path:
    """Builds the site of the edition at `root` for file:// into `folder`; MissingPart where it cannot be built."""
    if not (root / "mkdocs.yml").is_file():
        raise MissingPart("export-no-site")
    command = [sys.executable, "-m", host(), "build", "--strict", "--no-directory-urls", "--site-dir", str(folder)]
    done = subprocess.run(
        [*command, "--config-file", "mkdocs.yml"],
        cwd=root,
        env={**os.environ, LENIENT: "1", "NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        said = SAID.findall(done.stderr + done.stdout) or [(done.stderr.strip() or "?").splitlines()[-1]]
        raise MissingPart("export-site-failed", reason=" / ".join(dict.fromkeys(said)))
    return folder


def read(folder: Path) -> Site:
    """The site that was built into `folder`; MissingPart where its theme does not mark what a page says.

    A page that the search leaves out is for those who edit, and left out with the pictures that it alone shows.
    """
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    pages = {name: _Page(path.read_text(encoding="utf-8")) for name, path in files.items() if name.endswith(".html")}
    pages = {name: page for name, page in pages.items() if page.tokens and name != "404.html"}
    index = folder / "search"
    if "index.html" not in pages or not (index / SEARCH_INDEX).is_file():
        raise MissingPart("export-other-theme")
    others = files.keys() - pages.keys()
    docs = searched(index)
    found = {doc["location"].partition("#")[0] for doc in docs}
    contents = tuple(each for each in pages["index.html"].contents if each.page is None or each.page in found)
    unused = set[str]().union(*(_named(name, pages.pop(name)) for name in pages.keys() - found))
    unused -= set[str]().union(*(_named(name, page) for name, page in pages.items()))
    listed = dict.fromkeys(entry.page for entry in contents if entry.page)
    return Site(
        contents,
        {name: pages[name].tokens for name in [*listed, *(each for each in pages if each not in listed)]},
        docs,
        {name: files[name].read_bytes() for name in sorted(others - unused) if not FRAME.match(name)},
        {path.name: path.read_text(encoding="utf-8") for path in sorted((folder / ASSETS).iterdir())},
    )


class _Page(HTMLParser):
    """The article of a page and the contents of its navigation, as Material for MkDocs marks them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tokens: list[Token] = []
        self.contents: list[Entry] = []
        self._depth = 0  # of articles
        self._navs: list[bool] = []  # those that are open, from the primary one; whether each is of pages
        self._entry: tuple[str, str | None] | None = None  # the tag and the page of the entry that is open
        self._text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes it in the article, or what it begins in the navigation."""
        values = {name: value or "" for name, value in attrs}
        if self._depth:
            self._depth += tag == "article"
            self.tokens.append((START, tag, values))
            return
        classes = values.get("class", "").split()
        if tag == "article" and ARTICLE in classes:
            self._depth = 1
        elif tag == "nav" and (self._navs or "md-nav--primary" in classes):
            self._navs.append("md-nav--secondary" not in classes)
        elif self._navs and all(self._navs):
            href = values.get("href", "")
            if tag == "a" and "md-nav__link" in classes and ":" not in href and not href.startswith("#"):
                self._entry, self._text = (tag, posixpath.normpath(href.partition("#")[0])), ""
            elif tag == "label" and "md-nav__title" in classes and len(self._navs) > 1:
                self._entry, self._text = (tag, None), ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As a start tag and, where it is not void, an end tag."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Notes it in the article, or ends what is open in the navigation."""
        if self._depth:
            self._depth -= tag == "article"
            if self._depth:
                self.tokens.append((END, tag, {}))
        elif self._entry and tag == self._entry[0]:
            page, title = self._entry[1], " ".join(unescape(self._text).split())
            level = len(self._navs) - (1 if page else 2)
            last = self.contents[-1] if self.contents else None
            if page or last is None or last.title != title:  # a page that is also the heading of others
                self.contents.append(Entry(level, page, title))
            self._entry = None
        elif tag == "nav" and self._navs:
            self._navs.pop()

    def handle_data(self, data: str) -> None:
        """Text of the article or of an entry of the navigation."""
        if self._depth:
            self.tokens.append((TEXT, data, {}))
        elif self._entry:
            self._text += data

    def handle_entityref(self, name: str) -> None:
        """As it stands."""
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """As it stands."""
        self.handle_data(f"&#{name};")


def _named(name: str, page: _Page) -> set[str]:
    """The files of the site that a page links or shows."""
    values = (attributes.get(key, "") for _, _, attributes in page.tokens for key in ("href", "src"))
    return {posixpath.normpath(posixpath.join(posixpath.dirname(name), each.partition("#")[0])) for each in values}


def written(tokens: Iterable[Token], edit: Edit = lambda tag, attributes: (tag, attributes)) -> str:
    """Tokens as HTML, without indentation, without what only the site used and what HTML can do without."""
    out: list[str] = []
    names: list[tuple[str, str]] = []  # of what is open: as it was and as it is written
    kept = 0  # elements whose white space counts
    after = ""  # the element that has just begun or ended
    for kind, text, attributes in tokens:
        if kind == TEXT:
            if not kept:
                text = re.sub(r"\s*\n\s*", "\n", text)
                text = text.removeprefix("\n") if BLOCKS.fullmatch(after) else text
            if text:
                out.append(text)
            after = ""
            continue
        if BLOCKS.fullmatch(text) and out and not kept:
            out[-1] = out[-1].removesuffix("\n")
            if out[-1] == "</p>":
                out.pop()
        if kind == START:
            used = {key: value for key, value in attributes.items() if (key, value) not in UNUSED}
            name, left = edit(text, used)
            out.append(f"<{name}{''.join(_attribute(*each) for each in left.items())}>")
            after = text
            if text not in VOID:
                names.append((text, name))
                kept += text in ("pre", "textarea")
        else:
            kept -= text in ("pre", "textarea")
            after = text
            name = text
            if names and names[-1][0] == text:
                name = names.pop()[1]
            if text not in ENDED_BY_THE_NEXT:
                out.append(f"</{name}>")
    return "".join(out)


def _attribute(name: str, value: str) -> str:
    if not value:
        return f" {name}"
    return f" {name}={value}" if BARE.fullmatch(value) else f' {name}="{escape(value)}"'


def cut(tokens: Iterable[Token], css: str) -> tuple[list[Token], list[list[Token]]]:
    """Tokens without the elements of a class, and those elements."""
    rest: list[Token] = []
    found: list[list[Token]] = []
    depth, name = 0, ""
    for token in tokens:
        kind, text, attributes = token
        if not depth and kind == START and css in attributes.get("class", "").split():
            found.append([])
            name = text
        if found and (depth or not found[-1]):
            found[-1].append(token)
            depth += (kind == START and text == name) - (kind == END and text == name)
        else:
            rest.append(token)
    return rest, found


def ids(tokens: Iterable[Token]) -> list[str]:
    """The ids of elements, in order."""
    return [attributes["id"] for kind, _, attributes in tokens if kind == START and "id" in attributes]
