"""What is wrong or doubtful in the input: the codes of problems, their shape and order."""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from .wording import wording

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the input."""

    file: str
    """Path relative to the edition's root, with forward slashes."""
    line: int = 1
    """Line, counted from 1."""
    column: int = 1
    """Column in characters, counted from 1."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or doubtful in the input; `messages.describe` words it."""

    code: str
    """Stable code, such as AE303."""
    severity: Severity
    """An error stops a build; a warning stops a strict one; a note stops none."""
    place: Place
    """Where it stands."""
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """What the wording of its code needs: names, numbers, the nearest name that exists."""


ERROR: Severity = "error"
WARNING: Severity = "warning"
NOTE: Severity = "note"
#: The codes of warnings and of notes; all others are of errors.
WARNINGS = (
    "AE111", "AE204", "AE211", "AE217", "AE218", "AE219", "AE220", "AE221", "AE222", "AE223", "AE224", "AE225",
    "AE227", "AE301", "AE304", "AE306", "AE312", "AE404", "AE602", "AE603", "AE610", "AE612", "AE713", "AE714",
    "AE715", "AE716", "AE830", "AE831", "AE837", "AE842",
)  # fmt: skip
NOTES = ("AE226", "AE801", "AE845")
#: Every code with its severity; what it means stands in `locale/en.json`. AE1: files and YAML; AE2: sources;
#: AE3: footnotes; AE4: terms; AE5: initiatives, comparison, events; AE6: text; AE7: output and processes; AE8: imports;
#: AE83: translations.
CODES: dict[str, Severity] = {
    **{code: ERROR for code in sorted(wording("en")) if re.fullmatch("AE[0-9]{3}", code)},
    **dict.fromkeys(WARNINGS, WARNING),
    **dict.fromkeys(NOTES, NOTE),
}
#: Errors that leave nothing out of what is read of their file.
COMPLETE = {"AE606", "AE608", "AE609"}
#: File that has an error → codes that may only follow from it, and are not listed beside it.
CONSEQUENCES = {
    "edition.yml": {"AE304", "AE404"},
    "footnotes.yml": {"AE211", "AE301", "AE303", "AE304", "AE306", "AE307", "AE308", "AE503"},
    "sources.bib": {"AE208", "AE212"},
    "terms.yml": {"AE404", "AE405"},
    "initiatives": {"AE404", "AE405", "AE501", "AE504"},
    "sections": {"AE304", "AE404"},
}


def find_place(text: str, offset: int, file: str, first_line: int = 1) -> Place:
    """Return where an offset of a text stands in a file, of which the text begins on `first_line`."""
    return Place(file, first_line + text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset))


def line_starts(text: str) -> list[int]:
    """Return the offsets at which the lines of a text begin."""
    return [0, *(end.end() for end in re.finditer("\n", text))]


def problem(code: str, place: Place, **values: object) -> Problem:
    """Return a problem of one of `CODES` at a place."""
    return Problem(code, CODES[code], place, MappingProxyType(values))


def is_of_layer(problem: Problem) -> bool:
    """Return whether a problem is one of a translation as a layer over its original: AE830 to AE839."""
    return problem.code.startswith("AE83")


def find_nearest(name: str, names: Iterable[str], likeness: float = 0.6) -> str:
    """Return the one of `names` that is most like `name`; empty where none is so like it, from 0 to 1, as asked."""
    return next(iter(difflib.get_close_matches(name, list(names), n=1, cutoff=likeness)), "")


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by file, line and code, each once."""
    keyed = {(p.place.file, p.place.line, p.code, p.place.column, repr(sorted(p.values.items()))): p for p in problems}
    return tuple(keyed[key] for key in sorted(keyed))


def drop_consequences(
    loaded: Sequence[Problem], resolved: Iterable[Problem], sections: Container[str]
) -> list[Problem]:
    """Return all problems but those that may only follow from a file that has an error.

    `loaded` are those of single files, `resolved` those of the edition as a whole; `sections` are the sections' files.
    """
    hidden: set[str] = set()
    for file in {each.place.file for each in loaded if each.severity == ERROR and each.code not in COMPLETE}:
        *folders, name = file.split("/")
        for cause in ["sections"] if file in sections else [name, *folders[-1:]]:
            hidden |= CONSEQUENCES.get(cause, set())
    return [*loaded, *(problem for problem in resolved if problem.code not in hidden)]
