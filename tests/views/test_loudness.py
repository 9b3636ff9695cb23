"""Which terms and elements of a section are visibly marked."""

from __future__ import annotations

from annotated_edition import open_edition
from annotated_edition.views.loudness import LARGEST_SHARE, find_loud_marks
from support.places import CACHE, ROOT


def test_a_section_marks_what_it_names_first_and_little_of_its_text() -> None:
    edition = open_edition(ROOT / "data", ROOT / "docs", CACHE)
    marked: list[str] = []
    for section in edition.sections:
        marks = edition.pages[section.page].marks
        loud = [mark for mark in marks if mark.start in find_loud_marks(edition, section, marks)]
        assert sum(len(mark.text) for mark in loud) <= LARGEST_SHARE * sum(
            len(each.text) for each in section.paragraphs
        )
        marked += [mark.target for mark in loud]
    assert len(marked) == len(set(marked)) > 10
