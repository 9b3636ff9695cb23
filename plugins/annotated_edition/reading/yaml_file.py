"""YAML as text scalars with line numbers."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from ..model.problems import Place, Problem, problem
from .text import FORBIDDEN, MAX_BYTES, TURNING, code_point, find_characters, read_text

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
Path: TypeAlias = tuple[str | int, ...]
#: Where a value stands, line and column in one number; of a mapping or list, where its values stand as well.
Spot: TypeAlias = "int | tuple[int, dict[str, Spot] | list[Spot]]"
MAX_DEPTH = 50
#: Bits of a column: no line has more characters than a file may have.
COLUMN = MAX_BYTES.bit_length()
#: Most keys, texts, lists and mappings of a file, and most signs of markup in them; longest text, in characters.
MAX_VALUES = 150_000
MAX_MARKS = 40_000
MAX_LENGTH = 20_000
#: Most problems of a file: more say no more.
MAX_PROBLEMS = 1_000
MARKS = re.compile(r"[\[\]<>*_`\\]")
LOADER = getattr(yaml, "CLoader", yaml.SafeLoader)
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
#: The YAML parser ends a line at them and an editor does not, so lines would be miscounted.
SEPARATORS = re.compile("[\u2028\u2029]")
#: A key whose colon YAML does not see: one followed by a space other than ASCII's, or a full-width one.
ODD_COLON = re.compile("[ \t]*(?:- +)*(?P<key>[A-Za-z][A-Za-z0-9_-]*)(?P<found>:[\u00a0\u2000-\u200a\u202f\u3000]|：)")
#: Problems after which there is no content to speak of.
FATAL = frozenset({"AE103", "AE112", "AE113"})
#: What the parser says → a name for it, which the wording explains.
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
    spot: Spot
    """Where each value stands; for the entry of a mapping, where its key stands. Large files have many."""

    def at(self, path: Path) -> Value:
        """The value at a path that exists; KeyError, IndexError or TypeError where it does not."""
        value: Any = self.value
        for step in path:
            value = value[step]
        return value  # type: ignore[no-any-return]

    def place(self, path: Path) -> Place:
        """Where the value at `path` stands, or the nearest value around it."""
        spot: Any = self.spot
        for step in path:
            try:
                spot = spot[1][step]
            except (IndexError, KeyError, TypeError):  # there is none, or nothing has parts
                break
        return _place(spot if isinstance(spot, int) else spot[0], self.file)

    def paths(self) -> Iterator[Path]:
        """The path of every value."""
        yield from _paths(self.value, ())


def _paths(value: Value, path: Path) -> Iterator[Path]:
    yield path
    for step, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _paths(each, (*path, step))


def _place(at: int, file: str) -> Place:
    return Place(file, at >> COLUMN, at & (1 << COLUMN) - 1)


def read(data: bytes, file: str) -> tuple[Tree | None, tuple[Problem, ...]]:
    """The content of a YAML file and every problem in it; None where it cannot be read as a whole.

    An empty file has the value None and no problem. Of a key given twice the first value is kept; an alias stands as
    the text that it is written as. Problems: AE102 to AE107, AE112, AE113.
    """
    text, problems = read_text(data, file)
    if text is None:
        return None, problems
    reader = _Reader(SEPARATORS.sub("\ufffd", text), file)
    reader.read()
    problems = (*problems, *find_characters(SEPARATORS, text, file), *reader.problems)
    whole = not any(found.code in FATAL for found in problems)
    return Tree(reader.value, file, reader.spot) if whole else None, problems


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being read."""

    value: dict[str, Value] | list[Value]
    spots: dict[str, Spot] | list[Spot] | None
    """Where its values stand; None where it is left out, being a key or the value of a key that is."""
    key: str | None = None
    """The key whose value comes next."""
    at: int = 0
    """Where that key stands."""
    opened: Place | None = None
    """Where its bracket stands, if it has one."""
    skip: bool = False
    """Whether the value that comes next is left out."""
    seen: dict[str, int] = field(default_factory=dict)
    """Key → line."""


class _Reader:
    """Builds the value of one file from the parser's events, without recursion."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.value: Value = None
        self.spot: Spot = 1 << COLUMN | 1
        self.problems: list[Problem] = []
        self._stack: list[_Frame] = []
        self._line = 0  # up to which all is understood, counted from 0

    def read(self) -> None:
        """Read all events, up to the first that makes the rest meaningless."""
        try:
            self._read_events(yaml.parse(self.text, Loader=LOADER))
        except yaml.YAMLError as error:
            # A colon that YAML does not see is reported already when the parser stumbles over what follows.
            if not self.problems or self.problems[-1].code != "AE103":
                self.problems.append(self._syntax(error))
        except ValueError as error:  # libyaml lets a tag through that is not UTF-8 once unescaped
            self._report("AE103", self._line + 1 << COLUMN | 1, reason="other", detail=str(error))

    def _read_events(self, events: Iterator[Any]) -> None:
        documents = marks = 0
        for number, event in enumerate(events):
            at = event.start_mark.line + 1 << COLUMN | event.start_mark.column + 1
            self._line = event.end_mark.line
            if isinstance(event, yaml.ScalarEvent):
                marks += len(MARKS.findall(event.value))
                if len(event.value) > MAX_LENGTH:
                    self._report("AE113", at, what="text", limit=MAX_LENGTH, found=len(event.value))
                    return
            counts = (
                ("values", number, MAX_VALUES),
                ("marks", marks, MAX_MARKS),
                ("problems", len(self.problems), MAX_PROBLEMS),
            )
            for what, count, limit in counts:
                if count > limit:
                    self._report("AE113", at, what=what, limit=limit, found=count)
                    return
            match event:
                case yaml.ScalarEvent():
                    if event.implicit[0]:  # a text without quotes may have run on into what was meant for a key
                        self._line = (at >> COLUMN) - 1
                    self._check_marks(event, at)
                    self._scalar(event, at)
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self._report("AE103", at, reason="documents")
                        return
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._check_marks(event, at)
                    if len(self._stack) == MAX_DEPTH:
                        self._report("AE113", at, what="depth", limit=MAX_DEPTH, found=MAX_DEPTH + 1)
                        return
                    self._open({} if isinstance(event, yaml.MappingStartEvent) else [], at)
                    self._stack[-1].opened = _place(at, self.file) if event.flow_style else None
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._stack.pop()
                case yaml.AliasEvent():
                    self._report("AE105", at, name=f"*{event.anchor}")
                    self._text(f"*{event.anchor}", f"*{event.anchor}", at)

    def _report(self, code: str, at: int, **values: object) -> None:
        if code == "AE103":
            values = {"found": "", "detail": "", **values}
        self.problems.append(problem(code, _place(at, self.file), **values))

    def _check_marks(self, event: Any, at: int) -> None:
        if event.anchor is not None:
            self._report("AE105", at, name=f"&{event.anchor}")
        if event.tag is not None:
            self._report("AE106", at, tag=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def _scalar(self, event: Any, at: int) -> None:
        written: str = event.value
        plain = event.implicit[0]
        # An escape such as "\0" brings in what may not stand in the file itself.
        if event.style == '"' and (found := FORBIDDEN.search(written)):
            self._report("AE112", at, character=code_point(found[0]))
        if event.style == '"' and (found := TURNING.search(written)) and found[0] not in self.text:
            self._report("AE610", at, character=code_point(found[0]))
        if plain and (odd := ODD_COLON.match(written)) and odd["found"] != "：":
            self._report("AE103", at, reason="space-after-colon", found=code_point(odd["found"][1]))
        self._text(written, None if plain and written in NULLS else written, at)

    def _text(self, written: str, value: str | None, at: int) -> None:
        """Take a scalar: as the key that is due, or as a value."""
        top = self._stack[-1] if self._stack else None
        if top is None or isinstance(top.value, list) or top.key is not None or top.skip:
            self._put(value, at)
            return
        top.key = sys.intern(written)  # the same in each entry of a list
        if written in top.seen:
            self._report("AE104", at, key=written, first=top.seen[written])
            top.skip = True
            return
        top.seen[written] = at >> COLUMN
        top.at = at

    def _open(self, value: dict[str, Value] | list[Value], at: int) -> None:
        """Take the start of a mapping or list."""
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None and not top.skip:
            found = "mapping" if isinstance(value, dict) else "list"
            self._report("AE107", at, field="", expected="key", found=found)
            top.skip = True
            self._stack.append(_Frame(value, None))
            return
        spots: dict[str, Spot] | list[Spot] = {} if isinstance(value, dict) else []
        self._stack.append(_Frame(value, spots if self._put(value, at, spots) else None))

    def _put(self, value: Value, at: int, spots: dict[str, Spot] | list[Spot] | None = None) -> bool:
        """Put a value, with where its own stand, where it belongs; whether it is kept."""
        if not self._stack:
            self.value = value
            self.spot = at if spots is None else (at, spots)
            return True
        top = self._stack[-1]
        if isinstance(top.value, list):
            top.value.append(value)
            if isinstance(top.spots, list):
                top.spots.append(at if spots is None else (at, spots))
            return top.spots is not None
        key, skip, top.key, top.skip = top.key, top.skip, None, False
        if key is None or skip:
            return False
        top.value[key] = value
        if isinstance(top.spots, dict):
            top.spots[key] = top.at if spots is None else (top.at, spots)
        return top.spots is not None

    def _syntax(self, error: yaml.YAMLError) -> Problem:
        """A parser's error in words for people: as a name of its reason, at the place where it lies."""
        if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
            return problem("AE103", Place(self.file, self._line + 1), reason="other", found="", detail=str(error))
        detail, context, mark = error.problem or "", error.context or "", error.problem_mark
        begun = error.context_mark or mark
        place = Place(self.file, mark.line + 1, mark.column + 1)
        start = Place(self.file, begun.line + 1, begun.column + 1)
        found = self.text[mark.index : mark.index + 1].strip()
        written = self.text[begun.index : begun.index + 40].split("\n")[0].split(" ")[0]
        if "anchor" in context or "alias" in context:  # `*emphasis*` at the start of a text is the usual cause
            return problem("AE105", start, name=written)
        if " tag" in context:
            return problem("AE106", start, tag=written)
        for number, line in enumerate(self.text.split("\n")[self._line : mark.line + 1], self._line + 1):
            if odd := ODD_COLON.match(line):
                reason = "full-width-colon" if odd["found"] == "：" else "space-after-colon"
                place = Place(self.file, number, odd.start("key") + 1)
                return problem("AE103", place, reason=reason, found=code_point(odd["found"][-1]), detail=detail)
        reason = "tab" if self.text[mark.index : mark.index + 1] == "\t" else REASONS.get(detail, "other")
        if reason == "quote":  # what is not closed is mended where it begins
            place, found = start, written[:1]
        elif reason == "bracket" and self._stack and self._stack[-1].opened:
            place, found = self._stack[-1].opened, "{" if isinstance(self._stack[-1].value, dict) else "["
        return problem("AE103", place, reason=reason, found=found, detail=detail)
