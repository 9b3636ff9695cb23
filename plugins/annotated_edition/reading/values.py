"""The values of fields, each checked by itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from .files import DEVICE, PATH_PART

MAX_NUMBER = 9999
#: Longest found text that a message quotes.
QUOTED = 60
FULL_WIDTH = str.maketrans("０１２３４５６７８９－＋", "0123456789-+")
NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\s-]*):")
TermLinks = Literal["first", "all", "none"]


def shape(value: object) -> str:
    """The name of a value's shape."""
    return {type(None): "nothing", list: "list", dict: "mapping"}.get(type(value), "text")


def quote(text: str) -> str:
    """A found text, cut where it is long."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def _scalar(value: object, expected: str) -> str:
    """The text of a scalar, without space around it."""
    if not isinstance(value, str):
        raise PydanticCustomError("AE107", "shape", {"expected": expected, "found": shape(value)})
    return value.strip()


def _refused(text: str, expected: str, choices: str = "") -> PydanticCustomError:
    values = {"expected": expected, "found": quote(text), "choices": choices}
    return PydanticCustomError("AE110", "value", values)


def _text(value: object) -> str:
    text = _scalar(value, "text")
    if not text:
        raise _refused(text, "text")
    return text


def _locator(value: object) -> str:
    """A locator goes to pandoc in braces, so that it may hold none."""
    text = _text(value)
    if "{" in text or "}" in text:
        raise _refused(text, "locator")
    return text


def _mapping(value: object) -> object:
    if not isinstance(value, dict):
        raise PydanticCustomError("AE107", "shape", {"expected": "mapping", "found": shape(value)})
    return value


def _number(value: object) -> int:
    """A number in ASCII or full-width digits; one that is out of range is AE110."""
    text = _scalar(value, "number")
    digits = text.translate(FULL_WIDTH)
    # The length is bounded before the conversion: Python refuses 5,000 digits with an exception of its own.
    if not NUMBER.fullmatch(digits) or len(digits) > 4 or not 1 <= int(digits) <= MAX_NUMBER:
        raise _refused(text, "number")
    return int(digits)


def _footnote_number(value: object) -> int:
    """A footnote's number; one that is out of range is AE305."""
    text = _scalar(value, "number")
    digits = text.translate(FULL_WIDTH)
    if NUMBER.fullmatch(digits) and (len(digits) > 4 or not 1 <= int(digits) <= MAX_NUMBER):
        raise PydanticCustomError("AE305", "range", {"number": quote(text), "limit": MAX_NUMBER})
    return _number(value)


def _yes_no(value: object) -> bool:
    text = _scalar(value, "yes-no")
    if text not in ("true", "false"):
        raise _refused(text, "yes-no")
    return text == "true"


def _date(value: object) -> str:
    """A date that exists: 2024, 2024-07 or 2024-07-26."""
    text = _scalar(value, "date")
    if not is_date(text):
        raise _refused(text, "date")
    return text


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[object], str]:
    """A check that a text matches as a whole and can name a file."""

    def check(value: object) -> str:
        text = _scalar(value, expected)
        if not pattern.fullmatch(text) or len(text) > 100 or DEVICE.fullmatch(text):
            raise _refused(text, expected)
        return text

    return check


def _element_path(value: object) -> str:
    """`initiative/element`."""
    text = _scalar(value, "element")
    parts = text.split("/")
    if len(parts) != 2 or not all(ID.fullmatch(part) for part in parts):
        raise _refused(text, "element")
    return text


def _file_path(ending: str, expected: str, depth: int) -> Callable[[object], str]:
    """A check that a text is a relative path downwards that every file system takes."""

    def check(value: object) -> str:
        text = _scalar(value, expected)
        parts = text.split("/")
        sound = all(PATH_PART.fullmatch(part) and not DEVICE.fullmatch(part) for part in parts)
        if not sound or not text.endswith(ending) or len(parts) > depth:
            raise _refused(text, expected)
        return text

    return check


def _address(value: object) -> str:
    """An http or https address; another scheme is AE210."""
    text = _scalar(value, "address")
    if not ADDRESS.match(text):
        if (scheme := SCHEME.match(text)) and scheme[1].lower() not in ("http", "https"):
            values = {"field": "", "address": quote(text), "scheme": quote(scheme[1])}
            raise PydanticCustomError("AE210", "scheme", values)
        raise _refused(text, "address")
    return text


def one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    """A check that a text is one of a few names."""

    def check(value: object) -> str:
        text = _scalar(value, "choice")
        if text not in choices:
            raise _refused(text, "choice", ", ".join(choices))
        return text

    return check


def is_date(text: str) -> bool:
    """Whether a text is a date that exists: 2024, 2024-07 or 2024-07-26."""
    if not DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


TEXT = BeforeValidator(_text)
LOCATOR = BeforeValidator(_locator)
NUMBERED = BeforeValidator(_number)
FOOTNOTE = BeforeValidator(_footnote_number)
YES_NO = BeforeValidator(_yes_no)
DAY = BeforeValidator(_date)
NAME = BeforeValidator(_matching(ID, "id"))
TAG = BeforeValidator(_matching(LANGUAGE, "language"))
ELEMENT = BeforeValidator(_element_path)
SECTION = BeforeValidator(_file_path(".md", "path", depth=20))
STYLE = BeforeValidator(_file_path(".csl", "style-file", depth=1))
URL = BeforeValidator(_address)
MAPPING = BeforeValidator(_mapping)
