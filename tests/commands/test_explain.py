"""The command `edition explain`."""

from __future__ import annotations

from pathlib import Path

from annotated_edition.model.messages import write_guide
from annotated_edition.model.problems import CODES
from support.cli import run
from support.places import ROOT


def test_a_code_is_explained_in_the_language_asked_for_else_that_of_the_edition(tmp_path: Path) -> None:
    english = run("explain", "ae303", cwd=tmp_path).stdout
    assert english.startswith("AE303 (error) There is no footnote …")
    assert run("explain", "AE303", "--language", "en", cwd=ROOT).stdout == english
    assert "脚注" in run("explain", "AE303", cwd=ROOT).stdout


def test_every_code_and_its_page() -> None:
    assert run("explain", "--all").stdout.count("AE") >= len(CODES)
    assert run("explain", "--all", "--format", "markdown", "--language", "ja").stdout == write_guide("ja")


def test_no_code_and_an_unknown_one_are_errors_of_use() -> None:
    assert run("explain").returncode == 2
    done = run("explain", "AE999")
    assert (done.returncode, done.stdout, "AE999" in done.stderr) == (2, "", True)
