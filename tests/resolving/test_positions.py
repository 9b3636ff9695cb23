"""Where citations stand: by rules that hold for every order of them, and as pandoc sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotated_edition.model.spans import plain
from annotated_edition.resolving.positions import Cite, find_positions
from annotated_edition.resolving.typeset import set_citations
from support.golden import GOLDEN

STYLE = (GOLDEN / "citation" / "positions.csl").read_text(encoding="utf-8")
BOOKS = [{"id": key, "type": "book", "title": key} for key in "abc"]


@pytest.mark.parametrize(
    ("footnotes", "names"),
    [
        ([[Cite("a")], [Cite("a")]], "first ibid"),
        ([[Cite("a", "1")], [Cite("a", "1")], [Cite("a", "2")]], "first ibid ibid-with-locator"),
        ([[Cite("a", "1")], [Cite("a")]], "first subsequent"),  # the whole after a part of it
        ([[Cite("a", "1")], [Cite("a", "1", "chapter")]], "first ibid-with-locator"),
        ([[Cite("a"), Cite("b")], [Cite("b")]], "first first subsequent"),  # after two it would be a guess
        ([[Cite("a"), Cite("a")]], "first ibid"),
        ([[Cite("a")], [], [Cite("a")]], "first ibid"),  # over a footnote that cites nothing
        ([[Cite("a")], [Cite("a", ibid=False)]], "first subsequent"),
        ([[Cite("a"), Cite("b")], [Cite("a", ibid=True)]], "first first ibid"),
        ([[Cite("a")], [Cite("a", printed="A, again")], [Cite("a", printed="同上、2頁")]], "first subsequent ibid"),
    ],
)
def test_an_ibid_stands_where_the_rule_or_the_editor_has_one(footnotes: list[list[Cite]], names: str) -> None:
    positions = find_positions(dict(enumerate(footnotes, start=1)))
    assert " ".join(position.name for row in positions.values() for position in row) == names


# --- for every order of citations --------------------------------------------------------------------------------

LOCATORS = st.sampled_from([(None, "page"), ("1", "page"), ("2", "page"), ("1", "chapter")])
CITES = st.builds(lambda source, where: Cite(source, *where), st.sampled_from("abc"), LOCATORS)
FLAGGED = st.builds(lambda cite, ibid: Cite(cite.source, cite.locator, cite.label, None, ibid), CITES,
                    st.sampled_from([None, None, True, False]))  # fmt: skip
FOOTNOTES = st.integers(1, 9)


def as_set(clusters: Mapping[int, Sequence[Cite]]) -> dict[tuple[int, int], str]:
    """What the style that shows positions makes of clusters, without locators."""
    typeset = set_citations(clusters, BOOKS, STYLE, "en", None)
    return {key: " ".join(plain(spans).lower().strip("[].").split()[:2]) for key, spans in typeset.texts.items()}


def as_computed(clusters: Mapping[int, Sequence[Cite]]) -> dict[tuple[int, int], str]:
    return {
        (number, index): f"{position.name} {position.first}"
        for number, row in find_positions(clusters).items()
        for index, position in enumerate(row)
    }


@pytest.mark.slow
@given(st.lists(st.lists(CITES, min_size=1, max_size=4), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_positions_are_those_of_pandoc(rows: list[list[Cite]]) -> None:
    clusters = dict(enumerate(rows, start=1))
    assert as_computed(clusters) == as_set(clusters)


@pytest.mark.slow
@given(st.dictionaries(FOOTNOTES, st.lists(FLAGGED, max_size=3), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_texts_follow_positions_over_gaps_and_on_demand(clusters: dict[int, list[Cite]]) -> None:
    assert as_computed(clusters) == as_set(clusters)


@given(st.dictionaries(FOOTNOTES, st.lists(FLAGGED, max_size=3), max_size=9))
def test_an_antecedent_is_the_last_footnote_that_cites(clusters: dict[int, list[Cite]]) -> None:
    for number, row in find_positions(clusters).items():
        before = [n for n in sorted(clusters) if n < number and clusters[n]]
        for index, position in enumerate(row):
            cited = [
                n for n in sorted(clusters) for each in clusters[n] if each.source == clusters[number][index].source
            ]
            assert position.first == cited[0]
            assert (position.antecedent is not None) == position.name.startswith("ibid")
            assert position.antecedent in (None, number, *before[-1:])


@pytest.mark.slow
@given(st.dictionaries(FOOTNOTES, st.lists(CITES, min_size=1, max_size=3), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_cluster_is_its_citations_divided(clusters: dict[int, list[Cite]]) -> None:
    typeset = set_citations(clusters, BOOKS, STYLE, "en", None)
    for number, cites in clusters.items():
        texts = [plain(typeset.texts[number, index]) for index in range(len(cites))]
        assert plain(typeset.clusters[number]) == " / ".join(texts) + "."
