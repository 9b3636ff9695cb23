"""Inline Markdown as tokens, and fields for people as spans."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..model.spans import Span, Spans

TokenKind = Literal[
    "reference", "link", "cited", "mask", "address", "open-link", "close-link", "emphasis", "strong", "code", "escape"
]  # fmt: skip
#: Characters that are invisible inside `[^17]`: zero-width ones, variation selectors, the soft hyphen.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
#: With what each of the tokens below begins: quicker to look for than all of them at every character.
BEGINS = re.compile(r"[\\`<!\[{hw*_]")
INLINE = re.compile(
    r"""
    (?P<escape>\\\[\[[^\[\]\n]*\]\]|\\\[\^[^\]\n]*\]|\\[\\`*_{}\[\]()>#+\-.!|<:])
  | (?P<code>(?<!`)(?P<ticks>`+)(?!`)(?P<codetext>.+?)(?<!`)(?P=ticks)(?!`))
  | (?P<comment><!--.*?-->)
  | (?P<auto><(?:https?|mailto|ftp):[^<>\s]*>|<[^<>\s@]+@[^<>\s]+>)
  | (?P<element><(?P<tag>ruby|a|script|style|code|pre|svg|math|kbd|samp|textarea)\b[^<>]*>.*?</(?P=tag)\s*>)
  | (?P<html></?[A-Za-z][^<>]*>)
  | (?P<image>!\[(?:[^\[\]]|\[\^[^\[\]]*\])*\](?:\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+"[^"\n]*")?\)|\[[^\[\]]*\]))
  | (?P<wiki>\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<shown>[^\[\]\n]+))?\]\])
  | (?P<reference>\[\^(?P<label>[^\]\[\n]{1,40})\])
  | (?P<cited>\[[^\[\]\n]*@[^\[\]\n]*\](?!\())
  | (?P<link>\[(?P<linktext>(?:[^\[\]\\]|\\.|\[\^[^\[\]]*\])*)\]
        (?:\(\s*(?P<href><[^<>\n]*>|[^()\s<>]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)
          |\[(?P<linkref>[^\[\]\n]*)\]))
  | (?P<attributes>\{:[^{}\n]*\}|\{\#[^{}\n]*\})
  | (?P<address>(?:https?://|www\.)[!-~]+)
  | (?P<strong>\*\*|__(?=\S)|(?<=\S)__)
  | (?P<emphasis>\*|(?<![^\W_])_(?=\S)|(?<=\S)_(?![^\W_]))
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """Something in the text of a block that is not plain text."""

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


def number_of(label: str) -> int | None:
    """The footnote number that a label means: `17`, `１７`, with invisible characters or not; None for other labels."""
    digits = unicodedata.normalize("NFKC", INVISIBLE.sub("", label)).strip()
    if digits.isascii() and digits.isdigit():
        return int(digits) if len(digits) < 10 else 10**9
    return None


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of one block's text, by offset."""
    at, end = start, len(text) if end is None else end
    while begin := BEGINS.search(text, at, end):
        found = INLINE.match(text, begin.start(), end)
        if not found:
            at = begin.end()
            continue
        first, last = found.span()
        at = last
        if found["wiki"] is not None:
            target = found["target"].strip()
            yield Token("link", first, last, (found["shown"] or target).strip(), target)
        elif found["reference"] is not None:
            label = found["label"]
            number = number_of(label)
            if number is None:
                yield Token("mask", first, last, "")
            else:
                yield Token("reference", first, last, str(number), str(number), odd=label != str(number))
        elif found["link"] is not None:
            inner = found.span("linktext")
            href = (found["href"] or "").strip("<>")
            yield Token("open-link", first, inner[0], "", href)
            yield from (token for token in tokens(text, *inner) if token.kind not in ("link", "open-link"))
            yield Token("close-link", inner[1], last, "", href)
        elif found["cited"] is not None:
            yield Token("cited", first, last, "", found["cited"])
        elif found["code"] is not None:
            yield Token("code", first, last, found["codetext"])
        elif found["escape"] is not None:
            yield Token("escape", first, last, found["escape"][1:])
        elif found["address"] is not None:
            yield Token("address", first, last, found["address"], found["address"])
        elif found["auto"] is not None:
            yield Token("address", first, last, found["auto"][1:-1], found["auto"][1:-1])
        elif found["strong"] is not None:
            yield Token("strong", first, last)
        elif found["emphasis"] is not None:
            yield Token("emphasis", first, last)
        elif found["element"] is not None:
            yield Token("mask", first, last, _without_tags(found["element"]))
        else:
            yield Token("mask", first, last, " " if re.match(r"<br\b", found[0], re.IGNORECASE) else "")


def _without_tags(element: str) -> str:
    element = re.sub(r"<(rt|rp)\b[^<>]*>.*?</\1\s*>", "", element, flags=re.DOTALL | re.IGNORECASE)
    return re.sub(r"<[^<>]*>", "", element)


def joint_at(text: str, found: re.Match[str]) -> str:
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    wide = (unicodedata.east_asian_width(c) in "WF" for c in (before, after) if c)
    return "" if any(wide) else " "


def spans_of(text: str) -> Spans:
    """One paragraph of inline Markdown as spans: emphasis, strong, code, links, `[^n]` and `[[term]]`.

    `[[term]]` is given as `term` for the resolver to look up; raw HTML is shown as text.
    """
    text = " ".join(text.split("\n")).strip() if "\n" not in text else _one_line(text)
    out: list[Span] = []
    emphasis = strong = False
    href: str | None = None
    at = 0

    def put(shown: str, **fields: object) -> None:
        style = "strong" if strong else "emphasis" if emphasis else ""
        if shown:
            fields.setdefault("style", style)
            fields.setdefault("href", href)
            out.append(Span(shown, **fields))  # type: ignore[arg-type]

    for token in tokens(text):
        put(text[at : token.start])
        at = max(at, token.end)
        match token.kind:
            case "reference":
                put(token.text, footnote=int(token.target), href=None)
            case "link":
                put(token.text, term=token.target, href=None)
            case "open-link":
                href = token.target
            case "close-link":
                href = None
            case "code":
                put(token.text, style="code")
            case "address":
                put(token.text, href=token.target)
            case "emphasis":
                emphasis = not emphasis
            case "strong":
                strong = not strong
            case "escape":
                put(token.text)
            case _:
                put(text[token.start : token.end])
    put(text[at:])
    return tuple(out)


def _one_line(text: str) -> str:
    text = text.strip()
    return re.sub(r"[ ]*\n[ ]*", lambda m: joint_at(text, m), text)
