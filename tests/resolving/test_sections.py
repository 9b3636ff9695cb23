"""The sections: where terms are linked in them."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.model.edition import Page
from annotated_edition.reading.draft import Draft
from annotated_edition.reading.inline import join_lines
from annotated_edition.reading.load import load
from annotated_edition.reading.scan import scan
from annotated_edition.reading.visible import VisibleText
from annotated_edition.resolving.index import index_footnotes, index_terms
from annotated_edition.resolving.sections import read_pages
from annotated_edition.resolving.state import State
from support.editions import make, open_at

OPENING = "text/opening.md"
NAMES = ["灯台", "灯台守", "light", "light house", "мир", "été", "국방", "नी"]
PIECES = [
    *NAMES,
    "Light",
    "house",
    "台守",
    "\n",
    " ",
    "。",
    ". ",
    "**",
    "_",
    "`",
    "[^1]",
    "[",
    "](x.md)",
    "<br>",
    "x",
    "\\",
]
RUBY = ["<ruby>灯台<rt>とうだい</rt></ruby>", "<ruby>灯<rt>とう</rt>台<rt>だい</rt></ruby>"]


@cache
def _draft(folder: Path) -> Draft:
    entries = "\n".join(f"- {{id: t{index}, name: {name}, definition: x}}" for index, name in enumerate(NAMES))
    root = make(folder, **{"data/terms.yml": entries})
    return load(root / "data", root / "docs")


def read(text: str, folder: Path) -> Page:
    draft = copy(_draft(folder))
    assert draft.edition
    every = draft.edition.value.model_copy(update={"terms": "all"})
    draft.edition = replace(draft.edition, value=every)
    draft.pages = {OPENING: replace(draft.pages[OPENING], text=scan(text).text)}
    state = State(draft, None, frozenset())
    for step in (index_footnotes, index_terms, read_pages):
        step(state)
    return state.pages[OPENING]


def shown(text: str) -> str:
    return "".join(join_lines(VisibleText(block).text) for block in scan(text).blocks)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sections")


@given(st.lists(st.sampled_from([*PIECES, *RUBY]), max_size=14).map("".join))
def test_links_of_terms_change_nothing_that_is_seen(folder: Path, text: str) -> None:
    page = read(text, folder)
    linked = page.text
    for mark in reversed(page.marks):
        if mark.kind in ("term", "joint"):
            linked = linked[: mark.start] + (mark.xhtml or mark.text) + linked[mark.end :]
    assert shown(linked) == shown(page.text)


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("**灯台**守の灯\n台守", ["灯台", "灯台守"]),
        ("<ruby>灯台<rt>とうだい</rt></ruby>守", ["灯台守"]),
        ("<ruby>灯<rt>とう</rt>台<rt>だい</rt></ruby>と<ruby>大灯台<rt>だいとうだい</rt></ruby>", ["灯台"]),
        ("<ruby>灯台<rt>とうだい<b></ruby>", []),  # cannot be well formed
        ("One.[^1] Light\nhouse, *été*, Влади**мир**", ["Light house", "été"]),
        ("- Light\n- x Light", ["Light"]),
    ],
)
def test_terms_are_linked(text: str, linked: list[str], folder: Path) -> None:
    assert [mark.text for mark in read(text, folder).marks if mark.kind == "term"] == linked


def test_a_term_is_used_by_a_listed_form_and_in_the_texts_of_the_data(tmp_path: Path) -> None:
    terms = (
        "- {id: a, name: keep, forms: [keepers], definition: x}\n"
        "- {id: b, name: reform, definition: x}\n"
        "- {id: c, name: other, definition: An other thing.}\n"
    )
    edition = open_at(make(tmp_path, **{"data/terms.yml": terms}))
    assert [problem.values["name"] for problem in edition.problems if problem.code == "AE404"] == ["other"]
    assert edition.target("Keepers") == ("term", "a")
