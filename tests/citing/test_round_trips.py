"""Names and dates of all kinds, out in every format and back."""

from __future__ import annotations

import json

import pytest
import rispy

from annotated_edition.citing.formats import write_csl_json
from annotated_edition.citing.items import Item
from annotated_edition.citing.ris import write_ris
from annotated_edition.model.csl import format_names
from annotated_edition.reading import pandoc
from annotated_edition.reading.bib import read_bib, write_bibtex
from annotated_edition.reading.items import convert_bib

BIB = """
@book{a, author={Charles de Rade and van der Molen, Piet and d'Aubert, Jean and al-Bahr, Omar}, title={A}, date={1450~}}
@book{b, author={{Fog and Lamp Board} and Baltic Pilot Association}, title={B}, date={-0043}}
@book{c, author={渡部 恒雄 and 岬, 花子 and others}, title={C}, date={2004-21}}
@book{d, author={Wick, Ina and others}, title={D}, year={in press}}
@book{e, author={Bob Wick, Jr.}, title={E}, date={1914/}}
@book{f, author={none}, title={F}, year={平成6年}}
@book{g, author={Wick, Ina}, title={G}, date={199X}}
"""
ENTRIES = {entry.key: entry for entry in read_bib(BIB.encode(), "x.bib")[0]}
ITEMS = convert_bib(list(ENTRIES.values()))


def test_names_as_they_are_read() -> None:
    assert [format_names(item.get("author")) for item in ITEMS] == [
        "Charles de Rade, Piet van der Molen, Jean d’Aubert, Omar al-Bahr",
        "Fog and Lamp Board, Baltic Pilot Association",
        "渡部恒雄、岬花子ほか",
        "Ina Wick et al.",
        "Bob Wick Jr.",
        "",
        "Ina Wick",
    ]


def test_bibtex() -> None:
    text = "\n".join(part for entry in ENTRIES.values() for part in write_bibtex(entry, ENTRIES))
    assert "none" not in text
    again, problems = read_bib(text.encode(), "x.bib")
    assert {each.code for each in problems} <= {"AE204"}
    assert convert_bib(again) == ITEMS


def test_csl_json() -> None:
    text = write_csl_json([Item(item, (), "") for item in ITEMS])
    assert json.loads(text) == ITEMS
    by_key = {item["id"]: item for item in json.loads(pandoc.run(["-f", "csljson", "-t", "csljson"], text))}
    for item in ITEMS:
        assert by_key[item["id"]].get("author", []) == item.get("author", [])


def test_ris() -> None:
    records = rispy.loads(write_ris([Item(item, (), "") for item in ITEMS]))
    assert [record.get("authors", []) for record in records] == [
        ["de Rade, Charles", "van der Molen, Piet", "d’Aubert, Jean", "al-Bahr, Omar"],
        ["Fog and Lamp Board", "Baltic Pilot Association"],
        ["渡部, 恒雄", "岬, 花子", "et al."],
        ["Wick, Ina", "et al."],
        ["Wick, Bob, Jr."],
        [],
        ["Wick, Ina"],
    ]
    assert [record["year"] for record in records] == [
        "c. 1450", "44 BC", "Spring 2004", "in press", "1914–", "平成6年", "1990",
    ]  # fmt: skip


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["id"])
def test_dates_keep_to_the_schema_of_csl(item: dict[str, object]) -> None:
    date = item["issued"]
    assert isinstance(date, dict)
    assert date.keys() <= {"date-parts", "season", "circa", "literal", "raw"}
