"""How citations are set: golden cases, failures, what is kept between runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from annotated_edition.model.annotations import Position
from annotated_edition.model.spans import Span, Spans, plain
from annotated_edition.reading import pandoc
from annotated_edition.reading.items import read_items
from annotated_edition.resolving.citeproc import FullKey
from annotated_edition.resolving.positions import LABELS, Cite, find_positions
from annotated_edition.resolving.typeset import set_citations
from support.golden import GOLDEN, cases

FOLDER = GOLDEN / "citation"
STYLE = (FOLDER / "positions.csl").read_text(encoding="utf-8")
BOOKS = [{"id": key, "type": "book", "title": key} for key in "abc"]
CLUSTERS = {1: [Cite("a", "5"), Cite("b")], 2: [Cite("b", printed="B")]}
MARKS = {"": "", "emphasis": "*", "strong": "**", "code": "`"}


def format_spans(spans: Spans) -> str:
    """Return spans as the golden cases write them."""
    texts = (f"{MARKS[span.style]}{span.text}{MARKS[span.style]}" for span in spans)
    return "".join(f"<{span.href}>" if span.href else text for span, text in zip(spans, texts, strict=True))


def format_position(position: Position) -> str:
    """Return a position as the golden cases write it."""
    antecedent = "" if position.antecedent is None else f" -> {position.antecedent}"
    return f"{position.name} {position.first}{antecedent}"


def format_key(key: FullKey) -> str:
    """Return source, label and locator as the golden cases write them."""
    return key[0] if key[1] is None else f"{key[0]} {key[2]} {key[1]}"


@pytest.mark.parametrize("case", cases("citation", "*.yml"), ids=lambda case: case.stem)
def test_golden(case: Path) -> None:
    given = yaml.safe_load(case.read_text(encoding="utf-8"))
    clusters = {each["number"]: [Cite(**cite) for cite in each["citations"]] for each in given["footnotes"]}
    items = read_items((FOLDER / "sources.bib").read_text(encoding="utf-8"), given["language"])
    style = (FOLDER / given["style"]).read_text(encoding="utf-8")
    typeset = set_citations(clusters, items, style, given["language"], None)
    actual: dict[str, dict[Any, object]] = {
        "clusters": {number: format_spans(spans) for number, spans in typeset.clusters.items()},
        "texts": {f"{number}/{index}": format_spans(spans) for (number, index), spans in typeset.texts.items()},
        "full": {format_key(key): format_spans(spans) for key, spans in typeset.full.items()},
        "sources": {key: format_spans(spans) for key, spans in typeset.sources.items()},
        "positions": {n: [format_position(each) for each in row] for n, row in find_positions(clusters).items()},
    }
    expected = given["expected"]
    assert actual["clusters"] == expected.pop("clusters")
    for name, values in expected.items():
        assert {key: actual[name][key] for key in values} == values


def test_markup_in_a_source_stays_text_and_a_bad_address_is_no_link() -> None:
    style = (FOLDER / "chicago-note.csl").read_text(encoding="utf-8")
    item = {"id": "x", "type": "webpage", "title": "A <script>alert(1)</script> $x$", "URL": "ftp://example.org/x"}
    typeset = set_citations({1: [Cite("x")]}, [item], style, "en", None)
    assert typeset.clusters[1] == (Span("“A <script>alert(1)</script> $x$,” ftp://example.org/x."),)


# --- failures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ("", "not XML"),
        ("<style>", "not XML"),
        ("<style/>", "independent CSL style"),
        (STYLE.replace("citation>", "info>"), "independent CSL style"),
        (STYLE.replace("<layout", "<group").replace("</layout>", "</group>"), "layout"),
    ],
)
def test_a_bad_style_is_one_line(style: str, message: str) -> None:
    with pytest.raises(pandoc.PandocError, match=message) as raised:
        set_citations({1: [Cite("a")]}, BOOKS, style, "en", None)
    assert "\n" not in str(raised.value)


def test_a_label_that_pandoc_cannot_read_is_refused() -> None:
    with pytest.raises(pandoc.PandocError, match="hours"):
        set_citations({1: [Cite("a", "1:17", "hours")]}, BOOKS, STYLE, "en", None)


@pytest.mark.slow
def test_every_label_reaches_the_style() -> None:
    for label in LABELS:
        typeset = set_citations({1: [Cite("a", "5", label)]}, BOOKS, STYLE, "ja", None)
        assert "⁅" not in plain(typeset.clusters[1])


def test_without_footnotes_there_are_still_sources() -> None:
    typeset = set_citations({}, BOOKS, STYLE, "en", None)
    assert (typeset.texts, typeset.clusters, list(typeset.sources)) == ({}, {}, ["a", "b", "c"])


# --- the cache --------------------------------------------------------------------------------------------------


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a folder with the citations of `CLUSTERS`, after which pandoc is not started again."""

    def refuse(*_: object) -> str:
        raise AssertionError("pandoc was started")

    set_citations(CLUSTERS, BOOKS, STYLE, "en", tmp_path)
    monkeypatch.setattr(pandoc, "run", refuse)
    return tmp_path


def test_what_is_cached_is_the_same(refusing: Path) -> None:
    kept = set_citations(CLUSTERS, BOOKS, STYLE, "en", refusing)
    assert format_spans(kept.clusters[1]) == "[First 1 page 5] / [First 1]."
    assert kept.texts[2, 0] == (Span("B"),)
    annotated = [{**item, "annote": "shown beside the citation, not in it"} for item in BOOKS]
    assert set_citations(CLUSTERS, annotated, STYLE, "en", refusing) == kept


@pytest.mark.parametrize(
    ("clusters", "items", "style", "language"),
    [
        ({1: CLUSTERS[1]}, BOOKS, STYLE, "en"),
        (CLUSTERS, BOOKS[:2], STYLE, "en"),
        (CLUSTERS, BOOKS, STYLE + "<!-- -->", "en"),
        (CLUSTERS, BOOKS, STYLE, "ja"),
    ],
    ids=["footnotes", "sources", "style", "language"],
)
def test_what_has_changed_is_set_anew(refusing: Path, clusters: Any, items: Any, style: str, language: str) -> None:
    with pytest.raises(AssertionError, match="pandoc was started"):
        set_citations(clusters, items, style, language, refusing)


@pytest.mark.parametrize("damaged", ["", "{}", "[]", "null", '{"texts": [[1]]}'])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damaged: str) -> None:
    typeset = set_citations(CLUSTERS, BOOKS, STYLE, "en", tmp_path)
    (file,) = tmp_path.iterdir()
    good = file.read_text(encoding="utf-8")
    file.write_text(damaged, encoding="utf-8")
    assert set_citations(CLUSTERS, BOOKS, STYLE, "en", tmp_path) == typeset
    assert file.read_text(encoding="utf-8") == good
