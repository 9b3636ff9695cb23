"""Every format that pandoc reads: its notes are the footnotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.importing.document import Document, DocumentNote, ImportLog
from annotated_edition.importing.pandoc_reader import number_notes
from annotated_edition.importing.read import FORMATS, read_document
from support.imports import CITED, JARS, cited, convert, imported, referred

#: What pandoc calls a format when it writes it.
WRITERS = {"docbook": "docbook5", "markdown": "markdown", "html": "html5"}


@pytest.mark.parametrize(
    "ending", sorted({form: ending for ending, form in FORMATS.items() if form not in ("text", "pdf")}.values())
)
def test_notes_and_references_of_every_format(tmp_path: Path, ending: str) -> None:
    file = convert(JARS, WRITERS.get(FORMATS[ending], FORMATS[ending]), tmp_path / f"jars{ending}")
    edition = imported(file, tmp_path / "made")
    assert cited(edition) == CITED
    assert "".join(span.text for span in edition.footnotes[3].before) in (
        "Two words of our own. A second paragraph.",
        "Two words of our own.",  # what pandoc writes as OpenDocument has no more
    )
    assert [numbers for _, numbers in referred(edition) if numbers] == [[1, 2, 3], [4]]
    assert edition.work.title == "On Jars"


def test_a_word_file_with_a_contents_list_keeps_its_notes(tmp_path: Path) -> None:
    text = "[1](#a) [2](#b)\n\n# A {#a}\n\nOne.^[first]\n\n# B {#b}\n\nTwo.^[second]\n"
    log = ImportLog()
    document = read_document(convert(text, "docx", tmp_path / "a.docx"), log, lambda _: None)
    assert [note.text for note in document.notes] == ["first", "second"]
    assert [block.text for block in document.blocks] == ["1 2", "A", "One.[^1]", "B", "Two.[^2]"]


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [([3, 1, 2], [3, 1, 2]), ([1, 0, 3], [1, 2, 3]), ([1, 2, 1], [1, 2, 3]), ([], [])],
)
def test_printed_numbers_are_kept_where_each_is_one_notes_own(printed: list[int], numbers: list[int]) -> None:
    document = number_notes(Document(notes=[DocumentNote(number, 1) for number in printed]))
    assert [note.number for note in document.notes] == numbers
    renumbered = [(each.before, each.after) for each in document.log.changes]
    assert renumbered == [(str(a), str(b)) for a, b in zip(printed, numbers, strict=True) if a and a != b]
