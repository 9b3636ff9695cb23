"""What may not stand in a page, and what is too large to read."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..model.problems import Place, Problem, problem
from .blocks import MAX_DEPTH, RULE
from .inline import tokens
from .markup import ELEMENTS, RESERVED_ID, is_address, is_attribute, judged, pieces

#: Longest line that is read, in characters.
MAX_LINE = 50_000
#: Largest text of a page, in characters and in lines, and most characters of markup in it and in one paragraph: what a
#: slow machine reads and renders in seconds, and many times what anybody writes.
MAX_TEXT = 200_000
MAX_LINES = 10_000
MAX_MARKS = 10_000
MAX_MARKS_TOGETHER = 2_500
MARKS = re.compile(r"[\[\]<>*_`\\]")
#: Signs that open a block within a block, at the start of a line.
LEAD = re.compile(r"(?:[ \t]|>[ \t]?|(?:[*+:-]|\d{1,9}\.|\[\^[^\]\n]+\]:)(?=[ \t]))*+")
INLINE_ADDRESS = re.compile(r"\]\(([^()]{0,300})")
DEFINED_ADDRESS = re.compile(r"^[ >*+-]*(?:\d+\.)?[ ]*(\[)(?!\^)[^\[\]\n]*\]:[ ]*(?:\n[ ]*)?(\S+)", re.MULTILINE)
ATTRIBUTE_LIST = re.compile(r"""\{:?((?:"[^"\n]*"|'[^'\n]*'|[^"'{}\n])*)\}""")
ATTRIBUTE = re.compile(r"""#([^\s}]+)|([^\s=}"']+)=("[^"]*"|'[^']*'|[^\s}]+)""")


@dataclass(frozen=True, slots=True)
class Fault:
    """HTML, an attribute or an address that may not stand in a page."""

    kind: Literal["html", "address"]
    """What it is."""
    offset: int
    """Where the one character stands that is shown as itself, so that the rest is nothing but text."""
    found: str
    """What is written."""
    follows: bool = False
    """Whether it only follows from another: the end of an element that may not stand there."""


def find_excess(text: str) -> tuple[str, int, int] | None:
    """What of a page's text is beyond what is read, its limit, and the offset where; None where nothing is."""
    if len(text) > MAX_TEXT:
        return "size", MAX_TEXT, 0
    at = marks = together = 0
    depth = [0, 0]
    for number, line in enumerate(text.split("\n")):
        if len(line) > MAX_LINE:
            return "line", MAX_LINE, at
        if number > MAX_LINES:
            return "lines", MAX_LINES, at
        if not line.strip():
            depth, together = [0, 0], 0
        found_here = len(MARKS.findall(line))
        marks += found_here
        together += found_here
        lead = LEAD.match(line)
        if lead and not RULE.match(line) and (lead.end() > 4 * MAX_DEPTH or len(lead[0].split()) > MAX_DEPTH):
            return "depth", MAX_DEPTH, at
        if together > MAX_MARKS_TOGETHER:
            return "marks-together", MAX_MARKS_TOGETHER, at
        if marks > MAX_MARKS:
            return "marks", MAX_MARKS, at
        for found in re.finditer(r"[\[\]()]", line):
            bracket = found[0] in "[]"
            depth[bracket] = depth[bracket] + 1 if found[0] in "[(" else max(0, depth[bracket] - 1)
            if depth[bracket] > MAX_DEPTH:
                return "depth", MAX_DEPTH, at
        at += len(line) + 1
    return None


def field_faults(text: str) -> tuple[Fault, ...]:
    """What may not stand in a page, in a field for people."""
    if "<" not in text and "](" not in text:
        return ()
    return faults(text, [(token.start, token.end) for token in tokens(text) if token.kind == "code"], field=True)


def faults(text: str, code: Iterable[tuple[int, int]], field: bool = False) -> tuple[Fault, ...]:
    """What may not stand in a page, outside the given ranges of code; a field has fewer kinds of markup."""
    ranges = sorted(code)

    def free(offset: int) -> bool:
        at = bisect.bisect_right(ranges, (offset, 1 << 62)) - 1
        return at < 0 or offset >= ranges[at][1]

    found: list[Fault] = []
    html = [piece for piece in pieces(text) if free(piece.start)]
    for piece in judged(html):
        if not piece.allowed:
            found.append(Fault("html", piece.start, text[piece.start : piece.end], piece.follows))
    for address in INLINE_ADDRESS.finditer(text):
        if free(address.start()) and not is_address(address[1]):
            found.append(Fault("address", address.start() + 1, " ".join(address[1].split())))
    if field:
        return tuple(found)
    for address in DEFINED_ADDRESS.finditer(text):
        if free(address.start(1)) and not is_address(address[2].strip("<>")):
            found.append(Fault("address", address.start(1), address[2]))
    for listed in ATTRIBUTE_LIST.finditer(text):
        before = text[max(0, listed.start() - 1) : listed.start()]
        after = text[listed.end() : (text.find("\n", listed.end()) + 1 or len(text) + 1) - 1]
        if free(listed.start()) and (before in set(")]*_`>\"'") or not after.strip()) and not _is_list(listed[1]):
            found.append(Fault("html", listed.start(), listed[0]))
    return tuple(sorted(found, key=lambda fault: fault.offset))


def _is_list(attributes: str) -> bool:
    """Whether every attribute of an attribute list may stand on some element."""
    for id_, name, value in ATTRIBUTE.findall(attributes):
        if id_ and RESERVED_ID.match(id_):
            return False
        if name and not any(is_attribute(element, name, value.strip("\"'")) for element in ("p", *OWNERS)):
            return False
    return True


OWNERS = tuple(element for element, own in ELEMENTS.items() if own)


def fault_problem(fault: Fault, place: Place) -> Problem:
    """HTML (AE608) or an address (AE609) that may not stand in a page, as a problem."""
    found = fault.found if len(fault.found) <= QUOTED else f"{fault.found[:QUOTED]}…"
    return problem("AE608" if fault.kind == "html" else "AE609", place, found=found)


def field_problems(text: str, place: Place) -> list[Problem]:
    """What may not stand in a page, in a field for people, where it is shown as text."""
    return [fault_problem(fault, place) for fault in field_faults(text) if not fault.follows]


#: Longest found text that a message quotes.
QUOTED = 60
