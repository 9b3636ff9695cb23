"""Web pages: what is read of them, and their marked notes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotated_edition.importing.document import Document, ImportLog, ImportRefused
from annotated_edition.importing.html_text import read_html, visible_text
from support.imports import convert, texts


def read(page: str) -> Document:
    return read_html(page, ImportLog())


@pytest.mark.parametrize(
    ("page", "kept", "left"),
    [
        ("<nav>a</nav><p>b</p>", "<p>b</p>", "a"),
        ("a<main>b</main>c", "<main>b</main>", "a c"),
        ("<p>b &amp; c &lt;&eacute;</p>", "<p>b &amp; c &lt;é</p>", ""),
        ("<div hidden>a<div>b</div>c</div>d", "d", "a b c"),
        ("<span popover>a</span><span aria-hidden=true>b</span>c", "c", "a b"),
        ("<style>a</style><script>b < c</script><svg><title>d</title></svg>e", "e", ""),
        ("<article id=x>a</article>", "<div id=x>a</div>", ""),
        ("<p id=x>a</p>", '<p id=x><span id="x"></span>a</p>', ""),
        ("<title>t</title><p>a<br/>b", "<head><title>t</title></head><p>a<br/>b", ""),
    ],
)
def test_only_what_is_read_is_kept(page: str, kept: str, left: str) -> None:
    log = ImportLog()
    assert visible_text(page, log) == kept
    assert [change.before for change in log.changes] == ([left] if left else [])


MARKED = """<p>A<a href="#n1" role="doc-noteref">3</a> b<a href="#n2" role="doc-noteref">7</a> c<a href="#n1" role="doc-noteref">3</a></p>
{}"""


@pytest.mark.parametrize(
    "notes",
    [
        '<section role="doc-endnotes"><ol><li id="n1">one <a href="#r" role="doc-backlink">^</a></li><li id="n2"><p>two</p><p>more</p></li></ol></section>',
        '<aside id="n1" role="doc-footnote">one</aside><aside id=n2 role=doc-footnote><p>two</p><p>more</p></aside>',
        '<aside id="n1" epub:type="footnote">one</aside><div id="n2" epub:type="rearnote"><p>two</p><p>more</p></div>',
    ],
)
def test_marked_notes_are_footnotes_under_their_printed_numbers(notes: str) -> None:
    document = read(MARKED.format(notes))
    assert texts(document) == {3: "one", 7: "two more"}
    assert [block.text for block in document.blocks] == ["A[^3] b[^7] c[^3]"]


def test_notes_that_are_not_where_marks_lead_are_told_by_links() -> None:
    page = MARKED.format('<ol><li id="n1">one <a href="#r">↩</a></li><li id="n2">two</li></ol>')
    assert texts(read(page)) == {3: "one", 7: "two"}


def test_links_are_no_references_where_notes_are_marked() -> None:
    page = '<p>See <a href="#s">2</a>.<a href="#n" role="doc-noteref">1</a></p><h2 id="s">Two</h2><p>Text.</p><aside id="n" role="doc-footnote">one</aside>'
    document = read(page)
    assert [block.text for block in document.blocks] == ["See 2.[^1]", "Two", "Text."]
    assert document.numbers == {1}


def test_lines_of_the_source_are_no_spaces_in_japanese() -> None:
    assert read("<p>行は\n続く a\nline</p>").blocks[0].text == "行は続く a line"


def test_the_title_of_the_window_serves_where_the_page_has_none() -> None:
    assert read("<title>A – Site</title><p>b</p>").title == "A – Site"
    assert read("<title>A – Site</title><h1>A</h1><p>b</p>").title == ""


# --- notes that only links tell ---

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
    assert texts(document) == {1: "one > more end", 2: "two"}
    assert [block.text for block in document.blocks] == ["A[^1] b[^2].", "After."]


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


# --- what pandoc writes ---

WORDS = st.text(st.sampled_from("abcd山川"), min_size=1, max_size=6)


@settings(max_examples=max(10, settings().max_examples // 8))
@given(st.lists(st.tuples(WORDS, WORDS, st.booleans()), min_size=1, max_size=5))
@pytest.mark.slow
def test_what_pandoc_writes_as_a_note_is_read_as_that_note(
    tmp_path_factory: pytest.TempPathFactory, notes: list[tuple[str, str, bool]]
) -> None:
    text = "\n\n".join(
        f"{word}[^{n}]\n\n[^{n}]: {note}{chr(10) * 2 + '    - x' if long else ''}"
        for n, (word, note, long) in enumerate(notes)
    )
    file = convert(text, "html", tmp_path_factory.mktemp("page") / "a.html", "--metadata", "title=T")
    document = read(file.read_text(encoding="utf-8"))
    assert [note.number for note in document.notes] == list(range(1, len(notes) + 1))
    assert [*texts(document).values()] == [f"{note} - x" if long else note for _, note, long in notes]
    assert [block.text for block in document.blocks if block.text != "T"] == [
        f"{word}[^{n}]" for n, (word, _, _) in enumerate(notes, 1)
    ]


@pytest.mark.parametrize("piece", ["<title", "<a <a", "<!--", "<p id='x"])
def test_tags_without_an_end_are_refused_at_once(piece: str) -> None:
    """At 2 MB; a parser that looks for the end of each would take hours."""
    with pytest.raises(ImportRefused) as raised:
        read_html(f"<body>{piece * (2_000_000 // len(piece))}", ImportLog())
    assert raised.value.code == "AE113"


@pytest.mark.parametrize("piece", ["<title>x", '<a role="doc-noteref" href="#n">1 ', "<p><a href='#n'>1", "1 < 2 "])
@pytest.mark.slow
def test_elements_without_an_end_are_read_in_a_time_that_grows_as_they_do(piece: str) -> None:
    read_html(f"<body>{piece * (100_000 // len(piece))}</body>", ImportLog())
