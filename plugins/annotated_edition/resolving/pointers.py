"""What texts and fields point to, looked up: footnotes, terms, elements, sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..model.edition import fold
from ..model.problems import Place, find_nearest
from ..model.spans import Span, Spans
from ..reading.draft import DataEntry
from ..reading.inline import parse_spans
from .state import State


def resolve_text(state: State, text: str, place: Place) -> Spans:
    """Return a field for people as spans, with what it points to looked up."""
    spans: list[Span] = []
    for span in parse_spans(text):
        if span.footnote is not None and span.footnote not in state.footnotes:
            report_no_footnote(state, "AE503", span.footnote, place)
        if span.term is not None:
            kind, target = state.target(span.term)
            if kind == "unknown":
                report_unknown(state, target, place)
            pointer: dict[str, Any] = {"style": kind} if kind == "unknown" else {kind: target}
            span = replace(replace(span, term=None), **pointer)
            state.pointed_to.add(target)
        spans.append(span)
    return tuple(spans)


def resolve_numbers(state: State, numbers: Iterable[int], entry: DataEntry[Any], *path: str | int) -> tuple[int, ...]:
    """Return those of a field's footnote numbers that exist."""
    existing = []
    for index, number in enumerate(numbers):
        if number in state.footnotes:
            existing.append(number)
        else:
            report_no_footnote(state, "AE503", number, entry.place(*path, index))
    return tuple(existing)


def report_no_footnote(state: State, code: str, number: int, place: Place) -> None:
    """Report a number that no footnote has, with the range of those that there are."""
    lowest, highest = min(state.footnotes, default=0), max(state.footnotes, default=0)
    state.report(code, place, number=number, lowest=lowest, highest=highest)


def report_unknown(state: State, target: str, place: Place) -> None:
    """Report a `[[target]]` that means nothing."""
    state.report("AE405", place, name=target, nearest=find_nearest(fold(target), [*state.aliases, *state.elements]))
