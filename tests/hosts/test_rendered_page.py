"""The page that is converted: what stands for its marks, and what is reported of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.site.pages import generated_files
from support.editions import english, make, open_at
from support.rendering import live, render

PAGE = "text/opening.md"
TEXT = english().pages[PAGE].text


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (f"{TEXT} More[^1].", 12, 29),
        (TEXT.replace("burned all night", "went out"), 6, 56),
        ("Other text[^1].", 4, 1),
        (TEXT.rpartition("\n\n")[0], 10, 54),
    ],
)
def test_changed_text_is_reported_where_it_differs_from_the_file(text: str, line: int, column: int) -> None:
    html, problems = render(english(), PAGE, text)
    (found,) = problems
    assert (found.code, found.place.file, found.place.line, found.place.column) == (
        "AE310",
        f"docs/{PAGE}",
        line,
        column,
    )
    assert 'id="fnref-' not in html
    assert ('href="../footnotes.md#fn-1"' in html) == ("[^1]" in text)


def test_only_a_section_must_be_as_its_file_is() -> None:
    assert render(english(), "index.md", "Other[^1].")[1] == []
    assert render(english(), "of-a-plugin.md", "Other[^1].")[1] == []


def test_what_may_not_stand_in_a_page_is_reported_at_its_line(tmp_path: Path) -> None:
    text = '# Opening\n\nOne[^1].\n\n[A word](x.md){: onclick="x()" }\n'
    edition = open_at(make(tmp_path, **{f"docs/{PAGE}": f"---\ndescription: A\n---\n{text}"}))
    html, problems = render(edition, PAGE, edition.pages[PAGE].text)
    assert live(html) == []
    assert [found.place.line for found in edition.problems if found.code == "AE608"] == [8]
    assert problems == []  # the scan has said so, and marked it


def test_what_only_a_generated_text_may_not_have_is_reported_where_it_comes_from(tmp_path: Path) -> None:
    html, problems = render(english(), "whole.md", f"{TEXT}\n\n<b class=ae-x>x</b>")
    assert "ae-unknown" in html
    assert [(found.code, found.place.file) for found in problems] == [("AE608", "docs/whole.md")]
    edition = open_at(make(tmp_path, **{f"docs/{PAGE}": "# Opening\n\nOne[^1].\n\n<b class=ae-x>x</b>\n"}))
    section = edition.pages[PAGE].text
    assert [found.place.line for found in edition.problems if found.code == "AE608"] == [5]
    assert render(edition, "whole.md", section)[1] == []  # the edition has said so
    assert [found.place.line for found in render(edition, "whole.md", f"{section}\n\nOne[^1].{{: .ae-y }}")[1]] == [1]


@pytest.mark.parametrize("around", ["{}", "Added[^3].\n\n{}", "{}\n\nAdded[^3], and more."])
def test_a_generated_page_is_taken_over_as_elements_whatever_stands_around_it(around: str) -> None:
    generated = generated_files(english())
    page = generated["terms.md"].split("---\n", 2)[2].strip("\n")
    html, problems = render(english(), "terms.md", around.format(page), generated)
    assert problems == []
    assert html.count('<div class="ae-generated">') == 1
    assert 'id="keeper"' in html
    assert "data-edition" not in html
    assert ('Added\u2060<sup class="ae-pointer"' in html) == ("Added" in around)


def test_the_block_of_another_page_is_not_taken_over() -> None:
    generated = generated_files(english())
    page = generated["terms.md"].split("---\n", 2)[2].strip("\n")
    html, _ = render(english(), "index.md", page, generated)
    assert "ae-generated" not in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A claim[^1].",
            '<sup class="ae-pointer"><a aria-label="Footnote 1" data-ae-note="note-1" href="footnotes.md#fn-1">1</a></sup>',
        ),
        ("[[keeper|Keepers]]", '<a class="ae-term" data-ae-note="about-keeper" href="terms.md#keeper">Keepers</a>'),
        (
            "[[first-reform/rule-1|rule]]",
            '<a class="ae-element" data-ae-note="about-first-reform_rule-1" href="initiatives/first-reform.md#rule-1">rule</a>',
        ),
        ("[[hale-1899|Hale]]", '<a class="ae-source" href="sources.md#hale-1899">Hale</a>'),
        ("[[nothing]]", '<mark class="ae-unknown"'),
    ],
)
def test_what_stands_for_a_mark(text: str, expected: str) -> None:
    html, problems = render(english(), "index.md", text)
    assert problems == []
    assert expected in html.replace(' data-search-exclude=""', "")
