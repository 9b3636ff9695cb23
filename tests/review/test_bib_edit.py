"""Single fields of sources.bib change; every other byte stays."""

from __future__ import annotations

import pytest

from annotated_edition.review.bib_edit import BibFile, show_value, write_value

SOURCES = """% from the library
@book{hale-1899,
  author    = {Hale, Thomas and {Pier and Co} and others}, % two of them
  title     = {{Lamps \\& Keepers}},
  date      = {1899}
}

@misc{b, title = "Q", note = {n}}
"""


def test_a_field_changes_and_nothing_else() -> None:
    bib = BibFile(SOURCES.encode())
    bib.change("hale-1899", "book", {"title": "Lamps & Gulls", "author": "Hale, Thomas\r\nPier and Co\r\nothers"})
    assert bib.text == SOURCES.replace("{{Lamps \\& Keepers}}", "{{Lamps \\& Gulls}}")


def test_fields_and_entries_come_and_go() -> None:
    bib = BibFile(SOURCES.encode())
    bib.change("b", "report", {"note": "", "title": "Q", "institution": "Pier and Co"})
    bib.add("c", "online", {"title": "A_b", "url": "https://example.org/a_b", "author": "Roe, Jo\nPier Press"})
    assert bib.entries["b"].fields == {"title": "Q", "institution": "Pier and Co"}
    assert bib.entries["b"].type == "report"
    assert bib.entries["c"].fields["author"] == "Roe, Jo and {Pier Press}"
    bib.remove("c")
    bib.remove("b")
    assert bib.text.rstrip() == SOURCES.partition("@misc")[0].rstrip()


@pytest.mark.parametrize(
    ("name", "text"), [("title", "50 % of_#1 {x}"), ("author", "Roe, Jo\nA and B"), ("date", "2024")]
)
def test_what_is_shown_is_what_was_written(name: str, text: str) -> None:
    assert show_value(name, write_value(name, text)) == text


def test_lines_of_windows_stay() -> None:
    bib = BibFile(SOURCES.replace("\n", "\r\n").encode())
    bib.change("hale-1899", "book", {"date": "1900", "note": "x"})
    expected = SOURCES.replace("1899}", "1900}").replace("@book{hale-1899,", "@book{hale-1899,\n  note = {x},")
    assert bib.content.decode() == expected.replace("\n", "\r\n")
