"""Which reader a file is given to."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.importing.document import ImportLog
from annotated_edition.importing.read import FORMATS, decode, read_document
from annotated_edition.model.wording import LANGUAGES, wording


@pytest.mark.parametrize(
    ("name", "text", "first"),
    [
        ("a.md", "# A\n\nb", ("heading", "A")),
        ("a.txt", "A *b*\n\nc", ("paragraph", "A \\*b\\*")),
        ("a.txt", "# A\n\nb", ("heading", "A")),  # Markdown after all
        ("a.html", "<h1>A</h1>", ("heading", "A")),
        ("a.TEX", "\\section{A}", ("heading", "A")),
    ],
)
def test_a_file_is_read_by_its_ending(tmp_path: Path, name: str, text: str, first: tuple[str, str]) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    block = read_document(tmp_path / name, ImportLog(), lambda _: None).blocks[0]
    assert (block.kind, block.text) == first


def test_control_characters_are_left_out_and_recorded() -> None:
    log = ImportLog()
    assert decode("abc\0d\0e\x1bf\ufdd50\ufdd6\r\n".encode(), "a.txt", log) == "abcdef0\n"
    assert [(each.kind, each.before) for each in log.changes] == [
        ("control", "U+0000 × 2"),
        ("control", "U+001B × 1"),
        ("control", "U+FDD5 × 1"),
        ("control", "U+FDD6 × 1"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ending_is_named_when_a_file_is_refused(language: str) -> None:
    assert "{endings}" in wording(language)["AE804"] + wording(language)["AE804-fix"]
    assert all(ending.startswith(".") for ending in FORMATS)
