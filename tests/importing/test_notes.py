"""Footnotes told by their look."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import DocumentBlock, ImportLog
from annotated_edition.importing.notes import begins_note, is_notes_heading, lift_notes, number_ranges
from support.imports import kinds


def lift(*texts: str) -> tuple[list[str], dict[int, str], ImportLog]:
    """Lift the notes out of paragraphs; `1. ` begins an item, `# ` a heading."""
    log = ImportLog()
    blocks = []
    for line, text in enumerate(texts, 1):
        kind, _, rest = text.partition(" ")
        if kind == "#":
            blocks.append(DocumentBlock("heading", rest, line, 2))
        elif kind[:1].isdigit() and kind.endswith("."):
            blocks.append(DocumentBlock("item", rest, line, 0, kind))
        else:
            blocks.append(DocumentBlock("paragraph", text, line))
    rest_of, notes = lift_notes(blocks, log)
    return [block.text for block in rest_of if block.text], {note.number: note.text for note in notes}, log


@pytest.mark.parametrize(
    ("reference", "definition"),
    [
        ("<sup>{}</sup>", "<sup>{}</sup> "), ("<sup>[{}]</sup>", "[{}] "), ("<sup>注{}</sup>", "注{}　"), ("（注{}）", "注{}　"),
        ("[注{}]", "（注{}）"), ("［{}］", "［{}］"), ("[{}]", "[{}] "), ("（{}）", "（{}）"), ("({})", "({}) "), ("<sup>{}</sup>", "{}. "),
        ("<sup>{}</sup>", "{}) "), ("[^{}]", "[^{}]: "),
    ],
)  # fmt: skip
def test_a_style(reference: str, definition: str) -> None:
    text = f"文の一{reference.format(1)}。文の二{reference.format(2)}。文の三{reference.format(3)}。"
    rest, notes, log = lift("前文。", text, *(f"{definition.format(n)}甲『本』{n}頁。" for n in (1, 2, 3)))
    assert rest == ["前文。", "文の一[^1]。文の二[^2]。文の三[^3]。"]
    assert notes == {n: f"甲『本』{n}頁。" for n in (1, 2, 3)}
    assert kinds(log) == []


def test_raised_digits_and_lists_of_numbers() -> None:
    rest, notes, _ = lift("甲¹、乙²。面積は5m²である。", "¹ 一。", "² 二。")
    assert (rest, notes) == (["甲[^1]、乙[^2]。面積は5m²である。"], {1: "一。", 2: "二。"})
    rest, _, _ = lift("甲<sup>1,2</sup>、乙<sup>3-5</sup>。", *(f"<sup>{n}</sup> 注。" for n in range(1, 6)))
    assert rest == ["甲[^1][^2]、乙[^3][^4][^5]。"]


@pytest.mark.parametrize(
    ("texts", "questions"),
    [
        (["文である。"], ["no-notes"]),
        (["文<sup>1</sup>。文<sup>2</sup>。"], ["references-without-notes"]),
        (["文<sup>1</sup>。文<sup>9</sup>。", "<sup>1</sup> 一。"], ["reference-without-note"]),
        (["文<sup>1</sup>。", "<sup>1</sup> 一。", "<sup>1</sup> 二。"], ["number-twice"]),
        (["文<sup>1</sup>[1]。文<sup>2</sup>[2]。文<sup>3</sup>。", *(f"<sup>{n}</sup> 一。" for n in (1, 2, 3)), "[1] 二。", "[2] 二。"], ["two-systems"]),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_asked(texts: list[str], questions: list[str]) -> None:
    assert kinds(lift(*texts)[2]) == questions


def test_enumerations_are_no_notes() -> None:
    texts = ["三つある。", "1. 上の段", "2. 中の段", "3. 下の段", "それだけである。"]
    assert lift(*texts)[:2] == (["三つある。", "上の段", "中の段", "下の段", "それだけである。"], {})


def test_items_under_a_heading_are_notes_and_what_follows_is_not() -> None:
    rest, notes, log = lift(
        "文<sup>1</sup>。文<sup>2</sup>。",
        "# 注",
        "1. 甲『本』（見本",
        "書房、2001年）。",
        "2. 乙。",
        "# 著者",
        "終わり。",
    )
    assert (rest, notes) == (["文[^1]。文[^2]。", "著者", "終わり。"], {1: "甲『本』（見本書房、2001年）。", 2: "乙。"})
    assert [change.kind for change in log.changes] == ["notes-heading", "note-joined"]


def test_lines_that_begin_notes() -> None:
    assert all(
        map(begins_note, ["<sup>1</sup> a", "¹ a", "[1] a", "［1］a", "（1）a", "注1　a", "（注1）a", "  [^1]: a"])
    )
    assert not any(map(begins_note, ["1. a", "a [1]", "2001年", "注意する", "[1]", "（一）"]))


def test_headings_of_notes() -> None:
    assert all(
        map(is_notes_heading, ["注", "脚注", "注釈", "＜注＞", "**Notes**", "Endnotes", "References", "文献と注"])
    )
    assert not any(map(is_notes_heading, ["注意", "Notes on jars", "参考"]))


def test_ranges() -> None:
    assert number_ranges([7, 1, 2, 3, 3, 9, 10]) == "1-3, 7, 9-10"


def test_numbers_that_start_anew_are_those_of_their_chapter() -> None:
    at_the_end = lift(
        "# One", "A[1] b[2].", "# Two", "C[1].", "# Notes", "# One", "[1] a.", "[2] b.", "# Two", "[1] c."
    )
    below = lift("# One", "A[1] b[2].", "Notes", "[1] a.", "[2] b.", "# Two", "C[1].", "Notes", "[1] c.")
    for rest, notes, log in (at_the_end, below):
        assert rest == ["One", "A[^1] b[^2].", "Two", "C[^3]."]
        assert notes == {1: "a.", 2: "b.", 3: "c."}
        assert kinds(log) == []


@pytest.mark.parametrize(
    ("texts", "rest"),
    [
        (["A.\\* B.† C.‡ D.", "\\* One.", "† Two.", "‡ Three."], "A.[^1] B.[^2] C.[^3] D."),
        (["甲〔註十一〕。乙〔註十二〕。", "〔註十一〕 一。", "〔註十二〕 二。"], "甲[^11]。乙[^12]。"),
        (["甲（註一）。乙（註二）。", "註", "（一）一。", "（二）二。"], "甲[^1]。乙[^2]。"),
    ],
)
def test_signs_and_kanji_are_numbers_of_notes(texts: list[str], rest: str) -> None:
    assert lift(*texts)[0] == [rest]


def test_a_paragraph_with_a_reference_is_part_of_no_note() -> None:
    rest, notes, _ = lift("A<sup>1</sup>.", "<sup>1</sup> One.", "B<sup>2</sup>.", "<sup>2</sup> Two.")
    assert (rest, notes) == (["A[^1].", "B[^2]."], {1: "One.", 2: "Two."})


def test_years_are_no_notes_and_a_thousand_notes_are() -> None:
    rest, notes, _ = lift("文(2006)。文(2007)。", "(2006) 年の文。", "(2007) 年の文。")
    assert (len(rest), notes) == (3, {})
    rest, notes, _ = lift("".join(f"文({n})。" for n in range(1, 1_101)), *(f"({n}) 甲" for n in range(1, 1_101)))
    assert (len(rest), len(notes)) == (1, 1_100)
