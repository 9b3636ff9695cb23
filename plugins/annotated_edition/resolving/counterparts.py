"""Pass: which elements correspond to one another."""

from __future__ import annotations

from ..model.problems import find_nearest
from .state import State


def link_counterparts(state: State) -> None:
    """Link elements with their counterparts, in both directions; report those that do not exist (AE501)."""
    state.counterparts = {path: [] for path in state.elements}
    for entry in state.draft.initiatives:
        for index, element in enumerate(entry.value.elements):
            path = f"{entry.value.id}/{element.id}"
            for at, other in enumerate(element.counterparts):
                if other not in state.elements:
                    place = entry.place("elements", index, "counterparts", at)
                    state.report("AE501", place, name=other, nearest=find_nearest(other, state.elements))
                    continue
                for one, two in ((path, other), (other, path)):
                    if two not in state.counterparts[one]:
                        state.counterparts[one].append(two)
