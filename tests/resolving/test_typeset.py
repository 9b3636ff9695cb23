"""Positions and texts of citations: golden cases, pandoc's own judgement, the cache."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from annotated_edition.TODO_ import citation, csl, pandoc
from hypothesis import given, settings
from hypothesis import strategies as st

from annotated_edition.model.annotations import Position
from annotated_edition.model.spans import Span, Spans, plain
from annotated_edition.resolving.positions import Cite
from support.editions import ENGLISH

GOLDEN = Path(__file__).parent / "golden" / "citation"
BIB = (GOLDEN / "sources.bib").read_text(encoding="utf-8")
POSITIONS = (GOLDEN / "positions.csl").read_text(encoding="utf-8")
BOOKS = [{"id": key, "type": "book", "title": key} for key in "abc"]
MARKS = {"": "", "emphasis": "*", "strong": "**", "code": "`"}


def shown(spans: Spans) -> str:
    """Spans as the golden cases write them."""
    texts = (f"{MARKS[span.style]}{span.text}{MARKS[span.style]}" for span in spans)
    return "".join(f"<{span.href}>" if span.href else text for span, text in zip(spans, texts, strict=True))


def position_shown(position: Position) -> str:
    antecedent = "" if position.antecedent is None else f" -> {position.antecedent}"
    return f"{position.name} {position.first}{antecedent}"


def full_shown(key: citation.FullKey) -> str:
    return key[0] if key[1] is None else f"{key[0]} {key[2]} {key[1]}"


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yml")), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    clusters = {each["number"]: [Cite(**cite) for cite in each["citations"]] for each in case["footnotes"]}
    items = citation.read_items(BIB, case["language"])
    style = (GOLDEN / case["style"]).read_text(encoding="utf-8")
    typeset = citation.set_citations(clusters, items, style, case["language"], None)
    found: dict[str, dict[Any, object]] = {
        "clusters": {number: shown(spans) for number, spans in typeset.clusters.items()},
        "texts": {f"{number}/{index}": shown(spans) for (number, index), spans in typeset.texts.items()},
        "full": {full_shown(key): shown(spans) for key, spans in typeset.full.items()},
        "sources": {key: shown(spans) for key, spans in typeset.sources.items()},
        "positions": {n: [position_shown(each) for each in row] for n, row in citation.positions(clusters).items()},
    }
    expected = case["expected"]
    assert found["clusters"] == expected.pop("clusters")
    for name, values in expected.items():
        assert {key: found[name][key] for key in values} == values


# --- positions against pandoc's ---------------------------------------------------------------------------------

LOCATORS = st.sampled_from([(None, "page"), ("1", "page"), ("2", "page"), ("1", "chapter")])
CITES = st.builds(lambda source, where: Cite(source, *where), st.sampled_from("abc"), LOCATORS)
FLAGGED = st.builds(lambda cite, ibid: Cite(cite.source, cite.locator, cite.label, None, ibid), CITES,
                    st.sampled_from([None, None, True, False]))  # fmt: skip
FOOTNOTES = st.integers(1, 9)


def as_set(clusters: Mapping[int, Sequence[Cite]]) -> dict[tuple[int, int], str]:
    """What the style that shows positions makes of clusters, without locators."""
    typeset = citation.set_citations(clusters, BOOKS, POSITIONS, "en", None)
    return {key: " ".join(plain(spans).lower().strip("[].").split()[:2]) for key, spans in typeset.texts.items()}


def as_computed(clusters: Mapping[int, Sequence[Cite]]) -> dict[tuple[int, int], str]:
    return {
        (number, index): f"{position.name} {position.first}"
        for number, row in citation.positions(clusters).items()
        for index, position in enumerate(row)
    }


@given(st.lists(st.lists(CITES, min_size=1, max_size=4), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_positions_are_those_of_pandoc(rows: list[list[Cite]]) -> None:
    clusters = dict(enumerate(rows, start=1))
    assert as_computed(clusters) == as_set(clusters)


@given(st.dictionaries(FOOTNOTES, st.lists(FLAGGED, max_size=3), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_texts_follow_positions_over_gaps_and_on_demand(clusters: dict[int, list[Cite]]) -> None:
    assert as_computed(clusters) == as_set(clusters)


@given(st.dictionaries(FOOTNOTES, st.lists(FLAGGED, max_size=3), max_size=9))
def test_an_antecedent_is_the_last_footnote_that_cites(clusters: dict[int, list[Cite]]) -> None:
    for number, row in citation.positions(clusters).items():
        before = [n for n in sorted(clusters) if n < number and clusters[n]]
        for index, position in enumerate(row):
            cited = [
                n for n in sorted(clusters) for each in clusters[n] if each.source == clusters[number][index].source
            ]
            assert position.first == cited[0]
            assert (position.antecedent is not None) == position.name.startswith("ibid")
            assert position.antecedent in (None, number, *before[-1:])


@given(st.dictionaries(FOOTNOTES, st.lists(CITES, min_size=1, max_size=3), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_cluster_is_its_citations_divided(clusters: dict[int, list[Cite]]) -> None:
    typeset = citation.set_citations(clusters, BOOKS, POSITIONS, "en", None)
    for number, cites in clusters.items():
        texts = [plain(typeset.texts[number, index]) for index in range(len(cites))]
        assert plain(typeset.clusters[number]) == " / ".join(texts) + "."


# --- sources ----------------------------------------------------------------------------------------------------


def test_items_keep_the_day_and_only_a_foreign_language() -> None:
    items = {item["id"]: item for item in citation.read_items(BIB, "ja")}
    assert items["kaigi"]["issued"] == {"date-parts": [[2024, 3, 21]]}
    assert {key for key, item in items.items() if "language" in item} == {"alpha", "beta", "gamma"}
    assert items["kaigi"]["annote"] == "内容は随時更新される"
    assert csl.names(items["boueki"]["editor"]) == "山田太郎、鈴木花子"
    assert csl.names(items["beta"]["author"]) == "Rob Roe, Ann Poe"
    assert csl.names(items["kaigi"]["author"]) == "架空庁"
    assert csl.names(None) == ""


def test_a_plain_title_has_no_rich_text_but_its_angle_brackets() -> None:
    title = 'On <i>A</i> <span class="nocase">b</span> < c > <script>d</script> H<sub>2</sub>O'
    assert csl.plain_title(title) == "On A b < c > <script>d</script> H2O"


@pytest.mark.parametrize(
    ("address", "encoded"),
    [
        ("https://example.org/a_b?c=1&d=%20#e", "https://example.org/a_b?c=1&d=%20#e"),
        ('https://example.org/a "b"', "https://example.org/a%20%22b%22"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://[", None),
        (None, None),
    ],
)
def test_address(address: str | None, encoded: str | None) -> None:
    assert citation.address(address) == encoded


def test_markup_in_a_source_stays_text_and_a_bad_address_is_no_link() -> None:
    style = (GOLDEN / "chicago-note.csl").read_text(encoding="utf-8")
    item = {"id": "x", "type": "webpage", "title": "A <script>alert(1)</script> $x$", "URL": "ftp://example.org/x"}
    typeset = citation.set_citations({1: [Cite("x")]}, [item], style, "en", None)
    assert typeset.clusters[1] == (Span("“A <script>alert(1)</script> $x$,” ftp://example.org/x."),)


# --- failures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ("", "not XML"),
        ("<style>", "not XML"),
        ("<style/>", "independent CSL style"),
        (POSITIONS.replace("citation>", "info>"), "independent CSL style"),
        (POSITIONS.replace("<layout", "<group").replace("</layout>", "</group>"), "layout"),
    ],
)
def test_a_bad_style_is_one_line(style: str, message: str) -> None:
    with pytest.raises(pandoc.PandocError, match=message) as raised:
        citation.set_citations({1: [Cite("a")]}, BOOKS, style, "en", None)
    assert "\n" not in str(raised.value)


def test_a_label_that_pandoc_cannot_read_is_refused() -> None:
    with pytest.raises(pandoc.PandocError, match="timestamp"):
        citation.set_citations({1: [Cite("a", "1:17", "timestamp")]}, BOOKS, POSITIONS, "en", None)


def test_an_unreadable_bibliography_is_one_plain_line() -> None:
    with pytest.raises(pandoc.PandocError) as raised:
        citation.read_items("@book{a, title = {x", "en")
    assert "\n" not in str(raised.value)
    assert "/" not in str(raised.value)


def test_every_label_reaches_the_style() -> None:
    for label in citation.LABELS:
        typeset = citation.set_citations({1: [Cite("a", "5", label)]}, BOOKS, POSITIONS, "ja", None)
        assert "⁅" not in plain(typeset.clusters[1])


def test_an_edit_sets_anew_only_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    style = (ENGLISH / "data" / "note.csl").read_text(encoding="utf-8")
    before = citation.set_citations(CLUSTERS, BOOKS, style, "en", None)
    changed = {**CLUSTERS, 1: [*CLUSTERS[1], Cite("a", "987")]}
    sizes: list[int] = []
    run = pandoc.run
    monkeypatch.setattr(
        pandoc, "run", lambda arguments, text: (sizes.append(text.count("citationId")), run(arguments, text))[1]
    )
    after = citation.set_citations(changed, BOOKS, style, "en", None)
    assert min(sizes) == 1
    assert after.full.items() >= before.full.items()
    monkeypatch.setattr(citation, "_SET_IN_FULL", {})
    assert citation.set_citations(changed, BOOKS, style, "en", None) == after


def test_without_footnotes_there_are_still_sources() -> None:
    typeset = citation.set_citations({}, BOOKS, POSITIONS, "en", None)
    assert (typeset.texts, typeset.clusters, list(typeset.sources)) == ({}, {}, ["a", "b", "c"])


# --- the cache --------------------------------------------------------------------------------------------------

CLUSTERS = {1: [Cite("a", "5"), Cite("b")], 2: [Cite("b", printed="B")]}


def refuse(*_: object) -> str:
    raise AssertionError("pandoc was started")


def test_what_is_cached_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = citation.all_items(BIB, tmp_path)
    typeset = citation.set_citations(CLUSTERS, BOOKS, POSITIONS, "en", tmp_path)
    monkeypatch.setattr(pandoc, "run", refuse)
    monkeypatch.setattr("subprocess.run", refuse)
    pandoc.version.cache_clear()
    assert citation.all_items(BIB, tmp_path) == items
    assert citation.set_citations(CLUSTERS, BOOKS, POSITIONS, "en", tmp_path) == typeset
    for other in (
        lambda: citation.set_citations({1: CLUSTERS[1]}, BOOKS, POSITIONS, "en", tmp_path),
        lambda: citation.set_citations(CLUSTERS, BOOKS[:2], POSITIONS, "en", tmp_path),
        lambda: citation.set_citations(CLUSTERS, BOOKS, POSITIONS + "<!-- -->", "en", tmp_path),
        lambda: citation.set_citations(CLUSTERS, BOOKS, POSITIONS, "ja", tmp_path),
        lambda: citation.all_items(BIB + "\n", tmp_path),
    ):
        with pytest.raises(AssertionError, match="pandoc was started"):
            other()


def test_an_annotation_changes_nothing_that_is_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typeset = citation.set_citations(CLUSTERS, BOOKS, POSITIONS, "en", tmp_path)
    monkeypatch.setattr(pandoc, "run", refuse)
    annotated = [{**item, "annote": "new"} for item in BOOKS]
    assert citation.set_citations(CLUSTERS, annotated, POSITIONS, "en", tmp_path) == typeset


@pytest.mark.parametrize("broken", ["", "{", "{}", "[]", "null", '{"texts": [[1]]}', "\ufeff"])
def test_an_unreadable_cache_is_made_anew(tmp_path: Path, broken: str) -> None:
    typeset = citation.set_citations(CLUSTERS, BOOKS, POSITIONS, "en", tmp_path)
    (file,) = tmp_path.iterdir()
    good = file.read_text(encoding="utf-8")
    file.write_text(broken, encoding="utf-8")
    assert citation.set_citations(CLUSTERS, BOOKS, POSITIONS, "en", tmp_path) == typeset
    assert file.read_text(encoding="utf-8") == good


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    typeset = citation.set_citations(CLUSTERS, BOOKS, POSITIONS, "en", tmp_path / "file" / "cache")
    assert typeset == citation.set_citations(CLUSTERS, BOOKS, POSITIONS, "en", None)


def test_the_oldest_of_the_cache_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citation, "CACHED_FILES", 2)
    for age in (30, 20, 10):
        file = tmp_path / f"{age:064}.json"
        file.touch()
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "not ours.json").touch()
    citation.all_items(BIB, tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert len(left) == 3
    assert {f"{10:064}.json", "not ours.json"} < left


# --- pandoc -----------------------------------------------------------------------------------------------------


def test_pandoc_says_what_it_is() -> None:
    assert pandoc.version()[0].isdigit()
    assert pandoc.stamp() == pandoc.stamp()


def test_a_run_that_takes_too_long_is_ended() -> None:
    with pytest.raises(pandoc.PandocError, match=r"^pandoc did not end within 0 s$"):
        pandoc.run(["-f", "markdown", "-t", "html"], "*a* " * 100_000, timeout=0.01)


def test_a_missing_pandoc_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    pandoc.binary.cache_clear()
    try:
        with pytest.raises(pandoc.PandocError, match="not installed"):
            pandoc.run([], "")
    finally:
        pandoc.binary.cache_clear()


def test_a_message_names_no_folder() -> None:
    with pytest.raises(pandoc.PandocError) as raised:
        pandoc.run(["/no/such/folder/file.md"], "")
    assert "/no" not in str(raised.value)
    assert "file.md" in str(raised.value)
