"""The wording of problems: messages, remedies, explanations."""

from __future__ import annotations

import re

from .problems import CODES, NOTE, Problem
from .wording import wording

#: What has a meaning in Markdown, and what ends a property of a workflow command.
MARKDOWN = re.compile(r"([\\`*_{}\[\]#])")
ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"}


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


def write_guide(language: str) -> str:
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


def format_annotation(found: Problem, language: str) -> str:
    """A problem as a workflow command, which GitHub shows at its line."""
    message, fix = describe(found, language)
    text = " ".join(f"{message} {wording(language)['fix']}{fix}".split()).replace("%", "%25")
    place = found.place
    file = "".join(ESCAPES.get(character, character) for character in place.file)
    kind = "notice" if found.severity == NOTE else found.severity
    return f"::{kind} file={file},line={place.line},col={place.column},title={found.code}::{text}"


def format_line(found: Problem, language: str) -> str:
    """A problem on one line: `file:line: CODE message. Fix: …`."""
    message, fix = describe(found, language)
    text = f"{found.place.file}:{found.place.line}: {found.code} {message} {wording(language)['fix']}{fix}"
    return " ".join(text.split())
