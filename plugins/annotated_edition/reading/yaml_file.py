"""A YAML file as texts, lists and mappings, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import yaml
from yaml.composer import Composer
from yaml.resolver import BaseResolver

from ..model.problems import Place, Problem, problem
from . import limits
from .text import FORBIDDEN, TURNING, code_point, find_characters, read_text
from .yaml_errors import ODD_COLON, describe_error, place_of_mark

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Steps: TypeAlias = tuple[str | int, ...]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NULL = "tag:yaml.org,2002:null"
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
    composer = _CheckedComposer(LINE_SEPARATORS.sub("\ufffd", text), file)
    tree: Tree | None = None
    try:
        root = composer.get_single_node()
        places: dict[Steps, Place] = {(): place_of_mark(root.start_mark, file) if root else Place(file)}
        tree = Tree(_value_of(root, (), places), file, places)
    except _LimitReached:
        pass
    except (yaml.YAMLError, ValueError) as error:  # libyaml lets a tag through that is not UTF-8 once unescaped
        composer.report_error(error)
    problems = (*problems, *find_characters(LINE_SEPARATORS, text, file), *composer.problems)
    return None if any(found.code in FATAL for found in problems) else tree, problems


def _value_of(node: yaml.Node | None, path: Steps, places: dict[Steps, Place]) -> Value:
    """Return the value of a node, and note the places of the values in it."""
    file = places[()].file
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Value] = {}
        for key, below in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value not in mapping:
                places[*path, key.value] = place_of_mark(key.start_mark, file)
                mapping[key.value] = _value_of(below, (*path, key.value), places)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        values: list[Value] = []
        for index, below in enumerate(node.value):
            places[*path, index] = place_of_mark(below.start_mark, file)
            values.append(_value_of(below, (*path, index), places))
        return values
    return node.value if node and node.tag != NULL else None


class _LimitReached(Exception):
    """A file asks for more than is read; the problem is reported."""


class _Collection(NamedTuple):
    """A mapping or list that is being read."""

    bracket: str
    place: Place
    keys: dict[str, int]  # key → line


class _CheckedComposer(Composer, BaseResolver):
    """PyYAML's composer of nodes, each checked before it is made: no alias, no tag, no key twice, nothing too deep."""

    def __init__(self, text: str, file: str) -> None:
        Composer.__init__(self)
        BaseResolver.__init__(self)
        self.text, self.file = text, file
        self.problems: list[Problem] = []
        self._events = self._parse()
        self._next: yaml.Event | None = None
        self._line = 0  # up to which all is understood, counted from 0
        self._open: list[_Collection] = []

    def report_error(self, error: Exception) -> None:
        """Note an error of the parser's as a problem."""
        # A colon that YAML does not see is reported already when the parser stumbles over what follows.
        if isinstance(error, ValueError) or not self.problems or self.problems[-1].code != "AE103":
            bracket = self._open[-1][:2] if self._open and self._open[-1].bracket else None
            self.problems.append(describe_error(error, self.text, self.file, self._line, bracket))

    def _parse(self) -> Iterator[yaml.Event]:
        documents = marks = 0
        events: Iterator[Any] = yaml.parse(self.text, Loader=LOADER)
        for number, event in enumerate(events):
            place = place_of_mark(event.start_mark, self.file)
            self._line = event.end_mark.line
            if isinstance(event, yaml.ScalarEvent):
                marks += len(limits.MARKS.findall(event.value))
                self._limit(place, "text", limits.FIELD, len(event.value))
            self._limit(place, "values", limits.YAML_VALUES, number)
            self._limit(place, "marks", limits.YAML_MARKS, marks)
            self._limit(place, "problems", limits.YAML_PROBLEMS, len(self.problems))
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                self._report("AE103", place, reason="documents", found="", detail="")
                raise _LimitReached
            yield event

    def _limit(self, place: Place, what: str, limit: int, count: int) -> None:
        if count > limit:
            self._report("AE113", place, what=what, limit=limit, found=count)
            raise _LimitReached

    def _report(self, code: str, place: Place, **values: object) -> None:
        self.problems.append(problem(code, place, **values))

    def peek_event(self) -> Any:
        """Return the next event and leave it there."""
        self._next = self._next or next(self._events)
        return self._next

    def get_event(self) -> Any:
        """Return the next event and go on."""
        event, self._next = self.peek_event(), None
        return event

    def check_event(self, *kinds: type[yaml.Event]) -> bool:
        """Return whether the next event is of one of the kinds."""
        return isinstance(self.peek_event(), kinds)

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Return the next node, checked; a mapping asks for its keys without an index."""
        event = self.peek_event()
        place = place_of_mark(event.start_mark, self.file)
        is_key = isinstance(parent, yaml.MappingNode) and index is None
        if isinstance(event, yaml.AliasEvent):
            name = f"*{event.anchor}"
            self._report("AE105", place, name=name)
            self._next = event = yaml.ScalarEvent(None, None, (False, True), name, event.start_mark, event.end_mark)
        if event.anchor is not None:
            self._report("AE105", place, name=f"&{event.anchor}")
        if event.tag is not None:
            self._report("AE106", place, tag=event.tag.replace("tag:yaml.org,2002:", "!!"))
        event.anchor = event.tag = None
        if isinstance(event, yaml.ScalarEvent):
            self._check_scalar(event, place, self._open[-1].keys if is_key else None)
            return super().compose_node(parent, index)
        mapping = isinstance(event, yaml.MappingStartEvent)
        self._limit(place, "depth", limits.DEPTH, len(self._open) + 1)
        if is_key:
            self._report("AE107", place, field="", expected="key", found="mapping" if mapping else "list")
        self._open.append(_Collection(("{" if mapping else "[") if event.flow_style else "", place, {}))
        node = super().compose_node(parent, index)
        self._open.pop()
        return node

    def _check_scalar(self, event: yaml.ScalarEvent, place: Place, keys: dict[str, int] | None) -> None:
        if event.implicit[0]:  # a text without quotes may have run on into what was meant for a key
            self._line = place.line - 1
            if (odd := ODD_COLON.match(event.value)) and odd["sign"] != "：":
                self._report("AE103", place, reason="space-after-colon", found=code_point(odd["sign"][1]), detail="")
        elif event.style == '"':  # an escape such as "\0" brings in what may not stand in the file itself
            if forbidden := FORBIDDEN.search(event.value):
                self._report("AE112", place, character=code_point(forbidden[0]))
            if (turning := TURNING.search(event.value)) and turning[0] not in self.text:
                self._report("AE610", place, character=code_point(turning[0]))
        if keys is not None and event.value in keys:
            self._report("AE104", place, key=event.value, first=keys[event.value])
        elif keys is not None:
            keys[event.value] = place.line


_CheckedComposer.add_implicit_resolver(NULL, re.compile("(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
