"""How WeasyPrint is made to set lines, Japanese ones as JLREQ asks (W3C, Requirements for Japanese Text Layout, 3.1).

Marks of punctuation that meet give up their blank halves, stops may hang at the end of a line, and lines are set out to
their full width by opening gaps between characters. Five functions of WeasyPrint are replaced for it, and Pango is
called below them; `pdf.py` does so only for the version that this is written for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import LayoutContext, block, inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

HANGING_STOPS = "、。，．"
CLOSING_BRACKETS = "」』）］｝〕〉》】"
OPENING_BRACKETS = "「『（［｛〔〈《【"
WIDE_TEXT = re.compile("[\u2010-\u2027\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]+")
#: A mark that meets another one or a reference (which a word joiner ties to it), and gives up its blank half.
MEETING = re.compile(
    f"[{HANGING_STOPS}{CLOSING_BRACKETS}](?=[{HANGING_STOPS}{CLOSING_BRACKETS}{OPENING_BRACKETS}\u2060])"
    f"|(?<=[{OPENING_BRACKETS}])[{OPENING_BRACKETS}]"
)
#: How far a gap may be opened, in characters; a line that would need more, of long words or addresses, stays short.
LOOSEST = 0.15
_set_text = line_break.Layout.set_text
_split_first_line = line_break.split_first_line
_text_align = inline.text_align


@contextmanager
def japanese_composition() -> Iterator[None]:
    """Replace the functions of WeasyPrint within the context."""
    with ExitStack() as stack:
        for owner, name, function in REPLACEMENTS:
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, function)
        yield


def set_text(layout: Any, text: str, justify: bool = False) -> None:
    """Set marks that meet in half their width; open the gaps of a justified line."""
    _set_text(layout, text, justify)
    opened = layout.justification_spacing if justify else 0
    halved = [mark.span() for mark in MEETING.finditer(layout.text)]
    gaps = [run.span() for run in WIDE_TEXT.finditer(layout.text)] if opened else []
    if not halved and not gaps:
        return
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)

    def add(attribute: Any, start: int, end: int) -> None:
        attribute.start_index = len(layout.text[:start].encode())
        attribute.end_index = attribute.start_index + len(layout.text[start:end].encode())
        pango.pango_attr_list_insert(attributes, attribute)

    for span in halved:
        add(pango.pango_attr_font_features_new(b"halt 1"), *span)
    for span in gaps:
        add(pango.pango_attr_letter_spacing_new(int(opened * TO_UNITS)), *span)
    pango.pango_layout_set_attributes(layout.layout, attributes)


def split_first_line(
    text: str, style: Any, context: Any, max_width: float | None, justification_spacing: float, **options: Any
) -> tuple[Any, ...]:
    """Let a line be as much longer as the mark, or the space, at its end is blank or may hang."""
    line: tuple[Any, ...] = _split_first_line(text, style, context, max_width, justification_spacing, **options)
    if max_width is not None and line[2] is not None and text.endswith(" "):
        # Where all of a text fits but for the space at its end, WeasyPrint would leave one word of it on the line.
        bare = _split_first_line(text.rstrip(" "), style, context, max_width, justification_spacing, **options)
        if bare[2] is None:
            width = bare[3] + style["font_size"]
            return tuple(_split_first_line(text, style, context, width, justification_spacing, **options))
    if style["text_align_all"] != "justify" or max_width is None or line[2] is None:
        return line
    em = style["font_size"]
    longer: tuple[Any, ...] = _split_first_line(text, style, context, max_width + em, justification_spacing, **options)
    excess = _excess(longer, em, hanging=True)
    if longer[2] is not None and longer[1] > line[1] and longer[3] - excess <= max_width + 0.01:
        return _narrow(longer, excess)
    return _narrow(line, _excess(line, em, hanging=line[3] > max_width + em / 2 + 0.01))


def _excess(line: tuple[Any, ...], em: float, hanging: bool) -> float:
    """Return how much of a line's width its last character can do without."""
    text = line[0].text.rstrip()
    if text.endswith(tuple(HANGING_STOPS)):
        return em if hanging else em / 2
    return em / 2 if text.endswith(tuple(CLOSING_BRACKETS)) else 0.0


def _narrow(line: tuple[Any, ...], excess: float) -> tuple[Any, ...]:
    layout, length, resume_at, width, *rest = line
    return (layout, length, resume_at, width - excess, *rest)


def text_align(context: Any, line: Any, available_width: float, last: bool) -> float:
    """Set a line out to its full width; return where it begins: an opening bracket stands in the margin by half."""
    texts = list(_texts(line))
    text = "".join(box.text for box in texts).strip()
    if line.style["text_align_all"] != "justify" or not WIDE_TEXT.search(text):
        return float(_text_align(context, line, available_width, last))
    shift = texts[0].style["font_size"] / 2 if text[0] in OPENING_BRACKETS and _begins_with_text(line) else 0.0
    room = available_width - line.width + shift
    if room > 0 and not last:
        _set_out(line, texts, room)
    return -shift


def _texts(box: Any) -> Iterator[Any]:
    """Yield the boxes of text in a line."""
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _texts(child)


def _begins_with_text(box: Any) -> bool:
    """Return whether nothing stands before the first text of a line, as the number of a footnote does."""
    while isinstance(box, (boxes.LineBox, boxes.InlineBox)) and box.children:
        box = box.children[0]
    return isinstance(box, boxes.TextBox)


def _set_out(line: Any, texts: list[Any], room: float) -> None:
    """Open all gaps of a line by the same amount."""
    growth = [_width(box, 1) - _width(box, 0) for box in texts]
    between = [
        float(bool(one.text and other.text and WIDE_TEXT.match(one.text[-1]) and WIDE_TEXT.match(other.text[0])))
        for one, other in pairwise(texts)
    ]
    total = sum(growth) + sum(between)
    if total > 0 and (opened := room / total) <= LOOSEST * texts[0].style["font_size"]:
        gains = zip(growth, [*between, 0.0], strict=True)
        _widen(line, opened, {id(box): gain for box, gain in zip(texts, gains, strict=True)}, 0.0)


def _width(box: Any, opened: float) -> float:
    """Return the width of a text whose gaps are opened by so much."""
    layout = line_break.Layout(box.style, opened)
    layout.set_text(box.text, justify=True)
    first, _ = layout.get_first_line()
    width, _ = line_break.line_size(first, box.style)
    layout.deactivate()
    return float(width)


def _widen(box: Any, opened: float, gains: dict[int, tuple[float, float]], moved: float) -> float:
    """Move a box and its content right by what stands before it has grown; return by how much the next box moves.

    `gains` are by how much each text grows, and the gap after it, when gaps are opened by 1.
    """
    if isinstance(box, boxes.TextBox):
        grown, after = gains[id(box)]
        box.position_x += moved
        box.justification_spacing = opened
        layout = line_break.Layout(box.style, opened, box.pango_layout.max_width)
        layout.set_text(box.text)
        layout.deactivate()
        box.pango_layout = layout
        box.width += grown * opened
        return moved + grown * opened + after * opened
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        box.position_x += moved
        before = moved
        for child in box.children:
            if child.is_in_normal_flow():
                moved = _widen(child, opened, gains, moved)
        box.width += moved - before
        return moved
    box.translate(moved, 0)
    return moved


def _lay_out(function: Callable[..., Any], in_column: bool) -> Callable[..., Any]:
    """Return a function of WeasyPrint that lays out as in a column, or as outside one."""

    def lay_out(context: Any, *arguments: Any) -> Any:
        before, context.in_column = context.in_column, in_column
        try:
            return function(context, *arguments)
        finally:
            context.in_column = before

    return lay_out


#: Class or module, name of its function, and what replaces it.
REPLACEMENTS: tuple[tuple[Any, str, Callable[..., Any]], ...] = (
    (line_break.Layout, "set_text", set_text),
    (inline, "split_first_line", split_first_line),
    (inline, "text_align", text_align),
    # In a column WeasyPrint puts no footnote off to the next page; the footnotes have their room on the page.
    (block, "_linebox_layout", _lay_out(block._linebox_layout, in_column=True)),
    (LayoutContext, "_update_footnote_area", _lay_out(LayoutContext._update_footnote_area, in_column=False)),
)
