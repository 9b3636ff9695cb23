"""A built site against the edition that it shows: what is lacking in it, whatever host has built it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from .lookup import url_of
from .model import FOOTNOTES, SOURCES, TERMS, Edition, Page, Place, Problem, Section
from .pages import OPENING, STYLESHEET, assets, endnotes, pages, term_note_id
from .problems import in_order, problem

#: What a page is read by: the standard library's parser takes four times as long, and a shelf has thousands of pages.
TAG = re.compile(
    r"""<!--.*?-->|<(?P<closing>/)?(?P<tag>[a-z][^\s/>]*+)(?P<attributes>(?:[^>"']|"[^"]*"|'[^']*')*+)>""",
    re.IGNORECASE | re.DOTALL,
)
ATTRIBUTE = re.compile(r"""([^\s=/"'>]++)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
#: Elements whose text nobody reads.
SKIPPED = {"script", "style", "title"}
#: Largest file that is read, in bytes.
LIMIT = 100_000_000
#: The elements whose text is compared: an end note, a generated page, the page at a short address.
ENDNOTE = re.compile(r"fn-\d+")
GENERATED = "ae-generated"
ADDRESS = "body"
#: Kinds of marks that become links → what they link to; only we give these classes.
TARGETS = {"term": TERMS, "source": SOURCES, "pointer": FOOTNOTES}
LINKS = {f"ae-{kind}" for kind in ("term", "element", "source", "pointer")}


def verify(edition: Edition, site: Path) -> tuple[Problem, ...]:
    """What a built site lacks of an edition, and what it has of another state of it: one problem a file.

    Problems: AE707 to AE709, at the files of the site.
    """
    directories = not (site / _built(FOOTNOTES, False)).is_file()
    return in_order(_problems(edition, site, directories))


def _problems(edition: Edition, site: Path, directories: bool) -> Iterator[Problem]:
    sections = {section.page: section for section in edition.sections}
    made = pages(edition, directories=directories)
    for path, written in edition.pages.items():
        file = _built(path, directories)
        section = sections.get(path)
        if section or (site / file).is_file():  # a host may leave out a page that is no section
            yield from _compared(site, file, _expected(written, section, edition, directories), styled=True)
    for path, text in chain(made.items(), assets().items()):
        if path.endswith(".md"):
            _, _, body = text.partition(OPENING)
            file = _built(path, directories)
            expected = _Found(path, f'<div class="{GENERATED}">{body}', directories)
            yield from _compared(site, file, expected, styled=True)
        elif (held := _bytes(site / path)) is None:
            yield problem("AE707", _place(site, path))
        elif path.endswith(".html"):
            if text[text.find("<body") :].encode() not in held:  # else nothing was done to it but to its head
                yield from _compared(site, path, _Found(path, text), styled=False)
        elif held != text.encode():
            yield problem("AE709", _place(site, path))


def _compared(site: Path, file: str, expected: _Found, styled: bool) -> Iterator[Problem]:
    """What a page lacks, in one problem."""
    held = _bytes(site / file)
    if held is None:
        yield problem("AE707", _place(site, file))
        return
    page = held.decode("utf-8", "replace")
    found = _Found(file, _article(page) if styled else page)
    lacking = {
        "reference": [id_ for id_, href in expected.references.items() if found.references.get(id_) != href],
        "text": [key for key, text in expected.texts.items() if found.texts.get(key) != text],
        "id": [id_ for id_ in expected.ids if id_ not in found.ids and id_ not in expected.references],
        "link": [target for _, target in (expected.links - found.links).elements()],
        "style": [STYLESHEET] if styled and STYLESHEET not in page else [],
    }
    stale = [key for key in lacking["text"] if key in found.texts]
    n = sum(map(len, lacking.values()))
    if n == len(stale) > 0:
        yield problem("AE709", _place(site, file))
    elif n:
        examples = ", ".join(names[0] for names in lacking.values() if names)
        yield problem("AE708", _place(site, file), n=n, examples=examples)


def _place(site: Path, file: str) -> Place:
    return Place(f"{site.name}/{file}")


def _bytes(file: Path) -> bytes | None:
    """What a file holds; None where there is none that could be read."""
    try:
        return file.read_bytes() if file.stat().st_size <= LIMIT else None
    except OSError:
        return None


def _built(page: str, directories: bool) -> str:
    """The file that a page is built into."""
    url = url_of(page, directories=directories).removeprefix("./")
    return f"{url}index.html" if directories else url


def _article(page: str) -> str:
    """The part of a page that is its text: the navigation of a large site is many times as long."""
    start, end = page.find("<article"), page.rfind("</article>")
    return page[start:end] if 0 <= start < end else page


class _Found:
    """The annotations of a page of the site, or of one that is yet to be built: its links name source paths."""

    def __init__(self, file: str, html: str, directories: bool = True) -> None:
        self.file = file
        self.directories = directories
        self.ids: dict[str, None] = {}
        self.references: dict[str, str] = {}
        self.links: Counter[tuple[str, str]] = Counter()
        self.texts: dict[str, str] = {}
        self._read(html)

    def _read(self, html: str) -> None:
        """Notes ids, references and links, and the compared texts."""
        sup: dict[str, str] = {}
        region = within = skipped = ""
        depth = end = 0
        said: list[str] = []
        for found in TAG.finditer(html):
            if region and not skipped:
                said.append(html[end : found.start()])
            end = found.end()
            tag = (found["tag"] or "").lower()
            if found["closing"]:
                skipped = "" if tag == skipped else skipped
                sup = {} if tag == "sup" else sup
                depth -= tag == within
                if region and not depth:
                    self._keep(region, said)
                    region = within = ""
                continue
            depth += tag == within
            written = found["attributes"] or ""
            attributes = _attributes(written) if tag in ("a", "sup", "div", "li") or "id" in written else {}
            if id_ := attributes.get("id"):
                self.ids[id_] = None
            if tag == "sup":
                sup = attributes
            elif tag == "a" and "href" in attributes:
                self._note_link(attributes, sup)
            if tag in SKIPPED or (tag == "a" and "headerlink" in attributes.get("class", "")):
                skipped = tag
            if not region and (region := _region(tag, attributes)):
                within, depth, said = tag, 1, []
        if region:
            self._keep(region, [*said, html[end:]])

    def _keep(self, region: str, said: list[str]) -> None:
        self.texts[region] = "".join(unescape("".join(said)).split())

    def _note_link(self, attributes: dict[str, str], above: dict[str, str]) -> None:
        href, classes = attributes["href"], attributes.get("class", "").split()
        above_classes = above.get("class", "").split()
        if "ae-ref" in above_classes:
            self.references[above.get("id", "")] = href
        for name in LINKS.intersection(classes + above_classes):
            if name != "ae-term" or "data-note" in attributes:  # other links to terms stand in what we generate
                self.links[name, self.resolved(href)] += 1

    def resolved(self, href: str) -> str:
        """An address from the site's root, a page by the folder that it is in."""
        path, _, fragment = href.partition("#")
        if ":" in path or not path:
            return unquote(href)
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(self.file), path))
        if target.endswith(".md"):
            target = _built(target, self.directories)
        target = target.removesuffix("index.html").strip("/")
        return unquote(f"{target}#{fragment}" if target.endswith(".html") else f"{target}/#{fragment}")


def _attributes(written: str) -> dict[str, str]:
    found = ATTRIBUTE.findall(written)
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in found}


def _region(tag: str, attributes: dict[str, str]) -> str:
    """The name of the compared text that begins with an element; empty where none does."""
    if tag == "div" and GENERATED in attributes.get("class", "").split():
        return GENERATED
    if tag == "li" and ENDNOTE.fullmatch(attributes.get("id", "")):
        return attributes["id"]
    return ADDRESS if tag == ADDRESS else ""


def _expected(page: Page, section: Section | None, edition: Edition, directories: bool) -> _Found:
    """The annotations of a written page as the edition has them."""
    expected = _Found(page.path, endnotes(edition, section) if section and edition.readable else "", directories)
    expected.links.clear()  # those of the end notes, whose text is compared
    for mark in page.marks:
        target, id_ = TARGETS.get(mark.kind, ""), mark.target
        match mark.kind:
            case "reference":
                expected.references[id_] = f"#fn-{mark.text}"
                continue
            case "pointer":
                id_ = f"fn-{id_}"
            case "element":
                initiative, id_ = id_.split("/")
                target = f"initiatives/{initiative}.md"
            case "term" if id_ in edition.terms:
                expected.ids[term_note_id(id_)] = None
        if target:
            expected.links[f"ae-{mark.kind}", expected.resolved(f"/{target}#{id_}")] += 1
    if section:
        ids = [paragraph.id for paragraph in section.paragraphs] + [heading.id for heading in section.headings]
        expected.ids |= dict.fromkeys(filter(None, ids))
    return expected
