"""From files to the edition: what is resolved, and what is found wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition import open_edition
from annotated_edition.model.messages import format_line
from support.editions import make
from support.golden import cases, compare
from support.places import CACHE


@pytest.mark.parametrize("case", cases("problems", "*/"), ids=lambda case: case.name)
def test_problems(case: Path, tmp_path: Path) -> None:
    root = make(tmp_path, case)
    edition = open_edition(root / "data", root / "docs", CACHE)
    compare("".join(format_line(found, "en") + "\n" for found in edition.problems), case / "expected.txt")


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
