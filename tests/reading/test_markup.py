"""What may stand in a page, and that nothing else comes through: neither past the scan nor past the net behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition import Edition, open_edition
from annotated_edition.reading import markup
from annotated_edition.reading.scan import scan
from support.editions import ENGLISH
from support.places import CACHE
from support.rendering import live, render
from support.sweep import PIECES


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<SPAN Class=x>", '<span class="x">'),
        ('<div markdown="1" class="g">', '<div class="g">'),
        ('<td colspan=2 align="left">', '<td colspan="2" align="left">'),
        ("<img src=a.png alt='x \"y\"'>", '<img src="a.png" alt="x &quot;y&quot;">'),
        ('<a href="https://x/?a=1&b=2" aria-label="q">', '<a href="https://x/?a=1&amp;b=2" aria-label="q">'),
        ('<a href="x" href="javascript:1">', '<a href="x">'),
        ("<details open>", '<details open="">'),
        ("<br/>", "<br>"),
    ],
)
def test_allowed(written: str, shown: str) -> None:
    assert markup.clean_start_tag(written) == shown


@pytest.mark.parametrize(
    "written",
    [
        "<script>", "<svg>", "<iframe>", "<base>", "<form>", "<style>", "<link>", "<meta>", "<object>", "<input>", "<x-y>",
        "<div onclick=1>", "<div/onclick=1>", '<div style="x">', '<p id="__config">', '<img src="https://e/x">',
        '<img src="data:image/png,x">', "<img srcset=a>", "<a href=//e>", "<a href='\\\\e'>", '<a href="javascript:1">',
        '<a href="java&#9;script:1">', '<a href="&#106;avascript:1">', '<a href=" vbscript:1">', '<a target="_blank">',
    ],
)  # fmt: skip
def test_refused(written: str) -> None:
    assert markup.clean_start_tag(written) is None


def test_ends_and_what_is_never_closed() -> None:
    text = "</b><i>x</i><b>y <div onclick=1>z</div> <ul><li>a</ul>"
    assert [text[p.start : p.end] for p in markup.judge_pairs(list(markup.find_pieces(text))) if not p.allowed] == [
        "</b>", "<b>", "<div onclick=1>", "</div>",
    ]  # fmt: skip


def test_cleaning_escapes_and_names_what_is_refused() -> None:
    assert markup.clean("<b>x</b><!-- c --><!--><img src=x onerror=1>--> < 3") == (
        "<b>x</b>&lt;!-->&lt;img src=x onerror=1&gt;--> &lt; 3", ["<!--", "<img src=x onerror=1>"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def english() -> Edition:
    return open_edition(ENGLISH / "data", ENGLISH / "docs", CACHE)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_nothing_hostile_comes_through(english: Edition, text: str) -> None:
    for page in ("guide/x.md", "footnotes.md"):
        html, _ = render(english, page, text)
        assert live(html) == []


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_nor_where_the_scan_sees_nothing(english: Edition, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotated_edition.hosts.rendered_page.scan", lambda given: replace(scan(given), faults=()))
        html, problems = render(english, "guide/x.md", text)
        assert live(html) == []
        assert all(found.code in ("AE608", "AE310", "AE609") for found in problems)
