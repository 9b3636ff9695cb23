"""How HTML is written again as well-formed XML, which raw HTML in a text need not be."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

VOID_ELEMENTS = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LEFT_OUT = ("script", "style")
#: Name and value of an attribute → the value to write; None leaves it out.
SetAttribute = Callable[[str, str], str | None]
#: Text → XML.
SetText = Callable[[str], str]


def to_xhtml(html: str, attribute: SetAttribute | None = None, text: SetText | None = None) -> str:
    """Return HTML as well-formed XML, its attributes and texts set by the caller.

    Scripts and styles are left out; a picture without an address becomes its alternative text.
    """
    mender = _Mender(attribute or (lambda _, value: value), text or (lambda data: escape(data, quote=False)))
    mender.feed(html)
    mender.close()
    return "".join([*mender.out, *(f"</{tag}>" for tag in reversed(mender.open))])


class _Mender(HTMLParser):
    """Closes elements, quotes attributes, turns entities into characters."""

    def __init__(self, attribute: SetAttribute, text: SetText) -> None:
        super().__init__(convert_charrefs=True)
        self.attribute, self.text = attribute, text
        self.out: list[str] = []
        self.open: list[str] = []
        self.left_out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LEFT_OUT:
            self.left_out += 1
            return
        values = {name: name if value is None else value for name, value in attrs}
        attributes: dict[str, str] = {}
        for name, value in values.items():
            well_named = re.fullmatch(r"[A-Za-z_][\w.:-]*", name) and not name.startswith("on")
            if well_named and (set_value := self.attribute(name, value)) is not None:
                attributes[name] = set_value
        if tag == "img" and "src" not in attributes:
            self.handle_data(values.get("alt", ""))
            return
        text = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        self.out.append(f"<{tag}{text} />" if tag in VOID_ELEMENTS else f"<{tag}{text}>")
        if tag not in VOID_ELEMENTS:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID_ELEMENTS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in LEFT_OUT:
            self.left_out = max(0, self.left_out - 1)
        elif tag in self.open:
            while (last := self.open.pop()) != tag:
                self.out.append(f"</{last}>")
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.left_out:
            self.out.append(self.text(data))
