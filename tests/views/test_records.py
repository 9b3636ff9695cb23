"""Records and their schemas come from the dataclasses alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import jsonschema
import pytest

from annotated_edition import Footnote, Initiative, Row, Source, Span, Spans, Term
from annotated_edition.model.labels import FootnoteLabel
from annotated_edition.model.record import INLINED, UNRECORDED, RecordName, recorded_as
from annotated_edition.views.data_files import SHAPES
from annotated_edition.views.evidence import weigh
from annotated_edition.views.records import columns, encode, schema_of
from support.editions import english, shipped


@dataclass(frozen=True, slots=True)
class Part:
    """A part."""

    kind: Literal["a", "b"]
    """Its kind."""
    secret: Annotated[str, UNRECORDED] = ""
    """What nobody else may know."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole.

    In two paragraphs.
    """

    key: Annotated[str, RecordName("id")]
    """What it is
    called."""
    text: Spans
    """What it says."""
    part: Annotated[Part, INLINED]
    """Its first part."""
    parts: tuple[Part, ...]
    """All its parts."""
    by_name: Mapping[str, Part]
    """Its parts by name."""
    cells: Mapping[str, Spans]
    """Its cells."""
    number: int | None
    """Its number."""

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Where it is."""
        return f"./#{self.key}"


PART = Part("a", "x")
WHOLE = Whole(
    key="w",
    text=(Span("one "), Span("two", footnote=FootnoteLabel("2")), Span("three", style="strong")),
    part=PART,
    parts=(PART, Part("b")),
    by_name={"first": PART},
    cells={"left": (Span("said"),), "right": ()},
    number=None,
)


def test_a_record_has_every_field_but_those_marked() -> None:
    assert list(encode(WHOLE).items()) == [
        ("id", "w"),
        ("url", "./#w"),
        ("text", "one three"),
        ("kind", "a"),
        ("parts", [{"kind": "a"}, {"kind": "b"}]),
        ("by_name", {"first": {"kind": "a"}}),
        ("cells", {"left": "said", "right": None}),
        ("number", None),
    ]


def test_its_schema_says_types_and_meanings() -> None:
    schema = schema_of(Whole)
    whole = schema["$defs"]["Whole"]
    assert (schema["$ref"], whole["additionalProperties"]) == ("#/$defs/Whole", False)
    assert whole["description"] == "A whole.\n\nIn two paragraphs."
    assert whole["required"] == list(encode(WHOLE))
    assert whole["properties"] == {
        "id": {"type": "string", "description": "What it is called."},
        "url": {"type": "string", "description": "Where it is."},
        "text": {"type": ["string", "null"], "description": "What it says."},
        "kind": {"enum": ["a", "b"], "description": "Its kind."},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "description": "All its parts."},
        "by_name": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Part"}, "description": "Its parts by name."},
        "cells": {"type": "object", "additionalProperties": {"type": ["string", "null"]}, "description": "Its cells."},
        "number": {"anyOf": [{"type": "integer"}, {"type": "null"}], "description": "Its number."},
    }  # fmt: skip
    jsonschema.validate(encode(WHOLE), schema)


def test_the_schema_of_a_list() -> None:
    assert schema_of(list[Part])["items"] == {"$ref": "#/$defs/Part"}


def values_of(shape: Any) -> Iterable[Any]:
    """Every value of a published shape in both editions."""
    for edition in (shipped(), english()):
        yield from {
            Footnote: edition.footnotes.values(), Source: edition.sources.values(), Term: edition.terms.values(),
            Initiative: edition.initiatives.values(), Row: edition.comparison,
        }[shape]  # fmt: skip


@pytest.mark.parametrize("shape", [Footnote, Source, Term, Initiative, Row])
def test_every_record_follows_the_schema(shape: type) -> None:
    validator = jsonschema.Draft202012Validator(schema_of(shape))
    validator.check_schema(validator.schema)
    records = [json.loads(json.dumps(encode(value))) for value in values_of(shape)]
    assert records
    for record in records:
        validator.validate(record)
    damaged = {**records[0], columns(shape)[0].name: {}}
    assert not validator.is_valid(damaged)
    assert not validator.is_valid({**records[0], "unknown": 1})


def test_the_evidence_follows_its_schema() -> None:
    for edition in (shipped(), english()):
        jsonschema.validate(json.loads(json.dumps(encode(weigh(edition)))), schema_of(SHAPES["evidence"]))


@pytest.mark.parametrize("name", SHAPES)
def test_every_published_field_says_what_it_means(name: str) -> None:
    definitions = schema_of(SHAPES[name])["$defs"]
    assert definitions
    for title, definition in definitions.items():
        assert definition["description"], title
        for field, rules in definition["properties"].items():
            assert rules["description"].endswith("."), (title, field)


def test_the_record_of_a_footnote() -> None:
    assert encode(english().footnotes["2"]) == {
        "footnote": 2,
        "id": "fn-2",
        "url": "footnotes/#fn-2",
        "text": "Ibid., 14–15.",
        "citations": [
            {
                "source": "hale-1899",
                "position": "ibid-with-locator",
                "antecedent": 1,
                "first": 1,
                "locator": "14-15",
                "text": "Ibid., 14–15.",
                "full": "Thomas Hale, Lamps and Keepers (Leith: Pier Press, 1899), 14–15.",
                "url": None,
            }
        ],
        "before": None,
        "after": None,
        "references": [
            {
                "id": "fnref-2",
                "page": "text/opening.md",
                "url": "text/opening/#fnref-2",
                "section": "Opening",
                "sentence": "An oil lamp burned all night.",
            }
        ],
    }
