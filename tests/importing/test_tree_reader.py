"""Pandoc's tree as blocks of inline Markdown."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import Document, DocumentNote, ImportLog, ImportRefused
from annotated_edition.importing.tree_reader import TreeReader, number_notes, parse, read_tree
from support.imports import kinds


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        ("# A *b*", [("heading", "A *b*", 1, "")]),
        ("- a\n    1. b\n    2. c\n- d", [("item", "a", 0, "-"), ("item", "b", 1, "1."), ("item", "c", 1, "2."), ("item", "d", 0, "-")]),
        ("1. a", [("paragraph", "1. a", 0, "")]),
        ("> a\n>\n> b", [("quote", "a", 0, ""), ("quote", "b", 0, "")]),
        ("```py\nx = `1`\n```", [("code", "```py\nx = `1`\n```", 0, "")]),
        ("| a |\n|---|\n| b|\n\n: Caption", [("table", "| a |\n| --- |\n| b |", 0, ""), ("paragraph", "Caption", 0, "")]),
        ("term\n\n:   meaning", [("paragraph", "term", 0, ""), ("paragraph", "meaning", 0, "")]),
        ("| one\n| two", [("paragraph", "one", 0, ""), ("paragraph", "two", 0, "")]),
        ("***", [("rule", "---", 0, "")]),
        ("**a** [b](https://x.org/(c)) <https://x.org> [d](#e) `f` x^2^ H~2~O", [
            ("paragraph", "**a** [b](https://x.org/%28c%29) <https://x.org> d `f` x<sup>2</sup> H<sub>2</sub>O", 0, "")]),
        ('"a" ~~b~~ [c]{.smallcaps} $x_1$', [("paragraph", "“a” b c x\\_1", 0, "")]),
        ("a<br>b <i>c</i> <sup>d</sup>", [("paragraph", "a\nb &lt;i>c&lt;/i> <sup>d</sup>", 0, "")]),
        ("![a](b.png)", [("paragraph", "\ufde5a\ufde6b.png\ufde7", 0, ""), ("paragraph", "a", 0, "")]),
    ],
)  # fmt: skip
def test_blocks(markdown: str, blocks: list[tuple[str, str, int, str]]) -> None:
    log = ImportLog()
    document = read_tree(parse(markdown, "markdown"), TreeReader(), log)
    assert [(block.kind, block.text, block.level, block.marker) for block in document.blocks] == blocks


def test_what_is_left_out_is_recorded() -> None:
    log = ImportLog()
    read_tree(parse("a <!-- d -->\n\n[The board 7](#b)\n\n<!-- e -->", "markdown"), TreeReader(), log)
    assert [(each.kind, each.line, each.before) for each in log.changes] == [
        ("markup", 1, "<!-- d -->"), ("contents", 2, "The board 7"), ("markup", 2, "<!-- e -->"),
    ]  # fmt: skip


def test_deep_nesting_is_refused_without_a_traceback() -> None:
    tree = {"t": "Para", "c": [{"t": "Str", "c": "x"}]}
    for _ in range(3000):
        tree = {"t": "BlockQuote", "c": [tree]}
    with pytest.raises(ImportRefused) as refused:
        read_tree({"blocks": [tree]}, TreeReader(), ImportLog())
    assert refused.value.code == "AE113"


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        ("3 1 2", [3, 1, 2]),
        ("1 - 3", [1, 2, 3]),  # one that is not known
        ("1 2 1", [1, 2, 3]),
        ("* 1 2 3 4", [1, 2, 3, 4, 5]),
        ("i 1 ii 2", [1, 2, 3, 4]),  # endnotes beside footnotes
        ("a b c", [1, 2, 3]),
        ("", []),
    ],
)
def test_printed_numbers_are_kept_where_each_is_one_notes_own(labels: str, numbers: list[int]) -> None:
    document = number_notes(Document(notes=[DocumentNote(0, 1, label=label.strip("-")) for label in labels.split()]))
    assert [note.number for note in document.notes] == numbers
    renumbered = [(each.before, each.after) for each in document.log.changes]
    assert renumbered == [(a, str(b)) for a, b in zip(labels.split(), numbers, strict=True) if a not in ("-", str(b))]


def test_labels_that_are_not_printed_are_left_and_asked_for() -> None:
    document = number_notes(Document(notes=[DocumentNote(0, 1, label=label) for label in ("7", "3")]), printed=False)
    assert [(note.number, note.label) for note in document.notes] == [(1, ""), (2, "")]
    assert kinds(document.log) == ["renumbered"]
