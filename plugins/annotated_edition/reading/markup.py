"""Which HTML, attributes and addresses may stand in a page."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Literal
from xml.etree import ElementTree as etree

import nh3

from . import limits

#: What an address may begin with; one without a scheme is a path of this site.
SCHEMES = frozenset({"http", "https", "mailto"})
#: Attributes of every element; of `data-…` there are none that an author may write.
COMMON = frozenset(
    {"aria-describedby", "aria-hidden", "aria-label", "aria-labelledby", "class", "dir", "id", "lang", "role", "title"}
)
CELL_ATTRIBUTES = frozenset({"align", "colspan", "rowspan", "scope", "headers"})
PLAIN = (
    "abbr b bdi bdo blockquote br caption cite dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i "
    "ins kbd mark p pre q rp rt ruby s samp section small span strong sub summary sup table tbody tfoot thead tr u ul "
    "var wbr"
)
#: Elements that may be written in a page as HTML, each with the attributes that it has beside the common ones.
ELEMENTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(PLAIN.split(), frozenset()),
    "a": frozenset({"href", "name"}),
    "code": frozenset({"hl_lines", "linenums", "linenostart"}),
    "details": frozenset({"open"}),
    "img": frozenset({"alt", "height", "loading", "src", "width"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "td": CELL_ATTRIBUTES,
    "th": CELL_ATTRIBUTES,
    "time": frozenset({"datetime"}),
}
#: Elements that may stand in a page: nobody may write those that other extensions generate for tabs and task lists.
ELEMENTS_SHOWN = {
    **ELEMENTS,
    "input": frozenset({"checked", "disabled", "name", "type"}),
    "label": frozenset({"for"}),
}
VOID = frozenset({"br", "hr", "img", "wbr"})
#: Elements whose end may be left out.
OPEN_ENDED = VOID | {"dd", "dt", "li", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr"}
#: What a parser needs around an element to keep it.
PARENTS = {
    **dict.fromkeys(("caption", "tbody", "tfoot", "thead"), "<table>"),
    "tr": "<table><tbody>",
    **dict.fromkeys(("td", "th"), "<table><tbody><tr>"),
}
#: Endings of files that a browser shows as pages; of those that it does where their content asks for it, and what asks.
PAGES_OF_HTML = frozenset({".htm", ".html", ".mht", ".mhtml", ".shtml", ".svgz", ".xht", ".xhtml"})
DRAWINGS = frozenset({".rdf", ".svg", ".xml", ".xsl", ".xslt"})
ACTIVE = re.compile(
    r"\0|[\s\"'/]on[a-z]+\s*+=|<!ENTITY|<\?xml-stylesheet|<\?xml[^>]*+encoding\s*+=\s*+[\"'](?!utf-8)|"
    r"<(?:[\w.-]+:)?(?:base|embed|form|handler|iframe|link|listener|meta|object|script)\b",
    re.IGNORECASE,
)
#: An id, or one of the classes of an element.
ID_OR_CLASS = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
#: Ids that the package gives.
PACKAGE_ID = re.compile(
    r"(?:p-\d+|fn-.*|fnref.*|fn:.*|find-(?:hint|shortcut)|footnote-.*|cite-(?:edition|work)|(?:ae|note|about|term)-.*|"
    r"(?:part|term)_.*)$"
)
#: Classes that the theme's scripts or styles, or ours, act upon, and that its manual gives to nobody to write.
RESERVED_CLASS = re.compile(
    r"(?:ae|fa|js|katex|lg|md|mdx|mjx|pswp|tabbed|task-list)-.*|no-(?!copy$|select$).*|footnote.*|headerlink|js|mermaid|giscus|"
    r"arithmatex|focus-visible|focus-within|hidden|twemoji|emojione|gemoji|glightbox.*|critic|MathJax.*",
    re.IGNORECASE,
)
#: Those of them, and ids, that extensions of Markdown generate for tabs, tasks, notes, formulas, code, pictures.
GENERATED_CLASS = re.compile(
    r"tabbed-(?:set|alternate|labels|content|block)|task-list(?:-item|-control|-indicator)?|footnote(?:-ref|-backref)?|"
    r"headerlink|arithmatex|twemoji|emojione|gemoji|critic"
)
GENERATED_ID = re.compile(r"__(?:tabbed|code)[\w-]*|fn(?:ref\d*)?:[^\s\"'<>&]+")
#: Roles that say what a text is; none that makes a landmark, a control or one of the edition's own parts of it.
ALLOWED_ROLE = re.compile(
    r"note|none|presentation|img|group|list|listitem|figure|math|definition|term|separator|table|row|rowgroup|cell|"
    r"columnheader|rowheader|doc-(?:abstract|conclusion|epigraph|example|foreword|introduction|preface|pullquote|qna|tip)"
)
ALIGNMENT = re.compile(r"text-align:\s*+(?:left|right|center);?")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
IGNORED = re.compile("[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]")
WHOLE_COMMENT = re.compile(r"<!--(?!-?>)(?:(?!--).)*-->", re.DOTALL)
AUTOLINK = re.compile(r"<(?:https?|mailto):[^<>\s]*>|<[^<>\s@:]+@[^<>\s@]+>", re.IGNORECASE)
WHOLE_TAG = re.compile(r"""<(?P<end>/?)(?P<name>[A-Za-z][^\s/<>]*)(?P<rest>(?:"[^"]*+"|'[^']*+'|[^'"<>])*+)>""")
HTML_START = re.compile(r"<(?=[A-Za-z]|/[A-Za-z]|![A-Za-z\[-]|\?[A-Za-z])")


def is_address(address: str) -> bool:
    """Return whether an address, as written in Markdown or HTML, is of the web, of mail, or a path of this site."""
    plain = IGNORED.sub("", html.unescape(address))
    if plain[:2].replace("\\", "/") == "//":
        return False
    scheme = SCHEME.match(plain)
    return not scheme or scheme[1].lower() in SCHEMES


def is_safe_file(ending: str, content: bytes) -> bool:
    """Return whether a file beside the pages, by its ending in small letters, holds no script for a browser."""
    if ending in PAGES_OF_HTML:
        return False
    text = html.unescape(content.decode("utf-8", "replace"))
    return ending not in DRAWINGS or not (ACTIVE.search(text) or "javascript:" in IGNORED.sub("", text).lower())


def is_element(name: str) -> bool:
    """Return whether an element may stand in a page, written or generated by an extension."""
    return name in ELEMENTS_SHOWN


def is_id(value: str) -> bool:
    """Return whether an author may give something this id."""
    return ID_OR_CLASS.fullmatch(value) is not None and not PACKAGE_ID.match(value)


def slug_of(heading: str) -> str:
    """Return the id that a heading has by its text; empty where that is not ASCII."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower() if heading.isascii() else "").strip("-")


def is_class(value: str, generated: bool = False) -> bool:
    """Return whether an element may be of these classes, those that extensions generate where it is `generated`."""
    return all(
        (ID_OR_CLASS.fullmatch(name) and not RESERVED_CLASS.fullmatch(name))
        or (generated and GENERATED_CLASS.fullmatch(name))
        for name in value.split()
    )


def is_attribute(element: str, name: str, value: str, generated: bool = False) -> bool:
    """Return whether an element may have an attribute of this value; extensions may have `generated` more."""
    name = name.lower()
    is_own = name in ELEMENTS_SHOWN.get(element, ())
    match name:
        case "style":  # which Python-Markdown writes into the cells of a table
            return generated and element in ("td", "th") and ALIGNMENT.fullmatch(value) is not None
        case "href" | "src":
            is_local = not SCHEME.match(IGNORED.sub("", html.unescape(value)))
            return is_own and is_address(value) and (name == "href" or is_local)
        case "id" | "for" | "name" if generated and GENERATED_ID.fullmatch(value):
            return name == "id" or is_own
        case "id":
            return is_id(value)
        case "name":
            return is_own and is_id(value)
        case "class":
            return is_class(value, generated)
        case "role":
            return ALLOWED_ROLE.fullmatch(value) is not None
    return is_own or name in COMMON or name == "markdown"


def _make_cleaner(generated: bool) -> nh3.Cleaner:
    def judge(element: str, name: str, value: str) -> str | None:
        return value if is_attribute(element, name, value, generated) else None

    return nh3.Cleaner(
        tags=set(ELEMENTS),
        attributes={"*": set(COMMON) | {"markdown"}, **{tag: set(own) for tag, own in ELEMENTS.items() if own}},
        attribute_filter=judge,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


#: What sanitises a tag that an author has written; one that an extension has generated.
_CLEANER, _CLEANER_OF_GENERATED = _make_cleaner(generated=False), _make_cleaner(generated=True)


class _TagReader(HTMLParser):
    """Reads the start tags of a text with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; of an attribute given twice the first counts, as in a browser."""
        attributes: dict[str, str] = {}
        for name, value in attrs:
            attributes.setdefault(name, value or "")
        self.tags.append((tag, attributes))


@lru_cache(maxsize=2000)
def clean_start_tag(written: str, generated: bool = False) -> str | None:
    """Return a start tag, written or `generated`, as it may stand in a page; None for one that sanitising changes."""
    tags = _TagReader(written).tags
    if len(tags) != 1:
        return None
    tag, attributes = tags[0]
    canonical = f"<{tag}" + "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items()) + ">"
    parents = PARENTS.get(tag, "")
    cleaner = _CLEANER_OF_GENERATED if generated else _CLEANER
    kept = _TagReader(cleaner.clean(parents + canonical)).tags
    if len(kept) != parents.count("<") + 1 or kept[-1] != (tag, attributes):
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


def find_pieces(text: str, generated: bool = False) -> Iterator[Piece]:
    """Yield everything in a text, written or `generated`, that a browser or a host may take for HTML, each judged."""
    at = 0
    while sign := HTML_START.search(text, at):
        start = sign.start()
        part = text[start : start + limits.TAG].split("\n\n", 1)[0]
        if ">" not in part and not part.startswith("<!--"):
            at = start + 1
            continue
        if link := AUTOLINK.match(part):
            at = start + link.end()
            continue
        if part.startswith("<!--"):
            comment = WHOLE_COMMENT.match(text, start)
            at = comment.end() if comment else start + 4
            yield Piece("comment", start, at, allowed=comment is not None)
            continue
        tag = WHOLE_TAG.match(part)
        at = start + (tag.end() if tag else 1)
        if tag is None:
            yield Piece("other", start, start + 1)
        elif tag["end"]:
            allowed = tag["name"].lower() in ELEMENTS and not tag["rest"].strip()
            yield Piece("end", start, at, tag["name"].lower(), allowed)
        else:
            yield Piece("start", start, at, tag["name"].lower(), clean_start_tag(tag[0], generated) is not None)


def judge_pairs(pieces: list[Piece]) -> list[Piece]:
    """Refuse pieces without a partner: ends of what is not allowed, stray ends, elements that are never closed."""
    open_: list[Piece] = []
    names: Counter[str] = Counter()  # of those that are open

    def refuse_unclosed(first: int) -> None:
        for piece in open_[first:]:
            piece.allowed = piece.allowed and piece.name in OPEN_ENDED

    for piece in pieces:
        if piece.kind == "start" and piece.name not in VOID:
            open_.append(piece)
            names[piece.name] += 1
        elif piece.kind == "end" and not names[piece.name]:
            piece.allowed = False
        elif piece.kind == "end":
            at = next(at for at in reversed(range(len(open_))) if open_[at].name == piece.name)
            piece.follows = not open_[at].allowed
            piece.allowed = piece.allowed and open_[at].allowed
            refuse_unclosed(at + 1)
            names.subtract(each.name for each in open_[at:])
            del open_[at:]
    refuse_unclosed(0)
    return pieces


def clean(fragment: str, generated: bool = False) -> tuple[str, list[str]]:
    """Return HTML with comments left out and what is not allowed escaped, and the pieces that are not allowed."""
    parts: list[str] = []
    refused: list[str] = []
    at = 0
    for piece in find_pieces(fragment, generated):
        parts.append(fragment[at : piece.start].replace("<", "&lt;"))
        written = fragment[piece.start : piece.end]
        if not piece.allowed:
            refused.append(written)
            parts.append(html.escape(written, quote=False))
        elif piece.kind == "start":
            parts.append(clean_start_tag(written, generated) or "")
        elif piece.kind == "end":
            parts.append(f"</{piece.name}>")
        at = piece.end
    parts.append(fragment[at:].replace("<", "&lt;"))
    return "".join(parts), refused


def read_ruby(fragment: str) -> str | None:
    """Return text with `<ruby>` as well-formed XHTML; None where it has something that may not stand in a page."""
    xhtml, refused = clean(fragment)
    try:
        etree.fromstring(f"<a>{xhtml}</a>")
    except etree.ParseError:
        return None
    return None if refused else xhtml
