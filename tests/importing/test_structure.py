"""Documents in their parts."""

from __future__ import annotations

from annotated_edition.importing.document import DocumentBlock, DocumentParts, ImportedDocument, ImportLog, NoteText
from annotated_edition.importing.structure import LONG_SECTION, divide, understand
from support.imports import kinds


def blocks(*texts: str) -> list[DocumentBlock]:
    found = []
    for line, text in enumerate(texts, 1):
        level = len(text) - len(text.lstrip("#"))
        found.append(DocumentBlock("heading" if level else "paragraph", text.lstrip("# "), line, level))
    return found


def parts_of(*texts: str, notes: dict[int, NoteText] | None = None) -> tuple[DocumentParts, ImportLog]:
    log = ImportLog()
    return understand(ImportedDocument(blocks(*texts), notes or {}), "name", False, log), log


def native(*numbers: int) -> dict[int, NoteText]:
    return {n: NoteText(n, f"note {n}", 10 + n) for n in numbers}


def test_native_notes_are_never_overruled_by_a_look() -> None:
    texts = ["# T", "A[^1] b [1] c（1）<sup>2</sup>.", "[1] No note.", "1. Nor this."]
    parts, log = parts_of(*texts, notes=native(1))
    assert list(parts.notes) == [1]
    assert [block.text for block in parts.sections[0].blocks] == [
        "A[^1] b [1] c（1）<sup>2</sup>.",
        "[1] No note.",
        "1. Nor this.",
    ]
    assert kinds(log) == ["no-author", "no-heading", "publisher"]


def test_references_and_what_is_doubtful_of_them() -> None:
    parts, log = parts_of(
        "# T", "## S", "a[^1] b[^3] c[^4] d[^x] `[^7]` e[^1]", notes={**native(1, 3, 5), 6: NoteText(6, " ", 16)}
    )
    assert parts.sections[0].references == [1, 3, 1]
    assert parts.sections[0].blocks[0].text == "a[^1] b[^3] c\\[^4] d\\[^x] `[^7]` e[^1]"
    asked = [(each.kind, each.values.get("n") or each.values.get("numbers")) for each in log.questions]
    assert asked == [
        ("reference-without-note", "4"), ("reference-without-note", "x"), ("empty-note", 6), ("no-author", None),
        ("gap", "2, 4"), ("note-without-reference", 5), ("publisher", None),
    ]  # fmt: skip


def test_a_heading_under_which_only_notes_stood_is_dropped() -> None:
    parts, log = parts_of("# T", "## S", "a[^1]", "## Notes", "## More", "b", notes=native(1))
    assert [section.title for section in parts.sections] == ["S", "More"]
    assert [change.kind for change in log.changes] == ["notes-heading"]


def test_sections_are_cut_at_headings_and_long_ones_at_those_below() -> None:
    long = "x" * LONG_SECTION
    found = divide(blocks("start", "# A", "## a", "text", "## b", "# B", "## c", long, "### d", "## e", "end"))
    assert [(section.title, [block.text[:5] for block in section.blocks]) for section in found] == [
        ("", ["start"]), ("A", ["a", "text", "b"]), ("B", []), ("c", ["xxxxx", "d"]), ("e", ["end"]),
    ]  # fmt: skip
    assert [block.level for section in found for block in section.blocks if block.kind == "heading"] == [2, 2, 2]


def test_what_follows_the_notes_is_a_section_of_its_own() -> None:
    parts, _ = parts_of("# 題", "## 節", "文<sup>1</sup>。", "<sup>1</sup> 注。", "奥付。")
    assert [section.title for section in parts.sections] == ["節", "脚注のあとの記載"]


def test_language_and_makeshift_names() -> None:
    parts, log = parts_of(
        "A long enough text without any title; it goes on and on, and then it ends at last in a stop."
    )
    assert (parts.title, parts.language, parts.sections[0].title) == ("name", "en", "Text")
    assert kinds(log) == ["no-notes", "no-title", "no-heading", "publisher"]
    parts, _ = parts_of("# 題", "日本語の本文である。")
    assert parts.language == "ja"
