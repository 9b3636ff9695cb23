"""The same edition gives the same site, byte for byte, on another machine and another day."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.builds import tree
from support.cli import MAIN as BUILD
from support.editions import ENGLISH
from support.places import ROOT

#: Another day, for whoever asks Python for the time.
ANOTHER_DAY = """
import datetime, time
AWAY = 40 * 86_400 + 12_345
now = time.time
time.time = lambda: now() + AWAY
class Shifted(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(now() + AWAY, tz)
    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(now() + AWAY, datetime.timezone.utc).replace(tzinfo=None)
    @classmethod
    def today(cls):
        return cls.fromtimestamp(now() + AWAY)
datetime.datetime = Shifted
"""
PARTS = ["data", "docs", "mkdocs.yml"]


def build(source: Path, root: Path, umask: int, **environment: str) -> dict[str, str]:
    """The site of a copy of an edition, built in another environment."""
    root.mkdir(parents=True)
    for part in PARTS:
        if (source / part).is_dir():
            shutil.copytree(source / part, root / part)
        else:
            shutil.copyfile(source / part, root / part)
    done = subprocess.run(
        [sys.executable, "-c", f"import os; os.umask({umask}); {BUILD}", "build", "--strict"],
        cwd=root,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    assert done.returncode == 0, done.stderr
    return tree(root / "site")


@pytest.mark.parametrize("source", [ENGLISH, ROOT], ids=["english", "shipped"])
def test_two_builds_are_identical(source: Path, tmp_path: Path) -> None:
    (tmp_path / "another-day").mkdir()
    (tmp_path / "another-day" / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path / "another-day"), os.environ.get("PYTHONPATH", "")])
    one = build(source, tmp_path / "one", 0o022, TZ="Asia/Tokyo", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    two = build(
        source,
        tmp_path / "two" / "päth with spaces" / "日本",
        0o077,
        TZ="America/St_Johns",
        LC_ALL="C",
        LANG="C",
        PYTHONHASHSEED="2",
        PYTHONPATH=path,
        HOME=str(tmp_path),
    )
    assert {
        name: (one.get(name), two.get(name)) for name in one.keys() | two.keys() if one.get(name) != two.get(name)
    } == {}
