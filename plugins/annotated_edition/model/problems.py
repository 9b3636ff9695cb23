"""What is wrong or doubtful in the input: the codes of problems, their shape and order."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

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
#: Every code with its severity. AE1: files and YAML; AE2: sources; AE3: footnotes; AE4: terms;
#: AE5: initiatives, comparison, events; AE6: text; AE7: output and processes; AE8: imports.
CODES: dict[str, Severity] = {
    "AE101": ERROR,  # file missing
    "AE102": ERROR,  # not UTF-8
    "AE103": ERROR,  # YAML cannot be read
    "AE104": ERROR,  # duplicate key
    "AE105": ERROR,  # anchor or alias
    "AE106": ERROR,  # tag
    "AE107": ERROR,  # another shape is due (mapping, list, text)
    "AE108": ERROR,  # unknown field
    "AE109": ERROR,  # field missing
    "AE110": ERROR,  # value not allowed here
    "AE111": WARNING,  # full-width digits read as digits
    "AE112": ERROR,  # character not allowed
    "AE113": ERROR,  # too large or too deeply nested
    "AE114": ERROR,  # front matter not closed
    "AE115": ERROR,  # file name not allowed
    "AE116": ERROR,  # symbolic link out of the edition
    "AE201": ERROR,  # entry cannot be read (brace, comma)
    "AE202": ERROR,  # duplicate key
    "AE203": ERROR,  # keys differ by case only
    "AE204": WARNING,  # title or author missing
    "AE205": ERROR,  # undefined macro
    "AE206": ERROR,  # crossref to itself or to nothing
    "AE207": ERROR,  # impossible date
    "AE208": ERROR,  # pandoc failed
    "AE209": ERROR,  # unescaped %
    "AE210": ERROR,  # address of a scheme that is not allowed
    "AE211": WARNING,  # source never cited
    "AE212": ERROR,  # unknown source cited
    "AE213": ERROR,  # key not allowed
    "AE214": ERROR,  # not a CSL note style
    "AE215": ERROR,  # names not joined by `and`
    "AE216": ERROR,  # not a checksum
    "AE217": WARNING,  # field that says nothing without another
    "AE218": WARNING,  # unknown type of entry
    "AE219": WARNING,  # unknown field
    "AE220": WARNING,  # nothing says in what it appears
    "AE221": WARNING,  # month in words
    "AE222": ERROR,  # words that are not read
    "AE223": WARNING,  # citation without words
    "AE224": WARNING,  # citation without the title
    "AE225": WARNING,  # two sources in the same words
    "AE226": NOTE,  # field that the style prints nowhere
    "AE227": WARNING,  # field that is not read for its type
    "AE301": WARNING,  # gap in the numbers
    "AE302": ERROR,  # number twice
    "AE303": ERROR,  # reference to no footnote
    "AE304": WARNING,  # footnote never referenced
    "AE305": ERROR,  # number out of range
    "AE306": WARNING,  # references out of order
    "AE307": ERROR,  # ibid would be a guess
    "AE308": ERROR,  # ibid on the first citation
    "AE309": ERROR,  # an edition's footnote defined in the text
    "AE310": ERROR,  # text given to the renderer differs from the file
    "AE311": ERROR,  # footnote says nothing
    "AE312": WARNING,  # odd characters in a reference
    "AE401": ERROR,  # term twice
    "AE402": ERROR,  # one alias for two terms
    "AE403": ERROR,  # alias too short
    "AE404": WARNING,  # term never used
    "AE405": ERROR,  # link to an unknown term or element
    "AE501": ERROR,  # unknown counterpart
    "AE502": ERROR,  # two elements of one id, or of one number and kind
    "AE503": ERROR,  # footnote that does not exist, in data
    "AE504": ERROR,  # unknown initiative
    "AE505": ERROR,  # id twice
    "AE506": ERROR,  # event without footnote or source
    "AE601": ERROR,  # heading id twice
    "AE602": WARNING,  # reference in a raw HTML block
    "AE603": WARNING,  # section present but not listed
    "AE604": ERROR,  # section without a title
    "AE605": ERROR,  # heading without an ASCII id
    "AE606": ERROR,  # section listed twice
    "AE607": ERROR,  # id that the package gives, or that is taken
    "AE608": ERROR,  # HTML not allowed
    "AE609": ERROR,  # address not allowed
    "AE610": WARNING,  # character that turns the direction
    "AE611": ERROR,  # two pages of one address
    "AE702": ERROR,  # a file in the place of a generated page
    "AE703": ERROR,  # output folder with foreign files
    "AE704": ERROR,  # output cannot be written
    "AE705": ERROR,  # another build is running
    "AE706": ERROR,  # MkDocs found something
    "AE707": ERROR,  # a page or file of the edition is not in the site
    "AE708": ERROR,  # a page of the site lacks annotations
    "AE709": ERROR,  # a page or file of the site is of another state of the edition
    "AE710": ERROR,  # a plugin, hook, extension or template failed
    "AE711": ERROR,  # a build was ended from outside
    "AE801": NOTE,  # a question left to the editor (`todo:`)
    "AE802": ERROR,  # file to import too large
    "AE803": ERROR,  # nothing to import in it
    "AE804": ERROR,  # no kind of file that can be imported
    "AE805": ERROR,  # PDF without a text layer
    "AE806": ERROR,  # library for PDF not installed
    "AE807": ERROR,  # file broken
    "AE808": ERROR,  # folder of a new edition is there already
    "AE809": ERROR,  # folder of a new edition cannot be written
    "AE810": ERROR,  # interrupted
    "AE811": ERROR,  # citation styles not installed
    "AE812": ERROR,  # no such citation style
}
#: File that has an error → codes that may only follow from it, and are not listed beside it.
CONSEQUENCES = {
    "footnotes.yml": {"AE211", "AE301", "AE303", "AE304", "AE306", "AE307", "AE308", "AE503"},
    "sources.bib": {"AE208", "AE212"},
    "terms.yml": {"AE404", "AE405"},
    "initiatives": {"AE404", "AE405", "AE501", "AE504"},
    "sections": {"AE304", "AE404"},
}


def problem(code: str, place: Place, **values: object) -> Problem:
    """Return a problem of one of `CODES` at a place."""
    return Problem(code, CODES[code], place, MappingProxyType(values))


def find_nearest(name: str, names: Iterable[str]) -> str:
    """Return the one of `names` that is most like `name`; empty where none is like it."""
    return next(iter(difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)), "")


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
    for file in {problem.place.file for problem in loaded if problem.severity == ERROR}:
        *folders, name = file.split("/")
        if name == "edition.yml":
            return list(loaded)
        for cause in ["sections"] if file in sections else [name, *folders[-1:]]:
            hidden |= CONSEQUENCES.get(cause, set())
    return [*loaded, *(problem for problem in resolved if problem.code not in hidden)]
