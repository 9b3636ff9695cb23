"""What a section's text becomes."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from annotated_edition import Edition, Problem, open_edition
from annotated_edition.hosts.markdown_extension import AnnotatedEditionExtension
from annotated_edition.site.pages import pages
from support.editions import ENGLISH, make
from support.golden import cases, compare
from support.places import CACHE

PAGE = "text/opening.md"
EXTENSIONS = ["attr_list", "md_in_html", "admonition", "footnotes", "tables", "fenced_code", "toc"]


class _Host(Treeprocessor):
    """What names the page, as MkDocs's own treeprocessor does."""

    file = SimpleNamespace(src_uri=PAGE)

    def run(self, root: object) -> None:
        """Nothing."""


def render(edition: Edition, text: str, page: str = PAGE) -> tuple[str, list[Problem]]:
    problems: list[Problem] = []
    extension = AnnotatedEditionExtension(edition=edition, report=problems.append)
    md = Markdown(extensions=[*EXTENSIONS, extension])
    host = _Host(md)
    host.file = SimpleNamespace(src_uri=page)
    md.treeprocessors.register(host, "relpath", 0)
    return md.convert(text), problems


@pytest.mark.parametrize("case", cases("markdown", "*.md"), ids=lambda case: case.stem)
def test_golden(case: Path, tmp_path: Path) -> None:
    text = case.read_text(encoding="utf-8")
    root = make(tmp_path, **{f"docs/{PAGE}": text})
    html, problems = render(open_edition(root / "data", root / "docs", CACHE), text)
    assert problems == []
    compare(html + "\n", case.with_suffix(".html"))


@pytest.fixture(scope="module")
def english() -> Edition:
    return open_edition(ENGLISH / "data", ENGLISH / "docs", CACHE)


def test_changed_text_is_a_problem(english: Edition) -> None:
    html, problems = render(english, "# Opening\n\nOther text[^1].")
    assert [found.code for found in problems] == ["AE310"]
    assert 'href="../footnotes.md#fn-1"' in html


@pytest.mark.parametrize("change", ["{}\n\nAdded.", "Added.\n\n{}", "{}"])
def test_a_list_is_filled_whatever_stands_around_it(english: Edition, change: str) -> None:
    outline = pages(english).pages["terms.md"].outline().split("---\n", 2)[2]
    for text in (change.format(outline), change.format(re.sub(r"\n\s*\n", "\n", outline))):
        html, problems = render(english, text, "terms.md")
        assert problems == []
        assert html.count('<div class="ae-generated">') == 1 and 'id="keeper"' in html
        assert ("Added." in html) == ("Added." in change)
    assert 'id="keeper"' not in render(english, text, "index.md")[0]


def test_what_stands_after_a_list_has_its_references(english: Edition) -> None:
    outline = pages(english).pages["terms.md"].outline().split("---\n", 2)[2]
    html, problems = render(english, f"{outline}\n\nAdded[^3], and more.", "terms.md")
    assert problems == []
    assert re.search(
        r'<p>Added[^<]*<sup class="ae-pointer"[^>]*><a [^>]*href="footnotes.md#fn-3"[^>]*>3</a></sup>, and more.</p>',
        html,
    )


def test_other_pages_point_to_the_footnotes_page(english: Edition) -> None:
    html, problems = render(english, "A claim[^3], [[keeper]], undefined[^8].", "guide/x.md")
    assert problems == []
    assert "fnref" not in html
    assert 'href="../footnotes.md#fn-3"' in html
    assert 'href="../terms.md#keeper"' in html
    assert '<mark class="ae-unknown"' in html


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(
        st.sampled_from(["keeper", " keepers", " oil lamp", "x", ".", "\n", " a", " *b* ", " `keeper` "])
    ).map("".join)
)
def test_linking_terms_never_changes_the_text(
    english: Edition, tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("edition")
    page = f"# Opening\n\nStart{text}"
    root = make(folder, **{f"docs/{PAGE}": page, "docs/text/reforms.md": "# Reforms\n\nAll[^1][^2][^3][^4]"})
    html, _ = render(open_edition(root / "data", root / "docs", CACHE), page)
    plain = Markdown(extensions=EXTENSIONS).convert(page)

    def said(html: str) -> str:
        html = re.sub(r'(?s)<div class="ae-original".*?</div>|<section class="ae-term-notes".*', "", html)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()

    assert said(html) == said(plain)
