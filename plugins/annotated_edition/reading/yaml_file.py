"""A YAML file as texts, lists and mappings, each with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from ..model.problems import Place, Problem
from .text import find_characters, read_text
from .yaml_check import LOADER, YamlCheck
from .yaml_errors import place_of_mark

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Steps: TypeAlias = tuple[str | int, ...]
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
#: Stands for the sign of an alias while nodes are composed, so that it is a text: a character that means nothing.
ALIAS = "\ue000"
#: The YAML parser ends a line at them and an editor does not, so lines would be miscounted.
LINE_SEPARATORS = re.compile("[\u2028\u2029]")
#: Problems after which there is no content to speak of.
FATAL = frozenset({"AE103", "AE112", "AE113"})


@dataclass(frozen=True, slots=True)
class Tree:
    """The content of a YAML file."""

    value: Value
    """Nested dict, list, text and None."""
    file: str
    """Its path relative to the edition's root."""
    places: Mapping[Steps, Place]
    """Path of each value → where it stands; for the value of a mapping, where its key stands."""

    def at(self, path: Steps) -> Value:
        """Return the value at a path that exists; KeyError, IndexError or TypeError where it does not."""
        value: Any = self.value
        for step in path:
            value = value[step]
        return value  # type: ignore[no-any-return]

    def place(self, path: Steps) -> Place:
        """Return where the value at `path` stands, or the nearest value around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path]


def read_yaml(data: bytes, file: str) -> tuple[Tree | None, tuple[Problem, ...]]:
    """Return the content of a YAML file and every problem in it; None where it cannot be read as a whole.

    An empty file has the value None and no problem. Of a key given twice the first value is kept; an alias stands as
    the text that it is written as. Problems: AE102 to AE107, AE112, AE113.
    """
    text, problems = read_text(data, file)
    if text is None:
        return None, problems
    check = YamlCheck(LINE_SEPARATORS.sub("\ufffd", text), file)
    is_whole = check.run()
    problems = (*problems, *find_characters(LINE_SEPARATORS, text, file), *check.problems)
    if not is_whole or any(found.code in FATAL for found in problems):
        return None, problems
    characters = list(check.text)
    for offset in check.aliases:
        characters[offset] = ALIAS
    try:
        root = yaml.compose("".join(characters), Loader=LOADER)
    except yaml.YAMLError:  # an anchor twice; both are reported
        return None, problems
    places: dict[Steps, Place] = {(): place_of_mark(root.start_mark, file) if root else Place(file)}
    return Tree(_value_of(root, (), places), file, places), problems


def _value_of(node: Any, path: Steps, places: dict[Steps, Place]) -> Value:
    """Return the value of a node, and note the places of the values in it."""
    file = places[()].file
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Value] = {}
        for key, below in node.value:
            if isinstance(key, yaml.ScalarNode) and (name := _text_of(key)) not in mapping:
                places[*path, name] = place_of_mark(key.start_mark, file)
                mapping[name] = _value_of(below, (*path, name), places)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        values: list[Value] = []
        for index, below in enumerate(node.value):
            places[*path, index] = place_of_mark(below.start_mark, file)
            values.append(_value_of(below, (*path, index), places))
        return values
    return None if node is None or (not node.style and node.value in NULLS) else _text_of(node)


def _text_of(node: Any) -> str:
    text: str = node.value
    return f"*{text[1:]}" if text.startswith(ALIAS) else text
