"""Tells footnotes by their look, where the format marks none: superscripts, brackets, 注1 and others."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import NamedTuple

from .document import DocumentBlock, DocumentNote, ImportLog
from .inline_markdown import CODE_SPAN, join_lines, outside_code
from .tables import IMPORT_TABLES, fill_in

_SIGNS = "*†‡¶"


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


_PARTS = {"LIST": r"\d{1,4}(?:\s*[,、，・–-]\s*\d{1,4})*", "NO_REFERENCE": r"(?!)()"}
STYLES = tuple(
    NoteStyle(**style | {each: fill_in(style[each], **_PARTS) for each in ("reference", "definition")})
    for style in IMPORT_TABLES["note_styles"]
)
RAISED = STYLES[1:3]
#: Numbers that begin at this size, in no clear form, are years.
SMALLEST_YEAR = 1000
UNIT = re.compile(r"(?:^|[\s\d])(?:[kcm]?m|[kK]?g)$")
NOTES_HEADING = re.compile(
    r"(?:脚\s*)?[注註](?:\s*釈|記)?$|(?:foot|end)?notes?(?:\s+and\s+references)?$|references$|文献(?:と注|注)?$|引用・?注$",
    re.IGNORECASE,
)
#: What the works cited stand under as well, to which no number need refer.
WORKS_HEADING = re.compile(r"references|文献|引用", re.IGNORECASE)
#: A row of a table: the number of a footnote and its text.
NOTE_ROW = re.compile(r"\|?\s*+(?P<number>\d{1,4})\s*+\\?[.)]?\s*+\|(?P<text>.+)")
#: How a paragraph or footnote ends that has ended.
ENDED = re.compile(r"[。．.!?！？…:：」』）)\]>＞”\"*](?:\s*\[\^\d+\])*\s*$")
STARTS_ADDRESS = re.compile(r"\s*[<\[(（]*https?://", re.IGNORECASE)
#: Index of the block and number of each note.
Run = Sequence[tuple[int, int]]


class _Candidate(NamedTuple):
    """A way in which the notes of a document may be written, and how well references and notes fit one another.

    `run` has the numbers of the edition. Where numbers start anew, `series` has those of each run by what is printed,
    and `series_of` the index of the run that each block refers to.
    """

    score: float
    definition: NoteStyle
    run: Run
    reference: NoteStyle
    series: Sequence[Mapping[int, int]] = ()
    series_of: Mapping[int, int] = MappingProxyType({})


def begins_note(line: str) -> bool:
    """Tell whether a line begins a footnote by its look, whatever stands above it."""
    begun = (re.match(style.definition, line.lstrip()) for style in STYLES if not style.of_lists)
    return any(match and line.lstrip()[match.end() :].strip() for match in begun)


def is_notes_heading(text: str) -> bool:
    """Tell whether footnotes are gathered under a heading."""
    return bool(NOTES_HEADING.match(text.strip(" #:：＜＞<>【】*")))


def lift_notes(
    blocks: Sequence[DocumentBlock], log: ImportLog, joined: bool = False
) -> tuple[list[DocumentBlock], list[DocumentNote]]:
    """Return the blocks without footnotes, references to these written `[^n]`, and the footnotes.

    Where the blocks are not yet `joined`, what follows a footnote that has not ended belongs to it.
    """
    blocks = list(_open_tables(blocks))
    candidates = sorted(
        _candidates(blocks), key=lambda each: (-each.score, not each.definition.clear, not each.reference.clear)
    )
    unreferenced = _find_unreferenced(blocks)
    if unreferenced and not any(_are_of_list(each, unreferenced) for each in candidates):
        numbers = number_ranges(number for _, number in unreferenced.run)
        log.ask("notes-without-references", blocks[unreferenced.run[0][0]].line, numbers=numbers)
        candidates = [unreferenced]
    if not candidates:
        _ask_for_notes(blocks, log)
        return blocks, []
    best = candidates[0]
    starts = {index for index, _ in best.run}
    for other in candidates[1:]:
        first = other.run[0][0]
        if other.reference is not best.reference and first not in starts and other.score >= 2:
            log.ask("two-systems", blocks[first].line, form=best.reference.sample, other=other.reference.sample)
            break
    by_block = {id(blocks[at]): best.series[index] for at, index in best.series_of.items()}
    rest, notes = _take_notes(blocks, best, log, joined)
    whole = {note.number: note.number for note in notes}
    for block in rest:
        if block.kind != "code":
            block.text = _write_references(block, best.reference, by_block.get(id(block), whole), log)
    return rest, notes


def _open_tables(blocks: Iterable[DocumentBlock]) -> Iterator[DocumentBlock]:
    """Yield blocks; below a heading of notes each row of a table that holds them is a paragraph."""
    headed = False
    for block in blocks:
        headed = is_notes_heading(block.text) if block.kind == "heading" else headed
        lines = block.text.split("\n") if headed and block.kind in ("paragraph", "table") else []
        found = [(at, row) for at, line in enumerate(lines) if (row := NOTE_ROW.fullmatch(line))]
        texts = [(at, row["number"], re.sub(r"(?<!\\)\|$", "", row["text"].strip()).strip()) for at, row in found]
        in_table = block.kind == "table"
        rows = [row for row in texts if row[2] and not (in_table and re.search(r"(?<!\\)\|", row[2]))]
        if not rows or len(rows) < len(lines) - 2:  # its head and the rule below that
            yield block
            continue
        for at, number, text in rows:
            text = text.replace("\\|", "|")
            yield replace(block, kind="paragraph", text=f"{number}. {text}", line=block.line + at)


def _find_unreferenced(blocks: Sequence[DocumentBlock]) -> _Candidate | None:
    """Return the notes below their heading, whether anything refers to them or not."""
    headed = [at for at in _find_headings(blocks) if not WORKS_HEADING.match(blocks[at].text)]
    for style in STYLES if headed else ():
        run = [(at, number) for at, number in _list_definitions(blocks, style) if at > headed[-1]]
        numbers = [number for _, number in run]
        if len(run) > 1 and numbers[0] == 1 and all(0 < after - number <= 3 for number, after in pairwise(numbers)):
            return _Candidate(0, style, run, STYLES[0])
    return None


def _are_of_list(candidate: _Candidate, unreferenced: _Candidate) -> bool:
    """Tell whether notes that are referred to are those of a list, or as many, so that the list is not by itself."""
    own, listed = dict(candidate.run).keys(), dict(unreferenced.run).keys()
    return bool(own & listed) or len(own) >= len(listed) / 2


def _candidates(blocks: Sequence[DocumentBlock]) -> Iterator[_Candidate]:
    for definition in STYLES:
        run = _find_definitions(blocks, definition)
        numbers, taken = {number for _, number in run}, {index for index, _ in run}
        text = [block for index, block in enumerate(blocks) if index not in taken]
        for reference in STYLES if run else ():
            cited = _find_references(text, reference)
            matched = len(numbers & set(cited))
            if several := _match_series(blocks, definition, reference):
                yield several
            elif matched and (reference.clear or (_ascending(cited, numbers) and min(numbers) < SMALLEST_YEAR)):
                yield _Candidate(2 * matched - len(numbers ^ set(cited)) / 2, definition, run, reference)


def _match_series(blocks: Sequence[DocumentBlock], definition: NoteStyle, reference: NoteStyle) -> _Candidate | None:
    """Return notes whose numbers start anew in each chapter, where there are as many series of references."""
    found = _list_definitions(blocks, definition)
    headed = min(_find_headings(blocks), default=-1)
    runs: list[list[tuple[int, int]]] = []
    for index, number in found if definition.clear else [each for each in found if each[0] > headed]:
        if not runs or number <= runs[-1][-1][1]:
            runs.append([])
        runs[-1].append((index, number))
    defined = {index for index, _ in found}
    ends = [run[-1][0] for run in runs]
    series_of: dict[int, int] = {}
    current, highest, parted = -1, 0, True
    for at, block in enumerate(blocks):
        parted = parted or block.kind == "heading" or at in ends
        cited = [] if at in defined else _find_references([block], reference)
        if cited and parted and (current < 0 or (min(cited) == 1 and highest >= 1)):
            current, highest = current + 1, 0
        if cited:
            series_of[at], highest, parted = current, max(highest, *cited), False
    if len(runs) < 2 or current + 1 != len(runs):
        return None
    counter = itertools.count(1)
    series = [{number: next(counter) for _, number in run} for run in runs]
    run = [(index, known[number]) for known, each in zip(series, runs, strict=True) for index, number in each]
    referred = {at: _find_references([blocks[at]], reference) for at in series_of}
    right = sum(number in series[series_of[at]] for at, numbers in referred.items() for number in numbers)
    if right < 0.9 * sum(map(len, referred.values())):
        return None
    return _Candidate(2 * right, definition, run, reference, series, series_of)


def _ask_for_notes(blocks: Sequence[DocumentBlock], log: ImportLog) -> None:
    """Ask about a document in which no footnotes were found."""
    found = [_find_references(blocks, style) for style in STYLES if style.clear]
    if longest := max(found, key=lambda numbers: len(set(numbers))):
        log.ask("references-without-notes", 1, numbers=number_ranges(longest))
    else:
        log.ask("no-notes", 1)


def _find_definitions(blocks: Sequence[DocumentBlock], style: NoteStyle) -> Run:
    """Return index and number of each block that begins as a footnote of a style does."""
    found = _list_definitions(blocks, style)
    if style.clear or not found:
        return found
    headed = max(_find_headings(blocks), default=-1)
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


def _find_headings(blocks: Sequence[DocumentBlock]) -> list[int]:
    return [at for at, block in enumerate(blocks) if len(block.text) < 20 and is_notes_heading(block.text)]


def _list_definitions(blocks: Sequence[DocumentBlock], style: NoteStyle) -> Run:
    return [
        (index, _read_number(begun[1]))
        for index, block in enumerate(blocks)
        if block.kind in ("paragraph", "item") and (begun := re.match(style.definition, _with_marker(block, style)))
    ]


def _read_number(text: str) -> int:
    """Return a number as notes have it: 17, ¹⁷, 十七; of a sign its place in the order of printers."""
    text = unicodedata.normalize("NFKC", text).replace("\\", "").strip()
    if text[0] in _SIGNS:
        return _SIGNS.index(text[0]) + 1 + len(_SIGNS) * (len(text) - 1)
    total = digits = 0
    for value in (int(unicodedata.numeric(char)) for char in text):
        if value < 10:
            digits = digits * 10 + value
        else:
            total, digits = total + (digits or 1) * value, 0
    return total + digits


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
    for part in re.split(r"[,、，・]", text):
        first, _, last = (piece.strip() for piece in part.replace("–", "-").partition("-"))
        start, end = _read_number(first), _read_number(last or first)
        found += range(start, end + 1) if start <= end <= start + 20 else [start, end]
    return found


def _ascending(cited: Sequence[int], numbers: set[int]) -> bool:
    """Tell whether most numbers of notes come in rising order, as references do and enumerations do not."""
    own = [number for number in cited if number in numbers]
    rising = sum(one < other for one, other in pairwise(own))
    return len(set(own)) >= max(1, len(numbers) * 2 // 3) and rising >= (len(own) - 1) * 3 // 4


def _take_notes(
    blocks: Sequence[DocumentBlock], candidate: _Candidate, log: ImportLog, joined: bool
) -> tuple[list[DocumentBlock], list[DocumentNote]]:
    """Lift the footnotes out."""
    numbers = dict(candidate.run)
    first, last = min(numbers), max(numbers)
    twice: list[DocumentNote] = []
    notes: dict[int, DocumentNote] = {}
    rest: list[DocumentBlock] = []
    current, end, between = DocumentNote(0, 0), -1, False
    for index, block in enumerate(blocks):
        if index in numbers:
            text = _with_marker(block, candidate.definition)
            begun = re.match(candidate.definition.definition, text)
            assert begun
            label = begun[1].replace("\\", "")
            label = label if label[0] in _SIGNS else str(_read_number(label))
            series = (str(at) for at, each in enumerate(candidate.series, 1) if numbers[index] in each.values())
            text = text[begun.end() :].strip()
            current = DocumentNote(numbers[index], block.line, text, label, next(series, ""), boxes=block.boxes)
            end = index
            if notes.setdefault(current.number, current) is not current:
                twice.append(current)
        elif not joined and 0 <= end == index - 1 and _goes_on(current.text, block, index, candidate):
            log.change("note-joined", block.line, show_joint(current.text, block.text))
            current.text, end = join_lines(current.text, block.text), index
        elif index < last and (
            (block.kind in ("heading", "paragraph") and is_notes_heading(block.text))
            or (block.kind == "heading" and index > max(candidate.series_of, default=last))
        ):
            log.change("notes-heading", block.line, block.text)
        else:
            between = between or first < index < last
            if not between and end == index - 1 and index > last:
                rest.append(DocumentBlock("rule", "", block.line))  # what follows the notes is no part of the text
            rest.append(block)
    for note in twice:
        log.ask("number-twice", note.line, note.number, n=note.number, text=note.text, other=notes[note.number].line)
    return rest, list(notes.values())


def _goes_on(note: str, block: DocumentBlock, index: int, candidate: _Candidate) -> bool:
    """Tell whether a block goes on with the footnote right before it."""
    if block.kind not in ("paragraph", "item", "quote"):
        return False
    starts = {at for at, _ in candidate.run}
    between = index - 1 in starts and index + 1 in starts and not re.search(candidate.reference.reference, block.text)
    return bool(STARTS_ADDRESS.match(block.text)) or not ENDED.search(note) or between


def show_joint(one: str, other: str) -> str:
    """Return the ends of two texts that were joined, for the report."""
    return f"…{one[-12:]} ⏎ {other[:12]}…"


def _write_references(block: DocumentBlock, style: NoteStyle, numbers: Mapping[int, int], log: ImportLog) -> str:
    """Return a text with its references as `[^n]`; one without a footnote stays as it is, with a question.

    `numbers` are those of the edition by what is printed.
    """

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
        return space + "".join(f"[^{numbers[number]}]" for number in cited)

    return outside_code(block.text, lambda part: re.sub(style.reference, mark, part))


def number_ranges(numbers: Iterable[int]) -> str:
    """Return numbers as `1-3, 7`."""
    ranges = []
    for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0]):
        first, *rest = (number for _, number in run)
        ranges.append(f"{first}-{rest[-1]}" if rest else f"{first}")
    return ", ".join(ranges)
