"""Documents in their document."""

from __future__ import annotations

from collections.abc import Sequence

from annotated_edition.importing.document import Document, DocumentBlock, DocumentNote
from annotated_edition.importing.structure import LONG_SECTION, divide, understand
from support.imports import kinds


def blocks(*texts: str) -> list[DocumentBlock]:
    found = []
    for line, text in enumerate(texts, 1):
        level = len(text) - len(text.lstrip("#"))
        found.append(DocumentBlock("heading" if level else "paragraph", text.lstrip("# "), line, level))
    return found


def understood(*texts: str, notes: Sequence[DocumentNote] = ()) -> Document:
    document = Document(blocks=blocks(*texts), notes=list(notes))
    understand(document, "name", False)
    return document


def native(*numbers: int) -> list[DocumentNote]:
    return [DocumentNote(n, 10 + n, f"note {n}") for n in numbers]


def test_native_notes_are_never_overruled_by_a_look() -> None:
    texts = ["# T", "A[^1] b [1] c（1）<sup>2</sup>.", "[1] No note.", "1. Nor this."]
    document = understood(*texts, notes=native(1))
    assert document.numbers == {1}
    assert [block.text for block in document.sections[0].blocks] == [
        "A[^1] b [1] c（1）<sup>2</sup>.",
        "[1] No note.",
        "1. Nor this.",
    ]
    assert kinds(document.log) == ["no-author", "no-heading", "publisher"]


def test_references_and_what_is_doubtful_of_them() -> None:
    document = understood(
        "# T", "## S", "a[^1] b[^3] c[^4] d[^x] `[^7]` e[^1]", notes=[*native(1, 3, 5), DocumentNote(6, 16, " ")]
    )
    assert document.sections[0].references == [1, 3, 1]
    assert document.sections[0].blocks[0].text == "a[^1] b[^3] c\\[^4] d\\[^x] `[^7]` e[^1]"
    asked = [(each.kind, each.values.get("n") or each.values.get("numbers")) for each in document.log.questions]
    assert asked == [
        ("reference-without-note", "4"), ("reference-without-note", "x"), ("empty-note", 6), ("no-author", None),
        ("gap", "2"), ("gap", "4"), ("note-without-reference", 5), ("publisher", None),
    ]  # fmt: skip


def test_a_heading_under_which_only_notes_stood_is_dropped() -> None:
    document = understood("# T", "## S", "a[^1]", "## Notes", "## More", "b", notes=native(1))
    assert [section.title for section in document.sections] == ["S", "More"]
    assert [change.kind for change in document.log.changes] == ["notes-heading"]


def test_sections_are_cut_at_headings_and_long_ones_at_those_below() -> None:
    long = "x" * LONG_SECTION
    found = divide(blocks("start", "# A", "## a", "text", "## b", "# B", "## c", long, "### d", "## e", "end"))
    assert [(section.title, [block.text[:5] for block in section.blocks]) for section in found] == [
        ("", ["start"]), ("A", ["a", "text", "b"]), ("B", []), ("c", ["xxxxx", "d"]), ("e", ["end"]),
    ]  # fmt: skip
    assert [block.level for section in found for block in section.blocks if block.kind == "heading"] == [2, 2, 2]


def test_what_follows_the_notes_is_a_section_of_its_own() -> None:
    document = understood("# 題", "## 節", "文<sup>1</sup>。", "<sup>1</sup> 注。", "奥付。")
    assert [section.title for section in document.sections] == ["節", "脚注のあとの記載"]


def test_language_and_makeshift_names() -> None:
    document = understood(
        "A long enough text without any title; it goes on and on, and then it ends at last in a stop."
    )
    assert (document.title, document.language, document.sections[0].title) == ("name", "en", "Text")
    assert kinds(document.log) == ["no-notes", "no-title", "no-heading", "publisher"]
    document = understood("# 題", "日本語の本文である。")
    assert document.language == "ja"
