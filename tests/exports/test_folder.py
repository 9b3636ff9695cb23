"""The site as a folder and as a zip."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotated_edition.exports.book import Book, MissingPart
from annotated_edition.exports.folder import UNUSED, site_files, write_zip, zipped
from support.cli import run
from support.editions import english, make, open_at

MOMENT = datetime(2026, 11, 23, 4, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "unused"),
    [
        ("404.html", True),
        ("sitemap.xml", True),
        ("sitemap.xml.gz", True),
        ("assets/javascripts/bundle.0.min.js.map", True),
        ("assets/stylesheets/main.0.min.css.map", True),
        ("assets/javascripts/lunr/wordcut.js", True),
        ("assets/javascripts/workers/search.0.min.js", True),
        ("search/index.html", False),
        ("index.html", False),
        ("n/17/index.html", False),
        ("assets/javascripts/bundle.0.min.js", False),
        ("assets/annotated-edition/search.js", False),
        ("assets/annotated-edition/search-index.js", False),
        ("text/search/index.html", False),
        ("data/footnotes.json", False),
    ],
)
def test_what_a_disk_does_not_need(path: str, unused: bool) -> None:
    assert bool(UNUSED.fullmatch(path)) is unused


def test_an_archive_has_no_time_but_the_one_it_is_given() -> None:
    with zipfile.ZipFile(io.BytesIO(write_zip({"a.txt": b"a", "b/é.txt": b"b" * 1000}, MOMENT))) as container:
        assert container.namelist() == ["a.txt", "b/é.txt"]
        assert {entry.date_time for entry in container.infolist()} == {(2026, 11, 23, 4, 5, 6)}
        assert container.read("b/é.txt") == b"b" * 1000


def test_files_are_zipped_in_the_order_of_their_paths_in_one_folder() -> None:
    book = Book(english(), lambda writer: "", lambda path: None, None, MOMENT, lambda: {"b/é.txt": b"", "a.txt": b""})
    with zipfile.ZipFile(io.BytesIO(zipped(book))) as container:
        assert container.namelist() == [f"{book.name}/a.txt", f"{book.name}/b/é.txt"]


def test_a_time_before_the_first_of_a_zip_is_its_first() -> None:
    with zipfile.ZipFile(io.BytesIO(write_zip({"a": b""}, datetime(1970, 1, 1, tzinfo=UTC)))) as container:
        assert container.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_a_site_that_cannot_be_built_says_why(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "mkdocs.yml").unlink()
    with pytest.raises(MissingPart) as raised:
        site_files(root, open_at(make(tmp_path / "whole")), tmp_path)
    assert raised.value.code == "export-site-failed"
    assert "mkdocs.yml" in raised.value.values["reason"]


@pytest.mark.slow
def test_pages_are_files_that_lead_to_files(tmp_path: Path) -> None:
    root = make(tmp_path)
    files = site_files(root, open_at(root), tmp_path)
    assert {"index.html", "text/opening.html", "footnotes.html", "initiatives/first-reform.html"} <= files.keys()
    page = files["text/opening.html"].decode()
    assert 'http-equiv="Content-Security-Policy"' in page
    assert 'href="../footnotes.html#fn-1"' in page
    assert '"footnotes.html#fn-1"' in files["assets/annotated-edition/search-index.js"].decode()
    assert [path for path in files if UNUSED.fullmatch(path)] == []


@pytest.mark.slow
def test_a_foreign_file_in_the_folder_stays(tmp_path: Path) -> None:
    root = make(tmp_path)
    assert run("export", "--format", "folder", cwd=root).returncode == 0
    (made,) = (path for path in (root / "dist").iterdir() if path.is_dir())
    (made / "mine.txt").write_text("mine", encoding="utf-8")
    done = run("export", "--format", "folder", cwd=root)
    assert done.returncode == 1
    assert "mine.txt" in done.stderr
    assert (made / "mine.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
def test_without_a_site_the_rest_is_made(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "mkdocs.yml").unlink()
    done = run("export", "--format", "folder", "--format", "html", cwd=root)
    assert done.returncode == 1
    assert "mkdocs.yml" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.suffix for path in sorted((root / "dist").iterdir())] == ["", ".html"]
