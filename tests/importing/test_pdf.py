"""The text layer of PDFs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotated_edition.importing.document import ImportLog
from annotated_edition.importing.pdf import TextLine, drop_furniture, find_contents, replace_radicals, set_blocks
from support.imports import cited, imported, referred, refused

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = """<html><style>body {{ font: 11pt/1.6 "Noto Sans CJK JP", sans-serif }} sup {{ font-size: 6pt }} h1 {{ font-size: 18pt }}
h2 {{ font-size: 14pt }} .note {{ font-size: 8pt; margin: 2pt }} .break {{ break-after: page }}</style><body>{}</body></html>"""
PDF_BODY = """<h1>甕の話</h1><p>苔山 一</p><h2>はじめに</h2>
<p>甕は土で作られる<sup>1</sup>。焼くのは二度である<sup>2</sup>。土は山から運ばれ、水で練られ、ろくろの上で形を得る。
形ができると日陰で乾かし、十分に乾いたものだけを窯に入れる。窯の火は三日のあいだ絶やさずに守られるのである。</p>
<div class="break"></div><h2>おわりに</h2><p>硝子は後から来た<sup>3</sup>。</p>
<p class="note"><sup>1</sup> 羊歯花子『甕』（見本書房、2001年）5頁。</p>
<p class="note"><sup>2</sup> 同上、6頁。</p><p class="note"><sup>3</sup> 羊歯花子「硝子」『架空器物』第2号（2004年）9頁。</p>"""


@pytest.mark.browser
def test_a_pdf_of_a_browser(tmp_path: Path, browser: Browser) -> None:
    pytest.importorskip("pdfminer")
    page = browser.new_page()
    page.set_content(PAGE.format(PDF_BODY))
    file = tmp_path / "jars.pdf"
    header = "<span style='font-size:8px' class=pageNumber></span>"
    page.pdf(path=str(file), display_header_footer=True, header_template="<span></span>", footer_template=header)
    edition = imported(file, tmp_path / "made")
    assert cited(edition) == {1: [("book-2001", "5")], 2: [("book-2001", "6")], 3: [("article-2004", "9")]}
    assert referred(edition) == [("はじめに", [1, 2]), ("おわりに", [3])]
    assert edition.work.title == "甕の話"
    places = json.loads((tmp_path / "made/.import/places.json").read_bytes())
    assert {number: {box[0] for box in boxes} for number, boxes in places.items()} == {"1": {2}, "2": {2}, "3": {2}}
    assert (tmp_path / "made/.import/original.pdf").read_bytes() == file.read_bytes()
    assert (tmp_path / "made/.import/.gitignore").read_text(encoding="utf-8") == "*\n"
    page.set_content("<svg width=200 height=200><circle cx=90 cy=90 r=50 /></svg>")
    page.pdf(path=str(file))
    page.close()
    assert refused(file, tmp_path / "picture") == "AE805"


def line(text: str, top: float, size: float = 10, left: float = 50, right: float = 400) -> TextLine:
    return TextLine(text, size, left, right, top - size, top, 1)


def test_lines_are_set_as_paragraphs_and_headings() -> None:
    page = [
        line("A Title on", 800, size=18),
        line("two lines", 780, size=18),
        line("A paragraph whose lines are as wide as the page is, and it", 740),
        line("ends here.", 728, right=120),
        line("Another one begins with an in-", 716, left=65),
        line("dent. [1] is no note.", 704),
        line("[1] A note.", 680, size=8),
        line("[2] Another note.", 670, size=8),
    ]
    blocks = set_blocks([page], ImportLog())
    assert [(block.kind, block.text, block.level) for block in blocks] == [
        ("heading", "A Title on two lines", 1),
        ("paragraph", "A paragraph whose lines are as wide as the page is, and it ends here.", 0),
        ("paragraph", "Another one begins with an indent. [1] is no note.", 0),
        ("paragraph", "[1] A note.", 0),
        ("paragraph", "[2] Another note.", 0),
    ]


def texts_of(*pages: list[TextLine]) -> list[str]:
    return [block.text for block in set_blocks(pages, ImportLog())]


def test_a_gap_parts_paragraphs_and_nothing_else_where_gaps_do() -> None:
    lines = [line(f"Line {n} of many, all of one length and end.", 800 - 12 * n) for n in range(12)]
    lines += [line(f"After a gap {n}.", 620 - 18 * n, right=120) for n in range(4)]
    (first, *others) = texts_of(lines)
    assert first.count("Line") == 12
    assert others == [f"After a gap {n}." for n in range(4)]


def test_paragraphs_and_notes_go_on_over_pages() -> None:
    one = [
        *(line("A line of the text, as long as most lines of it are, without a stop", 760 - 12 * n) for n in range(5)),
        line("<sup>1</sup> A note of its own, of two", 130, size=8),
        line("lines.", 120, size=8, right=80),
        line("<sup>2</sup> A note that is (continued...)", 110, size=8),
    ]
    two = [
        line("a sentence ends here.<sup>3</sup>", 700, right=200),
        line("Source: a chart.", 400, size=8),
        line("long goes on.", 120, size=8),
        line("<sup>3</sup> Another.", 110, size=8),
    ]
    text, *others = texts_of(one, two)
    assert text.endswith("without a stop a sentence ends here.<sup>3</sup>")
    assert others == [
        "<sup>1</sup> A note of its own, of two lines.",
        "<sup>2</sup> A note that is long goes on.",
        "Source: a chart.",
        "<sup>3</sup> Another.",
    ]


def test_a_large_initial_belongs_to_its_paragraph() -> None:
    assert texts_of([line("E", 720, size=30), line("ach harbour has a lamp over its door, and no", 710)]) == [
        "Each harbour has a lamp over its door, and no"
    ]


def test_what_stands_at_the_edge_of_most_pages_is_left_out() -> None:
    log = ImportLog()
    pages = [
        [line("Harbour Studies", 800), line(f"Text {letter}", 700), line(f"Page {n}", 20), line(f"- {n} -", 10)]
        for n, letter in enumerate("abc", 1)
    ]
    drop_furniture(pages, log)
    assert [[each.text for each in page] for page in pages] == [["Text a"], ["Text b"], ["Text c"]]
    assert len(log.changes) == 9


def test_a_list_of_contents_goes_with_its_headings_and_entries_of_two_lines() -> None:
    headings = {"The Jars", "Contents", "Figures"}

    def found(*texts: str) -> list[str]:
        lines = [TextLine(text, 14 if text in headings else 11, 72, 300, 0, 0, 3) for text in texts]
        return [line.text for line in find_contents(lines)]

    listed = ["Contents", "Clay ........ 1", "A Long History of", "Glass ........ 3", "Figures", "A Jar ........ 2"]
    assert found("The Jars", *listed, "Clay is old.") == listed
    assert found("Clay", "A lone entry ........ 7", "It is red.") == ["A lone entry ........ 7"]
    rows = [f"Row {n} ........ {n}" for n in range(3)]
    text = ["It is dug.", "It is kneaded.", "It is turned.", "It is fired."]
    assert found("The Jars", rows[0], *text, rows[1], *text, rows[2]) == rows


def test_codes_of_radicals_become_characters() -> None:
    log = ImportLog()
    lines = [line("⼀⼆⼀", 10)]
    replace_radicals(lines, log)
    assert lines[0].text == "一二一"
    assert [(each.line, each.before, each.after) for each in log.changes] == [(1, "⼀ × 2", "一"), (1, "⼆ × 1", "二")]
