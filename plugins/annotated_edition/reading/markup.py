"""HTML, attributes and addresses that may stand in a page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Literal

import nh3

#: What an address may begin with; one without a scheme is a path of this site.
SCHEMES = frozenset({"http", "https", "mailto"})
#: Attributes of every element, beside `aria-…` and `data-…`.
COMMON = frozenset({"class", "dir", "id", "lang", "role", "title"})
CELL = frozenset({"align", "colspan", "rowspan", "scope", "headers"})
PLAIN = (
    "abbr b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i "
    "ins kbd mark p pre q rp rt ruby s samp section small span strong sub summary sup table tbody tfoot thead tr u ul "
    "var wbr"
)
#: Elements that may be written in a page as HTML, each with the attributes that it has beside the common ones.
ELEMENTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(PLAIN.split(), frozenset()),
    "a": frozenset({"href", "name"}),
    "details": frozenset({"open"}),
    "img": frozenset({"alt", "height", "loading", "src", "width"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "td": CELL,
    "th": CELL,
    "time": frozenset({"datetime"}),
}
#: Elements that other extensions make for tabs and task lists; nobody may write them.
MADE: Mapping[str, frozenset[str]] = {
    "input": frozenset({"checked", "disabled", "name", "type"}),
    "label": frozenset({"for"}),
}
VOID = frozenset({"br", "hr", "img", "wbr"})
#: Elements whose end may be left out.
OPEN_ENDED = VOID | {"dd", "dt", "li", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr"}
#: What a parser needs around an element to keep it.
AROUND = {
    **dict.fromkeys(("caption", "tbody", "tfoot", "thead"), "<table>"),
    "tr": "<table><tbody>",
    **dict.fromkeys(("td", "th"), "<table><tbody><tr>"),
}
#: Ids of the theme's own parts, which its scripts look for; those of its content tabs and code lines are content.
RESERVED_ID = re.compile(r"__(?!tabbed_|code)")
ALIGNED = re.compile(r"text-align:\s*(?:left|right|center);?")
#: Longest tag that is looked at.
MAX_TAG = 4000
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
IGNORED = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]")
COMMENT = re.compile(r"<!--(?!-?>)(?:(?!--).)*-->", re.DOTALL)
AUTOLINK = re.compile(r"<(?:https?|mailto):[^<>\s]*>|<[^<>\s@:]+@[^<>\s@]+>", re.IGNORECASE)
TAG = re.compile(r"""<(?P<end>/?)(?P<name>[A-Za-z][^\s/<>]*)(?P<rest>(?:"[^"]*+"|'[^']*+'|[^'"<>])*+)>""")
START = re.compile(r"<(?=[A-Za-z]|/[A-Za-z]|![A-Za-z\[-]|\?[A-Za-z])")


def is_address(address: str) -> bool:
    """Whether an address, as it is written in Markdown or HTML, is of the web, of mail, or a path of this site."""
    plain = IGNORED.sub("", html.unescape(address))
    if plain[:2].replace("\\", "/") == "//":
        return False
    scheme = SCHEME.match(plain)
    return not scheme or scheme[1].lower() in SCHEMES


def is_element(name: str) -> bool:
    """Whether an element may stand in a page, written or made by an extension."""
    return name in ELEMENTS or name in MADE


def is_attribute(element: str, name: str, value: str) -> bool:
    """Whether an element, written or made by an extension, may have an attribute of this value."""
    name = name.lower()
    if name == "style":
        return element in ("td", "th") and ALIGNED.fullmatch(value) is not None
    if name in ("href", "src"):
        return _own(element, name) and is_address(value) and (name == "href" or _is_local(value))
    if name == "id" and RESERVED_ID.match(value):
        return False
    return name in COMMON or name.startswith(("aria-", "data-")) or name == "markdown" or _own(element, name)


def _own(element: str, name: str) -> bool:
    return name in ELEMENTS.get(element, ()) or name in MADE.get(element, ())


def _is_local(address: str) -> bool:
    return not SCHEME.match(IGNORED.sub("", html.unescape(address)))


def _filtered(element: str, name: str, value: str) -> str | None:
    return value if is_attribute(element, name, value) else None


_CLEANER = nh3.Cleaner(
    tags=set(ELEMENTS),
    attributes={"*": set(COMMON) | {"markdown"}, **{tag: set(own) for tag, own in ELEMENTS.items() if own}},
    attribute_filter=_filtered,
    generic_attribute_prefixes={"aria-", "data-"},
    url_schemes=set(SCHEMES),
    link_rel=None,
)


class _Tags(HTMLParser):
    """The start tags of a text with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag; of an attribute given twice the first counts, as in a browser."""
        attributes: dict[str, str] = {}
        for name, value in attrs:
            attributes.setdefault(name, value or "")
        self.found.append((tag, attributes))


@lru_cache(maxsize=2000)
def start_tag(written: str) -> str | None:
    """A start tag as it may stand in a page, or None: it is valid if sanitising it changes nothing."""
    found = _Tags(written).found
    if len(found) != 1:
        return None
    tag, attributes = found[0]
    canonical = f"<{tag}" + "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items()) + ">"
    around = AROUND.get(tag, "")
    kept = _Tags(_CLEANER.clean(around + canonical)).found
    if len(kept) != around.count("<") + 1 or kept[-1] != (tag, attributes):
        return None
    return canonical.replace(' markdown=""', "").replace(' markdown="1"', "")


@dataclass(slots=True)
class Piece:
    """A tag, a comment or another construct of HTML in a text."""

    kind: Literal["start", "end", "comment", "other"]
    """What it is."""
    start: int
    """Offset of its `<`."""
    end: int
    """Offset after its `>`."""
    name: str = ""
    """Name of the element, in small letters."""
    allowed: bool = False
    """Whether it may stand in a page."""
    follows: bool = False
    """Whether it is the end of an element that may not."""


def pieces(text: str) -> Iterator[Piece]:
    """Everything in a text that a browser or Python-Markdown may take for HTML, judged one by one."""
    at = 0
    while found := START.search(text, at):
        start = found.start()
        part = text[start : start + MAX_TAG].split("\n\n", 1)[0]
        if ">" not in part and not part.startswith("<!--"):
            at = start + 1
            continue
        if link := AUTOLINK.match(part):
            at = start + link.end()
            continue
        if part.startswith("<!--"):
            comment = COMMENT.match(text, start)
            at = comment.end() if comment else start + 4
            yield Piece("comment", start, at, allowed=comment is not None)
            continue
        tag = TAG.match(part)
        at = start + (tag.end() if tag else 1)
        if tag is None:
            yield Piece("other", start, start + 1)
        elif tag["end"]:
            allowed = tag["name"].lower() in ELEMENTS and not tag["rest"].strip()
            yield Piece("end", start, at, tag["name"].lower(), allowed)
        else:
            yield Piece("start", start, at, tag["name"].lower(), start_tag(tag[0]) is not None)


def judged(found: list[Piece]) -> list[Piece]:
    """Pieces with what has no partner: the end of what is not allowed, a stray end, an element that is never closed."""
    open_: list[Piece] = []
    for piece in found:
        if piece.kind == "start" and piece.name not in VOID:
            open_.append(piece)
        elif piece.kind == "end":
            at = next((at for at in range(len(open_) - 1, -1, -1) if open_[at].name == piece.name), None)
            if at is None:
                piece.allowed = False
                continue
            piece.follows = not open_[at].allowed
            piece.allowed = piece.allowed and open_[at].allowed
            for unclosed in open_[at + 1 :]:
                unclosed.allowed = unclosed.allowed and unclosed.name in OPEN_ENDED
            del open_[at:]
    for unclosed in open_:
        unclosed.allowed = unclosed.allowed and unclosed.name in OPEN_ENDED
    return found


def clean(fragment: str) -> tuple[str, list[str]]:
    """HTML as it may stand in a page, comments left out, what is not allowed escaped; and the pieces that are not."""
    out: list[str] = []
    refused: list[str] = []
    at = 0
    for piece in pieces(fragment):
        out.append(fragment[at : piece.start].replace("<", "&lt;"))
        written = fragment[piece.start : piece.end]
        if not piece.allowed:
            refused.append(written)
            out.append(html.escape(written, quote=False))
        elif piece.kind == "start":
            out.append(start_tag(written) or "")
        elif piece.kind == "end":
            out.append(f"</{piece.name}>")
        at = piece.end
    out.append(fragment[at:].replace("<", "&lt;"))
    return "".join(out), refused
