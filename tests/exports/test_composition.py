"""Japanese lines in the PDF, and the PDF without them."""

from __future__ import annotations

import re
import sys
from functools import partial
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from annotated_edition import Edition
from annotated_edition.exports.book import Book, edition_moment
from annotated_edition.exports.pdf import write_pdf
from annotated_edition.hosts.book_text import convert_for_book
from support.editions import english
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
        for (height, _, end, text), (next_height, next_start, _, following) in pairwise(rows):
            if re.match("[「『（]?[A-Za-z]{5}", following):  # a word in Latin letters is not divided
                continue
            if 16.5 < next_height - height < 17.5 and left - 6 < next_start < left + 2 and len(text) > 20:  # it goes on
                ends.append((end, text))
    assert [char for char in firsts if char in NEVER_FIRST] == []
    assert len(ends) > 25
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


def test_a_link_that_follows_leaves_the_lines_as_they_are() -> None:
    """WeasyPrint leaves one word on a line where a text fits but for the space at its end."""
    import weasyprint
    from weasyprint.formatting_structure.boxes import LineBox, TextBox

    from annotated_edition.exports.composition import japanese_composition

    def lines(html: str, width: int) -> list[str]:
        css = weasyprint.CSS(
            string=f"@page {{ margin: 0; size: {width}px 500px }} body, p {{ margin: 0; font-size: 10px }}"
        )
        with japanese_composition():
            document = weasyprint.HTML(string=html).render(stylesheets=[css])
        boxes = [box for page in document.pages for box in page._page_box.descendants() if isinstance(box, LineBox)]
        return ["".join(b.text for b in box.descendants() if isinstance(b, TextBox)).strip() for box in boxes]

    text = "widen engagement with limited resources among <a>like-minded</a> ones"
    for width in range(120, 240, 2):
        assert lines(f"<p>{text}</p>", width) == lines(f"<p>{re.sub('<.*?>', '', text)}</p>", width), width


def book() -> Book:
    edition = english()
    return Book(
        edition=edition,
        render=partial(convert_for_book, edition),
        read=lambda path: None,
        address=None,
        moment=edition_moment(edition, None),
        site=dict,
    )


def test_the_functions_are_replaced_only_while_a_pdf_is_made() -> None:
    from weasyprint.layout import inline

    before = inline.text_align
    content, missing = write_pdf(book())
    assert (content[:5], missing, inline.text_align) == (b"%PDF-", None, before)


def test_for_another_version_the_pdf_is_made_without_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint

    monkeypatch.setattr(weasyprint, "__version__", "71.1")
    monkeypatch.setitem(sys.modules, "annotated_edition.exports.composition", None)  # an import would raise
    content, missing = write_pdf(book())
    assert content.startswith(b"%PDF-")
    assert missing is not None
    assert (missing.code, missing.values) == ("export-no-composition", {"version": "71.1", "expected": "70"})


def test_without_one_of_the_functions_the_pdf_is_made_without_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.text import line_break

    monkeypatch.delattr(line_break, "split_first_line")  # who calls it has a name of its own for it
    monkeypatch.delitem(sys.modules, "annotated_edition.exports.composition", raising=False)
    content, missing = write_pdf(book())
    assert content.startswith(b"%PDF-")
    assert missing is not None
    assert missing.code == "export-no-composition"
