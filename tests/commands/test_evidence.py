"""The command `edition evidence`."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from annotated_edition.commands.console import print_wrapped
from annotated_edition.site.pages import write_evidence
from support.cli import run
from support.editions import ENGLISH, make, open_at
from support.places import ROOT


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


def test_the_table_has_a_row_for_each_claim_and_source(tmp_path: Path) -> None:
    bib = (ENGLISH / "data" / "sources.bib").read_text(encoding="utf-8").replace("Pier Press", "=1+1")
    root = make(tmp_path, **{"data/sources.bib": bib})
    rows = list(csv.DictReader(io.StringIO(run("evidence", "--format", "csv", cwd=root).stdout)))
    assert {"'=1+1"} < {row["publisher"] for row in rows}


@pytest.mark.parametrize("folder", [ROOT, ENGLISH], ids=["ja", "en"])
def test_the_text_is_whole_in_a_pipe_and_set_in_where_a_terminal_is_narrow(folder: Path) -> None:
    told = run("evidence", cwd=folder).stdout
    assert told == write_evidence(open_at(folder))
    out = io.StringIO()
    console = Console(file=out, width=40, force_terminal=True, no_color=True, highlight=False)
    for each in told.splitlines():
        print_wrapped(console, each.lstrip(" "), len(each) - len(each.lstrip(" ")))
    lines = out.getvalue().splitlines()
    assert max(cell_len(line) for line in lines if " " in line.strip() or not line.isascii()) <= 40
    assert [line for line in lines if line.strip()[:1] in "。、」）"] == [line for line in lines if not line]
    assert [line for line in lines if "://" in line and not line.strip().startswith("http")] == []  # still to be copied
    assert "".join("".join(lines).split()) == "".join(told.split())
    assert [line for line in lines if line.endswith(" ")] == []


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
