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
from support.editions import ENGLISH
from support.golden import cases, compare, dump, rows
from support.places import ROOT

FILES = cases("bibliography", "*.bib")
KEYS = st.from_regex(re.compile(r"[a-z0-9.:/+_-]{1,12}"), fullmatch=True)
WORDS = st.text("abcあ漢字 -,.：（）", min_size=1, max_size=20)
PIECES = ["@book{", "a,", "title", " = ", "{", "}", '"', ",", "#", "\n", "%", "@string{", "@comment{", "jan", "\\", "("]


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.stem)
def test_golden(case: Path) -> None:
    entries, problems = read_bib(case.read_bytes(), case.name)
    read = [[entry.key, entry.type, entry.place.line, dict(entry.fields)] for entry in entries]
    compare(dump({"entries": read, "problems": rows(problems)}), case.with_suffix(".json"))


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
@pytest.mark.slow
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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("@online{a,\n  title = {T},\n  url   = {https://e.org/},\n  note  = {N}\n}\n",
         "@online{a,\n  title = {T},\n  url   = {https://e.org/},\n  archiveurl = {http://u/},\n  note  = {N}\n}\n"),
        ("@online{a,\r\n\turl={https://e.org/}\r\n}", "@online{a,\r\n\tarchiveurl = {http://u/},\r\n\turl={https://e.org/}\r\n}"),
        ("\ufeff@online{a, title = {T}, url = {https://e.org/}, note = {N}} % c", "\ufeff@online{a, title = {T}, url = {https://e.org/}, archiveurl = {http://u/}, note = {N}} % c"),
        ('% x = y\n@online(a, url = "https://e.org/" # "b", % c\n)', '% x = y\n@online(a, archiveurl = {http://u/}, url = "https://e.org/" # "b", % c\n)'),
    ],
)  # fmt: skip
def test_fields_are_added_after_the_address_and_nothing_else_is_touched(before: str, after: str) -> None:
    added = add_fields(before.encode(), {"a": {"archiveurl": "http://u/"}, "missing": {"x": "y"}})
    assert added.decode() == after


@pytest.mark.parametrize("path", [*FILES, ROOT / "data/sources.bib", ENGLISH / "data/sources.bib"], ids=str)
def test_what_is_added_is_read_and_the_rest_is_as_before(path: Path) -> None:
    content = path.read_bytes()
    entries, _ = read_bib(content, "")
    fields = {"archiveurl": "https://e.org/%20a", "archivedate": "2024-07-21"}
    added = {each.key: fields for each in entries if each.fields and not fields.keys() & each.fields.keys()}
    changed = add_fields(content, added) if added else content
    for entry, before in zip(read_bib(changed, "")[0], entries, strict=True):
        assert dict(entry.fields) == dict(before.fields) | added.get(entry.key, {})


def test_a_change_that_would_be_read_in_another_way_is_refused() -> None:
    with pytest.raises(ValueError, match="another way"):
        add_fields(b"@online{a, url = {https://e.org/}}", {"a": {"archiveurl": "}"}})
    with pytest.raises(ValueError, match="another way"):
        add_fields(b"@online{a}", {"a": {"archiveurl": "https://e.org/"}})
