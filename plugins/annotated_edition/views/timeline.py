"""How events are laid out on a time scale: months, stretches that are cut short, lanes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from ..model.annotations import Event
from ..model.edition import Edition

Lane = Literal["initiative", "other", "supplement"]
LANES: tuple[Lane, ...] = ("initiative", "other", "supplement")
#: Most months between two events that are drawn out.
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that is cut short, from the event before it to the one after."""

    years: int
    """Whole years."""
    months: int
    """Months above the whole years; 0 where it is rough."""
    rough: bool
    """Whether one of the two events is dated by its year alone."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month that has events, or the events of a year of which no month is known."""

    number: int | None
    """1 to 12; None where only the year is known."""
    empty: int
    """How many months without an event lie before it in the year; 0 after a pause."""
    events: tuple[Event, ...]
    """Its events by date."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year that has events."""

    number: int
    """The year."""
    pause: Pause | None
    """The stretch before it, where it is cut short."""
    empty: int
    """How many months without an event lie before it, at the end of the year before; 0 after a pause."""
    months: tuple[Month, ...]
    """The months that have events, those without a month first."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events by year and month, and the lanes they run in."""

    lanes: tuple[Lane, ...]
    """The lanes that have events: initiatives, other events of the original, what the original does not have."""
    years: tuple[Year, ...]
    """In order."""

    def column(self, event: Event) -> int:
        """Return the lane of an event, counted from 1."""
        return self.lanes.index(lane_of(event)) + 1


def lane_of(event: Event) -> Lane:
    """Return the lane that an event runs in."""
    if not event.original:
        return "supplement"
    return "initiative" if event.initiative else "other"


def lay_out(edition: Edition) -> Timeline:
    """Return the time line of an edition."""
    lanes = tuple(lane for lane in LANES if any(lane_of(event) == lane for event in edition.events))
    years: list[Year] = []
    for number, events in groupby(edition.events, key=lambda event: int(event.date[:4])):
        years.append(_year(number, events, years[-1] if years else None))
    return Timeline(lanes, tuple(years))


def _year(number: int, events: Iterable[Event], before: Year | None) -> Year:
    by_month = {
        month: tuple(own)
        for month, own in groupby(events, key=lambda event: int(event.date[5:7]) if event.date[5:] else None)
    }
    pause, empty = _gap(before, number, next((month for month in by_month if month), None)) if before else (None, 0)
    months, previous = [], 0
    for month, own in sorted(by_month.items(), key=lambda pair: pair[0] or 0):
        between = month - previous - 1 if month and not (pause and not previous) else 0
        months.append(Month(number=month, empty=between, events=own))
        previous = month or previous
    return Year(number=number, pause=pause, empty=empty, months=tuple(months))


def _gap(before: Year, number: int, first: int | None) -> tuple[Pause | None, int]:
    """Return the pause between two years with events, or how many months are empty at the end of the earlier one."""
    last = before.months[-1].number
    if last and first:
        distance = (number - before.number) * 12 + first - last
        return (Pause(*divmod(distance, 12), rough=False), 0) if distance > MOST_MONTHS else (None, 12 - last)
    years = number - before.number
    return (Pause(years=years, months=0, rough=True) if years > 1 else None), 0
