"""What the argument rests on, counted from the references."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from annotated_edition.views.report import (
    EvidenceRecord,
    columns,
    evidence_lines,
    evidence_record,
    evidence_table,
    summary,
    wrapped,
)
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from rich.cells import cell_len
from rich.console import Console

from annotated_edition import Edition, open_edition
from annotated_edition.commands.evidence import put_wrapped as _put
from annotated_edition.views.evidence import Carrier, Evidence, weigh
from support.cli import run
from support.editions import ENGLISH, make
from support.html import Html
from support.places import ROOT

CACHE = ROOT / ".cache"


@pytest.fixture(scope="module")
def english() -> Evidence:
    return weigh(open_edition(ENGLISH / "data", ENGLISH / "docs", CACHE))


@pytest.fixture(scope="module")
def shipped() -> Edition:
    return open_edition(ROOT / "data", ROOT / "docs", CACHE)


def opened(root: Path) -> Edition:
    return open_edition(root / "data", root / "docs", CACHE)


def numbers(carrier: Carrier) -> dict[str, list[int]]:
    """The footnotes that cite a source, by the page on which they are referenced."""
    pages = dict.fromkeys(reference.page for reference in carrier.references)
    return {page: [each.footnote for each in carrier.references if each.page == page] for page in pages}


def test_citations_are_counted_by_section_and_publisher(english: Evidence) -> None:
    assert [(share.publisher, share.total) for share in english.shares] == [("Pier Press", 4), ("Claire Moreau", 1)]
    assert [(c.source, numbers(c)) for c in english.carriers] == [
        ("hale-1899", {"text/opening.md": [1, 2], "text/reforms.md": [3, 4]}),
        ("moreau-1902", {"text/reforms.md": [3]}),
    ]
    assert english.columns == (2, 3)
    assert english.total == sum(carrier.total for carrier in english.carriers) == 5


def test_claims_beside_the_dominant_publisher(english: Evidence) -> None:
    assert english.dominant is english.shares[0]
    (claim,) = english.beside
    assert [reference.id for reference in claim.references] == ["fnref-3"]
    assert (claim.others, claim.partly) == (("moreau-1902",), True)


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
    evidence = weigh(open_edition(root / "data", root / "docs", CACHE))
    assert (evidence.shares, evidence.claims, evidence.dominant, evidence.total) == ((), (), None, 0)
    assert [p.text for p in evidence.passages] == ["Two."]


def test_the_shipped_edition_against_a_count_by_hand(shipped: Edition) -> None:
    evidence = weigh(shipped)
    carriers = {carrier.source: numbers(carrier) for carrier in evidence.carriers}
    jasmine, common = "commentary/jasmine.md", "commentary/common-ground.md"
    assert carriers["watanabe-nishida-2021"] == {"commentary/definition.md": [2, 3, 4, 6]}
    assert carriers["mod-2023-asean-ministers-8"] == {jasmine: [7, 9, 10], common: [24, 25]}
    assert carriers["mod-jasmine-annex"] == {jasmine: [8, 11, 12, 14, 15], common: [22]}
    assert (evidence.total, evidence.columns) == (34, (1, 6, 10, 6, 9, 2))
    assert evidence.dominant
    assert (evidence.dominant.publisher, evidence.dominant.total, len(evidence.dominant.carriers)) == ("防衛省", 28, 13)
    assert [[r.footnote for r in c.references] for c in evidence.beside] == [[2], [3], [4], [6], [29], [30]]
    assert [c.partly for c in evidence.beside] == [False, False, False, True, False, False]


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


def test_a_source_cited_twice_in_a_sentence_is_one_claim_of_one_publisher(tmp_path: Path) -> None:
    root = make(tmp_path, **{"docs/text/opening.md": "# Opening\n\nOne[^1] and two[^2]. Three[^3].\n"})
    evidence = weigh(open_edition(root / "data", root / "docs", CACHE))
    hale = next(carrier for carrier in evidence.carriers if carrier.source == "hale-1899")
    assert (len(numbers(hale)["text/opening.md"]), hale.total, hale.claims) == (3, 5, 4)
    first, second, *_ = evidence.claims
    assert (first.sources, first.publishers) == (("hale-1899",), ("Pier Press",))
    assert second.publishers == ("Claire Moreau", "Pier Press")
    assert evidence.corroborated == 2  # footnote 3 stands on the other page as well


def test_what_each_paragraph_rests_on(english: Evidence) -> None:
    """The lead-in and the items of a list have the claim of its last item; a table's stands under the heading."""
    assert [
        (g.paragraph, [r.footnote for c in g.claims for r in c.references], g.sources) for g in english.grounds
    ] == [
        ("p-1", [1, 2], ("hale-1899",)),
        ("p-2", [], ()),
        ("p-1", [3], ("moreau-1902", "hale-1899")),
        ("p-2", [3], ("moreau-1902", "hale-1899")),
        ("p-3", [3], ("moreau-1902", "hale-1899")),
        ("first", [4], ("hale-1899",)),
    ]


def test_sources_that_ask_for_care(english: Evidence, shipped: Edition) -> None:
    assert (english.once, english.undated, english.unarchived) == (("moreau-1902",), (), ("moreau-1902",))
    evidence = weigh(shipped)
    # By hand from sources.bib: entries without a `date`, with a `url` (all but two books and the strategy), marked.
    assert len(evidence.undated) == 7
    assert len(evidence.unarchived) == 13
    assert evidence.replaced == ("mod-exchange", "mod-2024-jpidd-2")
    # By hand from footnotes.yml: 6 sources have several footnotes (24 citations); 16 - 6.
    assert len(evidence.once) == 10


def test_the_command_agrees_with_a_count_by_hand() -> None:
    """Counted in footnotes.yml and in docs/commentary/, 同上 resolved by hand.

    - watanabe-nishida-2021: 脚注2, 3 and 4 (both 同上) and 6. Four sentences of the section on the definition, each with
      one of them: 4 claims. 脚注6 cites the Ministry as well, so its claim alone has a second publisher.
    - mod-2023-asean-ministers-8: 脚注7, 9, 10 (同上), 24 and the third of 25. 9 stands in one sentence with 8, of another
      source; 10 after a list, which is one claim; no two in one sentence: 5 claims.
    - mod-jasmine-annex: 脚注8, the first of 11, 12, 14, 15 (同上) and 22. 8 shares its sentence with 9, 12 with 13, 22
      with 23, each of another source: 6 claims, all of the Ministry alone.
    """
    done = run("evidence", "--format", "json", cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    by_hand = {
        "watanabe-nishida-2021": (4, 4, [2, 3, 4, 6], {"勁草書房": 4, "防衛省": 1}),
        "mod-2023-asean-ministers-8": (5, 5, [7, 9, 10, 24, 25], {"防衛省": 5}),
        "mod-jasmine-annex": (6, 6, [8, 11, 12, 14, 15, 22], {"防衛省": 6}),
    }
    for key, (claims, citations, footnotes, publishers) in by_hand.items():
        (source,) = [each for each in told["sources"] if each["source"] == key]
        assert (source["claims"], source["citations"], source["footnotes"]) == (claims, citations, footnotes)
        resting = [claim for claim in told["claims"] if key in claim["sources"]]
        assert len(resting) == claims
        assert Counter(publisher for claim in resting for publisher in claim["publishers"]) == publishers
    assert told["corroborated"] == 1  # 脚注6, by the book and a page of the Ministry
    assert [claim["footnotes"] for claim in told["claims"] if len(claim["publishers"]) > 1] == [[6]]


def test_the_page_the_command_and_the_file_say_the_same(site: Path, shipped: Edition) -> None:
    told = evidence_record(shipped, weigh(shipped))
    assert json.loads((site / "data" / "evidence.json").read_text(encoding="utf-8")) == told
    text = unescape(re.sub("<[^>]*>", "", (site / "evidence" / "index.html").read_text(encoding="utf-8")))
    for said in (*summary(weigh(shipped), "ja"), f"（{len(told['undated'])}点）"):
        assert said in text


def test_the_record_has_the_shape_that_its_schema_says(shipped: Edition) -> None:
    shape = TypeAdapter(EvidenceRecord)
    for edition in (shipped, opened(ENGLISH)):
        shape.validate_json(json.dumps(evidence_record(edition, weigh(edition))), strict=True)
    assert "corroborated" in shape.json_schema()["required"]


def test_the_table_has_a_row_for_each_claim_and_source(shipped: Edition, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("evidence", "--format", "csv", cwd=ROOT).stdout)))
    claims = [row for row in rows if row["kind"] == "claim"]
    assert Counter(row["source"] for row in claims) == {c.source: c.claims for c in weigh(shipped).carriers}
    assert {row["footnotes"]: row["publishers"] for row in claims}["6"] == "2"
    assert len(rows) - len(claims) == len(weigh(shipped).passages)
    assert {row["source"] for row in claims if row["replaced"]} == {"mod-exchange", "mod-2024-jpidd-2"}
    bib = (ENGLISH / "data" / "sources.bib").read_text(encoding="utf-8").replace("Pier Press", "=1+1")
    root = make(tmp_path, **{"data/sources.bib": bib})
    assert {"'=1+1"} < {row["publisher"] for row in csv.DictReader(io.StringIO(evidence_table(opened(root))))}


@pytest.mark.parametrize("folder", [ROOT, ENGLISH], ids=["ja", "en"])
def test_the_text_is_whole_in_a_pipe_and_set_in_where_a_terminal_is_narrow(folder: Path) -> None:
    told = run("evidence", cwd=folder).stdout
    assert told == "".join(f"{'  ' * each.depth}{each.text}\n" for each in evidence_lines(opened(folder)))
    out = io.StringIO()
    console = Console(file=out, width=40, force_terminal=True, no_color=True, highlight=False)
    for each in evidence_lines(opened(folder)):
        _put(console, each.text, 2 * each.depth)
    lines = out.getvalue().splitlines()
    assert max(cell_len(line) for line in lines if " " in line.strip() or not line.isascii()) <= 40
    assert [line for line in lines if line.strip()[:1] in "。、」）"] == [line for line in lines if not line]
    assert [line for line in lines if "://" in line and not line.strip().startswith("http")] == []  # still to be copied
    squeezed = "".join("".join(lines).split())
    assert squeezed == "".join(told.split())
    assert [line for line in lines if line.endswith(" ")] == []


def test_the_text_of_an_edition_in_english() -> None:
    told = run("evidence").stdout
    assert (
        "Claims by source (2)\n  Lamps and Keepers\n    4 claims, 4 citations, Pier Press\n    Footnotes 1, 2, 3, 4\n"
        in told
    )
    assert "Without a date (0)\n" in told
    assert (
        "With an address, but no archived copy named (1)\n  Le phare et la ville\n    moreau-1902\n    https://" in told
    )


def test_an_edition_that_cites_nothing_has_a_report(tmp_path: Path) -> None:
    root = make(
        tmp_path,
        **{
            "data/footnotes.yml": "- number: 1\n  before: Only words.\n",
            "docs/text/opening.md": "# Opening\n\nOne[^1]. Two.\n",
            "docs/text/reforms.md": "# Reforms\n",
        },
    )
    assert run("evidence", cwd=root).stdout.startswith("The text cites nothing.\n")
    told = json.loads(run("evidence", "--format", "json", cwd=root).stdout)
    assert (told["dominant"], told["claims"], [each["text"] for each in told["inferences"]]) == (None, [], ["Two."])
    assert run("evidence", "--format", "csv", cwd=root).stdout.count("\n") == 2


@given(st.text("aあ漢。、「」（ .,1"), st.integers(8, 30))
def test_wrapping_loses_nothing_and_begins_no_line_with_a_stop(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    whole = " ".join(text.split())
    for before, line in pairwise(lines):
        assert line
        assert line[0] not in "。、」" or f"{before} {line}" in whole  # written so, after a space
        assert columns(before) <= width or not re.search("[あ漢]{2}| ", before)
