"""Pictures of a document: copied, or asked for."""

from __future__ import annotations

import zipfile
from pathlib import Path

from annotated_edition.importing.document import Document, DocumentBlock, DocumentNote
from annotated_edition.importing.read import place_pictures
from support.imports import kinds

CLOCK = b"\x89PNG of a clock"


def document_of(*marks: str) -> Document:
    """Return a document with a paragraph for each picture that is marked `text|address`."""
    texts = ("\ufde5{}\ufde6{}\ufde7".format(*mark.split("|")) for mark in marks)
    return Document(blocks=[DocumentBlock("paragraph", text, 1) for text in texts])


def test_a_picture_beside_the_file_is_copied_and_any_other_asked_for(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(CLOCK)
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "Old clock.PNG").write_bytes(CLOCK)
    file = tmp_path / "paper" / "a.md"
    file.write_text("x", encoding="utf-8")
    others = "|../secret.png", "|https://example.org/a.png", "|a.svg", "|missing.png"
    document = document_of("The *clock*|Old clock.PNG", "|Old clock.PNG", *others)
    document.notes.append(DocumentNote(1, 1, "\ufde5\ufde6Old clock.PNG\ufde7See."))
    place_pictures(document, file)
    name = "01-old-clock.png"
    assert [block.text for block in document.blocks] == [
        f"![The clock](../images/{name})", f"![Old clock](../images/{name})",
    ]  # fmt: skip
    assert document.pictures == {f"docs/images/{name}": CLOCK}
    assert document.notes[0].text == "See."
    assert kinds(document.log) == ["picture"] * 5


def test_a_picture_within_the_file_is_copied(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/media/rId1.png", CLOCK)
    document = document_of("Clock|media/rId1.png")
    place_pictures(document, tmp_path / "a.docx")
    assert document.pictures == {"docs/images/01-rid1.png": CLOCK}
    assert document.log.questions == []
