"""A YAML file as texts, lists and mappings, each with its place, and what is wrong in one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from ..model.problems import Place, Problem, problem
from . import limits
from .text import FORBIDDEN, TURNING, code_point, find_characters, read_text

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Steps: TypeAlias = tuple[str | int, ...]
#: Gives every scalar as text; libyaml's where it is installed.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
#: The YAML parser ends a line at them and an editor does not, so lines would be miscounted.
LINE_SEPARATORS = re.compile("[\u2028\u2029]")
#: Problems after which there is no content to speak of.
FATAL = frozenset({"AE103", "AE112", "AE113"})
#: A key whose colon YAML does not see: one followed by a space other than ASCII's, or a full-width one.
ODD_COLON = re.compile("[ \t]*(?:- +)*(?P<key>[A-Za-z][A-Za-z0-9_-]*)(?P<sign>:[\u00a0\u2000-\u200a\u202f\u3000]|：)")
#: Message of libyaml → its name in the wording of AE103.
REASONS = {
    "found character that cannot start any token": "character",
    "mapping values are not allowed in this context": "colon",
    "could not find expected ':'": "no-colon",
    "did not find expected key": "indent",
    "did not find expected '-' indicator": "indent",
    "did not find expected ',' or '}'": "bracket",
    "did not find expected ',' or ']'": "bracket",
    "did not find expected node content": "bracket",
    "found unexpected end of stream": "quote",
}


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
    reader = _YamlReader(LINE_SEPARATORS.sub("\ufffd", text), file)
    tree = reader.read()
    problems = (*problems, *find_characters(LINE_SEPARATORS, text, file), *reader.problems)
    return (None if any(found.code in FATAL for found in problems) else tree), problems


class _LimitReached(Exception):
    """A file asks for more than is read; the problem is reported."""


class _YamlReader:
    """Builds the values of one file from the parser's events."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.events: Iterator[tuple[int, Any]] = enumerate(yaml.parse(text, Loader=LOADER))
        self.places: dict[Steps, Place] = {(): Place(file)}
        self.problems: list[Problem] = []
        self.line = 0  # up to which all is understood, counted from 0
        self.marks = 0  # signs of markup so far
        self.open: list[tuple[str, Place]] = []  # bracket of each open list or mapping, empty in block style

    def read(self) -> Tree | None:
        """Return the content of the file; None where the parser meets an error, or a limit is reached."""
        try:
            return Tree(self.read_document(), self.file, self.places)
        except _LimitReached:
            return None
        except (yaml.YAMLError, ValueError) as error:  # libyaml lets a tag through that is not UTF-8 once unescaped
            # A colon that YAML does not see is reported already when the parser stumbles over what follows.
            if isinstance(error, ValueError) or not self.problems or self.problems[-1].code != "AE103":
                bracket = self.open[-1] if self.open and self.open[-1][0] else None
                self.problems.append(_describe_error(error, self.text, self.file, self.line, bracket))
            return None

    def read_document(self) -> Value:
        """Return the value of the file's one document."""
        value: Value = None
        documents = 0
        while not isinstance(event := self.next_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.report("AE103", event, reason="documents", found="", detail="")
                    raise _LimitReached
            elif isinstance(event, yaml.NodeEvent):
                self.places[()] = _place_of(event.start_mark, self.file)
                value = self.read_value(event, ())
        return value

    def next_event(self) -> Any:
        """Return the next event, unless more is in the file than is read."""
        number, event = next(self.events)
        self.line = event.end_mark.line
        if isinstance(event, yaml.ScalarEvent):
            self.marks += len(limits.MARKS.findall(event.value))
            self.limit("text", limits.FIELD, len(event.value), event)
        self.limit("values", limits.YAML_VALUES, number, event)
        self.limit("marks", limits.YAML_MARKS, self.marks, event)
        self.limit("problems", limits.YAML_PROBLEMS, len(self.problems), event)
        return event

    def read_value(self, event: Any, path: Steps) -> Value:
        """Return the value that begins with an event, and note the places of the values in it."""
        if isinstance(event, yaml.AliasEvent):
            self.report("AE105", event, name=f"*{event.anchor}")
            return f"*{event.anchor}"
        if event.anchor is not None:
            self.report("AE105", event, name=f"&{event.anchor}")
        if event.tag is not None:
            self.report("AE106", event, tag=event.tag.replace("tag:yaml.org,2002:", "!!"))
        if isinstance(event, yaml.ScalarEvent):
            self.check_scalar(event)
            return None if not event.style and event.value in NULLS else str(event.value)
        self.limit("depth", limits.DEPTH, len(self.open) + 1, event)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        bracket = ("{" if is_mapping else "[") if event.flow_style else ""
        self.open.append((bracket, _place_of(event.start_mark, self.file)))
        value = self.read_mapping(path) if is_mapping else self.read_list(path)
        self.open.pop()
        return value

    def read_list(self, path: Steps) -> Value:
        """Return the values up to the end of a list."""
        values: list[Value] = []
        while not isinstance(event := self.next_event(), yaml.SequenceEndEvent):
            below = (*path, len(values))
            self.places[below] = _place_of(event.start_mark, self.file)
            values.append(self.read_value(event, below))
        return values

    def read_mapping(self, path: Steps) -> Value:
        """Return the keys and values up to the end of a mapping."""
        mapping: dict[str, Value] = {}
        while not isinstance(event := self.next_event(), yaml.MappingEndEvent):
            key = self.read_key(event)
            if key in mapping:
                self.report("AE104", event, key=key, first=self.places[*path, key].line)
            if key is None or key in mapping:
                self.skip_value(self.next_event())
            else:
                self.places[*path, key] = _place_of(event.start_mark, self.file)
                mapping[key] = self.read_value(self.next_event(), (*path, key))
        return mapping

    def read_key(self, event: Any) -> str | None:
        """Return the key that begins with an event; None for one that is no text (AE107)."""
        if isinstance(event, yaml.CollectionStartEvent):
            shape = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
            self.report("AE107", event, field="", expected="key", found=shape)
            self.skip_value(event)
            return None
        self.read_value(event, ())
        return f"*{event.anchor}" if isinstance(event, yaml.AliasEvent) else str(event.value)

    def skip_value(self, event: Any) -> None:
        """Report what is wrong in a value that is not kept."""
        places, self.places = self.places, {}
        self.read_value(event, ())
        self.places = places

    def check_scalar(self, event: Any) -> None:
        """Report what a text may not hold: a key whose colon YAML does not see, escaped characters."""
        if event.implicit[0]:  # a text without quotes may have run on into what was meant for a key
            self.line = event.start_mark.line
            if (odd := ODD_COLON.match(event.value)) and odd["sign"] != "：":
                self.report("AE103", event, reason="space-after-colon", found=code_point(odd["sign"][1]), detail="")
        elif event.style == '"':  # an escape such as "\0" brings in what may not stand in the file itself
            if forbidden := FORBIDDEN.search(event.value):
                self.report("AE112", event, character=code_point(forbidden[0]))
            if (turning := TURNING.search(event.value)) and turning[0] not in self.text:
                self.report("AE610", event, character=code_point(turning[0]))

    def limit(self, what: str, limit: int, count: int, event: Any) -> None:
        """Report AE113 and go no further where a count is beyond its limit."""
        if count > limit:
            self.report("AE113", event, what=what, limit=limit, found=count)
            raise _LimitReached

    def report(self, code: str, event: Any, **values: object) -> None:
        """Note a problem where an event begins."""
        self.problems.append(problem(code, _place_of(event.start_mark, self.file), **values))


def _place_of(mark: Any, file: str) -> Place:
    """Return the place of a mark of the parser's, which counts lines and columns from 0."""
    return Place(file, mark.line + 1, mark.column + 1)


def _describe_error(error: Exception, text: str, file: str, line: int, bracket: tuple[str, Place] | None) -> Problem:
    """Return an error of the parser's as a problem: AE103, AE105 or AE106.

    `line` is the last line, counted from 0, up to which all is understood; `bracket` is the one that is open.
    """
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return problem("AE103", Place(file, line + 1), reason="other", found="", detail=str(error))
    detail, context, mark = error.problem or "", error.context or "", error.problem_mark
    begun = error.context_mark or mark
    place, start = _place_of(mark, file), _place_of(begun, file)
    sign = text[mark.index : mark.index + 1]
    written = text[begun.index : begun.index + 40].split("\n")[0].split(" ")[0]
    if "anchor" in context or "alias" in context:  # `*emphasis*` at the start of a text is the usual cause
        return problem("AE105", start, name=written)
    if " tag" in context:
        return problem("AE106", start, tag=written)
    for number, content in enumerate(text.split("\n")[line : mark.line + 1], line + 1):
        if odd := ODD_COLON.match(content):
            reason = "full-width-colon" if odd["sign"] == "：" else "space-after-colon"
            place = Place(file, number, odd.start("key") + 1)
            return problem("AE103", place, reason=reason, found=code_point(odd["sign"][-1]), detail=detail)
    reason = "tab" if sign == "\t" else REASONS.get(detail, "other")
    sign = sign.strip()
    if reason == "quote":  # what is not closed is mended where it begins
        place, sign = start, written[:1]
    elif reason == "bracket" and bracket:
        sign, place = bracket
    return problem("AE103", place, reason=reason, found=sign, detail=detail)
