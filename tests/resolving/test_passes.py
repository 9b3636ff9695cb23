"""From files to the edition: what is resolved, and what is found wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotated_edition import open_edition
from annotated_edition.model.messages import format_line
from annotated_edition.views.records import encode
from support.catalogue import texts_missing
from support.editions import LABELLED, english, make, open_at
from support.golden import GOLDEN, cases, compare
from support.places import CACHE


@pytest.mark.parametrize("case", cases("problems", "*/"), ids=lambda case: case.name)
def test_problems(case: Path, tmp_path: Path) -> None:
    root = make(tmp_path, case)
    edition = open_edition(root / "data", root / "docs", CACHE)
    compare("".join(format_line(found, "en") + "\n" for found in edition.problems), case / "expected.txt")


def test_notes_of_chapters_and_signs_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    edition = open_at(make(tmp_path, LABELLED))
    assert edition.problems == ()
    assert list(edition.footnotes) == ["1:1", "1:*", "1:12a", "2:1", "2:2", "2:3"]
    positions = {label: [each.position for each in f.citations] for label, f in edition.footnotes.items()}
    (over,) = positions["2:1"]  # over the footnotes that cite nothing, and into the next chapter
    assert (over.name, over.antecedent, over.first) == ("ibid-with-locator", "1:1", "1:1")
    assert [each.first for each in positions["2:3"]] == ["1:1"]
    sections = [section.footnotes for section in edition.sections]
    assert sections == [("1:1", "1:*", "1:12a"), ("2:1", "2:2", "2:3")]
    assert edition.sections[1].references[2].id == "fnref-c2-3"
    assert edition.sections[0].paragraphs[1].text == "What note 12a says, and the sign, holds for 2:3 as well."


def test_the_pages_show_labels_of_chapters(tmp_path: Path) -> None:
    assert texts_missing(open_at(make(tmp_path, LABELLED)), LABELLED / "expected-text.txt") == []


def test_a_style_that_names_the_first_note_shows_its_printed_label(tmp_path: Path) -> None:
    """The processor counts notes by numbers of its own, which nothing may show."""
    style = (GOLDEN / "citation" / "positions.csl").read_text(encoding="utf-8")
    edition = open_at(make(tmp_path, LABELLED, **{"data/note.csl": style}))
    assert edition.footnotes["2:1"].text.startswith("[Ibid-with-locator 1:1 pages 14")
    assert edition.footnotes["2:3"].text.startswith("[Subsequent 1:1]")
    assert [footnote.text for footnote in edition.footnotes.values() if re.search(r"\d{7}", footnote.text)] == []
    assert json.dumps(encode(edition.footnotes["2:3"])).count("70000") == 0


def test_records_have_integers_where_labels_are_numbers(tmp_path: Path) -> None:
    edition = open_at(make(tmp_path, LABELLED))
    assert [encode(each)["footnote"] for each in edition.footnotes.values()][:3] == ["1:1", "1:*", "1:12a"]
    assert [encode(each)["footnote"] for each in english().footnotes.values()] == [1, 2, 3, 4]


def test_the_english_edition_is_sound(tmp_path: Path) -> None:
    root = make(tmp_path)
    edition = open_edition(root / "data", root / "docs", CACHE)
    assert edition.problems == ()
    assert list(edition.footnotes) == ["1", "2", "3", "4"]
    assert [c.position.name for f in edition.footnotes.values() for c in f.citations] == [
        "first",
        "ibid-with-locator",
        "first",
        "subsequent",
        "subsequent",
    ]
    first, second = edition.initiatives.values()
    assert first.elements[0].counterparts == ("second-reform/rule-1",)
    assert second.elements[0].counterparts == ("first-reform/rule-1",)  # made mutual
    assert [m.paragraph for m in first.elements[0].mentions] == ["p-2"]
    assert edition.footnotes["3"].references[0].sentence == (
        "Two rules were set:\none keeper, two lights;\nno oil lamps in fog."
    )
    assert edition.footnotes["4"].references[0].section == "Reforms › The first"
    assert [event.id for event in edition.events] == ["first-reform", "last-lamp"]
    assert edition.sources["hale-1899"].footnotes == ("1", "2", "3", "4")


def test_an_empty_folder_has_problems_only(tmp_path: Path) -> None:
    edition = open_edition(tmp_path / "data", tmp_path / "docs")
    assert not edition.readable
    assert {found.code for found in edition.problems} == {"AE101"}
