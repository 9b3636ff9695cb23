"""What each problem is called and how it is worded; the wording itself is in `locale/`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterable, Sequence
from types import MappingProxyType

from .model import Place, Problem, Severity
from .wording import wording

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
    "AE215": ERROR,  # names left out
    "AE216": ERROR,  # not a checksum
    "AE217": WARNING,  # field that says nothing without another
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
}

#: File that has an error → codes that may only follow from it, and are not listed beside it.
CONSEQUENCES = {
    "footnotes.yml": {"AE211", "AE301", "AE303", "AE304", "AE306", "AE307", "AE308", "AE503"},
    "sources.bib": {"AE208", "AE212"},
    "terms.yml": {"AE404", "AE405"},
    "initiatives": {"AE404", "AE405", "AE501", "AE504"},
    "sections": {"AE304", "AE404"},
}


#: What has a meaning in Markdown, and what ends a property of a workflow command.
MARKDOWN = re.compile(r"([\\`*_{}\[\]#])")
ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"}


def problem(code: str, place: Place, **values: object) -> Problem:
    """A problem of a known code at a place."""
    return Problem(code, CODES[code], place, MappingProxyType(values))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or an empty text."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)), "")


def describe(found: Problem, language: str) -> tuple[str, str]:
    """Message and remedy of a problem, in the given language."""
    words = wording(language)
    values = {"suggestion": "", "choices": "", **found.values}
    for name in ("reason", "expected", "what"):
        if name in values:
            values[name] = words[f"{name}-{values[name]}"].format(**values)
    if found.code == "AE107":
        values["found"] = words[f"shape-{values['found']}"]
    for name in ("field", "entry"):
        if name in values:
            values[name] = values[name] or words["file-itself"]
    if near := values.get("nearest"):
        values["suggestion"] = words["nearest"].format(name=near)
    return words[found.code].format(**values), words[f"{found.code}-fix"].format(**values)


def explain(code: str, language: str) -> tuple[str, str]:
    """Cause and remedy of a code, with an ellipsis for what only a problem knows."""
    words = wording(language)
    gaps = _Gaps(suggestion="", choices="", nearest="")
    return words[code].format_map(gaps), words[f"{code}-fix"].format_map(gaps).strip()


class _Gaps(dict[str, str]):
    """Values of a wording that are not known."""

    def __missing__(self, key: str) -> str:
        return "…"


def guide(language: str) -> str:
    """Every code with cause and remedy, as a page in Markdown."""
    words = wording(language)
    parts = [
        f"---\ndescription: {words['guide-description']}\nsearch:\n  exclude: true\n---\n\n"
        f"# {words['guide-title']}\n\n{words['guide-lead']}\n"
    ]
    for group in sorted({code[:3] for code in CODES}):
        parts.append(f"\n## {words[f'guide-{group}']} {{#{group.lower()}}}\n\n")
        for code in sorted(each for each in CODES if each.startswith(group)):
            cause, remedy = (_markdown(text) for text in explain(code, language))
            kind = words["parenthesis"].format(text=words[f"guide-{CODES[code]}"])
            parts.append(f"- **{code}**{kind} {cause} {words['fix']}{remedy}\n")
    return "".join(parts)


def _markdown(text: str) -> str:
    """A text as it stands in Markdown."""
    return MARKDOWN.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def annotation(found: Problem, language: str) -> str:
    """A problem as a workflow command, which GitHub shows at its line."""
    message, fix = describe(found, language)
    text = " ".join(f"{message} {wording(language)['fix']}{fix}".split()).replace("%", "%25")
    place = found.place
    file = "".join(ESCAPES.get(character, character) for character in place.file)
    kind = "notice" if found.severity == NOTE else found.severity
    return f"::{kind} file={file},line={place.line},col={place.column},title={found.code}::{text}"


def line(found: Problem, language: str) -> str:
    """A problem on one line: `file:line: CODE message. Fix: …`."""
    message, fix = describe(found, language)
    text = f"{found.place.file}:{found.place.line}: {found.code} {message} {wording(language)['fix']}{fix}"
    return " ".join(text.split())


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by file, line and code, each once."""
    keyed = {(p.place.file, p.place.line, p.code, p.place.column, repr(sorted(p.values.items()))): p for p in problems}
    return tuple(keyed[key] for key in sorted(keyed))


def without_consequences(
    loaded: Sequence[Problem], resolved: Iterable[Problem], sections: Container[str]
) -> list[Problem]:
    """All problems but those that may only follow from a file that has an error; `sections` are the sections' files."""
    hidden: set[str] = set()
    for each in loaded:
        if each.severity != ERROR:
            continue
        parts = each.place.file.split("/")
        if parts[-1] == "edition.yml":
            return list(loaded)
        names = {"sections"} if each.place.file in sections else {parts[-1], parts[-2] if len(parts) > 1 else ""}
        for name in names:
            hidden |= CONSEQUENCES.get(name, set())
    return [*loaded, *(each for each in resolved if each.code not in hidden)]
