"""The files of a translation, which are in its language; its PDF is set as that of any edition in the language."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.exports import Epub, check_epub, check_html, export
from support.foreign import find_unmarked
from support.places import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The English files of the shipped edition, by suffix."""
    folder = tmp_path_factory.mktemp("english")
    formats = [word for name in ("html", "epub", "text") for word in ("--format", name)]
    done = export(ROOT, "--language", "en", *formats, "--to", str(folder))
    assert done.returncode == 0, done.stderr
    return {path.suffix: path for path in folder.iterdir()}


def test_it_is_named_and_marked_as_what_it_is(files: dict[str, Path]) -> None:
    assert {files[suffix].stem[-3:] for suffix in (".html", ".epub", ".txt")} == {"-en"}
    assert '<html lang="en"' in files[".html"].read_text(encoding="utf-8")
    assert find_unmarked(files[".html"]) == []
    (language,) = Epub(files[".epub"]).package.iter("{http://purl.org/dc/elements/1.1/}language")
    assert language.text == "en"
    assert "(in Japanese)" in files[".txt"].read_text(encoding="utf-8")


def test_its_epub_is_valid(files: dict[str, Path]) -> None:
    check_epub(files[".epub"])


def test_its_single_file_is_valid(files: dict[str, Path]) -> None:
    check_html(files[".html"])
