"""What each processor does to a page."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from markdown import Markdown
from markdown.preprocessors import Preprocessor
from pymdownx.arithmatex import ArithmatexExtension

from annotated_edition import Edition
from annotated_edition.hosts.markdown_extension import AnnotatedEditionExtension
from support.editions import english, make, open_at
from support.rendering import EXTENSIONS, Host, live, render, render_as_zensical

PAGE = "text/opening.md"


def edition_of(folder: Path, text: str) -> Edition:
    return open_at(make(folder, **{f"docs/{PAGE}": text}))


def rendered(folder: Path, text: str) -> str:
    html, problems = render(edition_of(folder, text), PAGE, text)
    assert problems == []
    return html


def test_both_hosts_name_the_page_alike(tmp_path: Path) -> None:
    """MkDocs by its processor `relpath`, Zensical by its `rendering_context`."""
    root = make(tmp_path)
    edition = open_at(root)
    by_mkdocs, _ = render(edition, PAGE, edition.pages[PAGE].text)
    ids = [set(re.findall(r'id="([^"]+)"', html)) for html in (by_mkdocs, render_as_zensical(root))]
    assert {"fnref-1", "fnref-2", "p-1", "p-2", "fn-1"} <= ids[0] & ids[1]


def test_without_a_host_a_page_has_no_name() -> None:
    html = Markdown(extensions=[AnnotatedEditionExtension(edition=english())]).convert("A claim[^1].")
    assert 'href="footnotes.md#fn-1"' in html


def test_paragraphs_get_their_ids_and_permanent_links(tmp_path: Path) -> None:
    html = rendered(tmp_path, "# Opening\n\nOne[^1].\n\n- item[^2]\n\nFixed[^3].\n{: #mine }\n")
    assert re.findall(r'<(?:p|li) id="([^"]+)"', html)[:3] == ["p-1", "p-2", "mine"]
    assert re.findall(r'class="ae-permalink" href="#([^"]+)"', html) == ["p-1", "p-2", "mine"]
    assert "data-ae-paragraph" not in html


def test_an_author_s_own_notes_have_letters(tmp_path: Path) -> None:
    notes = "".join(f"\n[^own{n}]: Own.\n" for n in range(28))
    text = "# Opening\n\nOne[^1]" + "".join(f" x[^own{n}]" for n in range(28)) + f".\n{notes}"
    letters = re.findall(r'class="footnote-ref"[^>]*>([^<]+)<', rendered(tmp_path, text))
    assert letters[:2] + letters[-3:] == ["a", "b", "z", "aa", "ab"]


def test_a_remark_stands_beside_its_reference_but_not_in_a_heading(tmp_path: Path) -> None:
    html = rendered(tmp_path, "# Opening\n\nOne[^1].\n\n## Heading[^2] {#h}\n\nTwo[^2].\n")
    assert re.findall(r'class="ae-beside"[^>]*><b>(\d+)<', html) == ["1", "2"]
    heading = re.search(r"<h2.*?</h2>", html, re.DOTALL)
    assert heading
    assert 'id="fnref-2"' in heading[0]


def test_numbers_that_follow_each_other_are_marked(tmp_path: Path) -> None:
    html = rendered(tmp_path, "# Opening\n\nOne[^1][^2] and[^3].\n")
    assert re.findall(r'<sup class="(ae-ref(?: ae-next)?)"', html) == ["ae-ref", "ae-ref ae-next", "ae-ref"]


def test_a_section_has_its_head_and_its_end(tmp_path: Path) -> None:
    html = rendered(tmp_path, "# Opening\n\nOne[^1], a keeper.\n")
    assert html.index("</h1>") < html.index('class="ae-original"') < html.index("One")
    assert html.index("One") < html.index('role="doc-endnotes"')


class Stashing(Preprocessor):
    """Takes lines out of the text, as extensions for formulas do."""

    def run(self, lines: list[str]) -> list[str]:
        return [self.md.htmlStash.store(line) if line.startswith("$") else line for line in lines]


def test_a_reference_that_cannot_be_shown_is_put_back_and_reported_at_its_line(tmp_path: Path) -> None:
    text = "# Opening\n\nOne[^1].\n\n$ x[^2] & a keeper\n"
    html, problems = render(edition_of(tmp_path, text), PAGE, text, others={"stash": Stashing})
    assert "\x02" not in html
    assert "$ x\u2060[^2] & a keeper" in html
    assert [(found.code, found.place.line) for found in problems] == [("AE310", 5), ("AE310", 5)]


@pytest.mark.parametrize(
    "raw", ["<script>x()</script>", '<p onclick="x()">a</p>', '<a href="javascript:x()">a</a>', "<object data=x>"]
)
@pytest.mark.parametrize("page", ["of-a-plugin.md", PAGE])
def test_nothing_that_a_hook_brings_in_can_run(page: str, raw: str) -> None:
    html, _ = render(english(), page, f"# Opening\n\nText.\n\n{raw}\n")
    assert live(html) == []


@pytest.mark.parametrize("path", ["text/opening.md", "index.md"])
def test_the_contents_list_goes_without_the_numbers_of_a_heading(tmp_path: Path, path: str) -> None:
    root = make(tmp_path, **{f"docs/{path}": "# Opening[^1]\n\n## Of *oil[^2]* & lamps[^2] {#oil}\n\nTwo[^2].\n"})
    edition = open_at(root)
    md = Markdown(extensions=[*EXTENSIONS, AnnotatedEditionExtension(edition=edition)])
    host = Host(md)
    host.file = SimpleNamespace(src_uri=path)
    md.treeprocessors.register(host, "relpath", 0)
    md.convert(edition.pages[path].text)
    (title,) = vars(md)["toc_tokens"]
    assert (title["name"], title["children"][0]["name"]) == ("Opening", "Of oil &amp; lamps")


def test_blocks_that_another_extension_replaces_get_no_permanent_link_and_stay_whole(tmp_path: Path) -> None:
    """The contents list, a formula of arithmatex, a block of pymdownx.blocks: a link at their end would break them."""
    text = "# Opening\n\nOne[^1].\n\n[TOC]\n\n$$\nE = mc^2\n$$\n\n/// note\nInside[^2].\n///\n\nTwo."
    more = [ArithmatexExtension(generic=True), "pymdownx.blocks.admonition"]
    html, problems = render(edition_of(tmp_path, text), PAGE, text, more=more)
    assert not problems
    assert re.findall(r'class="ae-permalink" href="#([^"]+)"', html) == ["p-1", "p-2"]
    assert 'class="toc"' in html and 'class="arithmatex"' in html and "///" not in html
    note = html[html.index('class="admonition note"') :]
    assert "Two." not in note[: note.index("</div>")] and 'id="fnref-2"' in note[: note.index("</div>")]
