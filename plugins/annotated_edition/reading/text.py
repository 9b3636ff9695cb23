"""The text of a UTF-8 file, and the characters that may not stand in it."""

from __future__ import annotations

import re

from ..model.problems import Place, Problem, find_place, problem
from . import limits

#: C0 and C1 controls except tab and line feed, lone surrogates, a byte order mark inside, non-characters.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
#: Characters that turn the direction of the text after them, so that it shows other than it is written.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: Characters of the input that a message quotes.
QUOTED = 60


def read_text(data: bytes, file: str) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of a UTF-8 file, its line ends \\n, without byte order mark; None with AE102 or AE113.

    Each character that is not allowed is a problem (AE112, once a character) and comes out as U+FFFD.
    """
    if len(data) > limits.FILE:
        return None, (problem("AE113", Place(file), what="size", limit=limits.FILE, found=len(data)),)
    try:
        text = _decode(data)
    except UnicodeDecodeError as error:
        before = _normalise_lines(data[: error.start].decode("utf-8", "surrogatepass"))
        place = find_place(before, len(before), file)
        return None, (problem("AE102", place, offset=error.start, byte=f"0x{data[error.start]:02X}"),)
    text = _normalise_lines(text)
    return FORBIDDEN.sub("\ufffd", text), (
        *find_characters(FORBIDDEN, text, file),
        *find_characters(TURNING, text, file, "AE610"),
    )


def _decode(data: bytes) -> str:
    """Return the text of UTF-8 bytes; lone surrogates pass, since they are reported as characters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(data) > 1 and data[:2].count(0) == 1):
        raise UnicodeDecodeError("utf-8", data, 0, 1, "UTF-16")
    return data.decode("utf-8", "surrogatepass")


def _normalise_lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def find_characters(pattern: re.Pattern[str], text: str, file: str, code: str = "AE112") -> tuple[Problem, ...]:
    """Return a problem for each character that the pattern matches, where it stands first."""
    first: dict[str, int] = {}
    for match in pattern.finditer(text):
        first.setdefault(match[0], match.start())
    return tuple(
        problem(code, find_place(text, offset, file), character=code_point(character))
        for character, offset in first.items()
    )


def code_point(character: str) -> str:
    """Return a character as U+00A0."""
    return f"U+{ord(character):04X}"


def shorten(text: str) -> str:
    """Return a text of the input as a message quotes it: on one line, cut where it is long."""
    text = " ".join(text[: 2 * QUOTED].split())
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
