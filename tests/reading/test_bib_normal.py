"""An entry as pandoc is given it, and what no field of any entry may do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotated_edition.model.problems import CODES
from annotated_edition.reading.bib import read_bib
from annotated_edition.reading.bib_checks import check_words
from annotated_edition.reading.bib_normal import canonical_type, clean_address, write_field
from annotated_edition.reading.bib_tables import OTHER_FIELDS, SHOWN_FIELDS, TYPES
from annotated_edition.reading.items import convert_bib, write_raised

VALUES = st.sampled_from([
    "Fog", "The $5 Lamp", "A & B", r"A \& B", "10\\textsuperscript{6}", "$x^2$", "Tom &amp; Jerry", "n.d.", "2001a", "12--15",
    "https://example.org/a_b", "Wick, Ina and others", "{Fog Board}", r"\foo{Baltic}", "#1", "令和2年", "$^{}$", "$$x_1$$", "$", r"\(x\)", "@", "<b>B</b>", "3", "a:b", "~", "",
])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("title", "A Fog", "{A Fog}"),
        ("title", "{A Fog}", "{A Fog}"),
        ("title", "The $5 Lamp #2", r"{The \$5 Lamp \#2}"),
        ("title", "From $5 to $7", r"{From \$5 to \$7}"),
        ("title", "CO$_2$ and $x$", "{CO$_2$ and $x$}"),
        ("title", r"Tom \&amp; J&eacute;r&#244;me", r"{Tom \& Jérôme}"),
        ("title", r"1914\textendash{}18", "{1914–18}"),
        ("publisher", "Wick and Lamp", "{Wick and Lamp}"),
        ("publisher", "Pier", "Pier"),
        ("author", "none", ""),
        ("url", r"https://e.org/a\_b?c=1\&amp;d=\%20\#e", "https://e.org/a_b?c=1&d=%20#e"),
        ("url", r"\url{https://e.org/{\textasciitilde}a}", "https://e.org/~a"),
        ("doi", r"https://doi.org/10.1000/a\_b", "10.1000/a_b"),
        ("doi", "doi: 10.1000/a", "10.1000/a"),
    ],
)
def test_what_pandoc_is_given(name: str, value: str, written: str) -> None:
    assert write_field(name, value) == written


def test_types_and_addresses() -> None:
    assert [canonical_type(name) for name in ("conference", "bok", "article", "presentation")] == [
        "inproceedings", "book", "article", "misc",
    ]  # fmt: skip
    assert clean_address(" <https://e.org/> ") == "https://e.org/"


def test_raised_text_is_unicode_where_that_has_it() -> None:
    assert (
        write_raised("10<sup>6</sup>, CO<sub>2</sub>, XIX<sup>e</sup>, x<sup>あ</sup>")
        == "10⁶, CO₂, XIXᵉ, x<sup>あ</sup>"
    )


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(TYPES - {"set", "xdata", "bibnote"})),
            st.dictionaries(
                st.sampled_from(sorted(SHOWN_FIELDS | OTHER_FIELDS - {"crossref", "xdata"})), VALUES, max_size=8
            ),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_field_of_every_type_is_read_or_named(drawn: list[tuple[str, dict[str, str]]]) -> None:
    text = "\n".join(
        f"@{kind}{{k{number},\n" + "".join(f"{name} = {{{value}}},\n" for name, value in fields.items()) + "}"
        for number, (kind, fields) in enumerate(drawn)
    )
    entries, problems = read_bib(text.encode(), "x.bib")
    items = convert_bib(entries)
    assert [item["id"] for item in items] == [entry.key for entry in entries]
    said = [*problems, *check_words(entries, items)]
    assert all(each.code in CODES for each in said)
    for entry, item in zip(entries, items, strict=True):
        named = {each.values.get("field") for each in said if each.values.get("key") == entry.key}
        for name in ("title", "author"):
            if any(map(str.isalnum, entry.fields.get(name, ""))) and name not in named:
                assert name in item, (entry, item)
