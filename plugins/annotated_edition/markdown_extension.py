"""Adapter to Python-Markdown: footnote references, links to terms, ids of paragraphs, generated pages.

Everything is looked up in the edition; the text is not parsed a second time where it is what the loader read.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString
from markupsafe import escape

from . import find_root, open_edition
from .exports.xhtml import well_formed
from .load import fault_problem
from .markup import clean, is_attribute, is_element
from .model import FOOTNOTES, SOURCES, TERMS, Edition, Mark, Place, Problem, Section
from .pages import CLOSING, OPENING, Generated, Writer, endnotes, foot, note_id, pages, problem_page, term_note_id
from .problems import problem
from .scan import Fault, excess, normalise, scan
from .sections import find_marks

if TYPE_CHECKING:
    from .exports.book import BookWriter

PLACEHOLDER = "\x02ae:{}\x03"
PLACEHOLDER_PATTERN = "\x02ae:(\\d+)\x03"
GENERATED_PLACEHOLDER = "\x02ae:page\x03"
#: As long as that, for a scan takes control characters away and its offsets must stay.
STAND_IN = "x" * len(GENERATED_PLACEHOLDER)
#: With something that nobody can know, so that no text of an editor's is taken for one; none is left in a built page.
FRAGMENT_PLACEHOLDER = f"\x02ae:html:{token_hex(8)}:{{}}-{{}}\x03"
FRAGMENT_PATTERN = re.compile(f"(?P<alone><p>)?{FRAGMENT_PLACEHOLDER.format('([0-9]+)', '([0-9]+)')}(?(alone)</p>)")
#: The block of a generated page that we have not filled yet, whatever was done to the text around it.
EMPTY = re.compile(rf"{re.escape(OPENING)}\s*</div>")
#: What hosts and lists of contents look for in the tree of a page.
HEADING = re.compile(r"(<h[1-6]\b.*?</h[1-6]>)", re.DOTALL)
#: Most headings of a generated page that a list of contents has: a large glossary has its own index.
MOST_HEADINGS = 200
#: The path of a link within the site, and ids, in XHTML of ours.
OWN_LINK = re.compile(r' href="([^"#:]+)(?=[#"])')
#: What our templates keep out of the search holds no element of its own kind, so that it ends where that first ends.
EXCLUDED = re.compile(r'<(\w+)\b[^>]* data-search-exclude=""[^>]*>.*?</\1>', re.DOTALL)
OWN_ID = re.compile(r' id="([^"]+)"')
#: Keeps a reference from being wrapped to the start of a line.
WORD_JOINER = "\u2060"
#: A note cannot stand in one: it would become part of its name.
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


#: The syntax that a section may use where no configuration of a site says more.
SYNTAX = ("admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc")


class AnnotatedEditionExtension(Extension):
    """Sets the references, term links and paragraph ids of one edition's pages.

    Options: `edition`, an `Edition`; or `root`, the folder of one (found upwards from it); `report`, called with each
    problem that shows only while rendering; `book`, the writer of a book, which then sets what this would set.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "edition": ["", "the edition, opened"],
            "root": [".", "the folder of the edition"],
            "report": ["", "called with each problem"],
            "book": ["", "the writer of a book"],
        }
        super().__init__(**options)
        #: Pages by source path without what is left out of a search.
        self.lean: MutableMapping[str, str] = {}
        #: Where the parts of generated pages are left, by number, for a host that puts them into the page at the end.
        self.apart: MutableMapping[int, str] | None = None
        self._edition: Edition | None = self.getConfig("edition") or None
        self._generated: Generated | None = None

    @property
    def edition(self) -> Edition:
        """The edition, opened when it is first needed."""
        return self._edition or self._opened.edition

    @property
    def generated(self) -> Generated:
        """The generated pages: nothing else may stand in a page as it is."""
        if self._generated is None:
            self._generated = pages(self._edition) if self._edition else self._opened.generated
        return self._generated

    @generated.setter
    def generated(self, made: Generated) -> None:
        self._generated = made

    @cached_property
    def _opened(self) -> _Opened:
        """The edition at `root` as its files are now: a host makes an extension for every page."""
        start = Path(self.getConfig("root"))
        root = find_root(start) or start
        with _OPENING_ONE:  # hosts convert pages in several threads
            return _opened(root, _state(root))

    @property
    def book(self) -> BookWriter | None:
        """The writer of the book that the page is converted for; None for a site."""
        return self.getConfig("book") or None

    def report(self, found: Problem) -> None:
        """Tells whoever asked of a problem."""
        if callback := self.getConfig("report"):
            callback(found)

    def extendMarkdown(self, md: Markdown) -> None:
        """Registers the processors; their priorities say before and after what each must run."""
        page = _RenderedPage(md, self)
        md.preprocessors.register(_Marks(md, page), "annotated_edition", 28)  # text is normal, code and HTML untouched
        md.inlinePatterns.register(_Inline(PLACEHOLDER_PATTERN, md, page), "annotated_edition", 200)
        md.treeprocessors.register(_Paragraphs(md, page), "annotated_edition_paragraphs", 12)  # after it
        md.treeprocessors.register(_Guard(md, page), "annotated_edition_guard", 7.9)  # after attribute lists
        md.treeprocessors.register(_Generated(md, page), "annotated_edition_page", 7.8)  # no list of them is read there
        md.postprocessors.register(_RawHtml(md, page), "annotated_edition_html", 35)  # before raw HTML is back
        if self.book:  # which writes headings and notes of its own
            md.treeprocessors.register(_Book(md, page), "annotated_edition_book", 7)
        else:
            md.treeprocessors.register(_Endnotes(md, page), "annotated_edition_endnotes", 7)  # before the contents list
            md.treeprocessors.register(_Notes(md, page), "annotated_edition_notes", 4)  # then; before the host's links
            md.postprocessors.register(_Leftovers(md, page), "annotated_edition", 1)  # after raw HTML is back
            md.postprocessors.register(_Fragments(md, page), "annotated_edition_fragments", 0.5)  # past all others
        if "rendering_context" in md.preprocessors:  # Zensical, which runs no plugin
            md.treeprocessors.register(_Foot(md, page), "annotated_edition_foot", 3)  # after all else is there


class _Opened:
    """An edition that was opened by its folder, with what it generates."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def generated(self) -> Generated:
        return pages(self.edition)


_OPENING_ONE = Lock()


@lru_cache(maxsize=4)
def _opened(root: Path, state: tuple[tuple[str, int, int], ...]) -> _Opened:
    return _Opened(open_edition(root / "data", root / "docs", root / ".cache"))


def _state(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Path, time and size of every file of an edition: where one differs, it is opened anew."""
    found: list[tuple[str, int, int]] = []
    folders = [str(root / "data"), str(root / "docs")]
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    stat = entry.stat(follow_symlinks=False)
                    found.append((entry.path, stat.st_mtime_ns, stat.st_size))
    return tuple(sorted(found))


class _RenderedPage:
    """What the processors of one Markdown instance share about the page that it converts."""

    def __init__(self, md: Markdown, extension: AnnotatedEditionExtension) -> None:
        self.md, self.extension = md, extension
        self.path = ""
        self.writer: Writer
        self.section: Section | None = None
        self.marks: tuple[Mark, ...] = ()
        self.text = ""
        self.generated: Iterable[str] = ()
        self.made: dict[etree.Element, dict[str, str]] = {}
        self.fragments: MutableMapping[int, str] = {}
        self.ids: set[str] = set()
        self.urls: dict[str, str] = {}

    @property
    def edition(self) -> Edition:
        return self.extension.edition

    def begin(self, text: str) -> str:
        """Notes the page's name and marks; returns its text with a placeholder for each mark."""
        self.path = self.extension.book.page if self.extension.book else _page_path(self.md)
        self.writer = Writer(self.edition, self.path)
        self.section = self.writer.section(self.path)
        self.generated = ()
        self.made, self.fragments, self.ids, self.urls = {}, {}, set(), {}
        text, after = self.take_over(text)
        if not self.generated and excess(text):
            text, after = self.take_over(problem_page(self.edition, self.path).split("---\n", 2)[2])
        text = normalise(text)
        if self.generated:
            text = f"{text}\n\n{GENERATED_PLACEHOLDER}\n\n{normalise(after)}".rstrip("\n")
        known = self.edition.pages.get(self.path)
        if known is not None and known.text == text:
            self.marks = known.marks
        else:
            read = scan(text.replace(GENERATED_PLACEHOLDER, STAND_IN))
            self.marks = tuple(find_marks(read, self.edition.footnotes, self.edition.target))
            if self.edition.readable and any(section.page == self.path for section in self.edition.sections):
                self.extension.report(problem("AE310", Place(f"docs/{self.path}")))
        self.text = text
        for index in range(len(self.marks) - 1, -1, -1):
            mark = self.marks[index]
            joiner = WORD_JOINER if mark.kind in ("reference", "pointer") else ""
            text = text[: mark.start] + joiner + PLACEHOLDER.format(index) + text[mark.end :]
        return text

    def take_over(self, text: str) -> tuple[str, str]:
        """Notes what belongs into the block of a generated page, which is empty or holds what we made.

        Returns what stands before it and after it; where there is none, the text and nothing.
        """
        text = text.replace(GENERATED_PLACEHOLDER, "")
        generated = self.extension.generated if OPENING in text else None
        if generated is not None and self.path in generated.pages and (empty := EMPTY.search(text)):
            self.generated = generated.pages[self.path].body()
            self.fragments = self.fragments if self.extension.apart is None else self.extension.apart
            return text[: empty.start()], text[empty.end() :]
        head, opening, rest = text.partition(OPENING + "\n")
        body = rest.rstrip().removesuffix(CLOSING)
        if generated is not None and opening and body != rest.rstrip():
            made = generated.get(self.path, ""), problem_page(self.edition, "")
            if any(f"{OPENING}\n{body}{CLOSING}" in each for each in made):
                self.generated = (body,)
                return head, ""
        return text, ""

    def refuse(self, written: str) -> None:
        """Reports what was taken away, at the line where it stands."""
        line = self.text.count("\n", 0, max(0, self.text.find(written))) + 1
        self.extension.report(fault_problem(Fault("html", 0, written), Place(f"docs/{self.path}", line)))

    def guard(self, root: etree.Element) -> None:
        """Takes elements and attributes away that may not stand in a page, but for those that we made."""
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            made = self.made.get(element, {})
            if element not in self.made and not is_element(element.tag):
                self.refuse(f"<{element.tag}")
                element.text = AtomicString(f"<{element.tag}>{element.text or ''}")
                element.tag = "div" if self.md.is_block_level(element.tag) else "span"
            for name, value in list(element.items()):
                if made.get(name) == value or is_attribute(element.tag, name, _decoded(value or "")):
                    continue
                self.refuse(f"{name}=")
                del element.attrib[name]

    def element(self, mark: Mark) -> etree.Element:
        """What is shown for a mark."""
        match mark.kind:
            case "reference":
                number = int(mark.text)
                attributes = {"class": "ae-ref", "id": mark.target}
                return self.superscript(f"#fn-{number}", number, attributes, "doc-noteref")
            case "pointer":
                number = int(mark.target)
                return self.superscript(
                    self.writer.link(FOOTNOTES, f"fn-{number}"), number, {"class": "ae-pointer"}, None
                )
            case "term":
                anchor = _anchor(self.writer.link(TERMS, mark.target), mark.text, "ae-term")
                anchor.set("data-note", term_note_id(mark.target))
                return anchor
            case "element":
                return _anchor(self.writer.element_link(mark.target), mark.text, "ae-element")
            case "source":
                return _anchor(self.writer.link(SOURCES, mark.target), mark.text, "ae-source")
            case "paragraph":
                permalink = _anchor(f"#{mark.text}", "", "ae-permalink")
                permalink.set("aria-label", self.writer.words["permalink"])
                permalink.set("data-search-exclude", "")
                permalink.set("data-paragraph", mark.target)
                return permalink
            case kind:
                words = self.writer.words["refused" if kind == "refused" else "unknown"]
                element = etree.Element("mark", {"class": "ae-unknown", "title": words})
                element.text = AtomicString(mark.text)
                return element

    def fragment(self, xhtml: str) -> AtomicString:
        """What stands for XHTML of ours until the page is text: no processor needs to look into it."""
        self.fragments[at := len(self.fragments)] = self.placed(xhtml)
        return AtomicString(FRAGMENT_PLACEHOLDER.format(at, at + 1))

    def blocks(self, parts: Iterable[str]) -> list[etree.Element]:
        """XHTML of ours for the tree: its headings, and what stands for all between them."""
        found: list[etree.Element] = []
        first = begin = len(self.fragments)
        for part in parts:
            for index, piece in enumerate(HEADING.split(part) if len(found) < 2 * MOST_HEADINGS else [part]):
                if index % 2:
                    found += [self.between(begin), _elements(piece)[0]]
                self.fragments[len(self.fragments)] = self.placed(piece)
                begin = len(self.fragments) if index % 2 else begin
        return [self.between(first)] if len(found) >= 2 * MOST_HEADINGS else [*found, self.between(begin)]

    def between(self, begin: int) -> etree.Element:
        """What stands for all fragments from one on."""
        element = etree.Element("p")
        element.text = AtomicString(FRAGMENT_PLACEHOLDER.format(begin, len(self.fragments)))
        return element

    def placed(self, xhtml: str) -> str:
        """XHTML of ours with its links as the host addresses pages."""
        next_to = '</sup><sup class="ae-pointer'
        xhtml = xhtml.replace(next_to, f"{next_to} ae-next")
        self.ids.update(OWN_ID.findall(xhtml))
        to_url = self.of_host("relpath", "path_to_url")  # which warns of a path that does not exist
        if to_url is None:
            return xhtml  # a host that follows links in what comes out

        def url(path: re.Match[str]) -> str:
            if path[1] not in self.urls:
                self.urls[path[1]] = f' href="{html.escape(to_url(html.unescape(path[1])))}'
            return self.urls[path[1]]

        return OWN_LINK.sub(url, xhtml)

    def of_host(self, processor: str, attribute: str) -> Any:
        """Something of a processor that MkDocs and ProperDocs register; None elsewhere."""
        registered = self.md.treeprocessors
        return getattr(registered[processor], attribute, None) if processor in registered else None

    def superscript(self, href: str, number: int, attributes: dict[str, str], role: str | None) -> etree.Element:
        element = etree.Element("sup", attributes | {"data-search-exclude": ""})
        anchor = etree.SubElement(element, "a", {"href": href})
        if role:
            anchor.set("role", role)
        anchor.set("aria-label", self.writer.words["footnote-n"].format(n=number))
        anchor.text = AtomicString(str(number))
        return element


def _anchor(href: str, text: str, css_class: str) -> etree.Element:
    element = etree.Element("a", {"class": css_class, "href": href})
    element.text = AtomicString(text)
    return element


def _page_path(md: Markdown) -> str:
    """The source path of the page that is converted, as its host says it; empty where none does."""
    if "relpath" in md.treeprocessors:  # MkDocs, ProperDocs
        return str(md.treeprocessors["relpath"].file.src_uri)  # type: ignore[attr-defined]
    if "rendering_context" in md.preprocessors:  # Zensical
        return str(md.preprocessors["rendering_context"].page.path)  # type: ignore[attr-defined]
    return ""


class _Processor:
    """Something that knows the page."""

    def __init__(self, md: Markdown, page: _RenderedPage) -> None:
        super().__init__(md)  # type: ignore[call-arg]
        self.page = page


class _Marks(_Processor, Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        text = self.page.begin("\n".join(lines))
        return [*text.split("\n"), "", ""]  # code at the end of a page needs the blank lines after it


class _Inline(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown, page: _RenderedPage) -> None:
        super().__init__(pattern, md)
        self.page = page

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | str, int, int]:
        mark, book = self.page.marks[int(m[1])], self.page.extension.book
        if book is not None and mark.kind != "paragraph":
            return self.md.htmlStash.store(m[0]), m.start(0), m.end(0)  # as it is, for text_for_book
        element = self.page.element(mark)
        self.page.made |= {each: dict(each.attrib) for each in element.iter()}
        return element, m.start(0), m.end(0)


class _Generated(_Processor, Treeprocessor):
    """Takes a generated page's XHTML over as elements, so that the host treats its links and headings as any others."""

    def run(self, root: etree.Element) -> None:
        for index, child in enumerate(root if self.page.generated else ()):
            if child.text == GENERATED_PLACEHOLDER:
                parts = chain(('<div class="ae-generated">\n',), self.page.generated, ("\n</div>",))
                root[index : index + 1] = self.page.blocks(parts)


def _elements(xhtml: str) -> etree.Element:
    element = etree.fromstring(f"<div>{xhtml}</div>")
    for each in element.iter():
        each.text = AtomicString(each.text) if each.text else each.text
        each.tail = AtomicString(each.tail) if each.tail else each.tail
    return element


class _Paragraphs(_Processor, Treeprocessor):
    """Gives paragraphs their ids, and an author's own notes letters."""

    def run(self, root: etree.Element) -> None:
        for parent in root.iter():
            for child in parent:
                if child.get("class") == "ae-permalink" and "data-paragraph" in child.attrib:
                    id_ = child.attrib.pop("data-paragraph")
                    if id_:
                        parent.set("id", id_)
                elif parent.tag == "sup" and child.get("class") == "footnote-ref" and (child.text or "").isdigit():
                    child.text = AtomicString(_letter(int(child.text or "1")))
                    parent.set("data-search-exclude", "")
                elif child.get("class") == "footnote-backref":
                    child.attrib.pop("title", None)
                    child.set("aria-label", self.page.writer.words["back-to-own-note"])
                    child.set("data-search-exclude", "")
        for division in root.iter("div"):
            if division.get("class") == "footnote":
                for listing in division.findall("ol"):
                    listing.set("type", "a")


def _letter(number: int) -> str:
    """1 → a, 27 → aa: as HTML's `type="a"` counts."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


class _Endnotes(_Processor, Treeprocessor):
    def run(self, root: etree.Element) -> None:
        section = self.page.section
        if section is None or not self.page.edition.readable:
            return
        written = [element for element in root if re.fullmatch("h[1-6]", element.tag)]
        if len(written) == len(section.headings):
            for element, heading in zip(written, section.headings, strict=True):
                if heading.id and not element.get("id"):
                    element.set("id", heading.id)
        head = self.page.writer.render("section_head.html", section=section)
        position = next((index for index, child in enumerate(root) if child.tag == "h1"), -1) + 1
        root[position:position] = self.page.blocks([head])
        if html := endnotes(self.page.edition, section):
            root.extend(self.page.blocks([html]))


class _Notes(_Processor, Treeprocessor):
    """Sets each footnote beside its reference, and at the end of the page what the terms linked on it mean."""

    def run(self, root: etree.Element) -> None:
        unfit = {each for tag in HEADINGS for heading in root.iter(tag) for each in heading.iter()}
        for parent in list(root.iter()):
            apart = True  # from a reference before
            for child in parent:
                kind = child.get("class") if child.tag == "sup" else None
                if kind not in ("ae-ref", "ae-pointer"):
                    apart = True
                    continue
                if not apart:
                    child.set("class", f"{kind} ae-next")
                apart = bool((child.tail or "").strip(WORD_JOINER))
                if kind == "ae-ref" and child not in unfit:
                    self.add_footnote(child)
        linked = dict.fromkeys(mark.target for mark in self.page.marks if mark.kind == "term")
        terms = [term for id_ in linked if (term := self.page.edition.terms.get(id_))]
        if terms:
            root.extend(self.page.blocks([self.page.writer.render("term_notes.html", terms=terms)]))

    def add_footnote(self, superscript: etree.Element) -> None:
        """Puts the footnote after its superscript number, before the text that follows."""
        reference = superscript.get("id", "")
        anchor = superscript[0]
        footnote = self.page.edition.footnotes[int(anchor.text or "")]
        note = self.page.writer.note(footnote, reference).strip()
        for control in ("<a ", "<button "):
            note = note.replace(control, f'{control}tabindex="-1" ')
        anchor.set("data-note", note_id(reference))
        superscript.tail = AtomicString(self.page.fragment(note) + (superscript.tail or ""))


class _Guard(_Processor, Treeprocessor):
    """Takes away what may not stand in a page and came past the scan, and says so: the second of two nets."""

    def run(self, root: etree.Element) -> None:
        self.page.guard(root)


class _RawHtml(_Processor, Postprocessor):
    """The same for raw HTML, which is put back as it is written."""

    def run(self, text: str) -> str:
        blocks = self.md.htmlStash.rawHtmlBlocks
        for index, block in enumerate(blocks):
            if isinstance(block, etree.Element):  # of md_in_html, which makes a text of it after this
                self.page.guard(block)
            elif "<" in block:
                blocks[index], refused = clean(block)
                for each in refused:
                    self.page.refuse(each)
        return text


def _decoded(value: str) -> str:
    """An attribute's value without the substitutes that Python-Markdown keeps in it up to the end."""
    value = value.replace(AMP_SUBSTITUTE, "&")
    return re.sub(f"{STX}(\\d{{1,6}}){ETX}", lambda found: chr(int(found[1])), value)


class _Book(_Processor, Treeprocessor):
    """Takes away what only a site can use."""

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for child in [each for each in parent if each.get("class") == "ae-permalink"]:
                index = list(parent).index(child)
                if index:
                    parent[index - 1].tail = (parent[index - 1].tail or "") + (child.tail or "")
                else:
                    parent.text = (parent.text or "") + (child.tail or "")
                parent.remove(child)


def text_for_book(
    edition: Edition, book: BookWriter, extensions: Sequence[str | Extension] = SYNTAX, configs: Mapping[str, Any] = {}
) -> str:
    """The text of a book's page as well-formed XHTML: converted as a site's is, then set by the book.

    What is raw HTML in the text is set as well: ids, links and pictures by attributes, marks where they stand in text.
    Raises TextLost for a mark that stands elsewhere.
    """
    own = AnnotatedEditionExtension(edition=edition, book=book)
    others = [each for each in extensions if each != "annotated_edition"]
    without_permalinks = {name: options for name, options in configs.items() if name != "toc"}
    md = Markdown(extensions=[*others, own], extension_configs=without_permalinks, output_format="xhtml")
    page = edition.pages[book.page]
    html = md.convert(page.text)
    unset = {index for index, mark in enumerate(page.marks) if mark.kind != "paragraph"}

    def text(data: str) -> str:
        out = []
        for at, part in enumerate(re.split(PLACEHOLDER_PATTERN, data)):
            if at % 2:
                unset.discard(int(part))
                out.append(str(book.mark(page.marks[int(part)])))
            else:
                out.append(str(escape(part)))
        return "".join(out)

    xhtml = well_formed(html, book.attribute, text)
    if unset:
        from .exports.book import TextLost  # not above: a site needs no book

        raise TextLost(problem("AE310", Place(f"docs/{page.path}")))
    return xhtml


class _Leftovers(_Processor, Postprocessor):
    """Puts back what a mark stood for where its placeholder was not taken for text, and says so."""

    def run(self, text: str) -> str:
        if "\x02ae:" not in text:
            return text

        def restore(found: re.Match[str]) -> str:
            mark = self.page.marks[int(found[1])]
            if mark.kind not in ("paragraph", "refused"):
                self.page.extension.report(problem("AE310", Place(f"docs/{self.page.path}")))
            return html.escape(self.page.text[mark.start : mark.end])

        return re.sub(PLACEHOLDER_PATTERN, restore, text)


class _Fragments(_Processor, Postprocessor):
    """Puts XHTML of ours where it was left out."""

    def run(self, text: str) -> str:
        for host in ("mkdocs", "properdocs"):
            if (known := self.page.of_host(f"{host}_extract_anchors", "present_anchor_ids")) is not None:
                known.update(self.page.ids)
        fragments = self.page.fragments
        if fragments is self.page.extension.apart:
            return FRAGMENT_PATTERN.sub(lambda found: FRAGMENT_PLACEHOLDER.format(found[2], found[3]), text)
        if fragments:  # nothing of those in a section is searched there, for each stands on a page of its own
            lean = FRAGMENT_PATTERN.sub("", text) if self.page.section else "".join(put_in(text, fragments, True))
            self.page.extension.lean[self.page.path] = lean
        return "".join(put_in(text, fragments))


def put_in(text: str, fragments: Mapping[int, str], searched: bool = False) -> Iterator[str]:
    """A text, in parts, with its fragments where something stands for them; or what a search finds of them."""
    end = 0
    for found in FRAGMENT_PATTERN.finditer(text):
        yield text[end : found.start()]
        for at in range(int(found[2]), int(found[3])):
            yield EXCLUDED.sub(" ", fragments[at]) if searched else fragments[at]
        end = found.end()
    yield text[end:]


class _Foot(_Processor, Treeprocessor):
    """Puts at the end of a page what the theme's templates put there where the plugin gives them the edition."""

    def run(self, root: etree.Element) -> None:
        context: Any = self.md.preprocessors["rendering_context"]
        if self.page.edition.readable:
            url, config = context.page.url, context.config
            below = foot(self.page.writer, url, config["site_url"], config["use_directory_urls"])
            etree.SubElement(root, "p").text = self.page.fragment(below)


def makeExtension(**options: Any) -> AnnotatedEditionExtension:
    """What Python-Markdown calls."""
    return AnnotatedEditionExtension(**options)
