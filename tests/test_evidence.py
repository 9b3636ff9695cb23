"""What the argument rests on, counted from the references."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition import Edition, open_edition
from annotated_edition.evidence import Carrier, Evidence, weigh
from conftest import ROOT
from editions import ENGLISH, make
from test_site import Html

CACHE = ROOT / ".cache"


@pytest.fixture(scope="module")
def english() -> Evidence:
    return weigh(open_edition(ENGLISH / "data", ENGLISH / "docs", CACHE))


@pytest.fixture(scope="module")
def shipped() -> Edition:
    return open_edition(ROOT / "data", ROOT / "docs", CACHE)


def numbers(carrier: Carrier) -> list[list[int]]:
    return [[reference.footnote for reference in cell] for cell in carrier.cells]


def test_citations_are_counted_by_section_and_publisher(english: Evidence) -> None:
    assert [(share.publisher, share.total) for share in english.shares] == [("Pier Press", 4), ("Claire Moreau", 1)]
    assert [(c.source, numbers(c)) for c in english.carriers] == [
        ("hale-1899", [[1, 2], [3, 4]]),
        ("moreau-1902", [[], [3]]),
    ]
    assert english.columns == (2, 3)
    assert english.total == sum(carrier.total for carrier in english.carriers) == 5


def test_claims_beside_the_dominant_publisher(english: Evidence) -> None:
    assert english.dominant is english.shares[0]
    (claim,) = english.claims
    assert [reference.id for reference in claim.references] == ["fnref-3"]
    assert (claim.sources, claim.partly) == (("moreau-1902",), True)


def test_passages_without_a_footnote(english: Evidence) -> None:
    """What stands in a list that ends with a reference is supported by it, its lead-in as well."""
    assert [(p.page, p.paragraph, p.text, p.whole) for p in english.passages] == [
        ("text/opening.md", "p-1", "Dr. Hale counted them.", False),
        ("text/opening.md", "p-2", "A note of the editor's own, and a keeper again.", True),
    ]


def test_a_footnote_at_two_places_counts_at_each_and_neighbouring_sentences_are_one_passage(tmp_path: Path) -> None:
    text = "# Opening\n\nOne.[^1] Two. Three.\nFour[^2][^1]. Five? Six!\n"
    root = make(tmp_path, **{"docs/text/opening.md": text})
    evidence = weigh(open_edition(root / "data", root / "docs", CACHE))
    assert numbers(evidence.carriers[0])[0] == [1, 2, 1]
    assert [p.text for p in evidence.passages if p.page == "text/opening.md"] == ["Two. Three.", "Five? Six!"]


def test_an_edition_that_cites_nothing_has_passages_only(tmp_path: Path) -> None:
    notes = "- number: 1\n  before: Only words.\n"
    root = make(
        tmp_path,
        **{
            "data/footnotes.yml": notes,
            "docs/text/opening.md": "# Opening\n\nOne[^1]. Two.\n",
            "docs/text/reforms.md": "# Reforms\n",
        },
    )
    evidence = weigh(open_edition(root / "data", root / "docs", CACHE))
    assert (evidence.shares, evidence.claims, evidence.dominant, evidence.total) == ((), (), None, 0)
    assert [p.text for p in evidence.passages] == ["Two."]


def test_the_shipped_edition_against_a_count_by_hand(shipped: Edition) -> None:
    evidence = weigh(shipped)
    carriers = {carrier.source: numbers(carrier) for carrier in evidence.carriers}
    assert carriers["watanabe-nishida-2021"] == [[], [2, 3, 4, 6], [], [], [], []]
    assert carriers["mod-2023-asean-ministers-8"] == [[], [], [7, 9, 10], [], [24, 25], []]
    assert carriers["mod-jasmine-annex"] == [[], [], [8, 11, 12, 14, 15], [], [22], []]
    assert (evidence.total, evidence.columns) == (34, (1, 6, 10, 6, 9, 2))
    assert evidence.dominant
    assert (evidence.dominant.publisher, evidence.dominant.total, len(evidence.dominant.carriers)) == ("防衛省", 28, 13)
    assert [[r.footnote for r in c.references] for c in evidence.claims] == [[2], [3], [4], [6], [29], [30]]
    assert [c.partly for c in evidence.claims] == [False, False, False, True, False, False]


def test_every_inference_that_is_hedged_is_among_the_passages(shipped: Edition) -> None:
    texts = [passage.text for passage in weigh(shipped).passages]
    hedges = [
        "厳しさのようだ。",
        "といえよう。",
        "かもしれない。",
        "解釈できる。",
        "支えられるだろう。",
        "ではないだろうか。",
        "いえるのかもしれない。",
    ]
    assert [hedge for hedge in hedges if not any(text.endswith(hedge) for text in texts)] == []


def test_the_page_links_every_citation_to_its_place(site: Path) -> None:
    html = (site / "evidence" / "index.html").read_text(encoding="utf-8")
    links = [link for link in Html(html).links if "#fnref-" in link]
    assert len(links) == 34 + 6  # the table's, and one for each claim
