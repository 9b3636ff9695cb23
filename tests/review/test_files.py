"""What is written whole or not at all, never over another program's change, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.review.files import ChangedMeanwhile, ProjectFiles
from support.reviewing import FOOTNOTES, TERMS, make_open

NOTES = "data/footnotes.yml"


def test_another_programs_change_is_shown_and_never_overwritten(tmp_path: Path) -> None:
    root = make_open(tmp_path)
    files = ProjectFiles(root)
    seen = files.read()
    theirs = FOOTNOTES.replace("p. 40", "p. 41")
    (root / NOTES).write_text(theirs, encoding="utf-8")
    with pytest.raises(ChangedMeanwhile) as changed:
        files.write(seen, {"data/terms.yml": b"[]\n", NOTES: b"- number: 1\n"}, "x", 1, 1)
    assert "+  before: Hale, Lamps and Keepers, p. 41." in changed.value.changes[NOTES]
    assert (root / NOTES).read_text(encoding="utf-8") == theirs
    assert (root / "data/terms.yml").read_text(encoding="utf-8") == TERMS
    assert files.steps() == []
    assert [each.name for each in (root / "data").iterdir() if each.name.startswith(".")] == []


def test_answers_are_taken_back_one_by_one_by_a_later_run(tmp_path: Path) -> None:
    root = make_open(tmp_path)
    for text in (b"- number: 1\n", b"- number: 2\n"):
        files = ProjectFiles(root)
        files.write(files.read(), {NOTES: text}, text.decode(), 1, 1)
    later = ProjectFiles(root)
    assert [step.label for step in later.steps()] == ["- number: 1\n", "- number: 2\n"]
    (root / NOTES).write_bytes(b"- number: 3\n")
    with pytest.raises(ChangedMeanwhile):
        later.undo()
    assert (root / NOTES).read_bytes() == b"- number: 3\n"
    (root / NOTES).write_bytes(b"- number: 2\n")
    later.undo()
    assert (root / NOTES).read_bytes() == b"- number: 1\n"
    later.undo()
    assert (root / NOTES).read_text(encoding="utf-8") == FOOTNOTES
    assert later.undo() is None


def test_a_write_that_was_killed_in_the_middle_is_taken_back(tmp_path: Path) -> None:
    root = make_open(tmp_path)
    files = ProjectFiles(root)
    files.write(files.read(), {NOTES: b"- number: 1\n", "data/terms.yml": b"[]\n"}, "x", 1, 1)
    (root / "data/terms.yml").write_text(TERMS, encoding="utf-8")  # as if it had not been replaced yet
    ProjectFiles(root).recover()
    assert (root / NOTES).read_text(encoding="utf-8") == FOOTNOTES
    assert files.steps() == []


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    root = make_open(tmp_path)
    outside = tmp_path / "outside.yml"
    outside.write_text("[]\n", encoding="utf-8")
    (root / "data/terms.yml").unlink()
    (root / "data/terms.yml").symlink_to(outside)
    files = ProjectFiles(root)
    assert "data/terms.yml" not in files.read()
    with pytest.raises(OSError, match="out of the project"):
        files.write(files.read(), {"data/terms.yml": b"x"}, "x", 1, 1)
    assert outside.read_text(encoding="utf-8") == "[]\n"
