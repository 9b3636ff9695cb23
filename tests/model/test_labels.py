"""Printed labels of footnotes: how they are read, printed, named and made into ids."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.model.labels import FootnoteLabel, read_label
from annotated_edition.model.wording import wording


@pytest.mark.parametrize(
    ("written", "label", "slug"),
    [
        ("17", "17", "17"),
        ("１７", "17", "17"),
        ("007", "7", "7"),
        ("1\u200b7", "17", "17"),
        ("12a", "12a", "12a"),
        ("*", "*", "star"),
        ("＊＊", "**", "star-star"),
        ("†", "†", "dagger"),
        ("iv", "iv", "iv"),
        ("2:3", "2:3", "c2-3"),
        ("intro:*", "intro:*", "cintro-star"),
        ("①", "1", "1"),
        ("注", "注", "u6ce8"),
    ],
)
def test_a_label_is_read_and_has_an_ascii_slug(written: str, label: str, slug: str) -> None:
    read = read_label(written)
    assert read is not None
    assert (read, read.slug) == (label, slug)


@pytest.mark.parametrize("written", ["", " ", "a b", "[1]", "1:2:3", "@key", "a" * 13, "<b>"])
def test_what_can_be_no_label_is_refused(written: str) -> None:
    assert read_label(written) is None


def test_a_label_is_one_of_the_chapter_around_it() -> None:
    label = read_label("3", chapter="2")
    assert label is not None
    assert (label, label.chapter, label.mark, label.number) == ("2:3", "2", "3", 3)
    assert read_label("4:3", chapter="2") == "4:3"
    assert (label.short("2"), label.short("")) == ("3", "2:3")


def test_a_label_is_named_in_the_words_of_a_language() -> None:
    assert FootnoteLabel("17").name(wording("ja")) == "脚注17"
    assert FootnoteLabel("2:3").name(wording("ja")) == "第2章の脚注3"
    assert FootnoteLabel("2:3").name(wording("en")) == "Footnote 3 of chapter 2"


@given(st.text(max_size=8))
def test_a_label_that_was_read_is_read_again_as_itself(written: str) -> None:
    label = read_label(written)
    if label is not None:
        assert read_label(label) == label
        assert re.fullmatch(r"[A-Za-z0-9-]+", label.slug)
