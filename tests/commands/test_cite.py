"""The command `edition cite`."""

from __future__ import annotations

import json

import pytest
import rispy

from support.cli import run
from support.places import ROOT

CHICAGO = str(ROOT / "tests/golden/citation/chicago-note.csl")


def test_a_section_is_cited_from_the_commentary_and_from_the_edition() -> None:
    said = run("cite", "jasmine", cwd=ROOT, SITE_URL="https://example.org/e").stdout
    assert "相澤李帆「防衛省による「防衛外交」――" in said
    assert "2024年7月26日、○頁、https://www.nids.mod.go.jp/" in said
    assert "第1.0.0版、2026年11月23日（原文：相澤李帆、NIDSコメンタリー第342号）" in said
    assert "https://example.org/e/commentary/jasmine/" in said


def test_a_reader_s_own_style() -> None:
    said = run("cite", "--style", CHICAGO).stdout
    assert "[page]" in said
    assert "version 0.1.0" in said


def test_a_source_is_cited_by_its_key() -> None:
    assert run("cite", "hale-1899").stdout == "Thomas Hale, Lamps and Keepers (Leith: Pier Press, 1899).\n"


def test_formats() -> None:
    assert [item["type"] for item in json.loads(run("cite", "--format", "csl-json").stdout)] == ["report", "webpage"]
    (record,) = rispy.loads(run("cite", "hale-1899", "--format", "ris").stdout)
    assert record["title"] == "Lamps and Keepers"


@pytest.mark.parametrize("arguments", [["cite", "no-such-thing"], ["cite", "--style", str(ROOT / "README.md")]])
def test_what_cannot_be_cited_is_said_on_a_line(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
