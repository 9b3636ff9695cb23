"""Japanese lines in the PDF, and the PDF without them."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from annotated_edition import Edition
from support.exports import tool

#: What may not begin a line of Japanese.
NEVER_FIRST = "、。，．・：；？！」』）］｝〕〉》】ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々"
POINTS_OF_THE_MEASURE = (97.6, 497.6)
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("exported", ["shipped"], indirect=True)
def test_japanese_lines_are_composed(exported: tuple[Edition, Path], pdf_file: Path) -> None:
    left, right = POINTS_OF_THE_MEASURE
    firsts, ends = "", []
    appendices = int(re.search(r'(?m)^\s*(\d+) \[.*\] "initiatives"$', tool("pdfinfo", "-dests", str(pdf_file)))[1])  # type: ignore[index]
    for rows in rows_of(pdf_file)[: appendices - 1]:
        firsts += "".join(text[0] for _, _, _, text in rows)
        for (height, _, end, text), (next_height, next_start, _, _) in pairwise(rows):
            if 16.5 < next_height - height < 17.5 and left - 6 < next_start < left + 2 and len(text) > 20:  # it goes on
                ends.append((end, text))
    assert [char for char in firsts if char in NEVER_FIRST] == []
    assert len(ends) > 40
    for end, text in ends:
        assert abs(end - right) < 1 or (text[-1] in "、。」』）〕" and 0 < end - right < 11), (end, text)


def rows_of(pdf_file: Path) -> list[list[tuple[float, float, float, str]]]:
    """For each page its lines: height of the middle, left and right edge, text."""
    pages = []
    for page in tool("pdftotext", "-bbox", str(pdf_file), "-").split("<page ")[1:]:
        rows: list[list[tuple[float, float, float, str]]] = []
        for x1, y1, x2, y2, text in re.findall(
            r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page
        ):
            word = ((float(y1) + float(y2)) / 2, float(x1), float(x2), unescape(text))
            row = next((row for row in rows if abs(row[0][0] - word[0]) < 5), None)
            if row is None:
                rows.append(row := [])
            row.append(word)
        merged = [
            (
                row[0][0],
                min(w[1] for w in row),
                max(w[2] for w in row),
                "".join(w[3] for w in sorted(row, key=lambda w: w[1])),
            )
            for row in rows
        ]
        pages.append(sorted(merged))
    return pages
