"""Every format, whatever stands in the fields; CSL-JSON read back, and held against CSL's own lists."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib import resources
from typing import Any

import jsonschema
import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from annotated_edition import Edition
from annotated_edition.citing.formats import (
    CITATION_FORMATS,
    MACHINE_FORMATS,
    write_all_formats,
    write_csl_json,
    write_items,
)
from annotated_edition.citing.items import Item, edition_item, footnote_items, source_items, work_item
from annotated_edition.model.csl import strip_markup
from support.editions import english, shipped
from support.readers import read_with_pandoc

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


# --- CSL-JSON: pandoc and citeproc-py read it, CSL says which variables and types there are -----------------------


@pytest.mark.parametrize("opened", [shipped, english])
def test_items_come_back_whole(opened: Callable[[], Edition]) -> None:
    edition = opened()
    items = source_items(edition)
    assert read_with_pandoc("csljson", write_csl_json(items)) == {item.key: dict(item.csl) for item in items}
    assert set(CiteProcJSON(json.loads(write_csl_json(items)))) == {key.lower() for key in edition.sources}


def csl_schema() -> dict[str, Any]:
    """A schema of CSL-JSON from the lists of variables and types of CSL's own schema, which citeproc-py carries."""
    folder = resources.files("citeproc") / "data/schema/schemas/styles"
    variables = (folder / "csl-variables.rnc").read_text(encoding="utf-8")
    kinds = dict(re.findall(r"variables\.(\w+) =\s*((?:\||#[^\n]*|\"[\w-]+\"|\s)+)", variables))
    types = re.findall(r'"([\w-]+)"', (folder / "csl-types.rnc").read_text(encoding="utf-8").partition("item-types")[2])
    names = ["family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"]
    name = {"type": "object", "properties": {each: {"type": "string"} for each in names}, "additionalProperties": False}
    part = {"type": ["integer", "string"]}
    date = {
        "type": "object",
        "properties": {
            "date-parts": {
                "type": "array", "minItems": 1, "maxItems": 2,
                "items": {"type": "array", "items": part, "minItems": 1, "maxItems": 3},
            },
            "circa": {"type": ["boolean", "string", "integer"]}, "season": part, "literal": {"type": "string"},
        },
        "additionalProperties": False,
    }  # fmt: skip
    shapes = {
        "dates": date, "names": {"type": "array", "items": name}, "numbers": {"type": ["string", "integer"]},
        "titles": {"type": "string"}, "strings": {"type": "string"},
    }  # fmt: skip
    properties = {
        variable: shape for kind, shape in shapes.items() for variable in re.findall(r'"([\w-]+)"', kinds[kind])
    }
    assert {"issued", "author", "locator", "title", "URL"} < properties.keys()
    properties |= {"id": {"type": "string"}, "type": {"enum": types}}
    item = {"type": "object", "properties": properties, "required": ["id", "type"], "additionalProperties": False}
    return {"type": "array", "items": item}


@pytest.mark.parametrize("opened", [shipped, english])
def test_items_are_valid(opened: Callable[[], Edition]) -> None:
    edition = opened()
    items = [
        *source_items(edition),
        work_item(edition),
        edition_item(edition, "https://example.org/", edition.sections[0]),
    ]
    items += [item for footnote in edition.footnotes.values() for item in footnote_items(edition, footnote)]
    validator = jsonschema.Draft202012Validator(csl_schema())
    validator.validate(json.loads(write_csl_json(items)))
    assert not validator.is_valid([{"id": "a", "type": "book", "author": [{"name": "x"}]}])
