"""Records: the JSON that is published of the model's shapes, and its JSON Schema, both from the dataclasses alone."""

from __future__ import annotations

import ast
import inspect
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from textwrap import dedent
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from ..model.record import INLINED, MARK, UNRECORDED, RecordName
from ..model.spans import Spans, plain

Json = dict[str, Any]
SCHEMA = "https://json-schema.org/draft/2020-12/schema"
SCALARS: Mapping[type, str] = {str: "string", int: "integer", bool: "boolean", types.NoneType: "null"}


class Column(NamedTuple):
    """A field of a record."""

    name: str
    """Its name in the record."""
    attribute: str
    """The attribute of the dataclass that it shows, dotted where it is one of an attribute."""
    type: Any
    """The type of that attribute."""
    meaning: str
    """What it means, from the docstring."""


def encode(value: Any) -> Json:
    """Return the record of a dataclass: plain text for spans (null where they are empty), lists for tuples."""
    return {name: convert(get(value)) for name, get, convert in _plan(value.__class__)}


def schema_of(shape: Any) -> Json:
    """Return the JSON Schema of the records of a dataclass, or of a list of them (`list[Term]`)."""
    found: dict[str, Json] = {}
    schema = _schema(shape, found)
    return {"$schema": SCHEMA, **schema, "$defs": found}


@cache
def columns(shape: type) -> tuple[Column, ...]:
    """Return the fields of a dataclass's record in order: what identifies it, its published properties, its other fields."""
    hints = get_type_hints(shape, include_extras=True)
    meanings = _meanings(shape)
    found: list[Column] = []
    for name in _field_names(shape):
        hint = hints[name]
        marks = [each for each in getattr(hint, "__metadata__", ()) if isinstance(each, RecordName)]
        hint = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
        if marks == [INLINED]:
            found += [each._replace(attribute=f"{name}.{each.attribute}") for each in columns(hint)]
        elif marks != [UNRECORDED]:
            found.append(Column(str(marks[0]) if marks else name, name, hint, meanings[name]))
    return (*found[:1], *_properties(shape), *found[1:])


def _field_names(shape: Any) -> list[str]:
    return [each.name for each in fields(shape)]


def _properties(shape: type) -> Iterator[Column]:
    for attribute in dict.fromkeys(name for each in reversed(shape.__mro__) for name in vars(each)):
        getter = getattr(getattr(shape, attribute, None), "fget", None)
        if name := getattr(getter, MARK, None):
            yield Column(name, attribute, get_type_hints(getter)["return"], inspect.cleandoc(getter.__doc__ or ""))


def _meanings(shape: type) -> dict[str, str]:
    """Return the docstring below each field of a dataclass."""
    (body,) = ast.parse(dedent(inspect.getsource(shape))).body
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            found[field.target.id] = " ".join(str(ast.literal_eval(below.value)).split())
    return found


@cache
def _plan(shape: type) -> tuple[tuple[str, Callable[[Any], Any], Callable[[Any], Any]], ...]:
    return tuple((each.name, attrgetter(each.attribute), _converter(each.type)) for each in columns(shape))


def _converter(shape: Any) -> Callable[[Any], Any]:
    """Return what makes JSON of a value of a type."""
    if shape == Spans:
        return lambda spans: plain(spans) or None
    inner, arguments = get_origin(shape), get_args(shape)
    if inner is tuple:
        convert = _converter(arguments[0])
        return lambda values: [convert(each) for each in values]
    if inner is types.UnionType:
        (known,) = (each for each in arguments if each is not types.NoneType)
        convert = _converter(known)
        return lambda value: None if value is None else convert(value)
    return encode if is_dataclass(shape) else lambda value: value


def _schema(shape: Any, found: dict[str, Json]) -> Json:
    """Return the schema of a type; dataclasses go to `found` and are referred to."""
    if shape == Spans:
        return {"type": ["string", "null"]}
    if shape in SCALARS:
        return {"type": SCALARS[shape]}
    inner, arguments = get_origin(shape), get_args(shape)
    if inner in (tuple, list):
        return {"type": "array", "items": _schema(arguments[0], found)}
    if inner is types.UnionType:
        return {"anyOf": [_schema(each, found) for each in arguments]}
    if inner is Literal:
        return {"enum": list(arguments)}
    if shape.__name__ not in found:
        found[shape.__name__] = {}  # it may contain itself
        known = columns(shape)
        found[shape.__name__] = {
            "type": "object",
            "title": shape.__name__,
            "description": inspect.cleandoc(shape.__doc__ or ""),
            "properties": {each.name: {**_schema(each.type, found), "description": each.meaning} for each in known},
            "required": [each.name for each in known],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{shape.__name__}"}
