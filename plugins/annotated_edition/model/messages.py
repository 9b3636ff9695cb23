"""How a problem is worded: on one line, as an annotation, explained, in the guide."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict

from .problems import CODES, NOTE, Problem
from .wording import wording

#: What has a meaning in Markdown.
MARKDOWN = re.compile(r"([\\`*_{}\[\]#])")
#: What a terminal acts on instead of showing it: controls, marks that turn the direction, parts of broken characters.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
#: What ends a property of a workflow command.
ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def describe(problem: Problem, language: str) -> tuple[str, str]:
    """Return message and remedy of a problem in a language."""
    words = wording(language)
    values = {"suggestion": "", "choices": "", **problem.values}
    for name in ("reason", "expected", "what"):
        if (key := f"{name}-{values.get(name)}") in words:  # what a system says of a file has no words of ours
            values[name] = words[key].format(**values)
    if problem.code == "AE107":
        values["found"] = words[f"shape-{values['found']}"]
    for name in ("field", "entry"):
        if name in values:
            values[name] = values[name] or words["file-itself"]
    if nearest := values.get("nearest"):
        values["suggestion"] = words["nearest"].format(name=nearest)
    return words[problem.code].format(**values), words[f"{problem.code}-fix"].format(**values)


def format_line(problem: Problem, language: str) -> str:
    """Return a problem on one line: `file:line: CODE message. Fix: …`."""
    message, remedy = describe(problem, language)
    text = f"{problem.place.file}:{problem.place.line}: {problem.code} {message} {wording(language)['fix']}{remedy}"
    return show_on_one_line(text)


def show_on_one_line(text: str) -> str:
    """Return a text as it may go to a terminal: on one line, each character that would act on it escaped."""
    return CONTROLS.sub(lambda control: f"\\u{ord(control[0]):04x}", " ".join(text.split()))


def format_annotation(problem: Problem, language: str, folder: str = ".") -> str:
    """Return a problem as a workflow command, which GitHub shows at its line in the edition's folder."""
    message, remedy = describe(problem, language)
    text = show_on_one_line(f"{message} {wording(language)['fix']}{remedy}").replace("%", "%25")
    place = problem.place
    file = show_on_one_line(posixpath.normpath(posixpath.join(folder, place.file))).translate(ESCAPES)
    kind = "notice" if problem.severity == NOTE else problem.severity
    return f"::{kind} file={file},line={place.line},col={place.column},title={problem.code}::{text}"


def explain(code: str, language: str) -> tuple[str, str]:
    """Return cause and remedy of a code, with an ellipsis for what only a problem has."""
    words = wording(language)
    values = defaultdict(lambda: "…", suggestion="", choices="", nearest="")
    return words[code].format_map(values), words[f"{code}-fix"].format_map(values).strip()


def write_guide(language: str) -> str:
    """Return a page in Markdown that explains every code."""
    words = wording(language)
    parts = [
        f"---\ndescription: {words['guide-description']}\nsearch:\n  exclude: true\n---\n\n"
        f"# {words['guide-title']}\n\n{words['guide-lead']}\n"
    ]
    for group in sorted({code[:3] for code in CODES}):
        parts.append(f"\n## {words[f'guide-{group}']} {{#{group.lower()}}}\n\n")
        for code in sorted(code for code in CODES if code.startswith(group)):
            cause, remedy = (_escape_markdown(text) for text in explain(code, language))
            kind = words["parenthesis"].format(text=words[f"guide-{CODES[code]}"])
            parts.append(f"- **{code}**{kind} {cause} {words['fix']}{remedy}\n")
    return "".join(parts)


def _escape_markdown(text: str) -> str:
    return MARKDOWN.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
