"""Where each citation stands among the others, as CSL defines it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from ..model.annotations import Label, PositionName
from ..model.spans import Spans

LABELS = frozenset(get_args(Label))
#: How a printed text begins that is an ibid. of its own.
_IBID = re.compile(r"\W*(?:同上|同前|同書|ibid|idem|id\.|ebd)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cite:
    """One source cited by one footnote, as the editor gives it."""

    source: str
    """Key of the source."""
    locator: str | None = None
    """Pages (or what `label` says), as printed; braces in it must be balanced."""
    label: str = "page"
    """One of `LABELS`."""
    printed: str | None = None
    """Its text as printed, where print departs from the style."""
    ibid: bool | None = None
    """True: print has an ibid. that the rule would not give; False: print repeats what the rule would shorten."""
    before: Spans = ()
    """Words right before it."""
    after: Spans = ()
    """Words right after it."""


class Standing(NamedTuple):
    """Where a citation stands, as `Position` says it, by the numbers of the notes."""

    name: PositionName
    antecedent: int | None
    first: int


def find_positions(clusters: Mapping[int, Sequence[Cite]]) -> dict[int, tuple[Standing, ...]]:
    """Return the position of each citation, by number of its footnote; the order is that of the numbers.

    The rule is CSL 1.0.2, "Locators": an ibid. refers to the citation right before it in the same footnote or, at the
    beginning of one, to the only citation of the last footnote that cites anything. A Cite's own `ibid` overrides it;
    else one that is printed in other words than an ibid. is none.
    """
    positions: dict[int, tuple[Standing, ...]] = {}
    first: dict[str, int] = {}
    before: tuple[int, Sequence[Cite]] = (0, ())
    for number in sorted(clusters):
        cites = clusters[number]
        row = []
        for index, cite in enumerate(cites):
            if cite.source in first:
                near = (number, cites[index - 1 : index]) if index else before
                far = before if before[1] else (number, cites[:index])
                row.append(_later(cite, near, far, first[cite.source]))
            else:
                first[cite.source] = number
                row.append(Standing("first", None, number))
        positions[number] = tuple(row)
        if cites:
            before = number, cites
    return positions


def _later(cite: Cite, near: tuple[int, Sequence[Cite]], far: tuple[int, Sequence[Cite]], first: int) -> Standing:
    """Return the position of a citation that is not the first: by the rule after `near`, on demand after `far`."""
    spelt_out = cite.ibid is None and cite.printed is not None and not _IBID.match(cite.printed)
    name = "subsequent" if cite.ibid is False or spelt_out else _by_rule(cite, near[1])
    if name != "subsequent":
        return Standing(name=name, antecedent=near[0], first=first)
    if cite.ibid:
        return Standing(name=_on_demand(cite, far[1]), antecedent=far[0], first=first)
    return Standing(name="subsequent", antecedent=None, first=first)


def _by_rule(cite: Cite, before: Sequence[Cite]) -> PositionName:
    if len(before) != 1 or before[0].source != cite.source:
        return "subsequent"
    if cite.locator is None:
        return "ibid" if before[0].locator is None else "subsequent"
    return "ibid" if _is_same_place(cite, before[0]) else "ibid-with-locator"


def _on_demand(cite: Cite, before: Sequence[Cite]) -> PositionName:
    same_source = [other for other in before if other.source == cite.source]
    repeats = cite.locator is None or (same_source and _is_same_place(cite, same_source[-1]))
    return "ibid" if repeats else "ibid-with-locator"


def _is_same_place(one: Cite, other: Cite) -> bool:
    return (one.locator, one.label) == (other.locator, other.label)
