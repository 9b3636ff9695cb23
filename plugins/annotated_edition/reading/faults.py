"""What may not stand in a page, and what is more of a page than is read."""

from __future__ import annotations

import bisect
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from markdown.extensions.attr_list import get_attrs_and_remainder

from ..model.problems import Place, Problem, problem
from . import limits
from .blocks import RULE
from .inline import tokenize
from .markup import find_pieces, is_address, is_attribute, is_id, judge_pairs
from .text import shorten

#: Signs that open a block within a block, at the start of a line.
NESTING = re.compile(r"(?:[ \t]|>[ \t]?|(?:[*+:-]|\d{1,9}\.|\[\^[^\]\n]+\]:)(?=[ \t]))*+")
BRACKET = re.compile(r"[\[\]()]")
CLOSING = {"(": ")", "[": "]"}
INLINE_ADDRESS = re.compile(r"\]\(([^()]{0,300})")
#: What opens and closes the text of a picture or a link, the label of its address, and what ends all of them.
BRACKETS = re.compile(r"\\.|!?\[|\](?:[ ]?\[(?P<label>[^\[\]\n]++)\])?+|\n\n")
DEFINED_ADDRESS = re.compile(
    r"^[ >*+-]*+(?:\d++\.)?+[ ]*+(\[)(?!\^)([^\[\]\n]*+)\]:[ ]*+(?:\n[ ]*+)?+(\S++)", re.MULTILINE
)
#: What may begin an attribute list; its host reads it to the end of the line.
LIST_START = re.compile(
    rf"(?P<joined>[)\]*_`>\"'])?\{{(?P<colon>:?+)[ ]*+(?=(?P<rest>[^}}\n ][^\n]{{0,{limits.ATTRIBUTES - 1}}}+))"
)
#: An id that an author may have meant well, in letters of any script.
ID_OF_WORDS = re.compile(r"(?!__)[\w.:-]+")
#: What stands before a list of attributes → an element that it is of; of a block it is a paragraph or the like.
ELEMENT_OF_SIGN = {")": "img", "]": "img", "`": "code", "|": "td", "": "p"}


@dataclass(frozen=True, slots=True)
class Fault:
    """HTML, an attribute or an address that may not stand in a page."""

    kind: Literal["html", "address", "id"]
    """What it is."""
    offset: int
    """Where the one character stands that is shown as itself, so that the rest is nothing but text."""
    written: str
    """What is written."""
    follows: bool = False
    """Whether it only follows from another: the end of an element that may not stand there."""

    def to_problem(self, place: Place) -> Problem:
        """Return the problem of it: AE608 for HTML, AE609 for an address, AE607 for an id."""
        if self.kind == "id":
            return problem("AE607", place, id=shorten(self.written))
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
            ("bars", limits.PAGE_BARS, line.count("|")),
            ("run", limits.PAGE_RUN, max((len(run[0]) for run in limits.RUNS.finditer(line)), default=0)),
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
    pictures, labels = _find_pictures(text)
    for link in INLINE_ADDRESS.finditer(text):
        if is_free(link.start()) and not _is_address(link[1], link.start() in pictures):
            faults.append(Fault("address", link.start() + 1, " ".join(link[1].split())))
    if field:
        return tuple(faults)
    for defined in DEFINED_ADDRESS.finditer(text):
        if is_free(defined.start(1)) and not _is_address(defined[3].strip("<>"), _fold(defined[2]) in labels):
            faults.append(Fault("address", defined.start(1), defined[3]))
    faults += [fault for fault in _find_attribute_faults(text, pictures) if is_free(fault.offset)]
    return tuple(sorted(faults, key=lambda fault: fault.offset))


def _is_address(written: str, is_picture: bool) -> bool:
    """Return whether an address may stand in a link, or in a picture, which no other host may be asked for."""
    return is_address(written) and (not is_picture or is_attribute("img", "src", written.lstrip(" \n<")))


def _find_pictures(text: str) -> tuple[set[int], set[str]]:
    """Return the offsets at which pictures or their texts end in a bracket, and the labels of addresses they name."""
    open_: list[tuple[int, bool]] = []
    ends: set[int] = set()
    labels: set[str] = set()
    for bracket in BRACKETS.finditer(text):
        if bracket[0].endswith("[") and bracket[0][0] != "\\":
            open_.append((bracket.end(), bracket[0][0] == "!"))
        elif bracket[0] == "\n\n":
            open_.clear()
        elif bracket[0][0] == "]" and open_:
            start, is_picture = open_.pop()
            if is_picture:
                ends |= {bracket.start(), bracket.end() - 1}
                labels.add(_fold(bracket["label"] or text[start : bracket.start()]))
    return ends, labels


def _fold(label: str) -> str:
    return " ".join(label.lower().split())


def _find_attribute_faults(text: str, pictures: Container[int]) -> Iterator[Fault]:
    """Yield the attribute lists that give an element what it may not have, read as Python-Markdown reads them."""
    for start in LIST_START.finditer(text):
        offset, rest = start.start("colon") - 1, start["rest"]
        attributes, remainder = get_attrs_and_remainder(rest[: rest.rfind("}") + 1])
        end = start.end() + len(rest[: rest.rfind("}") + 1]) - len(remainder)
        line_start, line_end = text.rfind("\n", 0, offset) + 1, text.find("\n", end)
        before = text[line_start:offset].lstrip(" >")
        after = text[end + 1 : line_end if line_end >= 0 else len(text)].strip(" ")
        # After something within a line, in a heading or a cell; on a line of its own, if it is not the first.
        is_list = start["joined"] or before.startswith("#") or "|" in before + after[:1]
        is_list = is_list or not (before or after or text[line_start - 2 : line_start - 1] in ("", "\n"))
        sign = start["joined"] or ("`" if before and not before.strip("`~ ") else "|" if "|" in before else "")
        if sign in (")", "]") and (offset - 1 if sign == "]" else text.rfind("](", 0, offset)) not in pictures:
            sign = ""
        if "}" not in rest or not (is_list or not after):
            continue
        for name, value in attributes:
            if name == "id" and ID_OF_WORDS.fullmatch(value or "") and not is_id(value or ""):
                yield Fault("id", offset, value or "")
                break
            name = "class" if name == "." else name
            is_allowed = is_attribute(ELEMENT_OF_SIGN.get(sign, "p"), name, value or "") and name not in ("alt", "src")
            stray = start["colon"] and not before.strip("`~ ")  # which makes an attribute of the colon on a fence
            if (value is not None or is_list) and (not is_allowed or (before and stray)):
                yield Fault("html", offset, text[offset : end + 1])
                break
        else:
            if len(rest) == limits.ATTRIBUTES and is_list:  # more than is read here
                yield Fault("html", offset, text[offset : end + 1])
