"""What a section's text becomes, and which edition it is a section of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from annotated_edition import Edition
from annotated_edition.hosts import markdown_extension
from support.editions import english, make, open_at
from support.golden import cases, compare
from support.rendering import EXTENSIONS, render, render_as_zensical

PAGE = "text/opening.md"


@pytest.mark.parametrize("case", cases("markdown", "*.md"), ids=lambda case: case.stem)
def test_golden(case: Path, tmp_path: Path) -> None:
    text = case.read_text(encoding="utf-8")
    html, problems = render(open_at(make(tmp_path, **{f"docs/{PAGE}": text})), PAGE, text)
    assert problems == []
    compare(html + "\n", case.with_suffix(".html"))


def test_a_page_that_is_no_section_points_to_the_list_of_footnotes() -> None:
    html, problems = render(english(), "guide/x.md", "A claim[^3], [[keeper]], undefined[^8].")
    assert problems == []
    assert "fnref" not in html
    assert 'href="../footnotes.md#fn-3"' in html
    assert 'href="../terms.md#keeper"' in html
    assert '<mark class="ae-unknown"' in html


@settings(max_examples=60)
@given(
    text=st.lists(
        st.sampled_from(["keeper", " keepers", " oil lamp", "x", ".", "\n", " a", " *b* ", " `keeper` "])
    ).map("".join)
)
@pytest.mark.slow
def test_linking_terms_never_changes_the_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    page = f"# Opening\n\nStart{text}"
    files = {f"docs/{PAGE}": page, "docs/text/reforms.md": "# Reforms\n\nAll[^1][^2][^3][^4]"}
    html, _ = render(open_at(make(tmp_path_factory.mktemp("edition"), **files)), PAGE, page)
    plain = Markdown(extensions=EXTENSIONS).convert(page)

    def said(html: str) -> str:
        html = re.sub(r'(?s)<(div|p)\s[^>]*?class="ae-(?:original|tools|grounds)".*?</\1>', "", html)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()

    assert said(html) == said(plain)


def test_a_host_without_plugins_gets_all_of_a_page(tmp_path: Path) -> None:
    html = render_as_zensical(make(tmp_path))
    assert 'id="fnref-1"' in html
    assert html.count('<details class="ae-cite">') == html.count('id="ae-references"') == 1
    assert 'defer="" src="../assets/annotated-edition/edition.js"></script>' in html  # hosts resolve source paths
    assert 'data-ae-copies="../../copied/"' in html
    assert html.count('<dialog aria-labelledby="__ae-search-name" class="ae-search"') == 1
    assert "https://example.org/x/text/opening/" in html
    assert "\x02" not in html


def test_an_edition_is_opened_again_only_when_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(tmp_path)
    opened: list[Edition] = []
    open_edition = markdown_extension.open_edition

    def counted(data: Path, docs: Path, cache: Path | None = None) -> Edition:
        opened.append(open_edition(data, docs, cache))
        return opened[-1]

    monkeypatch.setattr(markdown_extension, "open_edition", counted)
    render_as_zensical(root)
    render_as_zensical(root, "text/reforms.md")
    assert len(opened) == 1
    file = root / "data" / "footnotes.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("14-15", "16-17"), encoding="utf-8")
    assert "16–17" in render_as_zensical(root)
    assert len(opened) == 2


def test_a_folder_within_an_edition_is_enough(tmp_path: Path) -> None:
    root = make(tmp_path)
    edition, generated = markdown_extension.AnnotatedEditionExtension(root=str(root / "docs" / "text")).open_files()
    assert edition.imprint == english().imprint
    assert "footnotes.md" in generated
