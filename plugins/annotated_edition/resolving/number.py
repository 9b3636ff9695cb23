"""Passes: footnotes by number, terms and elements by name."""

from __future__ import annotations

from ..model.edition import fold
from ..reading import schema
from ..reading.draft import DataEntry
from .state import State


def number_footnotes(state: State) -> None:
    """Footnotes by their printed numbers."""
    for entry in state.draft.footnotes:
        value = entry.value
        if value.number in state.names.footnotes:
            first = state.names.footnotes[value.number].place("number")
            state.names.report("AE302", entry.place("number"), number=value.number, first=first.line)
        else:
            state.names.footnotes[value.number] = entry
        if not (value.citations or value.before or value.after):
            state.names.report("AE311", entry.place(), number=value.number)
    state.names.footnotes = dict(sorted(state.names.footnotes.items()))
    expected = 1
    for found, entry in state.names.footnotes.items():
        if found > expected:
            missing = str(expected) if found == expected + 1 else f"{expected}-{found - 1}"
            state.names.report("AE301", entry.place("number"), missing=missing)
        expected = found + 1


def name_terms(state: State) -> None:
    """Names and aliases of terms, and elements by their paths."""
    seen: dict[str, DataEntry[schema.TermEntry]] = {}
    owner: dict[str, DataEntry[schema.TermEntry]] = {}
    for entry in state.draft.terms:
        term = entry.value
        if term.id in seen:
            state.names.report("AE401", entry.place("id"), name=term.id, first=seen[term.id].place().line)
            continue
        seen[term.id] = entry
        for index, name in enumerate([term.name, *term.aliases]):
            place = entry.place("name") if index == 0 else entry.place("aliases", index - 1)
            folded = fold(name).strip()
            if len(folded) < 2:
                state.names.report("AE403", place, name=name)
            elif folded in owner:
                if owner[folded] is not entry:
                    first = owner[folded]
                    code = "AE401" if index == 0 and fold(first.value.name) == folded else "AE402"
                    state.names.report(code, place, name=name, other=first.value.name, first=first.place().line)
            else:
                owner[folded] = entry
                state.names.aliases[folded] = term.id
    ids: dict[str, DataEntry[schema.InitiativeFile]] = {}
    for initiative in state.draft.initiatives:
        value = initiative.value
        if value.id in ids:
            state.names.report("AE505", initiative.place("id"), id=value.id)
        ids[value.id] = initiative
        kinds: set[tuple[str, int]] = set()
        for index, element in enumerate(value.elements):
            path = f"{value.id}/{element.id}"
            if path in state.names.elements or (element.kind, element.number) in kinds:
                state.names.report("AE502", initiative.place("elements", index, "id"), name=path)
            kinds.add((element.kind, element.number))
            state.names.elements[path] = element
