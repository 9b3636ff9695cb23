"""How problems are worded, listed, annotated and explained."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from annotated_edition.model.messages import explain, format_annotation, format_line, write_guide
from annotated_edition.model.problems import CODES, Place, problem
from annotated_edition.model.wording import LANGUAGES, wording
from support.cli import run
from support.places import ROOT


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_cause_and_remedy(language: str) -> None:
    for code in CODES:
        cause, remedy = explain(code, language)
        assert cause
        assert remedy
    words = wording(language)
    assert {key[:5] for key in words if re.match(r"AE\d", key)} == set(CODES)


def test_every_code_is_reported_somewhere_and_every_code_that_is_reported_exists() -> None:
    modules = [path.read_text(encoding="utf-8") for path in (ROOT / "plugins" / "annotated_edition").rglob("*.py")]
    assert {code for text in modules for code in re.findall(r'"(AE\d{3})"(?!: WARNING)', text)} == set(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_gaps(language: str) -> None:
    def gaps(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    own, en = wording(language), wording("en")
    assert own.keys() == en.keys()
    # A remedy may leave out what the message has said.
    assert [key for key in own if key in CODES and gaps(own[key]) != gaps(en[key])] == []


def test_the_guide_is_what_the_program_prints() -> None:
    page = (ROOT / "docs" / "guide" / "problems.md").read_text(encoding="utf-8")
    assert page == write_guide("ja"), "make guide"
    done = run("explain", "--all", "--format", "markdown", "--language", "ja")
    assert (done.returncode, done.stdout) == (0, page)


@pytest.mark.slow
def test_explain() -> None:
    done = run("explain", "ae303", cwd=ROOT)
    assert done.stdout.startswith("AE303（誤り） ")
    assert run("explain", "AE303").stdout.startswith("AE303 (error) There is no footnote …")
    assert len(run("explain", "--all").stdout.splitlines()) == 2 * len(CODES)
    for wrong in (["AE999"], []):
        assert run("explain", *wrong).returncode == 2


def test_annotations() -> None:
    found = problem("AE303", Place("docs/a,b.md", 3, 8), number=31, lowest=1, highest="4%\n::error::x")
    assert format_annotation(found, "en") == (
        "::error file=docs/a%2Cb.md,line=3,col=8,title=AE303::"
        "There is no footnote 31 (1-4%25 ::error::x). Fix: Correct the number, or add the footnote to footnotes.yml."
    )


@pytest.mark.slow
def test_check_for_github(tmp_path: Path) -> None:
    from support.editions import make

    root = make(tmp_path, **{"docs/index.md": "# On keeping lights\n\nA claim[^31].\n"})
    done = run("check", "--format", "github", "--project", str(root))
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=docs/index.md,line=3,col=8,title=AE303::There is no footnote 31 (1-4).")
    assert run("check", "--format", "github").stdout == ""


def test_a_reason_of_the_system_is_said_as_it_is() -> None:
    found = problem("AE809", Place("folder"), reason="Read-only file system")
    assert format_line(found, "en").startswith("folder:1: AE809 The folder cannot be written (Read-only file system).")
