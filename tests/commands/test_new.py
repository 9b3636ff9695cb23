"""The command `edition new`."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.cli import run


@pytest.mark.slow
def test_a_new_edition_has_no_problems(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    done = run("new", str(folder), "--language", "en", "--title", "On keeping lights", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(folder) in done.stdout
    assert run("check", "--project", str(folder)).returncode == 0
    assert "On keeping lights" in (folder / "data" / "edition.yml").read_text(encoding="utf-8")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    done = run("new", str(tmp_path / "mine"), cwd=tmp_path)
    assert (done.returncode, "AE808" in done.stderr) == (1, True)
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_the_language_is_that_of_the_shell(tmp_path: Path) -> None:
    assert run("new", str(tmp_path / "ja"), cwd=tmp_path, LC_ALL="ja_JP.UTF-8").returncode == 0
    assert "language: ja" in (tmp_path / "ja" / "data" / "edition.yml").read_text(encoding="utf-8")
