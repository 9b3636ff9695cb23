"""Reads the text layer of a PDF: lines with their places and sizes, set together as paragraphs and headings."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import chain, groupby, pairwise, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from ..reading.bounded import OutOfBounds, run_bounded
from .document import Document, DocumentBlock, ImportLog, ImportRefused
from .inline_markdown import escape, join_lines
from .notes import ENDED, begins_note
from .plain_text import BULLET, SENTENCE_END, join_hyphenated

if TYPE_CHECKING:
    from pdfminer.layout import LTPage, LTTextLine

#: Radicals, which look like the characters that fonts map to them.
RADICAL = re.compile("[\u2e80-\u2fdf]")
#: A font this much larger than that of most of the text is one of headings.
LARGER = 1.12
#: A gap this many times as wide as that between two lines parts two paragraphs.
WIDER = 1.22
CAPTION = re.compile(r"(?:Table|Figure|Fig\.|Chart|Box|図|表)\s*[A-Z]?-?\d+\s*[.:．：\s]")
#: An entry of a list of contents, up to the number of the page.
LEADERS = re.compile(r"(?:\.\s?){5,}|…{3,}")
#: Entries of a page from which on they are a list, and how many lines there are at most from one to the next.
LIST = 3
#: The heading of a list of contents.
CONTENTS = re.compile(
    r"(?:table of )?contents|目\s*次|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|sumario", re.IGNORECASE
)
#: How a footnote ends that goes on on the next page.
CONTINUED = re.compile(r"\s*\(continued(?:\.{2,3}|…)?\)$")

#: Seconds of processor time that any file may take, bytes for each of which a larger one gets a second (a page of text
#: has about 3,000 and takes 0.3 s), and bytes of memory.
SECONDS, BYTES_A_SECOND, MEMORY = 5, 10_000, 1_000_000_000


class _Char(NamedTuple):
    """A character with the spaces after it that the layout implies, the size of its font, its edges in points."""

    text: str
    size: float
    x0: float
    y0: float
    x1: float
    y1: float


CharRun = list[_Char]


@dataclass(slots=True, eq=False)
class TextLine:
    """A line of a page, in points from the lower left corner."""

    text: str
    """Inline Markdown; small raised digits as `<sup>n</sup>`."""
    size: float
    """Size of its font."""
    left: float
    right: float
    bottom: float
    top: float
    """Its edges."""
    page: int
    """Number of the page."""


def read_pdf(data: bytes, log: ImportLog, progress: Callable[[str], None]) -> Document:
    """Return the document that the text layer of a PDF holds; pages count as lines.

    Raises ImportRefused: AE805 without text, AE806 without the library, AE807 where the file cannot be read.
    """
    try:
        seconds = max(SECONDS, len(data) / BYTES_A_SECOND)
        answer = run_bounded(f"{__name__}:write_pages", data, seconds, MEMORY, progress)
    except OutOfBounds:
        raise ImportRefused("AE807", message=f"more than {MEMORY // 1_000_000} MB of memory, or too long") from None
    if "refused" in answer:
        raise ImportRefused(answer["refused"], **answer["values"])
    pages = [[TextLine(*line) for line in lines] for lines in answer["pages"]]
    if not any(line.text.strip() for lines in pages for line in lines):
        raise ImportRefused("AE805")
    for lines in pages:
        replace_radicals(lines, log)
    drop_furniture(pages, log)
    return Document(log, set_blocks(pages, log), plain=True, joined=True)


def write_pages(data: bytes, progress: Callable[[str], None]) -> dict[str, Any]:
    """Return the lines of each page or column from top to bottom, as JSON can hold them, or why there are none."""
    try:
        from pdfminer.high_level import extract_pages
        from pdfminer.layout import LAParams
    except ImportError:
        return {"refused": "AE806", "values": {}}
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it comments on every font
    columns: list[list[TextLine]] = []
    try:
        layout = LAParams(char_margin=4, boxes_flow=0.5)
        for number, page in enumerate(extract_pages(io.BytesIO(data), laparams=layout), 1):
            progress(f"page {number}")
            columns += read_columns(page, number)
    except Exception as error:  # the library raises whatever a broken file makes it stumble over
        message = " ".join(str(error).split())[:200] or type(error).__name__
        return {"refused": "AE807", "values": {"message": message}}
    return {"pages": [[astuple(line) for line in lines] for lines in columns]}


def read_columns(page: LTPage, number: int) -> list[list[TextLine]]:
    """Return the lines of a page by its columns."""
    from pdfminer.layout import LTTextContainer, LTTextLine

    boxes = (box for box in page if isinstance(box, LTTextContainer))
    runs = [run for box in boxes for line in box if isinstance(line, LTTextLine) and (run := read_run(line))]
    gap = find_gap(runs)
    if not gap:
        return [set_lines(runs, number)]
    across: list[CharRun] = []
    beside: list[CharRun] = []
    for run in runs:
        (across if any(char.x0 < gap < char.x1 for char in run) else beside).append(run)
    halves = ([[char for char in run if (char.x0 >= gap) == right] for run in beside] for right in (False, True))
    left, right = (sorted(filter(None, half), key=_edges, reverse=True) for half in halves)
    highest = max(_edges(run)[1] for run in (*left, *right))
    above = [run for run in across if _edges(run)[1] > highest]
    below = [run for run in across if _edges(run)[1] <= highest]
    return [set_lines([*above, *left], number), set_lines([*right, *below], number)]


def read_run(line: LTTextLine) -> CharRun:
    """Return the characters of a line of the layout."""
    from pdfminer.layout import LTChar

    run: CharRun = []
    for char in line:
        if isinstance(char, LTChar):
            run.append(_Char(char.get_text(), char.size, *char.bbox))
        elif run:
            run[-1] = run[-1]._replace(text=run[-1].text + char.get_text())
    return run


def find_gap(runs: Iterable[CharRun]) -> float:
    """Return where two columns of a page part, 0 where they do not: near the middle, crossed by few lines."""
    chars = [char for run in runs for char in run if char.text.strip()]
    rows: defaultdict[int, CharRun] = defaultdict(list)
    for char in chars:
        rows[round(char.y0 / 4)].append(char)
    if len(rows) < 8:
        return 0
    left, right = min(char.x0 for char in chars), max(char.x1 for char in chars)
    size = Counter(round(char.size) for char in chars).most_common(1)[0][0]
    crossed = {
        x: sum(any(char.x0 - size / 2 < x < char.x1 + size / 2 for char in row) for row in rows.values())
        for x in range(round(left + 0.35 * (right - left)), round(left + 0.65 * (right - left)))
    }
    x = min(crossed, key=lambda x: crossed[x], default=0)
    before = sum(char.x1 <= x for char in chars)
    return float(x) if x and crossed[x] < 0.15 * len(rows) and 0.25 < before / len(chars) < 0.75 else 0


def set_lines(runs: Iterable[CharRun], number: int) -> list[TextLine]:
    """Return runs of characters as lines; those on one line are joined, for a raised number is often its own."""
    rows: list[CharRun] = []
    for run in runs:
        if rows and _on_one_line(rows[-1], run):
            rows[-1] += run
        else:
            rows.append(run)
    return [line for row in rows if (line := _set_line(row, number)).text]


def _edges(run: CharRun) -> tuple[float, float]:
    """Return the lower and the upper edge."""
    return min(char.y0 for char in run), max(char.y1 for char in run)


def _set_line(row: CharRun, number: int) -> TextLine:
    sizes = Counter(round(char.size, 1) for char in row if char.text.strip()).most_common(1)
    usual = sizes[0][0] if sizes else 0.0
    if len(row) < 4:
        usual = max(usual, *(round(char.size, 1) for char in row))
    base = min((char.y0 for char in row if char.size >= usual * 0.9), default=row[0].y0)

    def raised(char: _Char) -> bool:
        return char.size < usual * 0.8 and char.y0 > base + usual * 0.1 and char.text.strip().isdigit()

    text = ""
    for is_raised, chars in groupby(row, raised):
        run = "".join(char.text for char in chars)
        text += re.sub(r"\S+", r"<sup>\g<0></sup>", run) if is_raised else escape(run)
    return TextLine(" ".join(text.split()), usual, row[0].x0, row[-1].x1, *_edges(row), number)


def _on_one_line(row: CharRun, run: CharRun) -> bool:
    """Tell whether two runs stand on one line, the second to the right of the first."""
    (low, high), (bottom, top) = _edges(row), _edges(run)
    overlap = min(high, top) - max(low, bottom)
    return run[0].x0 >= row[-1].x1 - 1 and overlap > 0.5 * min(high - low, top - bottom)


def replace_radicals(lines: Sequence[TextLine], log: ImportLog) -> None:
    """Turn codes of radicals into the characters that they look like."""
    found: Counter[str] = Counter()
    for line in lines:
        found.update(RADICAL.findall(line.text))
        line.text = RADICAL.sub(lambda char: unicodedata.normalize("NFKC", char[0]), line.text)
    for char, count in found.items():
        log.change("radical", lines[0].page, f"{char} × {count}", unicodedata.normalize("NFKC", char))


def drop_furniture(pages: Sequence[list[TextLine]], log: ImportLog) -> None:
    """Leave out page numbers, and what stands at the edge of most pages."""
    edges = [[line for at, line in enumerate(page) if at < 2 or at >= len(page) - 2] for page in pages]
    often = Counter(place for lines in edges for place in {(_pattern(line), round(line.bottom / 4)) for line in lines})
    for page, lines in zip(pages, edges, strict=True):
        for line in lines:
            outermost = line in (page[:1] + page[-1:])
            page_number = outermost and re.fullmatch(r"\W*#\W*(?:#\W*)?", _pattern(line))
            times = often[_pattern(line), round(line.bottom / 4)]
            repeated = len(pages) >= 3 and times * 2 > len(pages) and len(line.text) < 100
            if page_number or repeated:
                log.change("furniture", line.page, line.text)
                page.remove(line)
        for line in find_contents(page):
            log.change("contents", line.page, line.text)
            page.remove(line)


def find_contents(page: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines of a page that are a list of contents: its entries, its headings, entries of two lines."""
    entries = [at for at, line in enumerate(page) if LEADERS.search(line.text)]
    listed = set(entries)
    if len(entries) >= LIST:
        for one, other in pairwise(entries):
            listed.update(range(one, other) if other - one <= LIST else ())
        if entries[0] and CONTENTS.fullmatch(page[entries[0] - 1].text):
            listed.add(entries[0] - 1)
    return [page[at] for at in sorted(listed)]


def _pattern(line: TextLine) -> str:
    return re.sub(r"\d+", "#", line.text)


@dataclass(frozen=True, slots=True)
class Typography:
    """What sizes the fonts of a document have, and how far its lines stand apart."""

    body: float
    """Size of most of the text."""
    large: Sequence[float]
    """Sizes of headings, the largest first."""
    steps: Mapping[float, tuple[float, bool]]
    """Size → from line to line, and whether a wider gap parts paragraphs."""
    whole: str
    """All lines, one after another."""

    def parted(self, before: TextLine, line: TextLine) -> bool:
        """Tell whether a wider gap than that between two lines parts them."""
        step = self.steps.get(line.size, (line.size * 1.2, False))[0]
        gap = before.bottom - line.bottom
        return gap > max(step * WIDER, step + 2) or gap < -line.size * 2


def set_blocks(pages: Sequence[Sequence[TextLine]], log: ImportLog) -> list[DocumentBlock]:
    """Return the lines of all pages as paragraphs, and as headings where the font is larger than that of the text."""
    sizes: Counter[float] = Counter()
    for line in chain.from_iterable(pages):
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    large = sorted((size for size in sizes if size > body * LARGER), reverse=True)
    whole = " ".join(line.text for line in chain.from_iterable(pages))
    look = Typography(body, large, measure_steps(pages), whole)
    blocks: list[DocumentBlock] = []
    last: dict[float, tuple[DocumentBlock, TextLine]] = {}
    for lines in filter(None, pages):
        last = set_page(lines, look, blocks, last, log)
    return blocks


def set_page(
    lines: Sequence[TextLine],
    look: Typography,
    blocks: list[DocumentBlock],
    open_blocks: dict[float, tuple[DocumentBlock, TextLine]],
    log: ImportLog,
) -> dict[float, tuple[DocumentBlock, TextLine]]:
    """Add the lines of a page to the blocks; return the last block of each size with its last line.

    `open_blocks` are those of the page before, with which this one may go on.
    """
    edges, number = (min(line.left for line in lines), max(line.right for line in lines)), lines[0].page
    last: dict[float, tuple[DocumentBlock, TextLine]] = {}
    before: TextLine | None = None
    block = DocumentBlock("paragraph", "", number)
    going_on, initial = find_continuation(lines, look), ""
    for index, line in enumerate(lines):
        if line.size in look.large and re.fullmatch(r"[^\W\d_]", line.text):
            initial = line.text  # of the paragraph that follows
            continue
        line.text, initial = initial + line.text, ""
        level = min(look.large.index(line.size) + 1, 6) if line.size in look.large and len(line.text) <= 80 else 0
        open_block = open_blocks.pop(line.size, None) if line.size == look.body or index == going_on else None
        if before and level and block.level == level and before.bottom - line.top < line.size:
            block.text = join_lines(block.text, line.text)
        elif not level and open_block and _goes_on(*open_block, line, edges[1]):
            block = open_block[0]
            block.text = join_hyphenated(CONTINUED.sub("", block.text), line.text, log, number, look.whole)
        elif before is None or level or _begins_paragraph(before, line, *edges, look):
            block = DocumentBlock("heading" if level else "paragraph", line.text, number, level)
            blocks.append(block)
        else:
            block.text = join_hyphenated(block.text, line.text, log, number, look.whole)
        block.boxes.append((line.page, line.left, line.bottom, line.right, line.top))
        before = line
        if not CAPTION.match(block.text):
            last[line.size] = block, line
    return last


def measure_steps(pages: Iterable[Sequence[TextLine]]) -> dict[float, tuple[float, bool]]:
    """Return by size of font how far its lines stand apart, and whether a wider gap parts its paragraphs."""
    found: defaultdict[float, Counter[float]] = defaultdict(Counter)
    for before, line in chain.from_iterable(map(pairwise, pages)):
        if before.size == line.size and before.bottom > line.bottom:
            found[line.size][round((before.bottom - line.bottom) * 2) / 2] += 1
    steps = {}
    for size, counts in found.items():
        step = counts.most_common(1)[0][0]
        wider = sum(count for gap, count in counts.items() if step * WIDER < gap < step * 3)
        steps[size] = step, wider > 2 and wider * 30 > counts.total()
    return steps


def find_continuation(lines: Sequence[TextLine], look: Typography) -> int:
    """Return the index of the line with which a footnote of the page before may go on: above the first of this page."""
    foot = len(lines) - sum(1 for _ in takewhile(lambda line: line.size < look.body - 0.6, reversed(lines)))
    start = next((at for at in range(foot, len(lines)) if begins_note(lines[at].text)), len(lines))
    while start > foot:
        start -= 1
        if start > foot and look.parted(lines[start - 1], lines[start]):
            break
    return start


def _goes_on(block: DocumentBlock, last: TextLine, line: TextLine, right: float) -> bool:
    """Tell whether the first line of its size on a page goes on with the last block of that size on the page before."""
    if CONTINUED.search(block.text):
        return True
    if begins_note(line.text) or BULLET.match(line.text) or CAPTION.match(line.text) or ENDED.search(block.text):
        return False
    return block.kind == "paragraph" and last.right > right - 0.25 * (right - last.left)


def _begins_paragraph(before: TextLine, line: TextLine, left: float, right: float, look: Typography) -> bool:
    """Tell whether a line begins a paragraph: by a gap, indent, short line before it, other size, number of a note."""
    if abs(before.size - line.size) > 0.6 or begins_note(line.text) or BULLET.match(line.text):
        return True
    if look.parted(before, line):
        return True
    ended = before.text.endswith(">") or bool(SENTENCE_END.search(before.text))
    indented = line.left > left + 0.8 * look.body > before.left
    spaced = look.steps.get(line.size, (0.0, False))[1]
    return not spaced and ended and (before.right < right - 2 * look.body or indented)
