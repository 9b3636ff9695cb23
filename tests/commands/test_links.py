"""The command `edition links`, against a server of this machine."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from annotated_edition.commands import links, main
from support.answering import HASTY, answering
from support.editions import make, open_at


@pytest.fixture
def server() -> Iterator[Any]:
    with answering() as server:
        yield server


@pytest.fixture
def edition_at(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The English edition with its addresses on the server, and an archive there."""
    root = make(tmp_path)
    for file in (root / "data").glob("*"):
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            text = text.replace("https://example.org/phare", f"{server.url}/moved").replace(
                "https://example.org", server.url
            )
            file.write_text(text, encoding="utf-8")
    server.wayback = lambda query: {
        "archived_snapshots": {
            "closest": {
                "status": "200",
                "available": True,
                "url": f"http://web.archive.org/web/19020304050607/{query['url'][0]}",
                "timestamp": "19020304050607",
            }
        }
    }
    monkeypatch.setattr(links, "MANNERS", replace(HASTY, archive=f"{server.url}/wayback"))
    return root


def run(root: Path, *arguments: str) -> Any:
    return CliRunner().invoke(main.main, ["links", "--project", str(root), *arguments])


def test_offline_asks_nobody(server: Any, edition_at: Path) -> None:
    done = run(edition_at, "--offline")
    assert (done.exit_code, server.asked) == (0, [])
    assert f"{server.url}/moved  data/sources.bib:10\n" in done.stdout
    (source, *_) = json.loads(run(edition_at, "--offline", "--format", "json").stdout)
    assert source["sources"] == ["moreau-1902"]


def test_the_report(server: Any, edition_at: Path) -> None:
    before = (edition_at / "data" / "sources.bib").read_bytes()
    done = run(edition_at)
    assert done.exit_code == 1
    assert done.stdout.startswith(
        f"Moved for good (1)\n  {server.url}/moved\n    → {server.url}/temporary\n    data/sources.bib:10, moreau-1902\n"
    )
    asked = len(server.asked)
    told = json.loads(run(edition_at, "--format", "json").stdout)["addresses"]
    assert [(each["verdict"], each["cached"]) for each in told[:1]] == [("moved", True)]
    assert len(server.asked) == asked
    assert run(edition_at, "--max-age", "0").exit_code == 1
    assert len(server.asked) > asked
    assert not [path for _, path, _ in server.asked if path.startswith("/wayback")]
    assert (edition_at / "data" / "sources.bib").read_bytes() == before


def test_copies_are_proposed_and_written_only_when_told_to(server: Any, edition_at: Path) -> None:
    file = edition_at / "data" / "sources.bib"
    before = file.read_text(encoding="utf-8")
    done = run(edition_at, "--archives")
    assert f"1902-03-04  https://web.archive.org/web/19020304050607/{server.url}/moved" in done.stdout
    assert file.read_text(encoding="utf-8") == before
    asked = [path for _, path, _ in server.asked if path.startswith("/wayback")]
    assert len(asked) == 1
    assert set(parse_qs(urlsplit(asked[0]).query)) == {"url", "timestamp"}
    assert run(edition_at, "--archives", "--write").exit_code == 1
    after = file.read_text(encoding="utf-8")
    added = (
        f"  archiveurl   = {{https://web.archive.org/web/19020304050607/{server.url}/moved}},\n"
        "  archivedate  = {1902-03-04},\n"
    )
    assert added in after
    assert after.replace(added, "") == before
    source = open_at(edition_at).sources["moreau-1902"]
    assert source.archive
    assert source.archive.date == "1902-03-04"
    assert "Archived copies (0)" in run(edition_at, "--archives").stdout  # it has one now


@pytest.mark.parametrize(
    "answer", [{"archived_snapshots": {}}, {}, [], {"archived_snapshots": {"closest": {"url": "javascript:x", "timestamp": "19020304"}}},
               {"archived_snapshots": {"closest": {"url": "http://a.org/", "timestamp": "19029999"}}}, {"archived_snapshots": []}]
)  # fmt: skip
def test_an_archive_that_has_nothing_or_says_nonsense(server: Any, edition_at: Path, answer: object) -> None:
    server.wayback = lambda query: answer
    file = edition_at / "data" / "sources.bib"
    before = file.read_bytes()
    assert "Archived copies (0)" in run(edition_at, "--archives", "--write").stdout
    assert file.read_bytes() == before


def test_nothing_to_report(server: Any, edition_at: Path) -> None:
    bib = edition_at / "data" / "sources.bib"
    bib.write_text(bib.read_text(encoding="utf-8").replace("/moved", "/ok"), encoding="utf-8")
    done = run(edition_at)
    assert done.exit_code == 0
    assert re.fullmatch(r"(\d+) of \1 addresses are all right \(0 answers are from an earlier check\)\.\n", done.stdout)


def test_an_interrupted_check_shows_what_it_has(edition_at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = links.check_addresses

    def interrupt(*arguments: Any) -> Iterator[Any]:
        yield from itertools.islice(whole(*arguments), 1)
        raise KeyboardInterrupt

    monkeypatch.setattr(links, "check_addresses", interrupt)
    done = run(edition_at)
    assert done.exit_code == 130
    assert "of 1 addresses are all right" in done.stdout
    assert "Interrupted after 1 of " in done.stderr


@pytest.mark.parametrize("arguments", [["--write"], ["--archives", "--offline"]])
def test_usage(edition_at: Path, arguments: list[str]) -> None:
    assert run(edition_at, *arguments).exit_code == 2
