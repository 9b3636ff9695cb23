"""What may not stand in a page, and what is more of a page than is read."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..model.problems import Place, Problem, problem
from . import limits
from .blocks import RULE
from .inline import tokenize
from .markup import ELEMENTS, THEME_ID, find_pieces, is_address, is_attribute, judge_pairs
from .text import shorten

#: Signs that open a block within a block, at the start of a line.
NESTING = re.compile(r"(?:[ \t]|>[ \t]?|(?:[*+:-]|\d{1,9}\.|\[\^[^\]\n]+\]:)(?=[ \t]))*+")
BRACKET = re.compile(r"[\[\]()]")
CLOSING = {"(": ")", "[": "]"}
INLINE_ADDRESS = re.compile(r"\]\(([^()]{0,300})")
DEFINED_ADDRESS = re.compile(r"^[ >*+-]*(?:\d+\.)?[ ]*(\[)(?!\^)[^\[\]\n]*\]:[ ]*(?:\n[ ]*)?(\S+)", re.MULTILINE)
ATTRIBUTE_LIST = re.compile(r"""\{:?((?:"[^"\n]*"|'[^'\n]*'|[^"'{}\n])*)\}""")
ATTRIBUTE = re.compile(r"""#([^\s}]+)|([^\s=}"']+)=("[^"]*"|'[^']*'|[^\s}]+)""")
#: An element for each set of attributes that some element has.
SAMPLE_ELEMENTS = ("p", *(element for element, own in ELEMENTS.items() if own))


@dataclass(frozen=True, slots=True)
class Fault:
    """HTML, an attribute or an address that may not stand in a page."""

    kind: Literal["html", "address"]
    """What it is."""
    offset: int
    """Where the one character stands that is shown as itself, so that the rest is nothing but text."""
    written: str
    """What is written."""
    follows: bool = False
    """Whether it only follows from another: the end of an element that may not stand there."""

    def to_problem(self, place: Place) -> Problem:
        """Return the problem of it: AE608 for HTML, AE609 for an address."""
        return problem("AE608" if self.kind == "html" else "AE609", place, found=shorten(self.written))


def find_excess(text: str) -> tuple[str, int, int] | None:
    """Return what of a page's text is more than is read, its limit, and the offset where; None where nothing is."""
    if len(text) > limits.PAGE:
        return "size", limits.PAGE, 0
    at = marks = together = 0
    depths = {")": 0, "]": 0}  # of brackets, by what closes them
    for number, line in enumerate(text.split("\n")):
        if not line.strip():
            together, depths = 0, {")": 0, "]": 0}
        here = len(limits.MARKS.findall(line))
        marks, together = marks + here, together + here
        nesting = NESTING.match(line)
        blocks = max(-(-nesting.end() // 4), len(nesting[0].split())) if nesting and not RULE.match(line) else 0
        for what, limit, count in (
            ("line", limits.PAGE_LINE, len(line)),
            ("lines", limits.PAGE_LINES, number),
            ("depth", limits.DEPTH, blocks),
            ("marks-together", limits.PARAGRAPH_MARKS, together),
            ("marks", limits.PAGE_MARKS, marks),
            ("depth", limits.DEPTH, _nest(line, depths)),
        ):
            if count > limit:
                return what, limit, at
        at += len(line) + 1
    return None


def _nest(line: str, depths: dict[str, int]) -> int:
    """Count the brackets of a line in `depths`; return the greatest depth in it."""
    deepest = max(depths.values())
    for bracket in BRACKET.findall(line):
        if bracket in depths:
            depths[bracket] = max(0, depths[bracket] - 1)
        else:
            depths[CLOSING[bracket]] += 1
            deepest = max(deepest, depths[CLOSING[bracket]])
    return deepest


def check_field(text: str, place: Place) -> list[Problem]:
    """Return what may not stand in a page, in a field for people, where it is shown as text."""
    return [fault.to_problem(place) for fault in find_field_faults(text) if not fault.follows]


def find_field_faults(text: str) -> tuple[Fault, ...]:
    """Return what may not stand in a page, in a field for people."""
    if "<" not in text and "](" not in text:
        return ()
    return find_faults(text, [(token.start, token.end) for token in tokenize(text) if token.kind == "code"], field=True)


def find_faults(text: str, code: Iterable[tuple[int, int]], field: bool = False) -> tuple[Fault, ...]:
    """Return what may not stand in a page, outside the given ranges of code; a field has fewer kinds of markup."""
    ranges = sorted(code)

    def is_free(offset: int) -> bool:
        at = bisect.bisect_right(ranges, (offset, 1 << 62)) - 1
        return at < 0 or offset >= ranges[at][1]

    faults: list[Fault] = []
    for piece in judge_pairs([piece for piece in find_pieces(text) if is_free(piece.start)]):
        if not piece.allowed:
            faults.append(Fault("html", piece.start, text[piece.start : piece.end], piece.follows))
    for address in INLINE_ADDRESS.finditer(text):
        if is_free(address.start()) and not is_address(address[1]):
            faults.append(Fault("address", address.start() + 1, " ".join(address[1].split())))
    if field:
        return tuple(faults)
    for address in DEFINED_ADDRESS.finditer(text):
        if is_free(address.start(1)) and not is_address(address[2].strip("<>")):
            faults.append(Fault("address", address.start(1), address[2]))
    for attributes in ATTRIBUTE_LIST.finditer(text):
        before = text[max(0, attributes.start() - 1) : attributes.start()]
        after = text[attributes.end() : (text.find("\n", attributes.end()) + 1 or len(text) + 1) - 1]
        is_list = before in set(")]*_`>\"'") or not after.strip()
        if is_list and is_free(attributes.start()) and not _are_allowed(attributes[1]):
            faults.append(Fault("html", attributes.start(), attributes[0]))
    return tuple(sorted(faults, key=lambda fault: fault.offset))


def _are_allowed(attributes: str) -> bool:
    """Return whether every attribute of an attribute list may stand on some element."""
    return all(
        not THEME_ID.match(id_)
        if id_
        else any(is_attribute(element, name, value.strip("\"'")) for element in SAMPLE_ELEMENTS)
        for id_, name, value in ATTRIBUTE.findall(attributes)
    )
