"""The command `edition check`."""

from __future__ import annotations

import json
from pathlib import Path

from support.cli import run
from support.editions import make
from support.places import ROOT

CLAIM = {"docs/index.md": "# On keeping lights\n\nA claim[^31].\n"}


def test_a_problem_is_a_line_with_its_remedy(tmp_path: Path) -> None:
    done = run("check", "--project", str(make(tmp_path, **CLAIM)))
    assert done.returncode == 1
    assert done.stdout == (
        "docs/index.md:3: AE303 There is no footnote 31 (1-4). "
        "Fix: Correct the number, or add the footnote to footnotes.yml.\n"
    )


def test_json_has_the_same_in_fields(tmp_path: Path) -> None:
    (found,) = json.loads(run("check", "--format", "json", "--project", str(make(tmp_path, **CLAIM))).stdout)
    assert found | {"message": "", "fix": ""} == {
        "code": "AE303", "severity": "error", "file": "docs/index.md", "line": 3, "column": 8, "message": "", "fix": "",
    }  # fmt: skip


def test_github_gets_workflow_commands(tmp_path: Path) -> None:
    done = run("check", "--format", "github", "--project", str(make(tmp_path, **CLAIM)))
    assert done.stdout.startswith("::error file=docs/index.md,line=3,col=8,title=AE303::There is no footnote 31")
    done = run("check", "--format", "github", cwd=tmp_path / "edition", GITHUB_WORKSPACE=str(tmp_path))
    assert done.stdout.startswith("::error file=edition/docs/index.md,line=3")


def test_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    root = make(tmp_path, **{"docs/text/reforms.md": "# Reforms\n\nAn oil lamp[^3].\n"})  # footnote 4 is not cited
    assert run("check", "--project", str(root)).returncode == 0
    assert run("check", "--strict", "--project", str(root)).returncode == 1


def test_the_shipped_edition_has_no_problems() -> None:
    done = run("check", "--strict", "--project", str(ROOT))
    assert (done.returncode, done.stdout) == (0, "問題は見つかりませんでした。\n")
