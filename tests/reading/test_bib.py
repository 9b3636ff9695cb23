"""How sources.bib is read, what is wrong in it, and how fields are added to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from annotated_edition.model.problems import CODES
from annotated_edition.reading.bib import add_fields, is_replaced, read_bib, write_bibtex
from support.golden import cases, compare, dump, rows

FILES = cases("bibliography", "*.bib")
KEYS = st.from_regex(re.compile(r"[a-z0-9.:/+_-]{1,12}"), fullmatch=True)
WORDS = st.text("abcあ漢字 -,.：（）", min_size=1, max_size=20)
PIECES = ["@book{", "a,", "title", " = ", "{", "}", '"', ",", "#", "\n", "%", "@string{", "@comment{", "jan", "\\", "("]


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.stem)
def test_golden(case: Path) -> None:
    entries, problems = read_bib(case.read_bytes(), case.name)
    read = [[entry.key, entry.type, entry.place.line, dict(entry.fields)] for entry in entries]
    compare(dump({"entries": read, "problems": rows(problems)}), case.with_suffix(".json"))


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.stem)
def test_the_text_of_an_entry_is_read_as_that_entry(case: Path) -> None:
    for entry in read_bib(case.read_bytes(), case.name)[0]:
        # By itself an entry has lost the one that it takes fields from.
        text = "".join(f"\n@misc{{{key}, title = {{T}}, author = {{A}}}}" for key in parents(entry.fields))
        again = {each.key: each for each in read_bib((entry.text + text).encode(), case.name)[0]}[entry.key]
        assert (again.key, again.type, again.fields, again.text) == (entry.key, entry.type, entry.fields, entry.text)


def parents(fields: object) -> list[str]:
    """Return the keys of the entries that one takes fields from."""
    values = dict(fields)  # type: ignore[call-overload]
    keys = [values.get("crossref", ""), *values.get("xdata", "").split(",")]
    return [key.strip() for key in keys if key.strip()]


def test_places_of_fields() -> None:
    (entry,), _ = read_bib(b"@book{a, title = {T},\n  Author = {A}}", "x.bib")
    assert {name: (place.line, place.column) for name, place in entry.field_places.items()} == {
        "title": (1, 10), "author": (2, 3),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"@book{a, title = {" + b"{" * 20_000 + b"}" * 20_000 + b"}}", "AE113"),
        (b"@book{a, title = {" + b"{" * 20_000, "AE113"),
        (b"@book{a, title = {T}}" + b"}" * 20_000, "AE201"),
        (b"@a{" * 20_000, "AE201"),
        (b"@string{a = {aaaa}}" * 2 + b"@string{a = a # a}" * 60, "AE113"),
        (b"%" * 5_000_001, "AE113"),
    ],
    ids=["braces", "open braces", "closing braces", "entries", "macros", "size"],
)
def test_what_is_hostile_is_refused(content: bytes, code: str) -> None:
    assert code in [found.code for found in read_bib(content, "x.bib")[1]]


@given(
    st.one_of(st.binary(), st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map(lambda x: "".join(x).encode()))
)
def test_no_input_raises(content: bytes) -> None:
    assert all(found.code in CODES for found in read_bib(content, "x.bib")[1])


@given(st.dictionaries(KEYS, st.tuples(WORDS, WORDS), max_size=8), st.booleans())
def test_pybtex_reads_the_same_entries(sources: dict[str, tuple[str, str]], quoted: bool) -> None:
    marks = '""' if quoted else "{}"
    texts = [f"@book{{{k},\n title = {marks[0]}{t}{marks[1]},\n note = {{{n}}}\n}}" for k, (t, n) in sources.items()]
    text = "\n".join(texts)
    entries, problems = read_bib(text.encode(), "x.bib")
    assert {found.code for found in problems} <= {"AE204"}
    read = parse_string(text, "bibtex").entries
    assert [entry.key for entry in entries] == list(read)
    assert [entry.fields["note"].split() for entry in entries] == [read[key].fields["note"].split() for key in read]


def test_what_is_published_of_an_entry_has_its_parents_and_no_private_fields() -> None:
    text = (
        "@book{b, title = {T}, author = {A}, file = {/home/me}, abstract = {x}, xdata = {x}, keywords = {a, Replaced}}"
    )
    entries = {entry.key: entry for entry in read_bib(f"{text}\n@xdata{{x, publisher = {{P}}}}".encode(), "x.bib")[0]}
    assert write_bibtex(entries["b"], entries) == (
        "@book{b,\n  title = {T},\n  author = {A},\n  xdata = {x},\n  keywords = {a, Replaced},\n}",
        "@xdata{x,\n  publisher = {P},\n}",
    )
    assert is_replaced(entries["b"])
    assert not is_replaced(entries["x"])


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_added_fields_stand_after_the_address_and_nothing_else_changes(newline: str) -> None:
    before = f"@online{{a,{newline}  title = {{T}},{newline}  url   = {{https://e.org}},{newline}  author = {{A}},{newline}}}{newline}% end"
    after = add_fields(before.encode(), {"a": {"urldate": "2024-01-02"}, "missing": {"x": "y"}}).decode()
    assert after == before.replace("  author", f"  urldate = {{2024-01-02}},{newline}  author")
    with pytest.raises(ValueError, match="another way"):
        add_fields(before.encode(), {"a": {"urldate": "}"}})
