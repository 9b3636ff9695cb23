"""What each answer changes in the files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from annotated_edition import open_edition
from annotated_edition.review.answers import FileChanges, NoAnswer, answer
from annotated_edition.review.files import ProjectFiles
from annotated_edition.review.questions import Desk
from annotated_edition.review.yaml_edit import NotEditable
from support.places import CACHE
from support.reviewing import FOOTNOTES, make_open


def desk_of(root: Path) -> Desk:
    return Desk(root, ProjectFiles(root).read(), open_edition(root / "data", root / "docs", CACHE))


def given(desk: Desk, name: str, action: str = "accept", **form: str) -> FileChanges:
    question = next(each for each in desk.questions if each.id == name)
    return answer(desk, question, action, {key.replace("__", "-"): value for key, value in form.items()})


def notes(answered: FileChanges) -> dict[str, dict[str, Any]]:
    entries = yaml.load(answered.changes["data/footnotes.yml"], yaml.BaseLoader)
    return {entry["number"]: entry for entry in entries}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_of(make_open(tmp_path_factory.mktemp("desk")))


def test_open_questions_come_most_doubtful_first(desk: Desk) -> None:
    assert [(each.id, each.kind) for each in desk.questions] == [
        ("note-1", "note"), ("note-4", "note"), ("note-2", "unread"), ("note-3", "unread"), ("term-keeper", "term"),
    ]  # fmt: skip


def test_accepting_takes_the_question_away_and_nothing_else(desk: Desk) -> None:
    assert given(desk, "note-4").changes == {
        "data/footnotes.yml": FOOTNOTES.replace("  todo: Which passage?\n", "").encode()
    }


def test_fields_and_another_source_are_taken_over(desk: Desk) -> None:
    done = given(desk, "note-1", **{"1-other": "hale-1899", "1-locator": "9", "0-locator": "13", "after": "So far."})
    assert notes(done)["1"] == {
        "number": "1",
        "citations": [{"source": "hale-1899", "locator": "13"}, {"source": "hale-1899", "locator": "9"}],
        "after": "So far.",
    }


def test_a_known_source_is_cited_by_all_notes_that_are_alike(desk: Desk) -> None:
    done = given(
        desk, "note-2", **{"add-source": "hale-1899", "add-locator": "14-15", "replaces": "1", "scope": "alike"}
    )
    assert done.settled == ["note-2", "note-3"]
    assert notes(done)["2"]["citations"][0]["locator"] == "14-15"
    assert notes(done)["3"] == {
        "number": "3",
        "citations": [{"source": "hale-1899", "locator": "40", "printed": "Hale, Lamps and Keepers, p. 40"}],
    }


def test_a_new_source_is_added_and_cited(desk: Desk) -> None:
    form = {
        "new|type": "book",
        "new|title": "Gulls & Lamps",
        "new|author": "Roe, Jo",
        "new|date": "1901",
        "replaces": "1",
    }
    done = given(desk, "note-2", "new", **form)
    assert "citations" in notes(done)["2"] and notes(done)["2"]["citations"][0]["source"] == "roe-1901"
    assert b"title = {{Gulls \\& Lamps}}" in done.changes["data/sources.bib"]
    with pytest.raises(NoAnswer):
        given(desk, "note-2", "new")


def test_notes_stay_text_one_or_all(desk: Desk) -> None:
    done = notes(given(desk, "note-2", "text", scope="kind"))
    assert [done[n].get("unread") for n in "1234"] == [None, "true", "true", None]
    done = notes(given(desk, "note-1", "text"))
    assert done["1"] == {"number": "1", "before": "Hale, *Lamps and Keepers*, 12; Moreau.", "unread": "true"}


def test_two_notes_become_one_and_one_becomes_two(desk: Desk) -> None:
    one = given(desk, "note-3", "merge")
    assert notes(one)["2"]["before"] == "Hale, Lamps and Keepers, pp. 14-15. Hale, Lamps and Keepers, p. 40."
    assert not any(b"[^3]" in text for path, text in one.changes.items() if path.endswith(".md"))
    two = given(desk, "note-2", "split", **{"split-words": "pp. 14-15", "split-number": "2a"})
    assert (notes(two)["2"]["before"], notes(two)["2a"]["before"]) == ("Hale, Lamps and Keepers,", "pp. 14-15.")
    assert any(b"[^2][^2a]" in text for text in two.changes.values())
    with pytest.raises(NoAnswer):
        given(desk, "note-2", "split", **{"split-words": "pp.", "split-number": "3"})


def test_what_is_no_note_becomes_a_paragraph(desk: Desk) -> None:
    done = given(desk, "note-3", "no-note")
    assert "3" not in notes(done)
    pages = [text.decode() for path, text in done.changes.items() if path.endswith(".md")]
    assert any("\n\nHale, Lamps and Keepers, p. 40.\n" in page for page in pages)
    assert not any("[^3]" in page for page in pages)


def test_problems_of_sources_are_settled(tmp_path: Path) -> None:
    bib = "@book{a, author = {Hale, Thomas}, title = {{Lamps}}, date = {1899}}\n@bok{b, title = {{Lamps}}}\n"
    root = make_open(
        tmp_path, **{"data/sources.bib": bib, "data/footnotes.yml": "- number: 1\n  citations:\n    - {source: b}\n"}
    )
    desk = desk_of(root)
    assert {each.id for each in desk.questions if each.kind == "source"} == {"source-a", "source-b"}
    done = given(desk, "source-b", **{"b|type": "book", "b|author": "Hale, Thomas"})
    assert b"@book{b,\n  author = {Hale, Thomas}, title = {{Lamps}}}" in done.changes["data/sources.bib"]
    done = given(desk, "source-b", "same", other="a")
    assert notes(done)["1"]["citations"] == [{"source": "a"}]
    assert done.changes["data/sources.bib"].decode() == bib.split("@bok")[0]
    assert b"@book{a" not in given(desk, "source-a", "remove").changes["data/sources.bib"]


def test_a_form_writes_no_field_that_is_none(desk: Desk) -> None:
    form = {
        "new|title": "A } b, note = {x}",
        "new|not}es = {": "x",
        "new|type": "book}",
        "new|url": "https://example.org/ {a",
    }
    with pytest.raises(NotEditable):
        given(desk, "note-2", "new", **form)
    done = given(desk, "note-2", "new", **{**form, "new|url": "https://example.org/a"})
    written = done.changes["data/sources.bib"].decode()
    assert written.endswith(",\n  title = {{A ) b, note = (x)}},\n  url = {https://example.org/a},\n}\n")
    assert "@misc{" in written
