"""CSL-JSON, read back by pandoc and citeproc-py, and held against CSL's own lists of variables and types."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib import resources
from typing import Any

import jsonschema
import pytest
from citeproc.source.json import CiteProcJSON

from annotated_edition import Edition
from annotated_edition.citing.csl_json import write_csl_json
from annotated_edition.citing.items import edition_item, footnote_items, source_items, work_item
from support.editions import english, shipped
from support.readers import read_with_pandoc


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
