"""What the argument rests on, counted from the references."""

from __future__ import annotations

from pathlib import Path

from annotated_edition.views.evidence import Carrier, weigh
from support.editions import english, make, open_at, shipped


def numbers(carrier: Carrier) -> dict[str, list[int]]:
    """The footnotes that cite a source, by the page on which they are referenced."""
    pages = dict.fromkeys(reference.page for reference in carrier.references)
    return {page: [int(each.footnote) for each in carrier.references if each.page == page] for page in pages}


def test_citations_are_counted_by_section_and_publisher() -> None:
    evidence = weigh(english())
    assert [(share.publisher, share.total) for share in evidence.shares] == [
        ("Pier Press", 4),
        ("Claire Moreau", 1),
    ]
    assert [(c.key, numbers(c)) for c in evidence.carriers] == [
        ("hale-1899", {"text/opening.md": [1, 2], "text/reforms.md": [3, 4]}),
        ("moreau-1902", {"text/reforms.md": [3]}),
    ]
    assert evidence.columns == (2, 3)
    assert evidence.total == sum(carrier.total for carrier in evidence.carriers) == 5


def test_claims_beside_the_dominant_publisher() -> None:
    evidence = weigh(english())
    assert evidence.dominant is evidence.shares[0]
    (claim,) = evidence.beside
    assert [reference.id for reference in claim.references] == ["fnref-3"]
    assert (claim.others, claim.partly) == (("moreau-1902",), True)


def test_passages_without_a_footnote() -> None:
    """What stands in a list that ends with a reference is supported by it, its lead-in as well."""
    evidence = weigh(english())
    assert [(p.page, p.paragraph, p.text, p.whole) for p in evidence.passages] == [
        ("text/opening.md", "p-1", "Dr. Hale counted them.", False),
        ("text/opening.md", "p-2", "A note of the editor's own, and a keeper again.", True),
    ]


def test_a_footnote_at_two_places_counts_at_each_and_neighbouring_sentences_are_one_passage(tmp_path: Path) -> None:
    text = "# Opening\n\nOne.[^1] Two. Three.\nFour[^2][^1]. Five? Six!\n"
    root = make(tmp_path, **{"docs/text/opening.md": text})
    evidence = weigh(open_at(root))
    assert numbers(evidence.carriers[0])["text/opening.md"] == [1, 2, 1]
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
    evidence = weigh(open_at(root))
    assert (evidence.shares, evidence.claims, evidence.dominant, evidence.total) == ((), (), None, 0)
    assert [p.text for p in evidence.passages] == ["Two."]


def test_the_shipped_edition_against_a_count_by_hand() -> None:
    evidence = weigh(shipped())
    carriers = {carrier.key: numbers(carrier) for carrier in evidence.carriers}
    jasmine, common = "commentary/jasmine.md", "commentary/common-ground.md"
    assert carriers["watanabe-nishida-2021"] == {"commentary/definition.md": [2, 3, 4, 6]}
    assert carriers["mod-2023-asean-ministers-8"] == {jasmine: [7, 9, 10], common: [24, 25]}
    assert carriers["mod-jasmine-annex"] == {jasmine: [8, 11, 12, 14, 15], common: [22]}
    assert (evidence.total, evidence.columns) == (34, (1, 6, 10, 6, 9, 2))
    assert evidence.dominant
    assert (evidence.dominant.publisher, evidence.dominant.total, len(evidence.dominant.carriers)) == ("防衛省", 28, 13)
    assert [[int(r.footnote) for r in c.references] for c in evidence.beside] == [[2], [3], [4], [6], [29], [30]]
    assert [c.partly for c in evidence.beside] == [False, False, False, True, False, False]


def test_every_inference_that_is_hedged_is_among_the_passages() -> None:
    evidence = weigh(shipped())
    texts = [passage.text for passage in evidence.passages]
    hedges = [
        "背景にあるようだ。",
        "といえよう。",
        "ともいえるかもしれない。",
        "とも解釈できる。",
        "支えるだろう。",
        "ではないだろうか。",
        "いえるのかもしれない。",
    ]
    assert [hedge for hedge in hedges if not any(hedge in text for text in texts)] == []


def test_a_source_cited_twice_in_a_sentence_is_one_claim_of_one_publisher(tmp_path: Path) -> None:
    root = make(tmp_path, **{"docs/text/opening.md": "# Opening\n\nOne[^1] and two[^2]. Three[^3].\n"})
    evidence = weigh(open_at(root))
    hale = next(carrier for carrier in evidence.carriers if carrier.key == "hale-1899")
    assert (len(numbers(hale)["text/opening.md"]), hale.total, hale.claims) == (3, 5, 4)
    first, second, *_ = evidence.claims
    assert (first.sources, first.publishers) == (("hale-1899",), ("Pier Press",))
    assert second.publishers == ("Claire Moreau", "Pier Press")
    assert evidence.corroborated == 2  # footnote 3 stands on the other page as well


def test_what_each_paragraph_rests_on() -> None:
    """The lead-in and the items of a list have the claim of its last item; a table's stands under the heading."""
    evidence = weigh(english())
    assert [
        (g.paragraph, [int(r.footnote) for c in g.claims for r in c.references], g.sources) for g in evidence.grounds
    ] == [
        ("p-1", [1, 2], ("hale-1899",)),
        ("p-2", [], ()),
        ("p-1", [3], ("moreau-1902", "hale-1899")),
        ("p-2", [3], ("moreau-1902", "hale-1899")),
        ("p-3", [3], ("moreau-1902", "hale-1899")),
        ("first", [4], ("hale-1899",)),
    ]


def test_sources_that_ask_for_care() -> None:
    english_evidence = weigh(english())
    assert (english_evidence.once, english_evidence.undated, english_evidence.unarchived) == (
        ("moreau-1902",),
        (),
        ("moreau-1902",),
    )
    evidence = weigh(shipped())
    # By hand from sources.bib: entries without a `date`, with a `url` (all but two books and the strategy), marked.
    assert len(evidence.undated) == 7
    assert len(evidence.unarchived) == 13
    assert evidence.replaced == ("mod-exchange", "mod-2024-jpidd-2")
    # By hand from footnotes.yml: 6 sources have several footnotes (24 citations); 16 - 6.
    assert len(evidence.once) == 10
