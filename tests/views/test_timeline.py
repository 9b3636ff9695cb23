"""The time scale: months counted, long stretches cut short, lanes."""

from __future__ import annotations

import re
from pathlib import Path

from annotated_edition import Edition
from annotated_edition.site.pages import generated_files
from annotated_edition.site.writer import Writer
from annotated_edition.views.timeline import Pause, Timeline, lay_out
from support.editions import make, open_at, shipped


def laid_out(folder: Path, *dates: str, **more: str) -> tuple[Edition, Timeline]:
    """The time line of events of these dates."""
    extra = "".join(f"  {key}: {value}\n" for key, value in more.items())
    events = "".join(f"- id: event-{n}\n  date: {date}\n  title: Event\n{extra}" for n, date in enumerate(dates))
    root = make(folder, **{"data/events.yml": events})
    edition = open_at(root)
    assert edition.problems == ()
    return edition, lay_out(edition)


def shape(timeline: Timeline) -> list[tuple[int, int, list[tuple[int | None, int, int]]]]:
    return [(y.number, y.empty, [(m.number, m.empty, len(m.events)) for m in y.months]) for y in timeline.years]


def drawn(edition: Edition, kind: str) -> list[str]:
    """Return the texts of a kind in the picture of the chronology."""
    page = Writer(edition, "chronology.md").render("timeline.html", timeline=lay_out(edition))
    return re.findall(rf'class="ae-{kind}">(?:<span>)?([^<]*)<', page)


def test_months_without_an_event_are_counted_over_the_turn_of_the_year(tmp_path: Path) -> None:
    _, timeline = laid_out(tmp_path, "1901-06", "1901-06-12", "1901-08", "1902-03-01")
    assert shape(timeline) == [(1901, 0, [(6, 5, 2), (8, 1, 1)]), (1902, 4, [(3, 2, 1)])]
    assert [year.pause for year in timeline.years] == [None, None]


def test_more_than_a_year_is_cut_short_and_its_length_said(tmp_path: Path) -> None:
    edition, timeline = laid_out(tmp_path, "1901-06", "1902-06", "1903-07-31", "1905-08")
    assert [year.pause for year in timeline.years] == [None, None, Pause(1, 1, False), Pause(2, 1, False)]
    assert shape(timeline)[2:] == [(1903, 0, [(7, 0, 1)]), (1905, 0, [(8, 0, 1)])]
    assert drawn(edition, "pause") == ["1 year 1 month", "2 years 1 month"]


def test_a_year_alone_stands_first_and_makes_the_length_rough(tmp_path: Path) -> None:
    edition, timeline = laid_out(tmp_path, "1898", "1901", "1901-03", "1902")
    assert shape(timeline) == [
        (1898, 0, [(None, 0, 1)]),
        (1901, 0, [(None, 0, 1), (3, 0, 1)]),
        (1902, 0, [(None, 0, 1)]),
    ]
    assert [year.pause for year in timeline.years] == [None, Pause(3, 0, True), None]
    assert drawn(edition, "pause") == ["about 3 years"]


def test_days_are_said_as_precisely_as_known(tmp_path: Path) -> None:
    edition, _ = laid_out(tmp_path / "a", "1901", "1901-03", "1901-03-05")
    assert drawn(edition, "day") == ["5"]
    edition, _ = laid_out(tmp_path / "b", "1901-03-05", until="1901-03-07")
    assert drawn(edition, "day") == ["5–7"]
    edition, _ = laid_out(tmp_path / "c", "1901-03-05", until="1901-04-01")
    assert drawn(edition, "day") == ["5 – 1 April 1901"]


def test_lanes_are_those_that_have_events(tmp_path: Path) -> None:
    edition, timeline = laid_out(tmp_path / "a", "1901")
    assert timeline.lanes == ("other",)
    root = make(tmp_path / "b")
    edition = open_at(root)
    timeline = lay_out(edition)
    assert timeline.lanes == ("initiative", "supplement")
    assert [timeline.column(event) for event in edition.events] == [1, 2]


def test_an_edition_without_events_has_no_picture(tmp_path: Path) -> None:
    root = make(tmp_path, **{"data/events.yml": "[]\n"})
    assert lay_out(open_at(root)) == Timeline((), ())


def test_the_picture_leads_to_every_entry_of_the_list() -> None:
    page = generated_files(shipped())["chronology.md"]
    marks = re.findall(r'<li class="ae-mark[^>]*><a href="#([^"]+)"', page)
    assert sorted(marks) == sorted(re.findall(r'<li id="([^"]+)" class="ae-event', page))
    assert len(marks) == 24
