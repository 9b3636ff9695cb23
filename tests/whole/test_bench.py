"""The benchmarks: their commentaries are sound and always the same, and the guide shows what is kept of the results."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from annotated_edition import open_edition
from support.places import ROOT

sys.path.insert(0, str(ROOT / "tests" / "bench"))

import kills
import results
from commentaries import CHARACTERS, commentaries, edition, write
from peers import PROJECTS


@pytest.mark.slow
def test_the_commentaries_are_a_sound_edition(tmp_path: Path) -> None:
    made = commentaries(2)
    write(tmp_path, edition(made))
    opened = open_edition(tmp_path / "data", tmp_path / "docs")
    assert opened.problems == ()
    assert list(opened.footnotes) == [str(number) for number in range(1, 61)]
    assert all(len(each.references) == 1 for each in opened.footnotes.values())
    assert (len(opened.sections), len(opened.sources), len(opened.terms)) == (12, 32, 80)
    length = sum(len(paragraph.text) for section in opened.sections for paragraph in section.paragraphs)
    assert 0.9 < length / (2 * CHARACTERS) < 1.1


def test_a_commentary_is_the_same_beside_others() -> None:
    assert commentaries(2)[:1] == commentaries(1)


def test_the_sentences_are_the_same_for_all() -> None:
    made = commentaries(1)
    first = made[0].pages[0].parts[0][1][0][0].pieces[0]
    for name, files in ((name, project(made)) for name, project in PROJECTS.items()):
        assert any(first in text for path, text in files.items() if "commentary-001" in path), name


def test_the_guide_shows_what_is_kept() -> None:
    kept = results.read()
    assert results.page(kept) == results.PAGE.read_text(encoding="utf-8"), (
        "python tests/bench/results.py writes it anew"
    )
    for language, file in results.SHELF_PAGES.items():
        assert results.shelf_page(kept, language) == file.read_text(encoding="utf-8")
    assert results.picture(results.sizes(kept)) == results.PICTURE.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
def test_a_killed_command_loses_nothing_and_the_next_run_works(tmp_path: Path) -> None:
    lost, failed, _, _ = kills.kill_often("new", 3, tmp_path / "edition")
    assert (lost, failed) == (0, 0)
