"""What names in text and data stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ..model.edition import TargetKind, fold, target_of
from ..model.problems import Place, Problem, find_nearest, problem
from ..model.spans import Span, Spans
from ..reading import schema
from ..reading.draft import Entry
from ..reading.faults import field_problems
from ..reading.inline import spans_of


@dataclass(slots=True)
class Names:
    """Everything that can be pointed to, and the problems found while pointing."""

    keys: frozenset[str]
    """Keys of the sources."""
    footnotes: dict[int, Entry[schema.FootnoteEntry]] = field(default_factory=dict)
    """Footnotes by number."""
    aliases: dict[str, str] = field(default_factory=dict)
    """Every name and alias, folded → id of its term."""
    elements: dict[str, schema.ElementEntry] = field(default_factory=dict)
    """Elements by `initiative/element`."""
    pointed: set[str] = field(default_factory=set)
    """Ids that some field points to."""
    problems: list[Problem] = field(default_factory=list)
    """What was found wrong."""

    def report(self, code: str, place: Place, **values: object) -> None:
        """Notes a problem."""
        self.problems.append(problem(code, place, **values))

    def target(self, written: str) -> tuple[TargetKind, str]:
        """What `[[written]]` means, with its id; unknown with what was written."""
        return target_of(written, self.aliases, self.elements, self.keys)

    def spans(self, text: str | None, place: Place) -> Spans:
        """A field for people as spans, with what it points to looked up."""
        out: list[Span] = []
        for span in spans_of(text or ""):
            if span.footnote is not None and span.footnote not in self.footnotes:
                self.report("AE503", place, number=span.footnote, **self.range())
            if span.term is not None:
                kind, target = self.target(span.term)
                if kind == "unknown":
                    self.unknown(target, place)
                span = replace(span, term=None)
                pointer: dict[str, Any] = {"style": kind} if kind == "unknown" else {kind: target}
                span = replace(span, **pointer)
                self.pointed.add(target)
            out.append(span)
        return tuple(out)

    def guard(self, text: str, place: Place) -> None:
        """Reports what may not stand in a page, in a field, where it is shown as text."""
        self.problems += field_problems(text, place)

    def unknown(self, target: str, place: Place) -> None:
        """Reports a `[[target]]` that means nothing."""
        self.report("AE405", place, name=target, nearest=find_nearest(fold(target), [*self.aliases, *self.elements]))

    def range(self) -> dict[str, int]:
        """The lowest and the highest footnote number, for messages."""
        return {"lowest": min(self.footnotes, default=0), "highest": max(self.footnotes, default=0)}

    def numbers(self, numbers: Iterable[int], entry: Entry[Any], *path: str | int) -> tuple[int, ...]:
        """Footnote numbers of a field, those that exist."""
        found = []
        for index, number in enumerate(numbers):
            if number in self.footnotes:
                found.append(number)
            else:
                self.report("AE503", entry.place(*path, index), number=number, **self.range())
        return tuple(found)
