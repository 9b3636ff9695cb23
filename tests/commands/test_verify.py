"""The command `edition verify`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.cli import run
from support.places import ROOT


def test_a_built_site_is_whole(site: Path) -> None:
    done = run("verify", str(site), cwd=ROOT)
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (0, 2, "")  # a line for each language


@pytest.mark.slow
def test_everything_that_is_lacking_is_said_at_once(tmp_path: Path) -> None:
    done = run("verify", str(tmp_path), cwd=ROOT)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert len(lines) > 100
    assert all(re.match(rf"{tmp_path.name}/\S+:1: AE707 ", line) for line in lines)
    assert run("verify", str(tmp_path / "none"), cwd=ROOT).returncode == 2
