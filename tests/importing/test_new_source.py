"""Sources that others describe: what is kept of a description, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotated_edition.importing.new_source import add_sources, read_references
from annotated_edition.reading.bib import read_bib

RIS = "TY  - JOUR\r\nAU  - Doe, J\r\nTI  - T\r\n{}\r\nER  - \r\n"
BRACE = "https://e.org/a}, note = {hi"


def read(**csl: Any) -> dict[str, Any]:
    """Return what is kept of a source in CSL-JSON."""
    return read_references(json.dumps({"title": "T", **csl}))[0]


def test_titles_of_bibtex_keep_their_capitals() -> None:
    found = read_references(
        "@incollection{a, author={Doe, Jane}, title={The Old {DNA} of Naval History}, booktitle={A Big Book}, date={2020-03}}"
        "@article{Müller, title={On the \\emph{Big} Pier}, journaltitle={The Pier}, year=1999, month=may}"
    )
    assert [each["title"] for each in found] == ["The Old DNA of Naval History", "On the Big Pier"]
    assert [each["issued"]["date-parts"] for each in found] == [[[2020, 3]], [[1999, 5]]]
    made = add_sources(b"", found)[0].decode()
    assert "title = {{The Old DNA of Naval History}}" in made
    assert "booktitle = {{A Big Book}}" in made


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ({"date-parts": [["2020", 3, 4]]}, [2020, 3, 4]),
        ({"date-parts": [[2020, 0, 0]]}, [2020]),
        ({"date-parts": [[98]]}, [98]),
        ({"raw": "2020-03-04"}, [2020, 3, 4]),
        ({"literal": "2020"}, [2020]),
        ("May 1985", [1985, 5]),
        (2020, [2020]),
    ],
)
def test_a_date_is_read_in_any_of_its_forms(date: Any, parts: list[int]) -> None:
    assert read(issued=date)["issued"] == {"date-parts": [parts]}
    assert read(accessed=date)["accessed"] == {"date-parts": [parts]}


def test_dates_of_ris_are_read() -> None:
    dates = {
        "PY  - 2020/03/04": [2020, 3, 4], "Y1  - 2020/03/04/": [2020, 3, 4], "DA  - 2020/3/4": [2020, 3, 4],
        "PY  - 2020///": [2020], "PY  - 2020\r\nDA  - 2020/03//Spring": [2020, 3], "PY  - 2020\r\nDA  - 2019/12/01": [2020],
    }  # fmt: skip
    found = read_references(" " + "".join(map(RIS.format, dates)))
    assert [each["issued"]["date-parts"] for each in found] == [[day] for day in dates.values()]


@pytest.mark.parametrize("name", ["URL", "DOI", "ISBN", "ISSN", "type"])
def test_no_value_writes_a_field_of_its_own(name: str) -> None:
    bib, keys, _ = add_sources(b"", [read(**{name: BRACE})])
    (entry,), problems = read_bib(bib, "sources.bib")
    assert keys == [entry.key]
    assert "note" not in entry.fields
    assert not [each for each in problems if each.severity == "error"]


@pytest.mark.parametrize("odd", [{"language": BRACE}, {"volume": BRACE}, {"URL": "5"}])
def test_what_would_not_be_read_again_is_refused(odd: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="AE2"):
        add_sources(b"", [read(**odd)])


def test_an_address_stays_as_it_is() -> None:
    assert read(URL="https://e.org/?a=1&copy=2#b")["URL"] == "https://e.org/?a=1&copy=2#b"
    assert read(URL="https://doi.org/10.1000/1")["URL"]


def test_what_is_the_same_source() -> None:
    def add(*sources: dict[str, str]) -> int:
        return len(add_sources(b"", [read(type="chapter", **each) for each in sources])[2])

    book, page = {"ISBN": "9780306406157"}, {"URL": "https://e.org/a#b"}
    assert add({"title": "One", **book}, {"title": "Two", **book}) == 0
    assert add({"title": "On {e}", **book}, {"title": "on e", **book}) == 1
    assert add(page, {"URL": "https://e.org/a#c"}) == 0
    assert add(page, {"URL": "http://www.e.org/a#b"}) == 1
    assert add({"title": "One", "DOI": "10.1000/a"}, {"title": "Two", "DOI": "10.1000/A"}) == 1
    assert add({"DOI": "10.1000/a", **book}, {"DOI": "10.1000/b", **book}) == 0


@pytest.mark.parametrize(
    "odd",
    [
        {"author": [{"foo": "J"}]}, {"author": 7}, {"author": [7, {"family": 5}]}, {"issued": {"date-parts": 5}},
        {"issued": {"date-parts": [5, [None], [[]]], "raw": 5}}, {"type": "chapter", "container-title": 12},
        {"type": ["book"]}, {"URL": {}, "DOI": {}, "ISBN": [[]]}, {"language": ["x"]}, {"title": "\ud800 T"},
        {"editor": [{"given": "J"}], "publisher": {"name": "P"}}, {"container-title": [[], "J"]}, {"volume": True},
    ],
)  # fmt: skip
def test_values_of_an_odd_shape_do_no_harm(odd: dict[str, Any]) -> None:
    bib, keys, _ = add_sources(b"", [read(**odd)])
    assert [entry.key for entry in read_bib(bib, "sources.bib")[0]] == keys


def test_a_body_of_crossref_keeps_its_name() -> None:
    assert read(author=[{"name": "A Body", "sequence": "first"}])["author"] == [{"literal": "A Body"}]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("hello", "no-format"), ("[]", "no-source"), ("{}", "no-source"), ("[{}]", "no-title"), ("[1]", "no-format")],
)
def test_what_is_no_source_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_references(text)


@pytest.mark.parametrize(
    ("issued", "written"),
    [
        ({"literal": "n.d."}, "n.d."),
        ({"raw": "forthcoming"}, "forthcoming"),
        ({"literal": "in press, 2027"}, "2027"),
        ({"date-parts": [[2020]], "season": "2"}, "2020-22"),
        ({"date-parts": [[2020, 5]], "season": 2}, "2020-05"),
        ({"date-parts": [[1850]], "circa": True}, "1850~"),
        ({"literal": "Spring 2020"}, "2020-21"),
        ("n. d.", "n. d."),
    ],
)
def test_a_date_that_is_none_stays_in_its_words(issued: object, written: str) -> None:
    (csl,) = read_references(json.dumps({"type": "book", "title": "Lamps", "issued": issued}))
    (entry,) = read_bib(add_sources(b"", [csl])[0], "sources.bib")[0]
    assert entry.fields["date"] == written


@pytest.mark.parametrize(
    ("dates", "written"),
    [
        (["PY  - n.d."], "n.d."),
        (["PY  - 2020///Spring"], "2020-21"),
        (["PY  - 2021", "DA  - 2021/03/04/"], "2021-03-04"),
        (["PY  - 2021", "Y1  - 1999/03/04/"], "2021"),
        ([], ""),
    ],
)
def test_a_date_of_ris_is_the_most_precise(dates: list[str], written: str) -> None:
    text = "\r\n".join(["TY  - BOOK", "TI  - Lamps", *dates, "ER  - ", "", "TY  - BOOK", "TI  - Keepers", "ER  - ", ""])
    (entry, other) = read_bib(add_sources(b"", read_references(text))[0], "sources.bib")[0]
    assert (entry.fields.get("date", ""), other.fields.get("date", "")) == (written, "")


def test_records_of_ris_that_run_into_each_other_are_refused() -> None:
    record = "TY  - BOOK\nTI  - Lamps\n"
    with pytest.raises(ValueError, match="no-format"):
        read_references(f"{record}{record}ER  - \n")
