"""What an error of the YAML parser means to whoever wrote the file, and where it is mended."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ..model.problems import Place, Problem, problem
from .text import code_point

#: A key whose colon YAML does not see: one followed by a space other than ASCII's, or a full-width one.
ODD_COLON = re.compile("[ \t]*(?:- +)*(?P<key>[A-Za-z][A-Za-z0-9_-]*)(?P<sign>:[\u00a0\u2000-\u200a\u202f\u3000]|：)")
#: Message of libyaml → its name in the wording of AE103.
REASONS = {
    "found character that cannot start any token": "character",
    "mapping values are not allowed in this context": "colon",
    "could not find expected ':'": "no-colon",
    "did not find expected key": "indent",
    "did not find expected '-' indicator": "indent",
    "did not find expected ',' or '}'": "bracket",
    "did not find expected ',' or ']'": "bracket",
    "did not find expected node content": "bracket",
    "found unexpected end of stream": "quote",
}


def place_of_mark(mark: Any, file: str) -> Place:
    """Return the place of a mark of the parser's, which counts lines and columns from 0."""
    return Place(file, mark.line + 1, mark.column + 1)


def describe_error(error: Exception, text: str, file: str, line: int, bracket: tuple[str, Place] | None) -> Problem:
    """Return an error of the parser's as a problem: AE103, AE105 or AE106.

    `line` is the last line, counted from 0, up to which all is understood; `bracket` is the one that is open.
    """
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return problem("AE103", Place(file, line + 1), reason="other", found="", detail=str(error))
    detail, context, mark = error.problem or "", error.context or "", error.problem_mark
    begun = error.context_mark or mark
    place, start = place_of_mark(mark, file), place_of_mark(begun, file)
    sign = text[mark.index : mark.index + 1]
    written = text[begun.index : begun.index + 40].split("\n")[0].split(" ")[0]
    if "anchor" in context or "alias" in context:  # `*emphasis*` at the start of a text is the usual cause
        return problem("AE105", start, name=written)
    if " tag" in context:
        return problem("AE106", start, tag=written)
    for number, content in enumerate(text.split("\n")[line : mark.line + 1], line + 1):
        if odd := ODD_COLON.match(content):
            reason = "full-width-colon" if odd["sign"] == "：" else "space-after-colon"
            place = Place(file, number, odd.start("key") + 1)
            return problem("AE103", place, reason=reason, found=code_point(odd["sign"][-1]), detail=detail)
    reason = "tab" if sign == "\t" else REASONS.get(detail, "other")
    sign = sign.strip()
    if reason == "quote":  # what is not closed is mended where it begins
        place, sign = start, written[:1]
    elif reason == "bracket" and bracket:
        sign, place = bracket
    return problem("AE103", place, reason=reason, found=sign, detail=detail)
