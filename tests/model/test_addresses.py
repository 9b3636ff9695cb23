"""Addresses on the site and of the web."""

from __future__ import annotations

import pytest

from annotated_edition.model.addresses import url_of, web_address


@pytest.mark.parametrize(
    ("address", "encoded"),
    [
        ("https://example.org/a_b?c=1&d=%20#e", "https://example.org/a_b?c=1&d=%20#e"),
        ('https://example.org/a "b"', "https://example.org/a%20%22b%22"),
        ("https://example.org/日本", "https://example.org/%E6%97%A5%E6%9C%AC"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://[", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_links(address: str | None, encoded: str | None) -> None:
    assert web_address(address) == encoded


@pytest.mark.parametrize(
    ("page", "fragment", "url", "file"),
    [
        ("text/x.md", "", "text/x/", "text/x.html"),
        ("text/x.md", "p-1", "text/x/#p-1", "text/x.html#p-1"),
        ("index.md", "", "./", "index.html"),
        ("a/README.md", "b", "a/#b", "a/index.html#b"),
    ],
)
def test_a_page_has_an_address_as_a_folder_and_as_a_file(page: str, fragment: str, url: str, file: str) -> None:
    assert (url_of(page, fragment), url_of(page, fragment, directories=False)) == (url, file)
