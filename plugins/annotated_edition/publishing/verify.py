"""What a built site lacks of an edition, whatever host has built it: pages, ids, links, data files."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from ..model.addresses import FOOTNOTES, SOURCES, TERMS, term_note_id, url_of
from ..model.edition import Edition, Page
from ..model.problems import Place, Problem, problem, sort_problems
from ..site.pages import endnotes, generated_files
from ..site.templating import STYLESHEET, assets

#: Largest file that is read, in bytes.
LIMIT = 100_000_000
#: Kinds of marks that become links → what they link to; only the package gives these classes.
TARGETS = {"term": TERMS, "source": SOURCES, "pointer": FOOTNOTES}
LINKS = {f"ae-{kind}" for kind in ("term", "element", "source", "pointer")}


@dataclass
class _Annotations:
    """What a page has that makes it annotated."""

    ids: set[str] = field(default_factory=set)
    """Its ids."""
    references: dict[str, str] = field(default_factory=dict)
    """Id of each reference → where it leads."""
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Kind and target of each link to an annotation, and how often it stands there."""


def verify(edition: Edition, site: Path) -> tuple[Problem, ...]:
    """Return what a built site lacks of an edition (AE707, AE708), and what it has of another state of it (AE709)."""
    directories = not (site / _built(FOOTNOTES, False)).is_file()
    return sort_problems(_problems(edition, site, directories))


def _problems(edition: Edition, site: Path, directories: bool) -> Iterator[Problem]:
    sections = {section.page: section for section in edition.sections}
    for path, page in edition.pages.items():
        file = _built(path, directories)
        if path in sections or (site / file).is_file():  # a host may leave out a page that is no section
            yield from _compared(site, file, _expected(page, edition, directories))
    for path, text in {**generated_files(edition, directories=directories), **assets()}.items():
        if path.endswith(".md"):
            yield from _compared(site, _built(path, directories), _read(path, text, directories))
        elif (held := _bytes(site / path)) is None:
            yield problem("AE707", _place(site, path))
        elif path.endswith(".html"):  # its head may have got a policy
            if text[text.find("<body") :].encode() not in held:
                yield problem("AE709", _place(site, path))
        elif held != text.encode():
            yield problem("AE709", _place(site, path))


def _compared(site: Path, file: str, expected: _Annotations) -> Iterator[Problem]:
    """Yield one problem for all that a page lacks."""
    held = _bytes(site / file)
    if held is None:
        yield problem("AE707", _place(site, file))
        return
    page = held.decode("utf-8", "replace")
    found = _read(file, page)
    lacking = [
        *(id_ for id_, href in expected.references.items() if found.references.get(id_) != href),
        *sorted(expected.ids - found.ids - expected.references.keys()),
        *(target for _, target in (expected.links - found.links).elements()),
        *([] if STYLESHEET in page else [STYLESHEET]),
    ]
    if lacking:
        yield problem("AE708", _place(site, file), n=len(lacking), examples=", ".join(lacking[:3]))


def _place(site: Path, file: str) -> Place:
    return Place(f"{site.name}/{file}")


def _bytes(file: Path) -> bytes | None:
    """Return what a file holds; None where there is none that could be read."""
    try:
        return file.read_bytes() if file.stat().st_size <= LIMIT else None
    except OSError:
        return None


def _built(page: str, directories: bool) -> str:
    """Return the file that a page is built into."""
    url = url_of(page, directories=directories).removeprefix("./")
    return f"{url}index.html" if directories else url


def _read(file: str, html: str, directories: bool = True) -> _Annotations:
    """Return the annotations of a page of the site, or of one that is yet to be built: its links name source paths."""
    reader = _Reader(file, directories)
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, file: str, directories: bool) -> None:
        super().__init__()
        self.file, self.directories = file, directories
        self.found = _Annotations()
        self.superscript: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.found.ids.add(attributes["id"])
        if tag == "sup":
            self.superscript = attributes
        elif tag == "a" and "href" in attributes:
            above = self.superscript.get("class", "").split()
            if "ae-ref" in above:
                self.found.references[self.superscript.get("id", "")] = attributes["href"]
            for kind in LINKS.intersection(attributes.get("class", "").split() + above):
                self.found.links[kind, _resolved(self.file, attributes["href"], self.directories)] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "sup":
            self.superscript = {}


def _resolved(file: str, href: str, directories: bool) -> str:
    """Return an address from the site's root, a page by the folder that it is in."""
    path, _, fragment = href.partition("#")
    if ":" in path or not path:
        return unquote(href)
    target = posixpath.normpath(posixpath.join("/", posixpath.dirname(file), path))
    if target.endswith(".md"):
        target = _built(target, directories)
    target = target.removesuffix("index.html").strip("/")
    return unquote(f"{target}#{fragment}" if target.endswith(".html") else f"{target}/#{fragment}")


def _expected(page: Page, edition: Edition, directories: bool) -> _Annotations:
    """Return the annotations of a written page as the edition has them."""
    section = next((each for each in edition.sections if each.page == page.path), None)
    expected = _Annotations()
    if section and edition.readable:
        expected.ids = _read(page.path, endnotes(edition, section)).ids
        expected.ids |= {each.id for each in section.paragraphs} | {each.id for each in section.headings if each.id}
    for mark in page.marks:
        target, id_ = TARGETS.get(mark.kind, ""), mark.target
        match mark.kind:
            case "reference":
                expected.references[id_] = f"#fn-{mark.text}"
            case "pointer":
                id_ = f"fn-{id_}"
            case "element":
                initiative, id_ = id_.split("/")
                target = f"initiatives/{initiative}.md"
            case "term" if id_ in edition.terms:
                expected.ids.add(term_note_id(id_))
        if target:
            expected.links[f"ae-{mark.kind}", _resolved(page.path, f"/{target}#{id_}", directories)] += 1
    return expected
