"""Markdown through pandoc: notes as pandoc has them, with what its tree does not hold."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotated_edition.importing.document import Document, ImportLog
from annotated_edition.importing.markdown_text import FORMAT, read_markdown
from annotated_edition.reading import pandoc
from support.imports import kinds, letters, texts


def read(text: str) -> Document:
    return read_markdown(text, ImportLog())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a[^2] b[^1]\n\n[^1]: one\n[^2]: two", {1: "two", 2: "one"}),  # no label is a printed number
        ("a[^x] b[^y]\n\n[^y]: two\n[^x]: one", {1: "one", 2: "two"}),  # names: the order of the references
        ("a[^7] b^[inline] c[^8]\n\n[^7]: one\n[^8]: three", {1: "one", 2: "inline", 3: "three"}),
        ("a[^1] b[^1]\n\n[^1]: one", {1: "one"}),  # referred to twice
        ("a[^1]\n\n[^1]: one\n[^2]: unused", {1: "one", 2: "unused"}),
        ("a[^1]\n[^1]: one\nlazy", {1: "one lazy"}),  # no blank line above
        ("a[^1]\n\n[^1]:\n\n    one\n\n    - x\n    - y\n\n    > z", {1: "one - x - y > z"}),
        ("| a |\n|---|\n| b[^1] |\n\n# c[^2]\n\n[^1]: one\n[^2]: two", {1: "one", 2: "two"}),
        ("`[^1]` and\n\n```\n[^1]: code\n```", {}),
        ("a\\[^1\\]\n\n[^1]: one", {1: "one"}),
    ],
)
def test_notes_are_those_of_pandoc_under_their_labels(text: str, found: dict[int, str]) -> None:
    assert texts(read(text)) == found


def test_references_stand_where_pandoc_has_them() -> None:
    document = read("a[^x] b^[in] `[^x]` \\[^x] [^9]\n\n- c[^x]\n\n[^x]: one")
    assert [block.text for block in document.blocks] == ["a[^1] b[^2] `[^x]` \\[^x] [^9]", "c[^1]"]


def test_a_second_note_of_one_label_is_asked_about() -> None:
    document = read("a[^1]\n\n[^1]: one\n\n[^1]: other\n\n[^2]: two")
    assert texts(document) == {1: "one", 2: "two"}
    assert kinds(document.log) == ["number-twice"]
    assert (document.log.questions[0].line, dict(document.log.questions[0].values)) == (
        5,
        {"n": "1", "text": "other", "other": 3},
    )


def test_code_is_kept_letter_by_letter() -> None:
    text = "```py\n[^1]: x = \\[^2]\n```"
    assert [block.text for block in read(f"{text}\n\na[^1]\n\n[^1]: one").blocks] == [text, "a[^1]"]


def test_front_matter_says_what_a_document_is() -> None:
    document = read(
        '---\ntitle: "A *Title*"\nauthor: [A, {name: B, affiliation: C}]\ndate: 2020-01-02\ntags: [x]\n---\n\nText.'
    )
    assert (document.title, document.authors, document.date) == ("A *Title*", [("A", ""), ("B", "C")], "2020-01-02")
    assert [(block.text, block.line) for block in document.blocks] == [("Text.", 8)]
    assert [(each.kind, each.before) for each in document.log.changes] == [("front-matter", "tags: x")]


@pytest.mark.parametrize("text", ["a\n\n---\nb: c: d\n---\n\ne", "---\nb: c: d\n---\n\ne", "---\n\na\n\n---"])
def test_rules_are_no_front_matter(text: str) -> None:
    document = read(text)
    assert letters("".join(block.text for block in document.blocks)) == letters(text)


@pytest.mark.parametrize(
    "text",
    ["10~20人、30~40人", "費用は$5から$6", "A^1、B^2", "(1) 一\n(2) 二", "[序]を見よ", "@doe [@doe, 5]", "第1章 -- 題", "a\\tb", "1\\) x"],
)  # fmt: skip
def test_what_is_text_in_most_dialects_stays_text(text: str) -> None:
    shown = "\n".join(block.text for block in read(text).blocks)
    assert letters(shown) == letters(text)
    assert shown.replace("\\", "") == text.replace("\\", "")


def test_addresses_keep_their_marks() -> None:
    text = "https://example.org/_a_/b*c*.html、<https://example.org/d_e_>と[f](https://example.org/g_h_(i))"
    assert read(text).blocks[0].text == text.replace("(i)", "%28i%29")


def test_lines_are_those_of_the_file() -> None:
    text = "# A\n\n- one\n- two\n\n***\n\n| x |\n|---|\n| y |\n\n> quote\n\n```\ncode\n```\n\n1. はじめに\n\nlast[^1]\n\n[^1]: note"
    document = read(text)
    assert [block.line for block in document.blocks] == [1, 3, 4, 6, 8, 12, 14, 18, 20]
    assert document.notes[0].line == 22


def test_items_keep_their_printed_numbers() -> None:
    """Markdown counts a list anew; a list of notes with a gap in it would lose its numbers."""
    assert [block.marker for block in read("1. one\n3. three\n4. four").blocks] == ["1.", "3.", "4."]


# --- what pandoc calls a note ----------------------------------------------------------------------------------------

REFERENCES = re.compile(r"\[\^(\d+)\]")
WORD = st.text(st.sampled_from("abcd山川"), min_size=1, max_size=6)
CONTENT = st.one_of(
    WORD,
    st.tuples(WORD, WORD).map(lambda both: f"*{both[0]}* {both[1]}"),
    st.tuples(WORD, WORD).map(lambda both: f"{both[0]}\n\n    {both[1]}"),
    st.tuples(WORD, WORD).map(lambda both: f"{both[0]}:\n\n    - {both[1]}\n    - x"),
)
PLACES = st.sampled_from(["{}", "# {}", "- {}", "> {}", "| h |\n|---|\n| {} |", "*{}*", "1. {}\n2. x"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    labels = draw(st.lists(st.sampled_from(["1", "2", "3", "x", "y", "12a"]), unique=True, max_size=5))
    blocks = [draw(PLACES).format(f"{draw(WORD)}[^{label}]") for label in labels]
    blocks += [draw(PLACES).format(f"{draw(WORD)}^[{draw(WORD)}]") for _ in range(draw(st.integers(0, 2)))]
    definitions = [f"[^{label}]: {draw(CONTENT)}" for label in labels]
    return "\n\n".join([*draw(st.permutations(blocks)), *draw(st.permutations(definitions))])


def pandoc_notes(node: Any) -> list[str]:
    """Return the letters of each `Note` of a tree, in order."""
    if isinstance(node, list):
        return [text for each in node for text in pandoc_notes(each)]
    if not isinstance(node, dict):
        return []
    if node.get("t") == "Note":
        return [spoken(node["c"])]
    return pandoc_notes(node.get("c"))


def spoken(node: Any) -> str:
    if isinstance(node, list):
        return "".join(map(spoken, node))
    return (node["c"] if node["t"] == "Str" else spoken(node.get("c", []))) if isinstance(node, dict) else ""


@settings(max_examples=max(10, settings().max_examples // 8))
@given(documents())
def test_what_pandoc_calls_a_note_is_a_footnote(text: str) -> None:
    """With the same text, in the same order, whatever the labels."""
    tree = json.loads(pandoc.run(["-f", FORMAT, "-t", "json"], text))
    expected = [letters(each) for each in pandoc_notes(tree["blocks"])]
    document = read(text)
    numbers = [int(n) for block in document.blocks for n in REFERENCES.findall(block.text)]
    notes = texts(document)
    assert [letters(notes[number].replace("-", "")) for number in numbers] == expected
    assert len(notes) == len(expected)
    assert set(kinds(document.log)) <= {"renumbered"}
    assert sorted(set(numbers)) == list(range(1, len(expected) + 1))
