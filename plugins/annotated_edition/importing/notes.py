"""Tells footnotes by their look, where the format marks none: superscripts, brackets, 注1 and others."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from .document import DocumentBlock, DocumentNote, ImportLog
from .inline_markdown import CODE_SPAN, join_lines, outside_code

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LIST = r"\d{1,4}(?:\s*[,、，・–-]\s*\d{1,4})*"


@dataclass(frozen=True, slots=True)
class NoteStyle:
    """A way of writing the numbers of footnotes."""

    sample: str
    """How it looks, for a message."""
    reference: str
    """Pattern of one in the text; group 1 holds the number or numbers."""
    definition: str
    """Pattern of the beginning of a footnote."""
    clear: bool = False
    """Whether nothing else is written so, so that no run of numbers is needed to tell."""
    of_lists: bool = False
    """Whether items of a list begin so too, so that such a line alone is no sign of a footnote."""


NO_REFERENCE = r"(?!)()"
STYLES = (
    NoteStyle("[^1]", r"\[\^(\d{1,4})\]", r"\[\^(\d{1,4})\]:?\s*", True),
    NoteStyle(
        "<sup>1</sup>",
        rf"\s*<sup>\s*\\?[\[（(]?\s*(?:注|註)?\s*({_LIST})\s*\\?[\])）]?\s*</sup>",
        r"<sup>\s*\\?[\[（(]?\s*(?:注|註)?\s*(\d{1,4})\s*\\?[\])）]?\s*</sup>\s*[.:．：)）]?\s*",
        True,
    ),
    NoteStyle("¹", r"\s*([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s*", True),
    NoteStyle(
        "（注1）",
        rf"\s*[（(\[［]\s*(?:脚?注|註)\s*({_LIST})\s*[)）\]］]",
        r"[（(\[［]?\s*(?:脚?注|註)\s*(\d{1,4})(?:\s*[)）\]］.:：．、]\s*|\s+|$)",
    ),
    NoteStyle("[1]", rf"\s*\\?[\[［]\s*({_LIST})\s*\\?[\]］](?![(:：])", r"\\?[\[［]\s*(\d{1,4})\s*\\?[\]］]:?\s*"),
    NoteStyle("（1）", r"\s*[（(](\d{1,4})[)）]", r"[（(]\s*(\d{1,4})\s*[)）]\s*"),
    NoteStyle("1)", r"(?<=[^\s\d(（])(\d{1,4})[)）]", r"(\d{1,4})\s*[)）]\s*", of_lists=True),
    NoteStyle("1.", NO_REFERENCE, r"(\d{1,4})\s*[.．]\s*(?=\D)", of_lists=True),
    NoteStyle("1", NO_REFERENCE, r"(\d{1,4})[ 　]+(?=\D)", of_lists=True),
)
RAISED = STYLES[1:3]
UNIT = re.compile(r"(?:^|[\s\d])(?:[kcm]?m|[kK]?g)$")
NOTES_HEADING = re.compile(
    r"(?:脚\s*)?[注註](?:\s*釈|記)?$|(?:foot|end)?notes?(?:\s+and\s+references)?$|references$|文献(?:と注|注)?$|引用・?注$",
    re.IGNORECASE,
)
#: How a paragraph or footnote ends that has ended.
ENDED = re.compile(r"[。．.!?！？…:：」』）)\]>＞”\"*](?:\s*\[\^\d+\])*\s*$")
STARTS_ADDRESS = re.compile(r"\s*[<\[(（]*https?://", re.IGNORECASE)
#: Index of the block and number of each note.
Run = Sequence[tuple[int, int]]


class _Candidate(NamedTuple):
    """A way in which the notes of a document may be written, and how well references and notes fit one another."""

    score: float
    definition: NoteStyle
    run: Run
    reference: NoteStyle


def begins_note(line: str) -> bool:
    """Tell whether a line begins a footnote by its look, whatever stands above it."""
    begun = (re.match(style.definition, line.lstrip()) for style in STYLES if not style.of_lists)
    return any(match and line.lstrip()[match.end() :].strip() for match in begun)


def is_notes_heading(text: str) -> bool:
    """Tell whether footnotes are gathered under a heading."""
    return bool(NOTES_HEADING.match(text.strip(" #:：＜＞<>【】*")))


def lift_notes(blocks: Sequence[DocumentBlock], log: ImportLog) -> tuple[list[DocumentBlock], list[DocumentNote]]:
    """Return the blocks without footnotes, references to these written `[^n]`, and the footnotes."""
    candidates = sorted(
        _candidates(blocks), key=lambda each: (-each.score, not each.definition.clear, not each.reference.clear)
    )
    if not candidates:
        _ask_for_notes(blocks, log)
        return list(blocks), []
    best = candidates[0]
    starts = {index for index, _ in best.run}
    for other in candidates[1:]:
        first = other.run[0][0]
        if other.reference is not best.reference and first not in starts and other.score >= 2:
            log.ask("two-systems", blocks[first].line, form=best.reference.sample, other=other.reference.sample)
            break
    rest, notes = _take_notes(blocks, best, log)
    numbers = {note.number for note in notes}
    for block in rest:
        if block.kind != "code":
            block.text = _write_references(block, best.reference, numbers, log)
    return rest, notes


def _candidates(blocks: Sequence[DocumentBlock]) -> Iterator[_Candidate]:
    for definition in STYLES:
        run = _find_definitions(blocks, definition)
        numbers, taken = {number for _, number in run}, {index for index, _ in run}
        text = [block for index, block in enumerate(blocks) if index not in taken]
        for reference in STYLES if run else ():
            cited = _find_references(text, reference)
            matched = len(numbers & set(cited))
            if matched and (reference.clear or _ascending(cited, numbers)):
                yield _Candidate(2 * matched - len(numbers ^ set(cited)) / 2, definition, run, reference)


def _ask_for_notes(blocks: Sequence[DocumentBlock], log: ImportLog) -> None:
    """Ask about a document in which no footnotes were found."""
    found = [_find_references(blocks, style) for style in STYLES if style.clear]
    if longest := max(found, key=lambda numbers: len(set(numbers))):
        log.ask("references-without-notes", 1, numbers=number_ranges(longest))
    else:
        log.ask("no-notes", 1)


def _find_definitions(blocks: Sequence[DocumentBlock], style: NoteStyle) -> Run:
    """Return index and number of each block that begins as a footnote of a style does."""
    found = [
        (index, int(begun[1].translate(SUPERSCRIPTS)))
        for index, block in enumerate(blocks)
        if block.kind in ("paragraph", "item") and (begun := re.match(style.definition, _with_marker(block, style)))
    ]
    if style.clear or not found:
        return found
    headed = max(
        (i for i, block in enumerate(blocks) if len(block.text) < 20 and is_notes_heading(block.text)), default=-1
    )
    if 0 <= headed < found[-1][0]:
        found = [each for each in found if each[0] > headed]
    # The longest run of rising numbers that ends last: lists in the text begin anew at 1.
    runs: list[list[tuple[int, int]]] = []
    for index, number in found:
        if runs and 0 <= number - runs[-1][-1][1] <= 3:
            runs[-1].append((index, number))
        else:
            runs.append([(index, number)])
    return max(runs, key=lambda run: (len(run), run[-1][0]))


def _with_marker(block: DocumentBlock, style: NoteStyle) -> str:
    """Return the text of a block; an item's number belongs to it where that may be the footnote's."""
    return f"{block.marker} {block.text}" if style.of_lists and block.marker[:1].isdigit() else block.text


def _find_references(blocks: Iterable[DocumentBlock], style: NoteStyle) -> list[int]:
    """Return the numbers of the references of a style, in order."""
    return [
        number
        for block in blocks
        if block.kind != "code"
        for mark in re.finditer(style.reference, CODE_SPAN.sub(lambda span: "\ufdd0" * len(span[0]), block.text))
        if mark.start() or block.kind != "paragraph" or style is STYLES[0]
        for number in _numbers(mark[1])
    ]


def _numbers(text: str) -> list[int]:
    """Return the numbers of `3`, `3, 4` and `3-5`."""
    found: list[int] = []
    for part in re.split(r"[,、，・]", text.translate(SUPERSCRIPTS)):
        first, _, last = (piece.strip() for piece in part.replace("–", "-").partition("-"))
        start, end = int(first), int(last or first)
        found += range(start, end + 1) if start <= end <= start + 20 else [start, end]
    return found


def _ascending(cited: Sequence[int], numbers: set[int]) -> bool:
    """Tell whether most numbers of notes come in rising order, as references do and enumerations do not."""
    own = [number for number in cited if number in numbers]
    rising = sum(one < other for one, other in pairwise(own))
    return len(set(own)) >= max(1, len(numbers) * 2 // 3) and rising >= (len(own) - 1) * 3 // 4


def _take_notes(
    blocks: Sequence[DocumentBlock], candidate: _Candidate, log: ImportLog
) -> tuple[list[DocumentBlock], list[DocumentNote]]:
    """Lift the footnotes out; what follows one that has not ended belongs to it."""
    numbers = dict(candidate.run)
    first, last = min(numbers), max(numbers)
    twice: list[DocumentNote] = []
    notes: dict[int, DocumentNote] = {}
    rest: list[DocumentBlock] = []
    current, end, between = DocumentNote(0, 0), -1, False
    for index, block in enumerate(blocks):
        if index in numbers:
            text = re.sub(candidate.definition.definition, "", _with_marker(block, candidate.definition), count=1)
            current, end = DocumentNote(numbers[index], block.line, text.strip()), index
            if notes.setdefault(current.number, current) is not current:
                twice.append(current)
        elif 0 <= end == index - 1 and _goes_on(current.text, block, index, numbers):
            log.change("note-joined", block.line, show_joint(current.text, block.text))
            current.text, end = join_lines(current.text, block.text), index
        elif index < last and block.kind in ("heading", "paragraph") and is_notes_heading(block.text):
            log.change("notes-heading", block.line, block.text)
        else:
            between = between or first < index < last
            if not between and end == index - 1 and index > last:
                rest.append(DocumentBlock("rule", "", block.line))  # what follows the notes is no part of the text
            rest.append(block)
    for note in twice:
        log.ask("number-twice", note.line, note.number, n=note.number, text=note.text, other=notes[note.number].line)
    return rest, list(notes.values())


def _goes_on(note: str, block: DocumentBlock, index: int, starts: Container[int]) -> bool:
    """Tell whether a block goes on with the footnote right before it."""
    if block.kind not in ("paragraph", "item", "quote"):
        return False
    return (
        bool(STARTS_ADDRESS.match(block.text))
        or not ENDED.search(note)
        or (index - 1 in starts and index + 1 in starts)
    )


def show_joint(one: str, other: str) -> str:
    """Return the ends of two texts that were joined, for the report."""
    return f"…{one[-12:]} ⏎ {other[:12]}…"


def _write_references(block: DocumentBlock, style: NoteStyle, numbers: Container[int], log: ImportLog) -> str:
    """Return a text with its references as `[^n]`; one without a footnote stays as it is, with a question."""

    def mark(match: re.Match[str]) -> str:
        before = match.string[: match.start()]
        if style in RAISED and UNIT.search(before):
            return match[0]  # m²
        cited = _numbers(match[1])
        missing = [number for number in cited if number not in numbers]
        if missing:
            for number in missing if style.clear else ():
                log.ask("reference-without-note", block.line, number, n=number)
            return match[0]
        space = " " if match[0][:1].isspace() and not before.strip() else ""
        return space + "".join(f"[^{number}]" for number in cited)

    return outside_code(block.text, lambda part: re.sub(style.reference, mark, part))


def number_ranges(numbers: Iterable[int]) -> str:
    """Return numbers as `1-3, 7`."""
    ranges = []
    for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0]):
        first, *rest = (number for _, number in run)
        ranges.append(f"{first}-{rest[-1]}" if rest else f"{first}")
    return ", ".join(ranges)
