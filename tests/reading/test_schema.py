"""The fields of the data files, and the JSON Schemas of them."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from annotated_edition.model.wording import field_meanings
from annotated_edition.reading import schema

PARTS = sorted(schema.Fields.__subclasses__(), key=lambda part: part.__name__)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_field_says_in_a_sentence_what_it_is(language: str) -> None:
    meanings = field_meanings(language)
    assert meanings.keys() == {f"{part.__name__}.{field}" for part in PARTS for field in part.model_fields}
    for field, meaning in meanings.items():
        assert meaning.endswith((".", "。")), field


@pytest.mark.parametrize("name", schema.FILES)
def test_a_json_schema_takes_numbers_for_texts_and_explains_fields_in_a_language(name: str) -> None:
    in_english, in_japanese = schema.json_schema(name), schema.json_schema(name, "ja")
    Draft202012Validator.check_schema(in_english)
    part = next(iter(in_english.get("$defs", {"": in_english}).values()))
    same = next(iter(in_japanese.get("$defs", {"": in_japanese}).values()))
    for field, described in part["properties"].items():
        assert described["description"].isascii()
        assert not same["properties"][field]["description"].isascii()


def test_a_number_may_stand_where_a_text_is_meant() -> None:
    validator = Draft202012Validator(schema.json_schema("terms"))
    assert validator.is_valid([{"id": "a", "name": 2024, "definition": "x"}])
    assert not validator.is_valid([{"id": "a", "name": True, "definition": "x"}])
    assert not validator.is_valid([{"id": "a", "name": "x", "definition": "x", "colour": "red"}])
