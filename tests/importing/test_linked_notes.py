"""Notes of web pages that only links tell."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import Document, ImportLog
from annotated_edition.importing.html_text import read_html
from support.imports import texts


def read(page: str) -> Document:
    return read_html(page, ImportLog())


TEXT = '<p>A<a id="r1" href="#n1"><sup>1</sup></a> b<a id="r2" href="#n2"><sup>2</sup></a>.</p>'


@pytest.mark.parametrize(
    "notes",
    [
        '<ol><li id="n1">one <a href="#r1">↩</a></li><li id="n2">two</li></ol>',
        '<p id="n1"><a href="#r1">1</a>. one</p><p id="n2"><a href="#r2">2</a>. two</p>',
        '<p><a id="n1"></a>[1] one</p><p><a id="n2"></a>[2] two</p>',
        '<div id="n1"><p>1 one</p></div><div id="n2"><p>2 two</p></div>',
        '<h4 id="n1">1</h4><p>one</p><h4 id="n2">2</h4><p>two</p>',
    ],
)
def test_notes_in_many_shapes(notes: str) -> None:
    document = read(TEXT + notes)
    assert texts(document) == {1: "one", 2: "two"}
    assert [block.text for block in document.blocks] == ["A[^1] b[^2]."]


def test_all_blocks_of_an_item_belong_to_the_note() -> None:
    document = read(
        TEXT
        + '<ol><li id="n1"><p>one</p><blockquote>more</blockquote><p>end</p></li><li id="n2">two</li></ol><p>After.</p>'
    )
    assert [note.text for note in document.notes] == ["one more end", "two"]
    assert [block.text for block in document.blocks] == ["A[^1] b[^2].", "After."]
    assert [change.kind for change in document.log.changes] == ["note-flattened"]


def test_links_to_pages_figures_and_sections_are_no_references() -> None:
    page = '<p>See <a href="#p3">3</a>, <a href="#f">2</a>, <a href="#s">1</a>.</p><h2 id="s">One</h2><p><a id="p3"></a>Text.</p><p id="f">Figure.</p>'
    document = read(page)
    assert document.notes == []
    assert [block.text for block in document.blocks] == ["See 3, 2, 1.", "One", "Text.", "Figure."]


def test_signs_that_begin_anew_are_numbered_on() -> None:
    note = '<p>{0}<a href="#n{1}">*</a></p><p id="n{1}">* note {1} <a href="#r">↩</a></p>'
    document = read("".join(note.format(name, number) for number, name in enumerate("abc", 1)))
    assert [note.text for note in document.notes] == ["note 1", "note 2", "note 3"]
    assert [block.text for block in document.blocks] == ["a[^1]", "b[^2]", "c[^3]"]


def test_numbers_that_begin_anew_are_numbered_on_and_reported() -> None:
    chapter = '<h2>{0}</h2><p>a<a href="#{0}1">1</a> b<a href="#{0}2">2</a></p><ol><li id="{0}1">one of {0}</li><li id="{0}2">two of {0}</li></ol>'
    document = read(chapter.format("x") + chapter.format("y"))
    assert [note.text for note in document.notes] == ["one of x", "two of x", "one of y", "two of y"]
    assert [block.text for block in document.blocks] == ["x", "a[^1] b[^2]", "y", "a[^3] b[^4]"]
    assert [(each.before, each.after) for each in document.log.changes if each.kind == "renumbered"] == [
        ("1", "3"),
        ("2", "4"),
    ]


def test_letters_that_lead_back_are_left_out() -> None:
    page = '<p>a<a href="#n1">[1]</a> b<a href="#n1">[1]</a></p><ol><li id="n1"><b><a href="#r1">^</a></b> <a href="#ra"><sup><i>a</i></sup></a> one</li></ol>'
    document = read(page)
    assert [note.text for note in document.notes] == ["one"]
    assert [block.text for block in document.blocks] == ["a[^1] b[^1]"]
