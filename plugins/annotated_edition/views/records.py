"""Which JSON is published of a dataclass, and which JSON Schema that follows; both come from the class alone."""

from __future__ import annotations

import ast
import inspect
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise
from operator import attrgetter
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from ..model.labels import FootnoteLabel
from ..model.record import INLINED, MARK, UNRECORDED, RecordName
from ..model.spans import Spans, plain

Json = dict[str, Any]
Converter = Callable[[Any], Any]
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCALARS: Mapping[type, str | list[str]] = {
    str: "string", int: "integer", bool: "boolean", types.NoneType: "null", FootnoteLabel: ["integer", "string"],
}  # fmt: skip


class Column(NamedTuple):
    """A field of a record."""

    name: str
    """Its name in the record."""
    attribute: str
    """The attribute of the dataclass that it shows, dotted for an attribute of an attribute."""
    type: Any
    """The type of that attribute."""
    owner: type
    """The dataclass that has the attribute: its docstring there says what the field means."""


def encode(value: Any) -> Json:
    """Return the record of a dataclass: spans as plain text (null where they are empty), tuples as lists."""
    return {name: convert(get(value)) for name, get, convert in _encoders(value.__class__)}


def schema_of(shape: Any) -> Json:
    """Return the JSON Schema of the records of a dataclass, or of a list of them (`list[Term]`)."""
    definitions: dict[str, Json] = {}
    return {"$schema": SCHEMA_DIALECT, **_schema(shape, definitions), "$defs": definitions}


@cache
def columns(shape: type) -> tuple[Column, ...]:
    """Return the fields of a dataclass's record in order: its first, its published properties, then the others."""
    hints = get_type_hints(shape, include_extras=True)
    own: list[Column] = []
    for field in fields(shape):
        hint = hints[field.name]
        marks = [mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, RecordName)]
        type_ = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
        if marks == [INLINED]:
            own += [each._replace(attribute=f"{field.name}.{each.attribute}") for each in columns(type_)]
        elif marks != [UNRECORDED]:
            own.append(Column(str(marks[0]) if marks else field.name, field.name, type_, shape))
    getters = {attribute: getattr(value, "fget", None) for attribute, value in vars(shape).items()}
    properties = [
        Column(name, attribute, get_type_hints(getter)["return"], shape)
        for attribute, getter in getters.items()
        if (name := getattr(getter, MARK, None))
    ]
    return (*own[:1], *properties, *own[1:])


@cache
def _encoders(shape: type) -> tuple[tuple[str, Converter, Converter], ...]:
    """Return for each field of a record its name, what reads its attribute, and what makes JSON of that."""
    return tuple((each.name, attrgetter(each.attribute), _converter(each.type)) for each in columns(shape))


def _converter(shape: Any) -> Converter:
    if shape == Spans:
        return lambda spans: plain(spans) or None
    origin, arguments = get_origin(shape), get_args(shape)
    if origin is tuple:
        convert = _converter(arguments[0])
        return lambda values: [convert(value) for value in values]
    if origin is Mapping:
        convert = _converter(arguments[1])
        return lambda values: {str(key): convert(value) for key, value in values.items()}
    if origin is types.UnionType:  # a type or None
        (some,) = (each for each in arguments if each is not types.NoneType)
        convert = _converter(some)
        return lambda value: None if value is None else convert(value)
    if shape is FootnoteLabel:  # programs count on numbers where the labels are numbers
        return lambda label: int(label) if label.isdigit() else str(label)
    return encode if is_dataclass(shape) else lambda value: value


def _schema(shape: Any, definitions: dict[str, Json]) -> Json:
    """Return the schema of a type; the schemas of dataclasses go to `definitions`, to which it refers."""
    if shape == Spans:
        return {"type": ["string", "null"]}
    if shape in SCALARS:
        return {"type": SCALARS[shape]}
    origin, arguments = get_origin(shape), get_args(shape)
    if origin in (tuple, list):
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if origin is types.UnionType:
        return {"anyOf": [_schema(each, definitions) for each in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if shape.__name__ not in definitions:
        definitions[shape.__name__] = {}  # it may contain itself
        definitions[shape.__name__] = _object_schema(shape, definitions)
    return {"$ref": f"#/$defs/{shape.__name__}"}


def _object_schema(shape: type, definitions: dict[str, Json]) -> Json:
    properties = {
        column.name: {**_schema(column.type, definitions), "description": _meaning(column)} for column in columns(shape)
    }
    return {
        "type": "object",
        "title": shape.__name__,
        "description": inspect.cleandoc(shape.__doc__ or ""),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _meaning(column: Column) -> str:
    """Return the docstring of the field or property that a column shows."""
    attribute = column.attribute.rpartition(".")[2]
    below = _docstrings(column.owner.__module__).get(f"{column.owner.__qualname__}.{attribute}")
    return below or inspect.cleandoc(getattr(column.owner, attribute).__doc__ or "")


@cache
def _docstrings(module: str) -> dict[str, str]:
    """Return the docstring below each `Class.field` of a module, which Python itself does not keep."""
    classes = [
        each for each in ast.parse(inspect.getsource(sys.modules[module])).body if isinstance(each, ast.ClassDef)
    ]
    return {
        f"{each.name}.{field.target.id}": " ".join(str(ast.literal_eval(below.value)).split())
        for each in classes
        for field, below in pairwise(each.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr)
    }
