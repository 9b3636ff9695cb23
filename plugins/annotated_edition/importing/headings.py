"""Tells headings by their form, and the level of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .document import DocumentBlock, ImportLog
from .inline_markdown import HAS_CJK, unwrap
from .tables import IMPORT_TABLES, one_of

#: Forms of numbered and bracketed headings; group `n` or `m` is the number.
FORMS: dict[str, re.Pattern[str]] = {name: re.compile(pattern) for name, pattern in IMPORT_TABLES["headings"].items()}
#: Forms that only headings have; a decimal number may begin a sentence or an item.
SURE_FORMS = frozenset({"angle", "chapter", "section", "circle", "paren", "mark", "roman", "kanji", "decimal2"})
BARE_HEADING = re.compile(f"{one_of('heading_words')}$", re.IGNORECASE)
POST = re.compile(one_of("posts"), re.IGNORECASE)
STOP = re.compile(r"[。．.!?！？]")
FIRST = ("1", "１", "一", "I", "Ⅰ", "①", "ア")


def heading_form(text: str) -> str:
    """Return the name of the form of a numbered or bracketed heading, empty for none."""
    bare = unwrap(text)
    if not bare or len(bare) > 80 or re.search(r"[。．!?！？、]$|。.", bare):
        return ""
    for name, pattern in FORMS.items():
        begun = pattern.match(bare)
        if begun and (name == "angle" or bare[begun.end() :].strip()):
            return name
    return ""


def mark_headings(blocks: Sequence[DocumentBlock], plain: bool, log: ImportLog) -> None:
    """Make headings of the paragraphs that are headings by their form."""
    marked = any(block.kind == "heading" for block in blocks)
    for block, after in pairwise(blocks):
        if block.kind == "paragraph" and _is_heading(block.text.strip(), after, plain and not marked):
            block.kind = "heading"
            log.change("heading", block.line, block.text)


def _is_heading(text: str, after: DocumentBlock, plain: bool) -> bool:
    """Tell whether a paragraph is a heading; in a `plain` document a short line before text is enough."""
    bare = unwrap(text)
    if "|" in bare:  # a row of a table without its rule
        return False
    form = heading_form(bare)
    if after.kind == "heading" and heading_form(text) not in ("chapter", "section", "angle"):
        return False
    if len(bare) > 60 or STOP.search(re.sub(r"^[\d.．\s]+", "", bare)[-1:]) or "。" in bare:
        return False
    if BARE_HEADING.match(bare):
        return True
    prose = after.kind in ("paragraph", "quote", "item") and bool(len(after.text) >= 60 or STOP.search(after.text))
    if form in SURE_FORMS:
        return prose or (after.kind == "paragraph" and bool(heading_form(after.text)))
    if form:
        return prose and not re.match(r"\d{4}", bare)
    if re.fullmatch(r"\*\*[^*]+\*\*|__[^_]+__", text):
        return prose
    short = len(bare) <= (30 if HAS_CJK.search(bare) else 70)
    alone = short and not re.search(r"[、，,：:。]|\[\^\d+\]|https?:", bare) and not POST.search(bare)
    return alone and plain and prose and len(after.text) > len(bare)


def set_levels(blocks: Sequence[DocumentBlock], as_is: bool, log: ImportLog) -> None:
    """Set the level of each heading from 1, by numbering first and the file's levels second."""
    stack: list[tuple[str, int]] = []  # form, level in the file
    for block in blocks:
        if block.kind != "heading":
            continue
        block.text = unwrap(block.text)
        form, forms = heading_form(block.text), [name for name, _ in stack]
        begun = FORMS[form].match(block.text) if form in forms and form else None
        if begun and (form == "angle" or next(filter(None, begun.groups()), "") not in FIRST):
            at = len(forms) - 1 - forms[::-1].index(form)
            stack = [*stack[:at], (form, block.level or stack[at][1])]
        else:
            level = block.level or 1
            if form and not block.level:
                level = (stack[-1][1] if stack else 0) + 1
            else:
                stack = stack[: next((at for at, each in enumerate(stack) if each[1] >= level), len(stack))]
            stack.append((form, level))
        block.level = len(stack)
        angle = re.fullmatch(r"[<＜]\s*(.*?)\s*[>＞]", block.text)
        if angle and not as_is and block.text != f"＜{angle[1]}＞":
            log.change("angle", block.line, block.text, f"＜{angle[1]}＞")
            block.text = f"＜{angle[1]}＞"
