"""Inline Markdown: what is escaped and how lines are joined."""

from __future__ import annotations

import pytest

from annotated_edition.importing.inline_markdown import escape, join_lines, keep_literal, unescape, unwrap


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a*b_c`d\\", "a\\*b\\_c\\`d\\\\"),
        ("[[用語]]と[名](先)", "\\[[用語]]と\\[名\\](先)"),
        ("一[1]、二［2］、三[^3]、四[^a]", "一[1]、二［2］、三[^3]、四[^a]"),
        ("1 < 2 <b> {#id} {{ x }}", "1 < 2 &lt;b> &#123;#id} &#123;{ x }}"),
        ("https://example.org/a_b*c、d_e", "https://example.org/a_b*c、d\\_e"),
    ],
)
def test_text_shows_as_it_is(text: str, markdown: str) -> None:
    assert escape(text) == markdown
    assert unescape(markdown).replace("[^3]", "") == text.replace("[^3]", "")


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("行は", "続く", "行は続く"),
        ("a line", "goes on", "a line goes on"),
        ("（注）", "and", "（注）and"),
        ("", "text", "text"),
    ],
)
def test_lines_are_joined_with_a_space_only_between_words(one: str, other: str, joined: str) -> None:
    assert join_lines(one, other) == joined


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("一[^1]二[^2]三[^a]", "一[^1]二\\[^2]三\\[^a]"),
        ("`[^2]`と\\[^2]", "`[^2]`と\\[^2]"),
        ("[@doe, 5]", "\\[@doe, 5]"),
        ("[^1]: 文", "\\[^1]: 文"),
    ],
)
def test_only_references_to_notes_stay_live(text: str, literal: str) -> None:
    assert keep_literal(text, {1}) == literal


def test_emphasis_around_all_of_a_text_is_taken_off() -> None:
    assert [unwrap("**題**"), unwrap("*a*"), unwrap("**a** b **c**"), unwrap("*a* b")] == [
        "題",
        "a",
        "**a** b **c**",
        "*a* b",
    ]
