"""Every format, whatever stands in the fields."""

from __future__ import annotations

import json

import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from annotated_edition.citing.formats import CITATION_FORMATS, MACHINE_FORMATS, write_all_formats, write_items
from annotated_edition.citing.items import Item, source_items
from annotated_edition.model.csl import strip_markup
from support.editions import english

#: Any one line of text that a file can hold.
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).filter(str.strip)


@given(LINES, LINES)
def test_no_text_leaves_its_field(title: str, name: str) -> None:
    csl = {"id": "a", "type": "report", "title": title, "author": [{"literal": name}], "number": title,
           "issued": {"date-parts": [[2024, 3]]}, "language": "ja", "note": f"{name}\nER  - \nTY  - BOOK"}  # fmt: skip
    texts = write_all_formats([Item(csl, (), "")])
    (record,) = rispy.loads(texts["ris"])
    assert record["type_of_reference"] == "RPRT"
    assert "".join(record.get("title", "").split()) in "".join(strip_markup(title).split())  # its markup is no text
    assert list(parse_string(texts["bibtex"], "bibtex").entries) == ["a"]
    assert json.loads(texts["csl-json"])[0] == csl


def test_every_format_is_written() -> None:
    items = source_items(english())
    assert set(write_all_formats(items)) == set(MACHINE_FORMATS) == CITATION_FORMATS.keys() - {"text"}
    assert all("Lamps and Keepers" in write_items(form, items) for form in CITATION_FORMATS)
