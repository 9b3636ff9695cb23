"""The PDF, read by the tools of Poppler."""

from __future__ import annotations

import logging
import re
from functools import partial
from pathlib import Path

import pytest

from annotated_edition import Edition
from annotated_edition.exports.book import Book, edition_moment
from annotated_edition.exports.pdf import write_pdf
from annotated_edition.hosts.book_text import convert_for_book
from annotated_edition.model.spans import plain
from support.exports import squeezed, tool

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def pages_of_pdf(pdf_file: Path) -> list[str]:
    return tool("pdftotext", "-layout", str(pdf_file), "-").split("\f")[:-1]


def test_every_footnote_stands_on_the_page_of_its_reference(
    exported: tuple[Edition, Path], pdf_file: Path, pages_of_pdf: list[str]
) -> None:
    edition, _ = exported
    where = {
        m[2]: int(m[1]) for m in re.finditer(r'(?m)^\s*(\d+) \[.*\] "(.*)"$', tool("pdfinfo", "-dests", str(pdf_file)))
    }
    for number, footnote in edition.footnotes.items():
        assert where[f"fn-{number}"] == where[f"fnref-{number}"], number
        page = squeezed(pages_of_pdf[where[f"fn-{number}"] - 1])
        assert squeezed(f"{number}{plain(footnote.before)}{plain(footnote.cluster)}") in page, number
        assert squeezed(plain(footnote.after)) in page


def test_pdf_has_the_whole_text(exported: tuple[Edition, Path], pages_of_pdf: list[str]) -> None:
    edition, _ = exported
    text = squeezed("".join(pages_of_pdf))
    wanted = [paragraph.text for section in edition.sections for paragraph in section.paragraphs]
    wanted += [plain(term.definition) for term in edition.terms.values()]
    wanted += [plain(element.summary) for element in edition.elements.values()]
    wanted += [plain(source.full) for source in edition.sources.values()]
    grams = [each[at : at + 8] for each in map(squeezed, wanted) for at in range(0, max(1, len(each) - 8), 4)]
    missing = [gram for gram in grams if gram not in text]
    assert len(missing) <= len(grams) * 0.06, missing  # those that a page's end or a reference's number parts


def test_no_comma_is_left_where_an_address_is_left_out(pages_of_pdf: list[str]) -> None:
    assert [line for page in pages_of_pdf for line in page.split("\n") if re.search("[,、] ?[.。]", line)] == []


def test_pdf_is_tagged_and_dated_and_named(exported: tuple[Edition, Path], pdf_file: Path) -> None:
    edition, _ = exported
    info = dict(re.findall(r"(?m)^([^:]+):\s+(.*)$", tool("pdfinfo", "-isodates", str(pdf_file))))
    assert info["Title"] == edition.imprint.title
    assert info["Tagged"] == "yes"
    assert "(A4)" in info["Page size"]
    assert info["CreationDate"].startswith("2026-09-21T")
    assert re.search(r"pdfuaid:part[^0-9]*1", tool("pdfinfo", "-meta", str(pdf_file)))
    structure = tool("pdfinfo", "-struct", str(pdf_file))
    assert structure.count("H1") > len(edition.sections)


def test_pdf_embeds_its_fonts(pdf_file: Path) -> None:
    lines = tool("pdffonts", str(pdf_file)).splitlines()[2:]
    assert lines
    assert all(re.search(r"\syes yes yes\s+\d+\s+\d+$", line) for line in lines), lines
    assert any("Noto-Serif-CJK" in line or "NotoSerif" in line for line in lines)


def test_weasyprint_finds_nothing_to_complain_of(
    exported: tuple[Edition, Path], caplog: pytest.LogCaptureFixture
) -> None:
    edition, _ = exported  # a link to nowhere, a property that it does not know, a picture that it cannot load
    book = Book(
        edition=edition,
        render=partial(convert_for_book, edition),
        read=lambda path: None,
        address=None,
        moment=edition_moment(edition, None),
        site=dict,
    )
    with caplog.at_level(logging.WARNING, "weasyprint"):
        _, missing = write_pdf(book)
    assert [record.getMessage() for record in caplog.records] == []
    assert missing is None


def test_pdf_can_be_drawn(pdf_file: Path, tmp_path: Path, pages_of_pdf: list[str]) -> None:
    tool("pdftoppm", "-r", "72", "-gray", str(pdf_file), str(tmp_path / "page"))
    pictures = sorted(tmp_path.glob("*.pgm"))
    assert len(pictures) == len(pages_of_pdf)
    for picture in pictures:
        pixels = picture.read_bytes()
        assert 0.002 < sum(pixel < 160 for pixel in pixels) / len(pixels) < 0.2, picture.name


def test_odd_texts_make_a_pdf(odd: Path) -> None:
    (file,) = odd.glob("*.pdf")
    where = re.findall(r'"(fn(?:ref)?-\d[^"]*|section-2\.fnref[^"]*)"', tool("pdfinfo", "-dests", str(file)))
    assert sorted(where) == [
        "fn-1",
        "fn-2",
        "fn-3",
        "fn-4",
        "fnref-1",
        "fnref-2",
        "fnref-2-2",
        "fnref-3",
        "section-2.fnref-2",
    ]
