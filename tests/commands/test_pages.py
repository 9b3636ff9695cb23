"""The command `edition pages`."""

from __future__ import annotations

import json
from pathlib import Path

from support.cli import run
from support.editions import make


def test_what_the_plugin_would_add_is_written(tmp_path: Path) -> None:
    done = run("pages", str(tmp_path / "out"))
    assert done.returncode == 0
    files = ("footnotes.md", "n/1/index.html", "assets/annotated-edition/edition.css")
    assert all((tmp_path / "out" / file).is_file() for file in files)
    assert set(files) <= set(done.stdout.split())
    assert json.loads((tmp_path / "out/data/footnotes.json").read_text(encoding="utf-8"))[0]["footnote"] == 1
    assert run("pages", str(tmp_path / "out")).returncode == 0  # over its own


def test_a_page_that_somebody_has_written_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "footnotes.md").write_text("# Mine\n", encoding="utf-8")
    done = run("pages", str(tmp_path))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert [file.name for file in tmp_path.iterdir()] == ["footnotes.md"]


def test_an_edition_with_errors_writes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path, **{"docs/index.md": "# A\n\nA claim[^31].\n"})
    done = run("pages", str(tmp_path / "out"), "--project", str(root))
    assert (done.returncode, "AE303" in done.stderr, (tmp_path / "out").exists()) == (1, True, False)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("pages", str(tmp_path / "file" / "out"))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
