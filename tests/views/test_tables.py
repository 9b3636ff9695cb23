"""The tables for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace

from annotated_edition.views.evidence import weigh
from annotated_edition.views.tables import evidence_table, footnotes_table, sources_table
from support.editions import english, shipped


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table; Excel takes one without the mark at its start for Japanese of another encoding."""
    assert table.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))


def test_a_row_for_each_citation() -> None:
    table = rows(footnotes_table(shipped()))
    assert len(table) == 34
    assert [row["locator"] for row in table if row["footnote"] == "3"] == ["2-3、15-16"]
    assert {row["footnote"] for row in table} == {str(number) for number in range(1, 31)}


def test_a_row_for_a_footnote_that_cites_nothing() -> None:
    edition = english()
    bare = replace(edition.footnotes["1"], citations=(), text="Only words.")
    table = rows(footnotes_table(replace(edition, footnotes={1: bare})))
    assert [(row["footnote"], row["text"], row["source"]) for row in table] == [("1", "Only words.", "")]


def test_a_row_for_each_source() -> None:
    assert [row["source"] for row in rows(sources_table(shipped()))] == list(shipped().sources)


def test_no_cell_is_a_formula_or_a_day() -> None:
    edition = shipped()
    hostile = replace(
        edition.sources["mod-exchange"], title="=HYPERLINK(1)", authors="＋1", publisher="\t@x", date="1-2"
    )
    table = rows(sources_table(replace(edition, sources={**edition.sources, hostile.key: hostile})))
    (row,) = (row for row in table if row["source"] == hostile.key)
    assert (row["title"], row["authors"], row["publisher"], row["date"]) == ("'=HYPERLINK(1)", "'＋1", "'\t@x", "1–2")


def test_a_row_for_each_claim_and_source_and_for_each_passage() -> None:
    edition, evidence = shipped(), weigh(shipped())
    table = rows(evidence_table(edition, evidence))
    claims = [row for row in table if row["kind"] == "claim"]
    assert Counter(row["source"] for row in claims) == {carrier.key: carrier.claims for carrier in evidence.carriers}
    assert {row["footnotes"]: row["publishers"] for row in claims}["6"] == "2"
    assert len(table) - len(claims) == len(evidence.passages)
    assert {row["source"] for row in claims if row["replaced"]} == {"mod-exchange", "mod-2024-jpidd-2"}
