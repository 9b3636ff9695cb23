"""Whether a data file keeps to its schema."""

from __future__ import annotations

from typing import get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..model.labels import FootnoteLabel
from ..model.problems import Problem, find_nearest, problem
from .draft import DataEntry
from .schema import Fields, SomeFields, shape_of
from .text import QUOTED, shorten
from .yaml_file import Steps, Tree, Value


def validate(kind: type[SomeFields], tree: Tree, is_list: bool) -> tuple[list[DataEntry[SomeFields]], list[Problem]]:
    """Return the valid entries of a data file, which holds a list of them or one of them, and its problems.

    A problem stands at the key or value that is at fault, or at the mapping that lacks a field. Problems: AE107 to
    AE111, AE210, AE305.
    """
    paths: list[Steps] = [()]
    if is_list:
        if not isinstance(tree.value, list):
            return [], [_wrong_shape(tree, (), (), "list", tree.value)]
        paths = [(index,) for index in range(len(tree.value))]
    entries: list[DataEntry[SomeFields]] = []
    problems: list[Problem] = []
    for at in paths:
        value = tree.at(at)
        if not isinstance(value, dict):
            problems.append(_wrong_shape(tree, at, (), "mapping", value))
            continue
        try:
            entry = DataEntry(kind.model_validate(value), tree, at)
        except ValidationError as error:
            name = _name_of(value, at)
            problems += [_problem_of(details, kind, name, tree, at) for details in error.errors(include_url=False)]
            continue
        entries.append(entry)
        for path, written in entry.texts():
            number = "" if written.isascii() else entry.get(path)
            if isinstance(number, int | FootnoteLabel) and str(number) != written.strip():
                problems.append(problem("AE111", entry.place(*path), field=_dotted(path), found=written, number=number))
    return entries, problems


def _problem_of(details: ErrorDetails, kind: type[Fields], name: str, tree: Tree, at: Steps) -> Problem:
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
            nearest = find_nearest(str(path[-1])[:QUOTED], _field_names(kind, path[:-1]))
            return problem("AE108", place, field=shorten(_dotted(path)), nearest=nearest)
        case "AE107" | "AE110" | "AE210" | "AE305" as code:
            if code == "AE110" and values["choices"]:
                values["nearest"] = find_nearest(values["found"], values["choices"].split(", "))
            return problem(code, place, **{**values, "field": _dotted(path)})
        case error:
            expected = {"tuple_type": "list", "string_type": "text"}.get(error, "mapping")
            return _wrong_shape(tree, at, path, expected, details["input"])


def _wrong_shape(tree: Tree, at: Steps, path: Steps, expected: str, value: object) -> Problem:
    return problem("AE107", tree.place(at + path), field=_dotted(path), expected=expected, found=shape_of(value))


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


def _field_names(kind: type[Fields], path: Steps) -> list[str]:
    """Return the fields of the mapping at a path within an entry."""
    for name in path:
        if isinstance(name, str):
            annotation = kind.model_fields[name].annotation
            types = (annotation, *get_args(annotation))
            kind = next(part for part in types if isinstance(part, type) and issubclass(part, Fields))
    return list(kind.model_fields)
