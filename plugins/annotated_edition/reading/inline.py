"""What stands within a line of Markdown: tokens of a block's text, spans of a field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..model.labels import FootnoteLabel, read_label
from ..model.spans import Span, Spans

TokenKind = Literal[
    "reference", "link", "cited", "mask", "address", "open-link", "close-link", "emphasis", "strong", "code", "escape"
]  # fmt: skip
#: Ideographs, kana and their signs, full-width forms; not Hangul, whose words spaces set apart.
_UNSPACED = re.compile("[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\U00020000-\U0003fffd]")
RUBY_READING = re.compile(r"<(rt|rp)\b[^<>]*+>(?:(?!<r[tp]\b).)*?</\1\s*+>", re.DOTALL | re.IGNORECASE)
ANY_TAG = re.compile(r"<[^<>]*>")
LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)
#: What begins one of the tokens below: quicker to look for than all of them at every character.
BEGINS = re.compile(r"[\\`<!\[{hw*_]")
#: Citations in brackets, as pages other than sections have them.
CITATION = r"\[[^\[\]@]*+@[^\[\]]*+\]"
#: A bare address, as GitHub's Markdown tells where it ends: not with a stop or a bracket that it does not open.
ADDRESS_SIGN = r"[!#-'*-;=?-_a-~]"
BARE_ADDRESS = (
    rf"(?:https?://|www\.)(?:{ADDRESS_SIGN}|\({ADDRESS_SIGN}*+\))*(?:[\#-&+\-/-9=@-Za-z]|\({ADDRESS_SIGN}*+\))"
)
INLINE = re.compile(
    r"""
    (?P<escape>\\\[\[[^\[\]\n]*\]\]|\\\[\^[^\]\n]*\]|\\[\\`*_{}\[\]()>#+\-.!|<:])
  | (?P<code>(?<!`)(?P<ticks>`++)(?P<codetext>.+?)(?<!`)(?P=ticks)(?!`))
  | (?P<auto><(?:https?|mailto|ftp):[^<>\s]*>|<[^<>\s@]+@[^<>\s]+>)
  | (?P<html></?[A-Za-z][^<>]*+>)
  | (?P<image>!\[(?:[^\[\]]|\[[^\[\]]*+\])*+\](?:\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s++"[^"\n]*")?\)|\[[^\[\]]*\]))
  | (?P<wiki>\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<shown>[^\[\]\n]+))?\]\])
  | (?P<reference>\[\^(?P<label>[^\]\[\n]{1,40})\])
  | (?P<cited>"""
    + CITATION
    + r"""(?!\())
  | (?P<link>\[(?P<linktext>(?:[^\[\]\\]|\\.|\[\^[^\[\]]*\])*)\]
        (?:\(\s*+(?P<href><[^<>\n]*>|[^()\s<>]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s++(?:"[^"\n]*"|'[^'\n]*'))?\s*+\)
          |\[(?P<linkref>[^\[\]\n]*)\]))
  | (?P<attributes>\{:[^{}\n]*\}|\{\#[^{}\n]*\})
  | (?P<address>"""
    + BARE_ADDRESS
    + r""")
  | (?P<strong>\*\*|__(?=\S)|(?<=\S)__)
  | (?P<emphasis>\*|(?<![^\W_])_(?=\S)|(?<=\S)_(?![^\W_]))
    """,
    re.VERBOSE | re.DOTALL,
)

#: A comment, and elements whose content is no Markdown: what they begin with, by group what ends them.
ENCLOSING = re.compile(
    r"<(?:(?P<comment>!--)|(?P<tag>ruby|a|script|style|code|pre|svg|math|kbd|samp|textarea)\b[^<>]*+>)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Token:
    """A run of a block's text that is not plain text."""

    kind: TokenKind
    """What it is; `mask` is anything in which nothing is looked for."""
    start: int
    """Offset of its first character, in the block's text."""
    end: int
    """Offset after its last character."""
    text: str = ""
    """What is shown of it."""
    target: str = ""
    """The label of a reference, the target of a link."""
    odd: bool = False
    """Whether the label had full-width or invisible characters."""


def tokenize(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield the tokens of one block's text, by offset."""
    at, end = start, len(text) if end is None else end
    unclosed: set[str] = set()  # what nothing after an earlier place ends
    while begin := BEGINS.search(text, at, end):
        if begin[0] == "<" and (enclosed := _find_enclosed(text, begin.start(), end, unclosed)):
            yield enclosed
            at = enclosed.end
            continue
        match = INLINE.match(text, begin.start(), end)
        at = match.end() if match else begin.end()
        if match and match.lastgroup == "link":
            inner = match.span("linktext")
            href = (match["href"] or "").strip("<>")
            yield Token("open-link", match.start(), inner[0], "", href)
            yield from (token for token in tokenize(text, *inner) if token.kind not in ("link", "open-link"))
            yield Token("close-link", inner[1], at, "", href)
        elif match:
            yield _token_of(match)


def _find_enclosed(text: str, start: int, end: int, unclosed: set[str]) -> Token | None:
    """Return the token of a comment or an element that begins at `start`; note what is not closed."""
    opening = ENCLOSING.match(text, start, end)
    name = (opening["tag"] or "").lower() if opening else ""
    if not opening or name in unclosed:
        return None
    pattern = re.compile(rf"</{name}\s*+>" if name else "-->", re.IGNORECASE)
    if not (closing := pattern.search(text, opening.end(), end)):
        unclosed.add(name)
        return None
    written = text[start : closing.end()]
    return Token("mask", start, closing.end(), ANY_TAG.sub("", RUBY_READING.sub("", written)) if name else "")


def _token_of(match: re.Match[str]) -> Token:
    """Return the token of a match of `INLINE` that is not a link."""
    start, end = match.span()
    written = match[0]
    match match.lastgroup:
        case "wiki":
            target = match["target"].strip()
            return Token("link", start, end, (match["shown"] or target.removeprefix("^")).strip(), target)
        case "reference":
            label = read_label(match["label"]) or match["label"]
            return Token("reference", start, end, label, label, odd=match["label"] != label)
        case "cited":
            return Token("cited", start, end, "", written)
        case "code":
            return Token("code", start, end, match["codetext"])
        case "escape":
            return Token("escape", start, end, written[1:])
        case "address":
            return Token("address", start, end, written, written)
        case "auto":
            return Token("address", start, end, written[1:-1], written[1:-1])
        case "strong" | "emphasis" as kind:
            return Token(kind, start, end)
    return Token("mask", start, end, " " if LINE_BREAK.match(written) else "")


def find_link_end(tokens: Iterable[Token], inner: Token) -> int | None:
    """Return the offset after the link that a token stands in; None where it stands in none."""
    edges = (token for token in tokens if token.start >= inner.end and token.kind in ("open-link", "close-link"))
    edge = next(edges, None)
    return edge.end if edge and edge.kind == "close-link" else None


def is_unspaced(char: str) -> bool:
    """Return whether a character is of Chinese or Japanese, which set no spaces between words, signs included."""
    return _UNSPACED.match(char) is not None


def join_of(before: str, after: str) -> str:
    """Return what stands for a line break between two characters: a space between words that spaces set apart."""
    return "" if is_unspaced(before) or is_unspaced(after) else " "


def join_lines(text: str) -> str:
    """Return a text on one line; a line break is a space only between words that are set apart by spaces."""
    first, *lines = text.split("\n")
    joined = [first]
    for line in lines:
        joined[-1], line = joined[-1].rstrip(" "), line.lstrip(" ")
        joined += [join_of(joined[-1][-1:], line[:1]), line]
    return "".join(joined)


def parse_spans(text: str) -> Spans:
    """Return one paragraph of inline Markdown as spans: emphasis, strong, code, links, `[^n]` and `[[term]]`.

    `[[term]]` is given as `term` for the resolver to look up; raw HTML is shown as text.
    """
    text = join_lines("\n".join(filter(None, map(str.strip, text.strip().split("\n")))))
    spans: list[Span] = []
    looks: set[str] = set()
    style: Literal["", "emphasis", "strong"] = ""
    href: str | None = None
    at = 0
    for token in tokenize(text):
        spans.append(Span(text[at : token.start], style, href))
        at = max(at, token.end)
        match token.kind:
            case "emphasis" | "strong":
                looks ^= {token.kind}
                style = "strong" if "strong" in looks else "emphasis" if looks else ""
            case "open-link":
                href = token.target
            case "close-link":
                href = None
            case "reference":
                spans.append(Span(token.text, style, footnote=FootnoteLabel(token.target)))
            case "link" if token.target.startswith("^"):
                label = read_label(token.target[1:]) or FootnoteLabel(token.target[1:])
                shown = "" if token.text == token.target[1:] else token.text
                spans.append(Span(shown or label, "number", footnote=label))
            case "link":
                spans.append(Span(token.text, style, term=token.target))
            case "address" if token.text.startswith("www."):
                spans.append(Span(token.text, style, f"https://{token.text}"))
            case "code" | "address" | "escape":
                spans.append(Span(token.text, "code" if token.kind == "code" else style, token.target or href))
            case _:
                spans.append(Span(text[token.start : token.end], style, href))
    spans.append(Span(text[at:], style, href))
    return tuple(span for span in spans if span.text)
