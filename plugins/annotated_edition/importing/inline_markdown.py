"""Inline Markdown: text escaped, lines joined, what only looks like a reference made text."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Container

#: Characters of Japanese and Chinese words, as the inside of a character class.
CJK = r"\u3005\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f"
HAS_CJK = re.compile(f"[{CJK}]")
ADDRESS = re.compile(r"https?://[!-~]+")
CODE_SPAN = re.compile(r"`[^`]+`")
_REFERENCE = re.compile(r"(?<!\\)\[\^([^\]\s]+)\]")
#: What would be markup in a section: marks of Markdown, raw HTML, a link to a term, an attribute. Numbers in brackets
#: are left for the step that tells notes by their look.
LIVE = re.compile(
    r"(?P<address>https?://[!-;=?-~]+)|(?P<mark>[\\`*_]|\](?=[(\[:])|\[{1,2}(?!脚?注|註|\d|\^[^\]\s]+\]))"
    r"|(?P<tag><(?=[A-Za-z/!?]))|(?P<brace>\{(?=[:#%{]))"
)


def escape(text: str) -> str:
    """Return text that is no markup as inline Markdown that shows it as it is; addresses are left alone."""
    literal = {"address": "{}", "mark": "\\{}", "tag": "&lt;", "brace": "&#123;"}
    return LIVE.sub(lambda live: literal[live.lastgroup or ""].format(live[0]), text)


def unescape(text: str) -> str:
    """Return inline Markdown as text: without escapes, entities and references."""
    bare = re.sub(r"(?<!\\)\[\^\d+\]|</?su[bp]>", "", text)
    return html.unescape(re.sub(r"\\([\\`*_\[\]{}])", r"\1", bare)).strip()


def unwrap(text: str) -> str:
    """Return a text without emphasis that encloses all of it."""
    return re.sub(r"^([*_]{1,3})([^*_]+)\1$", r"\2", text.strip()).strip()


def join_lines(one: str, other: str) -> str:
    """Join two runs of text that a line break parted; a space only between words that spaces set apart."""
    one, other = one.rstrip(), other.lstrip()
    wide = HAS_CJK.match(one[-1:]) or HAS_CJK.match(other[:1]) or unicodedata.east_asian_width((one or " ")[-1]) in "WF"
    return one + ("" if wide or not one else " ") + other


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to all of a text but its code spans."""
    spans = [*(span[0] for span in CODE_SPAN.finditer(text)), ""]
    return "".join(change(part) + span for part, span in zip(CODE_SPAN.split(text), spans, strict=True))


def find_references(text: str) -> list[str]:
    """Return the labels of the references in a text, in order; those in code and escaped ones are none."""
    return _REFERENCE.findall(CODE_SPAN.sub("", text))


def keep_literal(text: str, numbers: Container[int]) -> str:
    """Escape what the renderer would take for a reference, a footnote or a citation, except references to `numbers`."""

    def reference(match: re.Match[str]) -> str:
        escaped = len(match[1]) % 2 == 1
        live = match[2].isdigit() and int(match[2]) in numbers
        return match[0] if escaped or live else f"{match[1]}\\[^{match[2]}]"

    def literal(part: str) -> str:
        part = re.sub(r"(\\*)\[\^([^\]\s]+)\]", reference, part)
        return re.sub(r"(?<!\\)\[(?=-?@)", r"\\[", part)

    text = outside_code(text, literal)
    return f"\\{text}" if re.match(r"\[\^[^\]\s]+\]:", text) else text
