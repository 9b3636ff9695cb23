"""What a built site lacks of an edition, whichever host has built it: pages, ids, links, data files."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from ..model.addresses import FOOTNOTES, SOURCES, TERMS, url_of
from ..model.edition import Edition, Page, Section
from ..model.labels import FootnoteLabel
from ..model.problems import Place, Problem, problem, sort_problems
from ..reading.files import read_file
from ..site.pages import generated_files, write_endnotes
from ..site.templating import STYLESHEET, assets

#: Largest file that is read, in bytes.
LARGEST_FILE = 100_000_000
#: Kinds of marks that become links → the page that they link to.
LINK_TARGETS = {"term": TERMS, "source": SOURCES, "pointer": FOOTNOTES}
#: Their classes, which nothing else has.
LINK_CLASSES = {f"ae-{kind}" for kind in ("term", "element", "source", "pointer")}


def verify(edition: Edition, site: Path, below: str = "") -> tuple[Problem, ...]:
    """Return what a built site lacks of an edition (AE707, AE708), and what it has of another state of it (AE709).

    A translation stands `below` the root of the site, at en/.
    """
    if not all((site / prefix).is_dir() for prefix in edition.languages.values()):  # not every host builds them
        edition = replace(edition, languages={})
    found = _find_problems(edition, site / below)
    return sort_problems(replace(each, place=Place(f"{site.name}/{below}{each.place.file}")) for each in found)


def _find_problems(edition: Edition, site: Path) -> Iterator[Problem]:
    directories = not (site / _built_file(FOOTNOTES, False)).is_file()
    sections = {section.page: section for section in edition.sections}
    for path, page in edition.pages.items():
        file = _built_file(path, directories)
        if path in sections or (site / file).is_file():  # a host may leave out a page that is no section
            yield from _compare(site, file, _expect(edition, page, sections.get(path), directories))
    for path, text in {**generated_files(edition, directories=directories), **assets()}.items():
        if path.endswith(".md"):
            yield from _compare(site, _built_file(path, directories), _Annotations(path, text, directories))
        elif (content := _content(site / path)) is None:
            yield problem("AE707", Place(path))
        elif path.endswith(".html"):  # its head may have got a policy
            if text[text.find("<body") :].encode() not in content:
                yield problem("AE709", Place(path))
        elif content != text.encode():
            yield problem("AE709", Place(path))


def _compare(site: Path, file: str, expected: _Annotations) -> Iterator[Problem]:
    """Yield one problem for all that a page lacks."""
    content = _content(site / file)
    if content is None:
        yield problem("AE707", Place(file))
        return
    page = content.decode("utf-8", "replace")
    actual = _Annotations(file, page)
    lacking = [
        *(id_ for id_, href in expected.references.items() if actual.references.get(id_) != href),
        *sorted(expected.ids - actual.ids - expected.references.keys(), key=lambda id_: (len(id_), id_)),
        *(target for _, target in (expected.links - actual.links).elements()),
        *([] if STYLESHEET in page else [STYLESHEET]),
    ]
    if lacking:
        yield problem("AE708", Place(file), n=len(lacking), examples=", ".join(lacking[:3]))


def _content(file: Path) -> bytes | None:
    """Return the content of a file; None where there is no file that can be read."""
    try:
        return read_file(file, LARGEST_FILE)
    except OSError:
        return None


def _built_file(page: str, directories: bool) -> str:
    """Return the file that a page is built into."""
    url = url_of(page, directories=directories).removeprefix("./")
    return f"{url}index.html" if directories else url


class _Annotations(HTMLParser):
    """The annotations of a page of the site, or of one that is yet to be built: its links name source paths."""

    def __init__(self, file: str, html: str, directories: bool = True) -> None:
        super().__init__()
        self.file, self.directories = file, directories
        self.ids: set[str] = set()
        self.references: dict[str, str] = {}  # the id of each → where it leads
        self.links: Counter[tuple[str, str]] = Counter()  # those to annotations, by kind and target
        self.superscript: dict[str, str] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.ids.add(attributes["id"])
        if tag == "sup":
            self.superscript = attributes
        elif tag == "a" and "href" in attributes:
            above = self.superscript.get("class", "").split()
            if "ae-ref" in above:
                self.references[self.superscript.get("id", "")] = attributes["href"]
            for kind in LINK_CLASSES.intersection(attributes.get("class", "").split() + above):
                self.links[kind, _resolved(self.file, attributes["href"], self.directories)] += 1

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
        target = _built_file(target, directories)
    target = target.removesuffix("index.html").strip("/")
    return unquote(f"{target}#{fragment}" if target.endswith(".html") else f"{target}/#{fragment}")


def _expect(edition: Edition, page: Page, section: Section | None, directories: bool) -> _Annotations:
    """Return the annotations of a written page, a section or another, as the edition has them."""
    expected = _Annotations(page.path, "")
    if section and edition.readable:
        expected.ids = _Annotations(page.path, write_endnotes(edition, section)).ids
        expected.ids |= {each.id for each in section.paragraphs} | {each.id for each in section.headings if each.id}
    cited = {reference.id: reference.footnote for reference in (section.references if section else ())}
    for mark in page.marks:
        target, id_ = LINK_TARGETS.get(mark.kind, ""), mark.target
        match mark.kind:
            case "reference":
                expected.references[id_] = f"#{cited[id_].id}"
            case "pointer":
                id_ = FootnoteLabel(id_).id
            case "element":
                initiative, id_ = id_.split("/")
                target = f"initiatives/{initiative}.md"
        if target:
            expected.links[f"ae-{mark.kind}", _resolved(page.path, f"/{target}#{id_}", directories)] += 1
    return expected
