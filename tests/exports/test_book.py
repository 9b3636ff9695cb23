"""What the books have in common."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotated_edition import Edition
from annotated_edition.exports.book import Book, edition_moment
from annotated_edition.exports.pdf import PdfWriter
from annotated_edition.model.labels import FootnoteLabel
from support.editions import english, make, open_at, shipped
from support.exports import XHTML, Epub, said, squeezed, tool


def book(edition: Edition, address: str | None = None) -> Book:
    return Book(
        edition=edition,
        render=lambda writer: "",
        read=lambda path: None,
        address=address,
        moment=edition_moment(edition, None),
        site=dict,
    )


def test_the_parts_are_the_sections_and_the_appendices_with_something_to_say() -> None:
    parts = [(part.kind, part.name) for part in book(english()).parts]
    assert parts == [
        ("section", "section-1"), ("section", "section-2"), ("initiatives", "initiatives"),
        ("chronology", "chronology"), ("terms", "terms"), ("sources", "sources"),
        ("evidence", "evidence"),
    ]  # fmt: skip
    bare = replace(english(), initiatives={}, events=(), terms={}, sources={})
    assert [part.kind for part in book(bare).parts] == ["section", "section"]


def test_the_name_and_the_identifier() -> None:
    assert book(shipped()).name == "nids-342-annotated-1.0.0-2026-11-23"
    newer = replace(shipped(), imprint=replace(shipped().imprint, version="2.0.0"))
    assert book(newer).identifier == book(shipped()).identifier
    assert book(english()).identifier != book(shipped()).identifier


def test_a_footnote_is_carried_by_the_first_section_that_cites_it() -> None:
    edition = english()
    pages = [section.page for section in edition.sections]
    carried = {page: [footnote.number for footnote in book(edition).carried(page)] for page in pages}
    assert carried == {"text/opening.md": ["1", "2"], "text/reforms.md": ["3", "4"]}
    unreferenced = replace(edition.footnotes["1"], references=())
    other = replace(edition, footnotes={**edition.footnotes, FootnoteLabel("1"): unreferenced})
    assert book(other).home(FootnoteLabel("1")) == pages[-1]


def test_the_edition_s_own_explanation_of_a_term_is_shown_as_such(tmp_path: Path) -> None:
    terms = "- {id: b, name: port, definition: A place., gloss: A harbour.}\n"
    whole = book(open_at(make(tmp_path, **{"data/terms.yml": terms})))
    (part,) = [part for part in whole.parts if part.kind == "terms"]
    assert "<p>A place.</p>\n<p><b>The edition’s note</b>: A harbour.</p>" in PdfWriter(whole, part).appendix()


@pytest.mark.parametrize(
    ("epoch", "moment"),
    [("86400", datetime(1970, 1, 2, tzinfo=UTC)), (None, datetime(2026, 11, 23, tzinfo=UTC)), ("", datetime(2026, 11, 23, tzinfo=UTC))],
)  # fmt: skip
def test_the_moment_is_that_of_the_build_else_of_the_edition(epoch: str | None, moment: datetime) -> None:
    assert edition_moment(shipped(), epoch) == moment


@pytest.mark.slow
def test_every_medium_names_footnotes_by_their_labels(labelled: Path) -> None:
    (epub_file,), (pdf_file,), (single_file,) = (labelled.glob(f"*.{ending}") for ending in ("epub", "pdf", "html"))
    epub = Epub(epub_file)
    carried = {aside.get("id") for page in epub.pages.values() for aside in page.iter(f"{XHTML}aside")}
    assert carried == {"fn-c1-1", "fn-c1-star", "fn-c1-12a", "fn-c2-1", "fn-c2-2", "fn-c2-3"}
    single = re.sub("<[^>]+>", "", single_file.read_text(encoding="utf-8"))
    texts = ["".join(said(page) for page in epub.pages.values()), single, tool("pdftotext", str(pdf_file), "-")]
    for text in map(squeezed, texts):
        assert squeezed("What note 12a says, and the sign, holds for 2:3 as well.") in text
        assert squeezed("see note 1 above") in text
        assert squeezed("unlike note 1:1 and the note before") in text
