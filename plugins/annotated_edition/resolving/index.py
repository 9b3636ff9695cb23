"""Passes: what can be pointed to, footnotes by number, terms by name, elements by path with their counterparts."""

from __future__ import annotations

from ..model.edition import fold
from ..model.problems import find_nearest
from ..reading import schema
from ..reading.draft import DataEntry
from ..reading.yaml_file import Steps
from .state import State

#: The number by which the processor counts the first footnote where labels are no numbers: no text has such numbers,
#: so that what it says of them can be told apart and replaced by the labels.
FIRST_NOTE = 700_000_000_001
#: Characters of the shortest name that is linked in a text.
SHORTEST_NAME = 2


def index_footnotes(state: State) -> None:
    """Index footnotes by their printed labels; report doubles (AE302), gaps (AE301), empty ones (AE311)."""
    ids: dict[str, DataEntry[schema.FootnoteEntry]] = {}
    for entry in state.draft.footnotes:
        footnote = entry.value
        first = ids.setdefault(footnote.label.id, entry)
        if first is entry:
            state.footnotes[footnote.label] = entry
        else:
            state.report("AE302", entry.place("number"), number=footnote.label, first=first.place("number").line)
        if not (footnote.citations or footnote.before or footnote.after):
            state.report("AE311", entry.place(), number=footnote.label)
    if all(label.isdigit() for label in state.footnotes):
        state.footnotes = dict(sorted(state.footnotes.items(), key=lambda item: int(item[0])))
        state.note_numbers = {label: int(label) for label in state.footnotes}
    else:  # print has them in the order of the file
        state.note_numbers = {label: FIRST_NOTE + at for at, label in enumerate(state.footnotes)}
    expected: dict[str, int] = {}
    for label, entry in state.footnotes.items():
        due, number = expected.get(label.chapter, 1), label.number
        if number is not None and number > due:
            missing = str(due) if number == due + 1 else f"{due}-{number - 1}"
            state.report("AE301", entry.place("number"), question=entry.value.todo, missing=missing)
        if number is not None:
            expected[label.chapter] = max(due, number + 1)


def index_terms(state: State) -> None:
    """Index terms by name, alias and form; report ids and names given twice (AE401, AE402), names too short (AE403)."""
    by_name: dict[str, DataEntry[schema.TermEntry]] = {}
    for entry in state.draft.terms:
        term = entry.value
        first = state.terms.setdefault(term.id, entry)
        if first is not entry:
            state.report("AE401", entry.place("id"), name=term.id, first=first.place().line)
            continue
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
    """Index initiatives by id, elements by path; report elements given twice (AE502)."""
    for entry in state.draft.initiatives:
        initiative = entry.value
        state.initiatives.setdefault(initiative.id, entry)
        kinds: set[tuple[str, int]] = set()
        for index, element in enumerate(initiative.elements):
            path = f"{initiative.id}/{element.id}"
            if path in state.elements or (element.kind, element.number) in kinds:
                state.report("AE502", entry.place("elements", index, "id"), name=path)
            kinds.add((element.kind, element.number))
            state.elements[path] = element


def link_counterparts(state: State) -> None:
    """Link elements with their counterparts, in both directions; report those that do not exist (AE501)."""
    for entry in state.draft.initiatives:
        for index, element in enumerate(entry.value.elements):
            path = f"{entry.value.id}/{element.id}"
            for at, other in enumerate(element.counterparts):
                if other not in state.elements:
                    place = entry.place("elements", index, "counterparts", at)
                    state.report("AE501", place, name=other, nearest=find_nearest(other, state.elements))
                    continue
                state.counterparts[path].setdefault(other)
                state.counterparts[other].setdefault(path)
