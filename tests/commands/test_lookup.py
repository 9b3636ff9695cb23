"""The command `edition lookup`."""

from __future__ import annotations

import json

import pytest
import rispy
from pybtex.database import parse_string

from support.cli import run
from support.editions import ENGLISH
from support.places import ROOT


def test_a_footnote_with_what_it_cites_and_where() -> None:
    done = run("lookup", "2", cwd=ENGLISH / "docs")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Footnote 2  Ibid., 14–15.\n"
        "  Ibid. → Footnote 1\n"
        "    Thomas Hale, Lamps and Keepers (Leith: Pier Press, 1899).\n"
        "  Cited at  Opening\n"
        "    Sentence of this edition: An oil lamp burned all night.\n"
        "    text/opening/#fnref-2\n"
        "  Footnotes citing the same source  1, 3, 4\n"
    )


def test_json_has_the_records_in_order() -> None:
    done = run("lookup", "--format", "json", "4", "1-2")
    assert [each["footnote"] for each in json.loads(done.stdout)] == [1, 2, 4]


def test_citations_name_each_source_once() -> None:
    entries = parse_string(run("lookup", "6", "--format", "bibtex", cwd=ROOT).stdout, "bibtex").entries
    assert list(entries) == ["watanabe-nishida-2021", "mod-exchange"]
    twice = json.loads(run("lookup", "2", "3", "--format", "csl-json", cwd=ROOT).stdout)
    assert [(item["id"], item.get("locator")) for item in twice] == [("watanabe-nishida-2021", None)]
    (book, online) = rispy.loads(run("lookup", "6", "--format", "ris", cwd=ROOT).stdout)
    assert (book["start_page"], online["type_of_reference"]) == ("11、68", "ELEC")


@pytest.mark.parametrize(
    ("environment", "styled"),
    [({}, False), ({"TTY_COMPATIBLE": "1"}, True), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": ""}, False),
     ({"FORCE_COLOR": "1", "TERM": "dumb"}, False), ({"FORCE_COLOR": "1", "TTY_COMPATIBLE": "0"}, False)],
)  # fmt: skip
def test_styles_are_for_terminals(environment: dict[str, str], styled: bool) -> None:
    done = run("lookup", "2", **{"TERM": "xterm", **environment})
    assert ("\x1b[1m" in done.stdout) == styled


@pytest.mark.parametrize("query", ["99", "nothing-like-it", "1-1000000000", "", "０"])
def test_a_query_for_nothing_is_told_what_there_is(query: str) -> None:
    done = run("lookup", query)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "1" in done.stderr
    assert "4" in done.stderr
