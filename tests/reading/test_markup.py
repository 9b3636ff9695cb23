"""What may stand in a page, and that nothing else comes through: neither past the scan nor past the net behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import material
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition import Edition, open_edition
from annotated_edition.reading import markup
from annotated_edition.reading.scan import scan
from support.attacks import attacks
from support.editions import ENGLISH
from support.places import CACHE
from support.rendering import foreign, live, render
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


@given(st.lists(st.sampled_from(PIECES) | st.sampled_from(attacks()), max_size=14).map("".join))
@pytest.mark.slow
def test_nothing_hostile_comes_through(english: Edition, text: str) -> None:
    for page in ("guide/x.md", "footnotes.md"):
        html, _ = render(english, page, text)
        assert live(html) == []
        assert foreign(html) == set()


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_nor_where_the_scan_sees_nothing(english: Edition, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotated_edition.hosts.rendered_page.scan", lambda given: replace(scan(given), faults=()))
        html, problems = render(english, "guide/x.md", text)
        assert live(html) == []
        assert all(found.code in ("AE608", "AE310", "AE609") for found in problems)


#: Classes that the theme's manual, or the extensions that a new edition has, give to authors.
DOCUMENTED = re.compile(
    r"abstract|admonition(?:-title)?|annotate|block|bug|card|cards|danger|edition|end|example|failure|filename|grid|highlight.*|"
    r"info|inline|key-.*|keys|lineno.*|middle|note|question|quote|result|success|tip|warning|x*l|code|hll|[a-z]{1,3}[12]?|comment"
)


def test_no_other_class_that_the_theme_or_we_act_upon() -> None:
    """A new release of the theme may bring classes that cover the window."""
    package = Path(markup.__file__).parents[1] / "site"
    theme = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
    styles = [*theme.glob("*.css"), *package.glob("assets/*.css"), package / "templates/book/single/style.css"]
    text = "".join(
        re.sub(r"url\([^)]*\)|/\*.*?\*/", "", each.read_text(encoding="utf-8"), flags=re.DOTALL) for each in styles
    )
    names = set(re.findall(r"\.([A-Za-z_][\w-]*)(?=[^{}]*\{)", text))
    assert len(names) > 500
    assert {name for name in names if markup.is_class(name) and not DOCUMENTED.fullmatch(name)} == set()
