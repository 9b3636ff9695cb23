"""The index of the search, beside what Material's own parser makes of the same pages."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from material.plugins.search.plugin import SearchIndex

from annotated_edition.markdown_extension import AnnotatedEditionExtension
from annotated_edition.search_index import Index

ARTICLE = re.compile(r'<article class="md-content__inner[^>]*>(.*?)</article>\s*</div>', re.DOTALL)
CONFIG = {"lang": ["ja"], "separator": " ", "pipeline": [], "fields": {}}


def entries(index: Any, pages: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Title and text by address, as the search compares them; what has no text is no entry."""
    index.extension = AnnotatedEditionExtension()
    for url, content in pages.items():
        file = SimpleNamespace(src_uri=url)
        index.add_entry_from_context(SimpleNamespace(content=content, meta={}, url=url, title="", toc=(), file=file))
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in index.entries:
        title, text = ("".join(re.sub("<[^>]*>", "", entry[key]).split()) for key in ("title", "text"))
        if title or text:
            found.setdefault(entry["location"], []).append((title, text))
    return found


def test_the_entries_are_those_of_materials_parser(site: Path) -> None:
    html = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("index.html")}
    pages = {url: found[1].strip() for url, text in html.items() if (found := ARTICLE.search(text))}
    assert len(pages) > 20
    ours = entries(Index(**CONFIG), pages)
    assert len(ours) > 150
    assert ours == entries(SearchIndex(**CONFIG), pages)


def test_html_that_is_no_xml_is_read_as_well() -> None:
    pages = {"x/": "<h1 id=x>One &copy;</h1><p>Two<br>three", "y/": '<p>a</p><h2 id="b">B</h2><p>c &lt;d&gt;</p>'}
    assert entries(Index(**CONFIG), pages) == {
        "x/": [("One©", "Twothree")],
        "y/": [("", "a")],
        "y/#b": [("B", "c&lt;d&gt;")],
    }
