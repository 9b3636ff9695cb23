"""Every way out of an edition is closed, nothing of somebody's is written over, and what the system refuses is one line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.builds import tree
from support.cli import MAIN, run
from support.editions import make

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pipes, links and devices as here")
TOO_LONG = "x" * 300


def link_out(root: Path, name: str) -> None:
    """Move a folder of an edition elsewhere, and leave a link to it."""
    (root / name).rename(root.parent / name)
    (root / name).symlink_to(root.parent / name)


#: What is done to an edition → a line that `edition check` says then.
WAYS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a page is a loop of links": (lambda root: (root / "docs/a.md").symlink_to("a.md"), "docs/a.md:1: AE101"),
    "a picture is a loop of links": (lambda root: (root / "docs/a.png").symlink_to("a.png"), "docs/a.png:1: AE101"),
    "data are a loop of links": (
        lambda root: ((root / "data/terms.yml").unlink(), (root / "data/terms.yml").symlink_to("terms.yml")),
        "data/terms.yml:1: AE101",
    ),
    "a page is a pipe": (lambda root: os.mkfifo(root / "docs/a.md"), "docs/a.md:1: AE101"),
    "a picture is a pipe": (lambda root: os.mkfifo(root / "docs/a.png"), "docs/a.png:1: AE101"),
    "a picture is a device": (lambda root: (root / "docs/a.png").symlink_to("/dev/zero"), "docs/a.png:1: AE116"),
    "a folder of pages is its own": (lambda root: (root / "docs/a").symlink_to("."), "docs/a:1: AE116"),
    "the data are elsewhere": (lambda root: link_out(root, "data"), "data/footnotes.yml:1: AE116"),
    "the pages are elsewhere": (lambda root: link_out(root, "docs"), "docs/index.md:1: AE116"),
    "initiatives are elsewhere": (
        lambda root: link_out(root, "data/initiatives") if (root.parent / "data").mkdir() is None else None,
        "data/initiatives/first-reform.yml:1: AE116",
    ),
    "a name would act on the terminal": (
        lambda root: (root / "docs/\x1b]0;name\x07\x9b.md").write_text("# X\n"),
        "docs/\\u001b]0;name\\u0007\\u009b.md:1: AE115",
    ),
    "the style opens elements for ever": (
        lambda root: (root / "data/note.csl").write_text("<style " * 100_000),
        "data/note.csl:1: AE208",
    ),
    "the style nests for ever": (
        lambda root: (root / "data/note.csl").write_text("<style class='note'>" + "<if>" * 10_000),
        "data/note.csl:1: AE208",
    ),
    "the style is very large": (lambda root: (root / "data/note.csl").write_text(" " * 2_000_001), "data/note.csl:1: AE113"),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_way_out_or_without_an_end_is_closed(tmp_path: Path, way: str) -> None:
    root = make(tmp_path)
    close, line = WAYS[way]
    close(root)
    done = run("check", cwd=root)
    assert done.returncode == 1
    assert [each for each in done.stdout.splitlines() if each.startswith(line)]
    assert not any(character < " " and character != "\n" for character in done.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "/proc/x"), ("new", TOO_LONG), ("new", f"taken/{TOO_LONG}/x"), ("new", "file/x"),
        ("schema", "--to", "/proc/x"), ("schema", "--to", TOO_LONG), ("pages", "/proc/x"), ("pages", TOO_LONG),
        ("import", "paper.md", "--to", "/proc/x/y"), ("import", "paper.md", "--to", TOO_LONG),
        ("import", "/dev/zero", "--to", "x"), ("import", "pipe.md", "--to", "x"), ("import", "loop.md", "--to", "x"),
        ("import", TOO_LONG, "--to", "x"), ("import", "/proc/self/mem", "--to", "x"),
        ("export", "--to", "/proc/x", "--format", "bibtex"), ("export", "--to", TOO_LONG, "--format", "ris"),
        ("build", "--site-dir", "/"), ("build", "--site-dir", "/proc/x"), ("build", "--site-dir", TOO_LONG),
        ("cite", "--style", "pipe.csl"), ("cite", "--style", "deep.csl"),
    ],
)  # fmt: skip
def test_what_the_system_refuses_is_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    root = make(tmp_path)
    (root / "paper.md").write_text("# A\n\nB.\n")
    (root / "file").touch()
    (root / "loop.md").symlink_to("loop.md")
    (root / "deep.csl").write_text("<a>" * 10_000)
    os.mkfifo(root / "pipe.md")
    os.mkfifo(root / "pipe.csl")
    before = tree(root)
    done = run(*arguments, cwd=root)
    assert (done.returncode in (1, 2), done.stdout) == (True, "")
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("Usage:", "Try "))]
    assert len(list(filter(None, lines))) == 1
    assert "Traceback" not in done.stderr
    assert {path: content for path, content in tree(root).items() if not path.startswith(".")} == before


@pytest.mark.parametrize(
    ("environment", "status"),
    [
        ({"SOURCE_DATE_EPOCH": "abc"}, 2), ({"SOURCE_DATE_EPOCH": "9" * 30}, 2), ({"SOURCE_DATE_EPOCH": "-1"}, 2),
        ({"SOURCE_DATE_EPOCH": "1700000000"}, 0), ({"SOURCE_DATE_EPOCH": ""}, 0), ({"LC_ALL": "xx_YY.nothing"}, 0),
        ({"XDG_CACHE_HOME": "/proc/x"}, 0), ({"COLUMNS": "x"}, 0),
    ],
)  # fmt: skip
def test_an_odd_environment(environment: dict[str, str], status: int) -> None:
    done = run("lookup", "1", **environment)
    assert (done.returncode, len(done.stderr.splitlines())) == (status, int(status > 0))


@pytest.mark.parametrize("language", ["fields", "xx", "../ja", "ja-JP", "\x1b"])
def test_a_language_without_texts_is_answered_in_english(language: str) -> None:
    assert run("explain", "AE303", "--language", language).returncode == 0


@pytest.mark.parametrize(
    ("shell", "status"), [("lookup 1 >&-", 1), ("lookup 1 >/dev/full", 1), ("--help >/dev/full", 1), ("lookup 1 2>&-", 0)]
)  # fmt: skip
def test_an_output_that_is_closed_or_full(shell: str, status: int) -> None:
    if "/dev/full" in shell and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    english = make.__globals__["ENGLISH"]
    command = f'"{sys.executable}" -c "{MAIN}" {shell}'
    done = subprocess.run(["/bin/sh", "-c", command], cwd=english, capture_output=True, encoding="utf-8")
    assert (done.returncode, len(done.stderr.splitlines()) <= 1) == (status, True)


def test_damaged_caches_are_as_if_absent(tmp_path: Path) -> None:
    root = make(tmp_path)
    assert run("check", cwd=root).returncode == 0
    whole = run("lookup", "1", cwd=root).stdout
    files = list((root / ".cache").glob("*.json"))
    assert len(files) > 1
    for damage in ("[[1]]", '{"key": 1}', "[" * 100_000, "", "\x00"):
        for file in files:
            file.write_text(damage)
        assert run("check", cwd=root).returncode == 0
        assert run("lookup", "1", cwd=root).stdout == whole


def test_a_cache_is_no_way_out(tmp_path: Path) -> None:
    root = make(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "lookup.json").write_text("years of work")
    (root / ".cache").symlink_to(tmp_path / "elsewhere")
    assert run("lookup", "1", cwd=root).returncode == 0
    assert tree(tmp_path / "elsewhere").keys() == {"lookup.json"}
    assert (tmp_path / "elsewhere" / "lookup.json").read_text() == "years of work"


@pytest.mark.parametrize(("folder", "file"), [(".", "data/sources.bib"), ("docs", "docs/data/footnotes.json")])
def test_generated_files_never_take_the_place_of_an_author_s(tmp_path: Path, folder: str, file: str) -> None:
    root = make(tmp_path, **{"docs/data/footnotes.json": "[]"})
    before = tree(root)
    done = run("pages", folder, cwd=root)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert file in done.stderr
    assert {path: content for path, content in tree(root).items() if not path.startswith(".")} == before
