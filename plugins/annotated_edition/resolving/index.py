"""Passes: what can be pointed to, footnotes by number, terms by name, elements by path."""

from __future__ import annotations

from ..model.edition import fold
from ..reading import schema
from ..reading.draft import DataEntry
from ..reading.yaml_file import Steps
from .state import State

#: Characters of the shortest name that is linked in a text.
SHORTEST_NAME = 2


def index_footnotes(state: State) -> None:
    """Index footnotes by their printed numbers; report doubles (AE302), gaps (AE301), empty ones (AE311)."""
    for entry in state.draft.footnotes:
        footnote = entry.value
        first = state.footnotes.setdefault(footnote.number, entry)
        if first is not entry:
            state.report("AE302", entry.place("number"), number=footnote.number, first=first.place("number").line)
        if not (footnote.citations or footnote.before or footnote.after):
            state.report("AE311", entry.place(), number=footnote.number)
    state.footnotes = dict(sorted(state.footnotes.items()))
    expected = 1
    for number, entry in state.footnotes.items():
        if number > expected:
            missing = str(expected) if number == expected + 1 else f"{expected}-{number - 1}"
            state.report("AE301", entry.place("number"), missing=missing)
        expected = number + 1


def index_terms(state: State) -> None:
    """Index terms by name, alias and form; report ids and names given twice (AE401, AE402), names too short (AE403)."""
    by_id: dict[str, DataEntry[schema.TermEntry]] = {}
    by_name: dict[str, DataEntry[schema.TermEntry]] = {}
    for entry in state.draft.terms:
        term = entry.value
        if term.id in by_id:
            state.report("AE401", entry.place("id"), name=term.id, first=by_id[term.id].place().line)
            continue
        by_id[term.id] = entry
        names: list[tuple[str, Steps]] = [
            (term.name, ("name",)),
            *((name, ("aliases", index)) for index, name in enumerate(term.aliases)),
            *((name, ("forms", index)) for index, name in enumerate(term.forms)),
        ]
        for name, path in names:
            place = entry.place(*path)
            folded = fold(name).strip()
            if len(folded) < SHORTEST_NAME:
                state.report("AE403", place, name=name)
                continue
            owner = by_name.setdefault(folded, entry)
            state.aliases.setdefault(folded, term.id)
            if owner is not entry:
                code = "AE401" if path == ("name",) and fold(owner.value.name) == folded else "AE402"
                state.report(code, place, name=name, other=owner.value.name, first=owner.place().line)


def index_elements(state: State) -> None:
    """Index elements by path; report initiatives (AE505) and elements (AE502) given twice."""
    ids: set[str] = set()
    for entry in state.draft.initiatives:
        initiative = entry.value
        if initiative.id in ids:
            state.report("AE505", entry.place("id"), id=initiative.id)
        ids.add(initiative.id)
        kinds: set[tuple[str, int]] = set()
        for index, element in enumerate(initiative.elements):
            path = f"{initiative.id}/{element.id}"
            if path in state.elements or (element.kind, element.number) in kinds:
                state.report("AE502", entry.place("elements", index, "id"), name=path)
            kinds.add((element.kind, element.number))
            state.elements[path] = element
