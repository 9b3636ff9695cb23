"""The command `edition doctor`."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.commands import doctor
from annotated_edition.exports.book import MissingPart
from annotated_edition.model.wording import LANGUAGES, wording
from support.cli import run
from support.editions import ENGLISH
from support.places import ROOT


def is_there() -> str:
    return "1.2.3"


def is_missing() -> str:
    raise MissingPart("doctor-no-browser")


@pytest.mark.parametrize(
    ("parts", "status", "state"),
    [
        ([("site", "Alpha", is_there)], 0, "there"),
        ([("site", "Alpha", is_missing)], 1, "missing"),
        ([("tests", "Alpha", is_missing)], 0, "optional"),
    ],
)
def test_only_what_the_site_needs_is_a_fault(
    parts: list[object], status: int, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "PARTS", parts)
    done = run("doctor", cwd=ENGLISH)
    (line,) = (line for line in done.stdout.splitlines() if "Alpha" in line)
    assert (done.returncode, line.split()[0]) == (status, state)
    assert line.endswith("1.2.3" if state == "there" else wording("en")["doctor-no-browser"])


def test_it_speaks_the_language_of_the_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PARTS", [("site", "Alpha", is_there)])
    assert wording("ja")["doctor-sound"] in run("doctor", cwd=ROOT, LC_ALL="en").stdout
    assert wording("fr")["doctor-sound"] in run("doctor", cwd=tmp_path, LC_ALL="fr_FR.UTF-8").stdout


@pytest.mark.slow
def test_it_finds_what_the_package_itself_depends_on() -> None:
    done = run("doctor", cwd=ENGLISH)
    assert (done.returncode, len(done.stdout.splitlines()) <= 24) == (0, True), done.stdout
    for name in ("Python", "MkDocs", "Material", "pandoc", "WeasyPrint", "fonts", "Chromium", "Java"):
        assert name in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_purpose_has_words(language: str) -> None:
    assert all(wording(language)[f"doctor-{purpose}"] for purpose, _, _ in doctor.PARTS)
