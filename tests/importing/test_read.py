"""Which reader a file is given to, and what comes of every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.importing.document import ImportLog
from annotated_edition.importing.read import FORMATS, decode, read_document
from annotated_edition.importing.structure import understand
from annotated_edition.model.spans import plain
from annotated_edition.model.wording import LANGUAGES, wording
from support.imports import CITED, JARS, cited, convert, imported, kinds, referred
from support.word import write_word_book

#: What pandoc calls a format when it writes it.
WRITERS = {"docbook": "docbook5", "markdown": "markdown", "html": "html5"}


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


@pytest.mark.slow  # pandoc, for each of them
@pytest.mark.parametrize(
    "ending", sorted({form: ending for ending, form in FORMATS.items() if form not in ("text", "pdf")}.values())
)
def test_notes_and_references_of_every_format(tmp_path: Path, ending: str) -> None:
    file = convert(JARS, WRITERS.get(FORMATS[ending], FORMATS[ending]), tmp_path / f"jars{ending}")
    edition = imported(file, tmp_path / "made")
    assert cited(edition) == CITED
    assert plain(edition.footnotes["3"].before) in (
        "Two words of our own.\nA second paragraph.",
        "Two words of our own.",  # what pandoc writes as OpenDocument has no more
    )
    assert [numbers for _, numbers in referred(edition) if numbers] == [[1, 2, 3], [4]]
    assert edition.work.title == "On Jars"


@pytest.mark.parametrize("restart", [False, True])
def test_a_word_book_with_a_contents_list_keeps_its_notes_and_their_numbers(tmp_path: Path, restart: bool) -> None:
    document = read_document(write_word_book(tmp_path / "a.docx", 3, 10, restart), ImportLog(), lambda _: None)
    understand(document, "a", as_is=False)
    ends = [(1, "1901), 1."), (10, "1901), 10."), (11, "1902), 1."), (30, "1903), 10.")]
    assert [(note.number, note.text[-len(end) :]) for n, end in ends for note in [document.notes[n - 1]]] == ends
    assert [section.title for section in document.sections] == [f"Chapter {n}. The clock" for n in (1, 2, 3)]
    assert [section.references for section in document.sections] == [[*range(n, n + 10)] for n in (1, 11, 21)]
    assert [label for n, label in document.labels.items() if n in (1, 11, 30)] == (
        ["1:1", "2:1", "3:10"] if restart else []
    )
    assert kinds(document.log) == ["publisher"]
