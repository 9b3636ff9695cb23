"""What came out of the conversion of a page and may not stand there: removed, and reported where it was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Literal
from xml.etree import ElementTree as etree

from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from ..model.addresses import WHOLE
from ..model.edition import Page
from ..model.problems import Place, Problem, problem
from ..reading.faults import Fault
from ..reading.markup import is_attribute, is_element
from .writer import Writer


class Gate:
    """Judges the elements of one page, whatever a hook or an extension has made of its text."""

    def __init__(
        self,
        writer: Writer,
        text: str,
        report: Callable[[Problem], None],
        is_block: Callable[[str], bool],
    ) -> None:
        self.edition, self.path = writer.edition, writer.page
        self.source: Page | None = self.edition.pages.get(self.path)
        self.text, self.report, self.is_block = text, report, is_block

    def place(self, offset: int) -> Place:
        """Return where an offset of the text stands in the page's file, as far as no hook has changed the text."""
        return self.source.place(offset) if self.source else Place(f"docs/{self.path}")

    def report_faults(self, faults: Iterable[Fault]) -> None:
        """Report what may not stand in a text that is not as an author wrote it, unless the edition has said so."""
        sections = [self.edition.pages[section.page] for section in self.edition.sections]
        for fault in faults:
            source = next((page for page in [self.source, *sections] if page and fault.written in page.text), None)
            place = source.place(source.text.find(fault.written)) if source else self.place(0)
            new = fault.to_problem(place)
            told = ((each.code, each.place.file, each.values) for each in self.edition.problems)
            if not fault.follows and (new.code, place.file, new.values) not in told:
                self.report(new)

    def refuse(self, written: str, element: etree.Element | None = None) -> None:
        """Report what was removed, at the line where it stands, or that from which an extension has made `element`."""
        if self.path == WHOLE:  # its sections say so
            return
        if 'class="mermaid"' in written:
            self.report(problem("AE715", self.place(max(0, self.text.find("mermaid")))))
            return
        hints = [] if element is None else [element.get("title"), "".join(element.itertext()).strip()]
        places = (self.text.find(hint) for hint in (written, *hints) if hint)
        kind: Literal["address", "html"] = "address" if element is not None and element.tag == "img" else "html"
        self.report(Fault(kind, 0, written).to_problem(self.place(next((at for at in places if at >= 0), 0))))

    def judge(self, root: etree.Element, ours: Mapping[etree.Element, Mapping[str, str]]) -> None:
        """Remove elements and attributes that may not stand in a page, but for `ours`."""
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            own = ours.get(element, {})
            if not is_element(element.tag):
                self.refuse(f"<{element.tag}", element)
                self.show_as_text(element, f"<{element.tag}>")
            for name, value in list(element.items()):
                if own.get(name) != value and not _may_have(element, name, _decode(value or "")):
                    self.refuse(f"{name}=" if name != "src" else value, element)
                    del element.attrib[name]
            if element.tag == "img" and not element.get("src"):  # which hosts rely on
                self.show_as_text(element, element.attrib.pop("alt", ""))

    def show_as_text(self, element: etree.Element, text: str) -> None:
        """Make an element that may not stand in a page one that says nothing, around what it holds."""
        element.text = AtomicString(f"{text}{element.text or ''}")
        element.tag = "div" if self.is_block(element.tag) else "span"


def _may_have(element: etree.Element, name: str, value: str) -> bool:
    """Return whether an element may have an attribute; the theme's script relies on the parts of a set of tabs."""
    if name == "data-tabs" or (name == "class" and "tabbed-set" in value.split()):
        return element.find("input") is not None and bool(name == "class" or re.fullmatch(r"\d+:\d+", value))
    return is_attribute(element.tag, name, value, generated=True)


def _decode(value: str) -> str:
    """Return an attribute's value without the substitutes that Python-Markdown keeps in it until the end."""
    value = value.replace(AMP_SUBSTITUTE, "&")
    return re.sub(f"{STX}(\\d{{1,6}}){ETX}", lambda code: chr(int(code[1])), value)
