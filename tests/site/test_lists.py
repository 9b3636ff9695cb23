"""What the templates of the generated pages are given."""

from __future__ import annotations

from dataclasses import replace

from annotated_edition.model.labels import FootnoteLabel
from annotated_edition.site import lists
from annotated_edition.views.evidence import weigh
from support.editions import english, shipped


def test_sources_stand_by_publisher_and_date() -> None:
    groups = lists.sources_by_publisher(shipped())
    assert [publisher for publisher, _ in groups][:1] == ["防衛省"]
    sizes = [len(sources) for _, sources in groups]
    assert sizes == sorted(sizes, reverse=True)
    for _, sources in groups:
        dates = [source.date or "9999" for source in sources]
        assert dates == sorted(dates)
    assert sum(sizes) == len(shipped().sources)


def test_terms_stand_by_the_row_that_they_are_read_in() -> None:
    rows = [row for row, _ in lists.terms_by_initial(shipped())]
    assert rows == sorted(set(rows), key=rows.index)
    assert {"あ", "か"} & set(rows)
    assert sum(len(terms) for _, terms in lists.terms_by_initial(english())) == len(english().terms)


def test_events_stand_by_year() -> None:
    years = [year for year, _ in lists.events_by_year(shipped())]
    assert years == sorted(set(years))


def test_examples_of_lookups_find_something() -> None:
    values = lists.footnotes_values(shipped())
    number, stretch, term = values["examples"]  # type: ignore[misc]
    assert (number, stretch) == ("17", "12-15")
    assert term in {each.name for each in shipped().terms.values()}


def test_many_footnotes_are_reached_by_ranges() -> None:
    edition = english()
    labels = [FootnoteLabel(n) for n in range(1, 251)]
    footnotes = {label: replace(edition.footnotes[FootnoteLabel(1)], number=label) for label in labels}
    many = replace(edition, footnotes=footnotes, terms={})
    texts = [text for _, text in lists.footnotes_values(many)["numbers"]]  # type: ignore[attr-defined]
    assert texts[:2] == ["1–10", "11–20"]
    assert texts[-1] == "241–250"


def test_counterparts_are_paired_once() -> None:
    values = lists.initiatives_values(english())
    assert values["pairs"] == [("first-reform/rule-1", "second-reform/rule-1")]
    assert len(values["strands"]) == len(english().initiatives) - 1  # type: ignore[arg-type]


def test_evidence_without_sources_has_no_summary() -> None:
    bare = replace(english(), sources={}, sections=())
    assert lists.summarise(weigh(bare), "en") == []
    assert len(lists.summarise(weigh(english()), "en")) == 3
