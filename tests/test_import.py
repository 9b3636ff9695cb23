"""Importing a text: golden cases in many styles, properties, bad files, Word, HTML, PDF, and the commentary itself."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition import Edition, open_edition, pandoc
from annotated_edition.importing import import_file, resolve, write
from annotated_edition.importing.citations import date_of, take_apart
from annotated_edition.importing.model import Note
from annotated_edition.importing.read import read_markdown
from annotated_edition.importing.structure import understand
from bench.import_scores import run as run_scores
from golden import GOLDEN, compare
from test_cli import run

CASES = sorted(path.parent for path in (GOLDEN / "import").glob("*/input.*"))
#: What an import makes that is not the same in every project.
OWN = ("data/edition.yml", "data/footnotes.yml", "data/sources.bib", "data/terms.yml", "docs/**/*.md", "import-report/report.txt")


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763856000")


def imported(file: Path, folder: Path, as_is: bool = False) -> Edition:
    report, problems = import_file(file, folder, as_is)
    assert report is not None, problems
    return open_edition(folder / "data", folder / "docs")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path, tmp_path: Path) -> None:
    (file,) = case.glob("input.*")
    folder = tmp_path / "made"
    imported(file, folder)
    made = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for pattern in OWN
        for path in folder.glob(pattern)
        if path.name != "note.csl"
    }
    expected = case / "expected"
    for name, text in made.items():
        if os.environ.get("UPDATE_GOLDEN"):
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
        compare(text, expected / name)
    kept = {path.relative_to(expected).as_posix() for path in expected.rglob("*") if path.is_file()}
    assert kept == made.keys()
