"""Cleans blocks and footnotes: lines joined, broken paragraphs made whole, stray bold and uneven spaces removed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .document import DocumentBlock, ImportLog
from .headings import FORMS, STOP, heading_form
from .inline_markdown import ADDRESS, CJK, HAS_CJK, join_lines
from .notes import ENDED, STARTS_ADDRESS, begins_note, show_joint

DIVIDER = re.compile(r"(?:(?:-[ ]*){3,}|(?:_[ ]*){3,}|(?:\*[ ]*){3,}|(?:[―─＊*＿=][ ]*){4,})")
PAGE_NUMBER = re.compile(r"\s*(?:[-–—]\s*\d{1,4}\s*[-–—]|\d{1,4}\s*/\s*\d{1,4})\s*")
BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
#: Spaces between Japanese and Latin, and inside of brackets.
SPACES = re.compile(
    rf"(?<=[{CJK}])[ \u00a0]+(?=[A-Za-z0-9*])(?!https?:)|(?<=[A-Za-z0-9*])[ \u00a0]+(?=[{CJK}])"
    rf"|(?<=[{CJK}「」『』（）、。・])[ \u00a0]+(?=[「」『』（）、。])|(?<=[「『（、。])[ \u00a0]+(?=[A-Za-z0-9])"
    rf"|(?<=[A-Za-z0-9])[ \u00a0]+(?=[」』）、。「『])"
)
LINK = re.compile(r"\[([^\[\]]*)\]\((https?://[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
#: Raised digits, and other tags that only texts may have.
_RAISED = re.compile(r"(?<=\S)<sup>(\d+)</sup>|</?(?:su[bp]|ruby|r[tp]|em|strong)>")
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def join_broken_lines(blocks: Iterable[DocumentBlock], split_notes: bool) -> list[DocumentBlock]:
    """Return blocks on one line each; an indented line begins a paragraph, with `split_notes` a footnote does too."""
    out: list[DocumentBlock] = []
    for block in blocks:
        if block.kind in ("table", "code"):
            out.append(block)
            continue
        for offset, line in enumerate(block.text.split("\n")):
            bare = line.strip(" \t\u3000")
            if not offset:
                out.append(replace(block, text=bare))
            elif line.startswith("\u3000") or (split_notes and begins_note(line)):
                out.append(DocumentBlock("paragraph", bare, block.line + offset))
            else:
                out[-1].text = join_lines(out[-1].text, bare)
    return [block for block in out if block.text]


def drop_rules(blocks: Iterable[DocumentBlock], log: ImportLog) -> list[DocumentBlock]:
    """Return blocks without rules and page numbers."""
    kept = []
    for block in blocks:
        if block.kind == "rule" or (block.kind == "paragraph" and DIVIDER.fullmatch(block.text.replace("\\", ""))):
            log.change("rule", block.line, block.text)
        elif block.kind == "paragraph" and PAGE_NUMBER.fullmatch(block.text):
            log.change("furniture", block.line, block.text)
        else:
            kept.append(block)
    return kept


def join_broken_paragraphs(blocks: Iterable[DocumentBlock], log: ImportLog) -> list[DocumentBlock]:
    """Return blocks with paragraphs that a page's end broke made whole: one that has not ended and one that goes on."""
    out: list[DocumentBlock] = []
    for block in blocks:
        before = out[-1] if out else None
        if before and before.kind in ("paragraph", "item") and block.kind == "paragraph" and _goes_on(before, block):
            log.change("joined", block.line, show_joint(before.text, block.text))
            before.text = join_lines(before.text, block.text)
        else:
            out.append(block)
    return out


def _goes_on(before: DocumentBlock, after: DocumentBlock) -> bool:
    if ENDED.search(before.text) or STARTS_ADDRESS.match(after.text) or heading_form(after.text):
        return False
    plain = re.sub(r"\[\^\d+\]", "", before.text)
    prose = len(plain) >= 60 or (STOP.search(plain) and len(plain) >= 20)
    follows = bool(STOP.search(after.text)) or len(after.text) >= 60
    if not HAS_CJK.search(after.text[:1]):
        follows = follows and (after.text[:1].islower() or bool(HAS_CJK.search(after.text)))
    return bool(prose) and follows and not FORMS["paren"].match(after.text)


def clean_text(blocks: Sequence[DocumentBlock], log: ImportLog) -> None:
    """Remove stray bold and uneven spaces."""
    whole = "\n".join(BOLD.sub("", block.text) for block in blocks)
    for block in blocks:
        if block.kind == "code":
            continue
        block.text = _without_stray_bold(block, whole, log)
        spaced = SPACES.sub("", block.text)
        if spaced != block.text:
            log.change("spaces", block.line, str(len(block.text) - len(spaced)))
            block.text = spaced


def _without_stray_bold(block: DocumentBlock, whole: str, log: ImportLog) -> str:
    """Return a text without bold that ends within a word, or on an acronym that is not bold in the `whole` text."""
    japanese = bool(HAS_CJK.search(block.text))

    def unbold(match: re.Match[str]) -> str:
        text, inner = match.string, match[2]
        around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
        touches = inner.isascii() and any(char.isascii() and char.isalpha() for char in around)
        acronym = japanese and re.fullmatch(r"[A-Z][A-Z0-9-]*", inner)
        if not touches and not (acronym and re.search(rf"(?<![A-Za-z]){re.escape(inner)}(?![A-Za-z])", whole)):
            return match[0]
        log.change("bold", block.line, match[0], inner)
        return inner

    return BOLD.sub(unbold, block.text)


def clean_note(text: str, as_is: bool = False) -> str:
    """Return a footnote as text, with emphasis, bare addresses and, but for `as_is`, even spaces."""
    text = LINK.sub(lambda m: _address(m[2]) if "://" in m[1] or not m[1].strip() else f"{m[1]} {_address(m[2])}", text)
    text = ADDRESS.sub(lambda m: _address(m[0]), text)
    text = _RAISED.sub(lambda raised: (raised[1] or "").translate(SUPERSCRIPT), text)
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"\\([\\`*_\[\]{}<>])", r"\1", text))).strip()
    return text if as_is else SPACES.sub("", BOLD.sub(r"\2", text))


def _address(text: str) -> str:
    """Return an address without the escapes of Markdown."""
    return re.sub(r"\\+(?=[_~#&*()\-.\[\]])", "", text)
