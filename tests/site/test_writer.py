"""The fragments that templates are made of."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from annotated_edition import Archive, Span
from annotated_edition.model.labels import FootnoteLabel
from annotated_edition.reading.field_text import parse_field
from annotated_edition.site.templating import template_environment
from annotated_edition.site.writer import Writer
from support.editions import english, shipped
from support.places import ROOT

TEMPLATES = ROOT / "plugins/annotated_edition/site/templates"


def part(name: str, *values: object) -> str:
    """Return what a macro of parts.html writes."""
    macro = getattr(template_environment().get_template("parts.html").module, name)
    return str(macro(*values))


@pytest.mark.parametrize(
    ("span", "html"),
    [
        (Span("a < b"), "a &lt; b"),
        (Span("x", style="emphasis"), "<em>x</em>"),
        (Span("<i>", style="code"), "<code>&lt;i&gt;</code>"),
        (Span("y", style="unknown"), '<mark class="ae-unknown" title="This does not exist.">y</mark>'),
        (Span("lamp", href="https://example.org/?a=1&b"), '<a href="https://example.org/?a=1&amp;b" rel="noopener noreferrer">lamp</a>'),
        (Span("page", href="text/opening.md#p-1"), '<a href="../text/opening.md#p-1">page</a>'),
        (Span("script", href="javascript:x()"), "script"),
        (Span("keeper", term="keeper"), '<a class="ae-term" href="../terms.md#keeper" data-ae-note="about-keeper">keeper</a>'),
        (
            Span("rule", element="first-reform/rule-1"),
            '<a class="ae-element" href="../initiatives/first-reform.md#rule-1" data-ae-note="about-first-reform_rule-1">'
            "rule</a>",
        ),
        (Span("Hale", source="hale-1899"), '<a href="../sources.md#hale-1899">Hale</a>'),
    ],
)  # fmt: skip
def test_spans(span: Span, html: str) -> None:
    written = str(Writer(english(), "guide/x.md").html((span,)))
    assert re.sub(r' title="[^"]*"', "", written) == re.sub(r' title="[^"]*"', "", html)


def test_blocks_keep_their_form_within_a_paragraph() -> None:
    written = Writer(english(), "index.md").html(
        parse_field("See:\n\n- one;\n- two.\n\n> So.\n\n| a | b |\n| --- | --- |\n| c | d |")
    )
    item, cell = ' <span class="ae-listitem" role="listitem">', ' <span class="ae-cell" role="cell">'
    row = ' <span class="ae-row" role="row">'
    assert written == (
        f'See: <span class="ae-list" role="list">{item}• one;</span>{item}• two.</span></span>'
        ' <span class="ae-quote">So.</span>'
        f' <span class="ae-table" role="table">{row}{cell}a</span>{cell}b</span></span>{row}{cell}c</span>{cell}d</span>'
        "</span></span>"
    )


def test_what_does_not_exist_is_marked() -> None:
    writer = Writer(english(), "index.md")
    assert "ae-unknown" in writer.html((Span("", footnote=FootnoteLabel("99")),))
    assert "ae-unknown" in writer.html((Span("x", term="no-term"),))
    assert 'href="footnotes.md#fn-3"' in writer.html((Span("3", footnote=FootnoteLabel("3")),))


def test_a_spelt_out_address_is_left_out_where_a_link_stands_beside() -> None:
    spans = (Span("Le phare, "), Span("https://example.org/", href="https://example.org/"), Span("."))
    assert Writer(english(), "index.md").brief(spans) == "Le phare."


@pytest.mark.parametrize(
    ("page", "target", "fragment", "link"),
    [
        ("text/opening.md", "text/opening.md", "p-1", "#p-1"),
        ("text/opening.md", "footnotes.md", "fn-1", "../footnotes.md#fn-1"),
        ("index.md", "text/opening.md", "", "text/opening.md"),
    ],
)
def test_links_are_relative_source_paths(page: str, target: str, fragment: str, link: str) -> None:
    assert Writer(english(), page).link(target, fragment) == link


def test_the_shown_footnote_is_no_link() -> None:
    listed = part("footnote_list", Writer(english(), "footnotes.md"), [FootnoteLabel("1"), FootnoteLabel("2")], "2")
    assert listed.count("<a ") == 1
    assert "<span>" in listed


def test_of_many_footnotes_of_a_source_a_note_names_a_few_and_links_the_source() -> None:
    writer = Writer(english(), "text/opening.md")
    few, many = (tuple(FootnoteLabel(str(n)) for n in range(1, last + 1)) for last in (10, 5000))
    source = english().sources["hale-1899"]
    assert part("citing_footnotes", writer, replace(source, footnotes=few), "2").count("<a ") == 9
    listed = part("citing_footnotes", writer, replace(source, footnotes=many), "2")
    assert listed.count("<a ") == 10
    assert listed.endswith('<a href="../sources.md#hale-1899">all 5000</a>')


def test_the_archived_copy_of_a_source() -> None:
    writer, source = Writer(english(), "sources.md"), english().sources["moreau-1902"]
    assert part("archive_note", writer, source) == ""
    archived = replace(source, accessed="1902-03-05", archive=Archive(url="https://e.org/?a&b", date="1902-03"))
    note = part("archive_note", writer, archived)
    assert note.startswith("Accessed 5 March 1902")
    assert (
        '<a href="https://e.org/?a&amp;b" rel="noopener noreferrer" aria-label="Open the archived copy (March 1902): '
        in note
    )


def test_where_an_address_is_known() -> None:
    section = shipped().sections[0]
    writer = Writer(shipped(), "index.md")
    address = "https://example.org/e/commentary/introduction/"
    assert f"、{address}。" in writer.citing_page(section.page, address)
    assert address in json.loads(str(writer.references(section.page, address)))["edition"]["ris"]
    assert '"url":"https://example.org/e/"' in writer.metadata("index.md", "https://example.org/e")
    assert writer.references("guide/reading.md", None) == ""
    assert writer.citing_page("guide/reading.md", None) == ""


def test_every_method_is_called_by_a_template_or_the_writer_itself() -> None:
    """A method that nobody calls is dead; `cited`, `mark_link` and `notice` are called by the Markdown extension."""
    templates = "".join(file.read_text(encoding="utf-8") for file in TEMPLATES.rglob("*") if file.is_file())
    source = (TEMPLATES.parent / "writer.py").read_text(encoding="utf-8")
    called = set(re.findall(r"\b(?:here|edition_writer|self)\.(\w+)", templates + source))
    methods = {name for name in vars(Writer) if not name.startswith("_")}
    assert methods - called == {"cited", "mark_link", "notice"}
