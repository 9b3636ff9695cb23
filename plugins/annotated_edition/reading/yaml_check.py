"""What may not stand in a YAML file: aliases, tags, a key twice, odd characters, more than is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from ..model.problems import Place, Problem, problem
from . import limits
from .text import FORBIDDEN, TURNING, code_point
from .yaml_errors import ODD_COLON, describe_error, place_of_mark

#: Gives every scalar as text; libyaml's where it is installed.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _LimitReached(Exception):
    """A file asks for more than is read; the problem is reported."""


@dataclass(slots=True)
class _Collection:
    """A mapping or list that is being read."""

    place: Place
    bracket: str  # empty in block style
    keys: dict[str, int] | None  # key → line; None for a list
    key_is_due: bool = True  # in a mapping, where keys and values take turns


class YamlCheck:
    """Checks the parser's events of one file; only then may nodes be composed, for that recurses."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.problems: list[Problem] = []
        self.aliases: list[int] = []  # the offset of each
        self.line = 0  # up to which all is understood, counted from 0
        self.open: list[_Collection] = []  # the innermost last

    def run(self) -> bool:
        """Check the file; return whether it ends before an error of the parser's, or a limit."""
        try:
            self.check_events()
            return True
        except _LimitReached:
            return False
        except (yaml.YAMLError, ValueError) as error:  # libyaml lets a tag through that is not UTF-8 once unescaped
            # A colon that YAML does not see is reported already when the parser stumbles over what follows.
            if isinstance(error, ValueError) or not self.problems or self.problems[-1].code != "AE103":
                inner = self.open[-1] if self.open else None
                bracket = (inner.bracket, inner.place) if inner and inner.bracket else None
                self.problems.append(describe_error(error, self.text, self.file, self.line, bracket))
            return False

    def check_events(self) -> None:
        """Check each event, and whether the file is more than is read."""
        documents = marks = 0
        events: Iterator[Any] = yaml.parse(self.text, Loader=LOADER)
        for number, event in enumerate(events):
            self.line = event.end_mark.line
            if isinstance(event, yaml.ScalarEvent):
                marks += len(limits.MARKS.findall(event.value))
                self.limit("text", limits.FIELD, len(event.value), event)
            self.limit("values", limits.YAML_VALUES, number, event)
            self.limit("marks", limits.YAML_MARKS, marks, event)
            self.limit("problems", limits.YAML_PROBLEMS, len(self.problems), event)
            if isinstance(event, yaml.NodeEvent):
                self.check_node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.open.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.report("AE103", event, reason="documents", found="", detail="")
                    raise _LimitReached

    def check_node(self, event: Any) -> None:
        """Check the event that begins a node."""
        start: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            self.report("AE105", event, name=f"*{event.anchor}")
            self.aliases.append(start.index)
            self.check_key(f"*{event.anchor}", "text", event)
            return
        if event.anchor is not None:
            self.report("AE105", event, name=f"&{event.anchor}")
        if event.tag is not None:
            self.report("AE106", event, tag=event.tag.replace("tag:yaml.org,2002:", "!!"))
        if isinstance(event, yaml.ScalarEvent):
            self.check_scalar(event)
            self.check_key(event.value, "text", event)
            return
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.limit("depth", limits.DEPTH, len(self.open) + 1, event)
        self.check_key("", "mapping" if is_mapping else "list", event)
        bracket = ("{" if is_mapping else "[") if event.flow_style else ""
        self.open.append(_Collection(place_of_mark(start, self.file), bracket, {} if is_mapping else None))

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

    def check_key(self, written: str, shape: str, event: Any) -> None:
        """Check a node where a key is due: it must be a text that is no key of the mapping yet."""
        around = self.open[-1] if self.open else None
        if around is None or around.keys is None:
            return
        around.key_is_due = not around.key_is_due
        if around.key_is_due:  # so it was a value
            return
        if shape != "text":
            self.report("AE107", event, field="", expected="key", found=shape)
        elif written in around.keys:
            self.report("AE104", event, key=written, first=around.keys[written])
        else:
            around.keys[written] = event.start_mark.line + 1

    def limit(self, what: str, limit: int, count: int, event: Any) -> None:
        """Report AE113 and go no further where a count is beyond its limit."""
        if count > limit:
            self.report("AE113", event, what=what, limit=limit, found=count)
            raise _LimitReached

    def report(self, code: str, event: Any, **values: object) -> None:
        """Note a problem where an event begins."""
        self.problems.append(problem(code, place_of_mark(event.start_mark, self.file), **values))
