"""The command `edition`, as a shell sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.cli import run
from support.editions import ENGLISH, make
from support.places import ROOT


def test_lookup_says_what_is_cited_and_where() -> None:
    done = run("lookup", "2", cwd=ENGLISH / "docs")
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout == (
        "Footnote 2  Ibid., 14–15.\n"
        "  Ibid. → Footnote 1\n"
        "    Thomas Hale, Lamps and Keepers (Leith: Pier Press, 1899).\n"
        "  Cited at  Opening\n"
        "    Sentence of this edition: An oil lamp burned all night.\n"
        "    text/opening/#fnref-2\n"
        "  Footnotes citing the same source  1, 3, 4\n"
    )


def test_lookup_json() -> None:
    done = run("lookup", "--format", "json", "4", "1-2")
    assert [each["footnote"] for each in json.loads(done.stdout)] == [1, 2, 4]


@pytest.mark.parametrize("query", ["99", "nothing-like-it", "1-1000000000", "", "０"])
def test_lookup_of_nothing(query: str) -> None:
    done = run("lookup", query)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "1" in done.stderr
    assert "4" in done.stderr


def test_no_edition(tmp_path: Path) -> None:
    done = run("check", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "data/edition.yml" in done.stderr
    assert "Traceback" not in done.stderr


def test_check(tmp_path: Path) -> None:
    assert run("check", "--strict").returncode == 0
    root = make(tmp_path, **{"docs/index.md": "# On keeping lights\n\nA claim[^31].\n"})
    done = run("check", "--project", str(root))
    assert done.returncode == 1
    assert done.stdout == (
        "docs/index.md:3: AE303 There is no footnote 31 (1-4). "
        "Fix: Mend the number, or add the footnote to footnotes.yml.\n"
    )
    (found,) = json.loads(run("check", "--format", "json", "--project", str(root)).stdout)
    assert found | {"message": "", "fix": ""} == {
        "code": "AE303", "severity": "error", "file": "docs/index.md", "line": 3, "column": 8, "message": "", "fix": "",
    }  # fmt: skip


def test_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    root = make(tmp_path, **{"docs/text/reforms.md": "# Reforms\n\nAn oil lamp[^3].\n"})  # footnote 4 is not cited
    assert run("check", "--project", str(root)).returncode == 0
    assert run("check", "--strict", "--project", str(root)).returncode == 1


def test_pages(tmp_path: Path) -> None:
    done = run("pages", str(tmp_path / "out"))
    assert done.returncode == 0
    made = ("footnotes.md", "n/1/index.html", "assets/annotated-edition/edition.css")
    assert all((tmp_path / "out" / file).is_file() for file in made)
    assert json.loads((tmp_path / "out" / "data" / "footnotes.json").read_text(encoding="utf-8"))[0]["footnote"] == 1


@pytest.mark.parametrize("command", [[], ["lookup"], ["check"], ["pages"], ["export"]])
def test_help(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert not command or "Example:" in done.stdout


def test_version() -> None:
    from annotated_edition import __version__

    assert __version__ in run("--version").stdout


def test_shipped_edition_has_no_problems() -> None:
    done = run("check", "--strict", "--project", str(ROOT))
    assert done.stdout.strip() == "問題は見つかりませんでした。"
    assert done.returncode == 0
