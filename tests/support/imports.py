"""Imports in tests: a file into a project, one that is refused; a sample and what it cites."""

from __future__ import annotations

import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from annotated_edition import Edition, open_edition
from annotated_edition.importing.document import Document, DocumentNote, ImportLog, ImportRefused
from annotated_edition.importing.resolve import resolve
from annotated_edition.importing.steps import import_file
from annotated_edition.importing.take_apart import take_apart
from annotated_edition.reading import pandoc

#: Notes of every kind: a source, an ibid., two sources, a note in a table with a list in it.
JARS = """# On Jars

By Dan Moss

## Clay

A jar is made of clay.[^1] It is fired twice.[^2]

| jar | clay      |
| --- | --------- |
| old | grey[^3]  |

## Glass

Glass came later.[^4]

[^1]: Eve Fern, *Jars* (Leith: Pier Press, 2001), 5.
[^2]: Ibid., 6.
[^3]: Two words of our own.

    A second paragraph.
[^4]: Eve Fern, “Glass,” *Vessels* 2, no. 1 (2004): 9; Fern, *Jars*, 10.
"""
CITED = {
    1: [("fern-2001", "5")], 2: [("fern-2001", "6")], 3: [], 4: [("fern-2004", "9"), ("fern-2001", "10")],
}  # fmt: skip


def imported(file: Path, folder: Path, as_is: bool = False) -> Edition:
    """Import a file and open the project that it becomes."""
    import_file(file, folder, as_is)
    return open_edition(folder / "data", folder / "docs", folder / ".cache")  # in which the import has set citations


def refused(file: Path, folder: Path) -> str:
    """Return the code of the problem for which a file is refused; nothing may be left of the attempt."""
    before = set(folder.parent.iterdir())
    with pytest.raises(ImportRefused) as refusal:
        import_file(file, folder)
    assert set(folder.parent.iterdir()) == before
    return refusal.value.code


def understood_notes(*notes: str) -> Document:
    """Return a document of footnotes, taken apart and resolved."""
    document = Document(notes=[DocumentNote(n, n, text) for n, text in enumerate(notes, 1)])
    for note in document.notes:
        take_apart(note)
    resolve(document)
    return document


def texts(document: Document) -> dict[int, str]:
    """Return the text of each footnote by its number, on one line."""
    return {note.number: " ".join(f"{note.text} {note.more}".split()) for note in document.notes}


def cited(edition: Edition) -> dict[int, list[tuple[str, str | None]]]:
    """Return key and locator of each citation, by number of its footnote."""
    return {int(n): [(each.source, each.locator) for each in f.citations] for n, f in edition.footnotes.items()}


def referred(edition: Edition) -> list[tuple[str, list[int]]]:
    """Return the title of each section, with the footnotes that it refers to."""
    return [(section.title, [int(each.footnote) for each in section.references]) for section in edition.sections]


def convert(text: str, form: str, file: Path, *options: str) -> Path:
    """Write a Markdown text as a file in another of pandoc's formats."""
    command = [str(pandoc.binary()), "-f", "markdown", "-t", form, "--standalone", *options, "-o", str(file)]
    subprocess.run(command, input=text.encode(), check=True, capture_output=True)
    return file


def letters(text: str) -> Counter[str]:
    """Count the letters and digits of a text."""
    return Counter(char for char in text if unicodedata.category(char)[0] in "LN")


def kinds(log: ImportLog) -> list[str]:
    """Return the kinds of the questions of an import."""
    return [question.kind for question in log.questions]
