"""The pages at the short addresses of footnotes."""

from __future__ import annotations

from collections.abc import Callable

import lxml.html
import pytest

from annotated_edition import Edition
from annotated_edition.model.labels import FootnoteLabel
from annotated_edition.site.short_addresses import AddressWriter, short_addresses
from support.editions import english, shipped


def test_each_footnote_has_a_page_without_scripts() -> None:
    pages = short_addresses(shipped(), None, directories=True)
    assert list(pages) == [f"n/{number}/index.html" for number in range(1, 31)]
    for number, text in enumerate(pages.values(), 1):
        assert "<script" not in text
        tree = lxml.html.document_fromstring(text)
        assert tree.get("lang") == "ja"
        assert tree.xpath("//title/text()")[0].startswith(f"脚注{number} ")
        assert tree.xpath("//link[@rel='canonical']/@href") == ["../../footnotes/"]
    assert "脚注16" in pages["n/17/index.html"]  # what its 同上 stands for


@pytest.mark.parametrize("opened", [shipped, english])
def test_a_site_online_whose_pages_are_files(opened: Callable[[], Edition]) -> None:
    pages = short_addresses(opened(), "https://example.org/e", directories=False)
    assert '<link rel="canonical" href="https://example.org/e/footnotes.html">' in pages["n/2/index.html"]
    assert 'href="../../footnotes.html#fn-2"' in pages["n/2/index.html"]
    assert 'href="../1/index.html" rel="prev"' in pages["n/2/index.html"]
    assert 'rel="prev"' not in pages["n/1/index.html"]


def test_links_are_addresses() -> None:
    assert AddressWriter(english(), FootnoteLabel("2"), directories=True).link("index.md") == "../.././"
    assert AddressWriter(english(), FootnoteLabel("2"), directories=False).link("text/opening.md", "p-1") == (
        "../../text/opening.html#p-1"
    )
