"""The check that a data file keeps to its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..model.problems import Problem, find_nearest, problem
from .schema import Fields
from .values import QUOTED, quote, shape
from .yaml_file import Path, Tree, Value

F = TypeVar("F", bound=Fields)


def validate(entry_type: type[F], tree: Tree, at: Path = ()) -> tuple[F | None, tuple[Problem, ...]]:
    """The mapping at a path as an entry, and its problems: AE107 to AE111, AE210, AE305; None where there is an error.

    A problem stands at the key or value that is at fault, or at the mapping that lacks a field.
    """
    value = tree.at(at)
    if not isinstance(value, dict):
        values = {"field": _dotted(at), "expected": "mapping", "found": shape(value)}
        return None, (problem("AE107", tree.place(at), **values),)
    try:
        entry = entry_type.model_validate(value)
    except ValidationError as error:
        entry_name = _named(value, at)
        return None, tuple(
            _worded(found, entry_type, entry_name, tree, at) for found in error.errors(include_url=False)
        )
    return entry, tuple(
        problem("AE111", tree.place(at + path), field=_dotted(path), found=text, number=number)
        for path, text, number in _full_width(value, entry, ())
    )


def validate_list(
    entry_type: type[F], tree: Tree, at: Path = ()
) -> tuple[tuple[tuple[Path, F], ...], tuple[Problem, ...]]:
    """The sound entries of the list at a path, each with its path, and the problems of all."""
    value = tree.at(at)
    if not isinstance(value, list):
        values = {"field": _dotted(at), "expected": "list", "found": shape(value)}
        return (), (problem("AE107", tree.place(at), **values),)
    entries: list[tuple[Path, F]] = []
    problems: list[Problem] = []
    for index in range(len(value)):
        entry, found = validate(entry_type, tree, (*at, index))
        problems += found
        if entry is not None:
            entries.append(((*at, index), entry))
    return tuple(entries), tuple(problems)


def _worded(found: ErrorDetails, entry_type: type[Fields], entry_name: str, tree: Tree, at: Path) -> Problem:
    """An error of pydantic's as a problem."""
    # Beside the keys and indexes of the input, pydantic's path may end with a mark of its own, which has no place.
    loc = found["loc"]
    place = tree.place(at + loc)
    values = dict(found.get("ctx", {}))
    match found["type"]:
        case "missing":
            return problem("AE109", tree.place((at + loc)[:-1]), field=_dotted(loc), entry=entry_name)
        case "AE109":
            return problem("AE109", place, field=_dotted((*loc, values["missing"])), entry=entry_name)
        case "extra_forbidden":
            known = _fields(entry_type, loc[:-1])
            name = str(loc[-1])
            return problem("AE108", place, field=quote(_dotted(loc)), nearest=find_nearest(name[:QUOTED], known))
        case "AE107" | "AE110" | "AE210" | "AE305" as code:
            if code == "AE110" and values["choices"]:
                values["nearest"] = find_nearest(values["found"], values["choices"].split(", "))
            return problem(code, place, **{**values, "field": _dotted(loc)})
        case kind:
            expected = {"tuple_type": "list", "string_type": "text"}.get(kind, "mapping")
            return problem("AE107", place, field=_dotted(loc), expected=expected, found=shape(found["input"]))


def _dotted(path: Path) -> str:
    """The names of a path, without the indexes of lists."""
    return ".".join(step for step in path if isinstance(step, str))


def _named(value: dict[str, Value], at: Path) -> str:
    """What an entry is called in a message: its number or id, or its ordinal."""
    for key in ("number", "id"):
        name = value.get(key)
        if isinstance(name, str) and name:
            return quote(name)
    return f"#{at[-1] + 1}" if at and isinstance(at[-1], int) else ""


def _fields(entry_type: type[Fields], path: Path) -> list[str]:
    """The fields of the mapping at a path within an entry."""
    for name in path:
        if isinstance(name, str):
            annotation = entry_type.model_fields[name].annotation
            parts = [kind for kind in (annotation, *get_args(annotation)) if _is_part(kind)]
            entry_type = parts[0]
    return list(entry_type.model_fields)


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Fields)


def _full_width(value: Value, read: Any, path: Path) -> Iterator[tuple[Path, str, int]]:
    """Path, text and number of each number that is written in full-width digits."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _full_width(below, read[key] if isinstance(read, dict) else getattr(read, key), (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _full_width(below, read[index], (*path, index))
    elif value is not None and type(read) is int and not value.isascii():
        yield path, value, read
