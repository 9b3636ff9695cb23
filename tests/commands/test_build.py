"""The command `edition build`: what it says; `tests/publishing/test_build.py` has how a build can end."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.builds import with_quick_theme
from support.cli import run
from support.editions import ENGLISH, make

pytestmark = pytest.mark.slow


def test_it_says_where_the_site_is_in_the_language_of_the_edition(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    done = run("build", "--strict", "--site-dir", "out", cwd=root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Written to out.\n", "")
    assert (root / "out" / "index.html").is_file()
    assert run("build", "--strict", "--site-dir", "out", cwd=root).stdout == "out is up to date.\n"


def test_errors_of_the_edition_start_no_build(tmp_path: Path) -> None:
    root = make(tmp_path, **{"docs/index.md": "# A\n\nA claim[^31].\n"})
    done = run("build", cwd=root)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("docs/index.md:3: AE303 ")
    assert not list(root.glob(".site*"))


def test_open_points_stop_a_final_build(tmp_path: Path) -> None:
    text = (ENGLISH / "data/footnotes.yml").read_text(encoding="utf-8")
    root = make(tmp_path, **{"data/footnotes.yml": text.replace("  citations:", "  todo: By whom?\n  citations:", 1)})
    done = run("build", "--final", cwd=root)
    assert (done.returncode, done.stderr.count("AE801"), (root / "site").exists()) == (1, 1, False)


def test_warnings_are_shown_and_stop_a_strict_build(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path, **{"docs/text/reforms.md": "# Reforms\n\nAn oil lamp[^3].\n"})
    for options, status in (([], 0), (["--strict"], 1)):
        done = run("build", *options, cwd=root)
        assert (done.returncode, done.stderr.startswith("data/footnotes.yml:12: AE304 ")) == (status, True)
