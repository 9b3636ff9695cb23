"""Whether a data file keeps to its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..model.problems import Problem, find_nearest, problem
from .schema import Fields, SomeFields
from .text import QUOTED, shorten
from .values import shape_of
from .yaml_file import Steps, Tree, Value


def validate(entry_type: type[SomeFields], tree: Tree, at: Steps = ()) -> tuple[SomeFields | None, tuple[Problem, ...]]:
    """Return the mapping at a path as an entry, None where it has an error; and its problems.

    A problem stands at the key or value that is at fault, or at the mapping that lacks a field. Problems: AE107 to
    AE111, AE210, AE305.
    """
    value = tree.at(at)
    if not isinstance(value, dict):
        values = {"field": _dotted(at), "expected": "mapping", "found": shape_of(value)}
        return None, (problem("AE107", tree.place(at), **values),)
    try:
        entry = entry_type.model_validate(value)
    except ValidationError as error:
        name = _name_of(value, at)
        errors = error.errors(include_url=False)
        return None, tuple(_problem_of(details, entry_type, name, tree, at) for details in errors)
    return entry, tuple(
        problem("AE111", tree.place(at + path), field=_dotted(path), found=written, number=number)
        for path, written, number in _full_width_numbers(value, entry, ())
    )


def validate_list(
    entry_type: type[SomeFields], tree: Tree, at: Steps = ()
) -> tuple[tuple[tuple[Steps, SomeFields], ...], tuple[Problem, ...]]:
    """Return the sound entries of the list at a path, each with its path, and the problems of all."""
    value = tree.at(at)
    if not isinstance(value, list):
        values = {"field": _dotted(at), "expected": "list", "found": shape_of(value)}
        return (), (problem("AE107", tree.place(at), **values),)
    entries: list[tuple[Steps, SomeFields]] = []
    problems: list[Problem] = []
    for index in range(len(value)):
        entry, of_entry = validate(entry_type, tree, (*at, index))
        problems += of_entry
        if entry is not None:
            entries.append(((*at, index), entry))
    return tuple(entries), tuple(problems)


def _problem_of(details: ErrorDetails, entry_type: type[Fields], name: str, tree: Tree, at: Steps) -> Problem:
    """Return an error of pydantic's as a problem."""
    # Beside the keys and indexes of the input, pydantic's path may end with a mark of its own, which has no place.
    path = details["loc"]
    place = tree.place(at + path)
    values = dict(details.get("ctx", {}))
    match details["type"]:
        case "missing":
            return problem("AE109", tree.place((at + path)[:-1]), field=_dotted(path), entry=name)
        case "AE109":
            return problem("AE109", place, field=_dotted((*path, values["missing"])), entry=name)
        case "extra_forbidden":
            nearest = find_nearest(str(path[-1])[:QUOTED], _field_names(entry_type, path[:-1]))
            return problem("AE108", place, field=shorten(_dotted(path)), nearest=nearest)
        case "AE107" | "AE110" | "AE210" | "AE305" as code:
            if code == "AE110" and values["choices"]:
                values["nearest"] = find_nearest(values["found"], values["choices"].split(", "))
            return problem(code, place, **{**values, "field": _dotted(path)})
        case kind:
            expected = {"tuple_type": "list", "string_type": "text"}.get(kind, "mapping")
            return problem("AE107", place, field=_dotted(path), expected=expected, found=shape_of(details["input"]))


def _dotted(path: Steps) -> str:
    """Return the names of a path, without the indexes of lists."""
    return ".".join(step for step in path if isinstance(step, str))


def _name_of(value: dict[str, Value], at: Steps) -> str:
    """Return what a message calls an entry: its number or id, or its ordinal."""
    for key in ("number", "id"):
        name = value.get(key)
        if isinstance(name, str) and name:
            return shorten(name)
    return f"#{at[-1] + 1}" if at and isinstance(at[-1], int) else ""


def _field_names(entry_type: type[Fields], path: Steps) -> list[str]:
    """Return the fields of the mapping at a path within an entry."""
    for name in path:
        if isinstance(name, str):
            annotation = entry_type.model_fields[name].annotation
            parts = [part for part in (annotation, *get_args(annotation)) if _is_part(part)]
            entry_type = parts[0]
    return list(entry_type.model_fields)


def _is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Fields)


def _full_width_numbers(written: Value, read: Any, path: Steps) -> Iterator[tuple[Steps, str, int]]:
    """Yield path, text and number of each number that is written in full-width digits."""
    if isinstance(written, dict):
        for key, below in written.items():
            part = read[key] if isinstance(read, dict) else getattr(read, key)
            yield from _full_width_numbers(below, part, (*path, key))
    elif isinstance(written, list):
        for index, below in enumerate(written):
            yield from _full_width_numbers(below, read[index], (*path, index))
    elif written is not None and type(read) is int and not written.isascii():
        yield path, written, read
