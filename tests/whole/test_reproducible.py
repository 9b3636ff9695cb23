"""The same edition gives the same site, byte for byte, on another machine and another day."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.builds import tree
from support.cli import MAIN, run
from support.editions import ENGLISH, make
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
PARTS = ["data", "docs", "translations", "mkdocs.yml"]


def build_elsewhere(source: Path, folder: Path) -> dict[str, str]:
    """Return the site of a copy of an edition, built in another folder, place, language, order and on another day."""
    root = folder / "päth with spaces" / "日本"
    root.mkdir(parents=True)
    for part in filter(lambda part: (source / part).exists(), PARTS):
        copy = shutil.copytree if (source / part).is_dir() else shutil.copyfile
        copy(source / part, root / part)
    (folder / "another-day").mkdir()
    (folder / "another-day" / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    environment = {
        "SOURCE_DATE_EPOCH": "1700000000",
        "TZ": "America/St_Johns",
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONHASHSEED": "2",
        "PYTHONPATH": os.pathsep.join([str(folder / "another-day"), os.environ.get("PYTHONPATH", "")]),
        "HOME": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-c", f"import os; os.umask(0o077); {MAIN}", "build", "--strict"],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    assert done.returncode == 0, done.stderr
    return tree(root / "site")


def differences(one: dict[str, str], other: dict[str, str]) -> set[str]:
    """Return the files that are not the same in both, or in one alone."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def test_the_shipped_edition_is_the_same_elsewhere(published: Path, tmp_path: Path) -> None:
    assert differences(tree(published), build_elsewhere(ROOT, tmp_path)) == set()


@pytest.mark.slow
def test_an_edition_in_english_is_the_same_elsewhere(tmp_path: Path) -> None:
    here = make(tmp_path)
    seen = {"SOURCE_DATE_EPOCH": "1700000000", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
    assert run("build", "--strict", cwd=here, **seen).returncode == 0
    assert differences(tree(here / "site"), build_elsewhere(ENGLISH, tmp_path / "elsewhere")) == set()
