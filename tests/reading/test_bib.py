"""Bibliographies of tests/golden/bibliography, each beside its sound entries and problems."""

import json
import re
from pathlib import Path

import pytest
from annotated_edition.TODO_ import bibliography
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from annotated_edition.model.problems import CODES

GOLDEN = Path(__file__).parent / "golden" / "bibliography"
KEYS = st.from_regex(re.compile(r"[a-z0-9.:/+_-]{1,12}"), fullmatch=True)
WORDS = st.text("abcあ漢字 -,.：（）", min_size=1, max_size=20)
PIECES = ["@book{", "a,", "title", " = ", "{", "}", '"', ",", "#", "\n", "%", "@string{", "@comment{", "jan", "\\", "("]


def listed(found):
    return [[each.code, each.place.line, each.place.column, dict(each.values)] for each in found]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.bib")), ids=lambda path: path.stem)
def test_golden(path):
    entries, found = bibliography.scan(path.read_bytes(), path.name)
    read = [[entry.key, entry.type, entry.place.line, dict(entry.fields)] for entry in entries]
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert {"entries": read, "problems": listed(found)} == expected


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.bib")), ids=lambda path: path.stem)
def test_the_text_of_an_entry_is_read_as_that_entry(path):
    for entry in bibliography.scan(path.read_bytes(), path.name)[0]:
        (again,) = bibliography.scan(entry.text.encode(), path.name)[0] or (entry,)
        assert (again.key, again.type, again.fields, again.text) == (entry.key, entry.type, entry.fields, entry.text)


def test_places_of_fields():
    (entry,), _ = bibliography.scan(b"@book{a, title = {T},\n  Author = {A}}", "x.bib")
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
)
def test_what_is_hostile_is_refused(content, code):
    assert code in [each.code for each in bibliography.scan(content, "x.bib")[1]]


@given(
    st.one_of(st.binary(), st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map(lambda x: "".join(x).encode()))
)
def test_no_input_raises(content):
    assert all(each.code in CODES for each in bibliography.scan(content, "x.bib")[1])


@given(st.dictionaries(KEYS, st.tuples(WORDS, WORDS), max_size=8), st.booleans())
def test_pybtex_reads_the_same_entries(sources, quoted):
    marks = '""' if quoted else "{}"
    texts = [f"@book{{{k},\n title = {marks[0]}{t}{marks[1]},\n note = {{{n}}}\n}}" for k, (t, n) in sources.items()]
    text = "\n".join(texts)
    entries, found = bibliography.scan(text.encode(), "x.bib")
    assert {each.code for each in found} <= {"AE204"}
    read = parse_string(text, "bibtex").entries
    assert [entry.key for entry in entries] == list(read)
    assert [entry.fields["note"].split() for entry in entries] == [read[key].fields["note"].split() for key in read]
