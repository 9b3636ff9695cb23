"""The value of a field, checked by itself: text, number, date, id, address, path."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from .files import DEVICE, is_portable
from .text import shorten

MAX_NUMBER = 9999
MAX_ID = 100
FULL_WIDTH = str.maketrans("０１２３４５６７８９－＋", "0123456789-+")
NUMBER_PATTERN = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DATE_PATTERN = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
ID_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LANGUAGE_PATTERN = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
#: How an address of the web begins, and a scheme, whatever it is.
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
ANY_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\s-]*):")
TermLinks = Literal["first", "all", "none"]


def shape_of(value: object) -> str:
    """Return the name of a value's shape: nothing, list, mapping or text."""
    return {type(None): "nothing", list: "list", dict: "mapping"}.get(type(value), "text")


def is_date(text: str) -> bool:
    """Return whether a text is a date that exists: 2024, 2024-07 or 2024-07-26."""
    if not DATE_PATTERN.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    """Return a check that a value is one of a few names."""

    def check(value: object) -> str:
        text = _scalar(value, "choice")
        if text not in choices:
            raise _not_allowed(text, "choice", ", ".join(choices))
        return text

    return check


def _not_allowed(text: str, expected: str, choices: str = "") -> PydanticCustomError:
    values = {"expected": expected, "found": shorten(text), "choices": choices}
    return PydanticCustomError("AE110", "value", values)


def _wrong_shape(value: object, expected: str) -> PydanticCustomError:
    return PydanticCustomError("AE107", "shape", {"expected": expected, "found": shape_of(value)})


def _scalar(value: object, expected: str) -> str:
    """Return the text of a scalar, without space around it."""
    if not isinstance(value, str):
        raise _wrong_shape(value, expected)
    return value.strip()


def _text(value: object) -> str:
    text = _scalar(value, "text")
    if not text:
        raise _not_allowed(text, "text")
    return text


def _locator(value: object) -> str:
    """Return a locator; pandoc gets it in braces, so that it may hold none."""
    text = _text(value)
    if "{" in text or "}" in text:
        raise _not_allowed(text, "locator")
    return text


def _mapping(value: object) -> object:
    if not isinstance(value, dict):
        raise _wrong_shape(value, "mapping")
    return value


def _number(value: object) -> int:
    """Return a number in ASCII or full-width digits; one that is out of range is AE110."""
    text = _scalar(value, "number")
    digits = text.translate(FULL_WIDTH)
    # The length is bounded before the conversion: Python refuses 5,000 digits with an exception of its own.
    if not NUMBER_PATTERN.fullmatch(digits) or len(digits) > 4 or not 1 <= int(digits) <= MAX_NUMBER:
        raise _not_allowed(text, "number")
    return int(digits)


def _footnote_number(value: object) -> int:
    """Return a footnote's number; one that is out of range is AE305."""
    text = _scalar(value, "number")
    digits = text.translate(FULL_WIDTH)
    if NUMBER_PATTERN.fullmatch(digits) and (len(digits) > 4 or not 1 <= int(digits) <= MAX_NUMBER):
        raise PydanticCustomError("AE305", "range", {"number": shorten(text), "limit": MAX_NUMBER})
    return _number(value)


def _yes_no(value: object) -> bool:
    text = _scalar(value, "yes-no")
    if text not in ("true", "false"):
        raise _not_allowed(text, "yes-no")
    return text == "true"


def _existing_date(value: object) -> str:
    text = _scalar(value, "date")
    if not is_date(text):
        raise _not_allowed(text, "date")
    return text


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[object], str]:
    """Return a check that a text matches as a whole and can name a file."""

    def check(value: object) -> str:
        text = _scalar(value, expected)
        if not pattern.fullmatch(text) or len(text) > MAX_ID or DEVICE.fullmatch(text):
            raise _not_allowed(text, expected)
        return text

    return check


def _element_path(value: object) -> str:
    """Return `initiative/element`."""
    text = _scalar(value, "element")
    parts = text.split("/")
    if len(parts) != 2 or not all(ID_PATTERN.fullmatch(part) for part in parts):
        raise _not_allowed(text, "element")
    return text


def _file_path(ending: str, expected: str, depth: int) -> Callable[[object], str]:
    """Return a check that a text is a relative path downwards that every file system takes."""

    def check(value: object) -> str:
        text = _scalar(value, expected)
        parts = text.split("/")
        if not all(map(is_portable, parts)) or not text.endswith(ending) or len(parts) > depth:
            raise _not_allowed(text, expected)
        return text

    return check


def _web_address(value: object) -> str:
    """Return an http or https address; another scheme is AE210."""
    text = _scalar(value, "address")
    if not WEB_ADDRESS.match(text):
        if (scheme := ANY_SCHEME.match(text)) and scheme[1].lower() not in ("http", "https"):
            values = {"field": "", "address": shorten(text), "scheme": shorten(scheme[1])}
            raise PydanticCustomError("AE210", "scheme", values)
        raise _not_allowed(text, "address")
    return text


TEXT = BeforeValidator(_text)
LOCATOR = BeforeValidator(_locator)
NUMBER = BeforeValidator(_number)
FOOTNOTE = BeforeValidator(_footnote_number)
YES_NO = BeforeValidator(_yes_no)
DATE = BeforeValidator(_existing_date)
ID = BeforeValidator(_matching(ID_PATTERN, "id"))
LANGUAGE = BeforeValidator(_matching(LANGUAGE_PATTERN, "language"))
ELEMENT = BeforeValidator(_element_path)
PAGE_FILE = BeforeValidator(_file_path(".md", "path", depth=20))
STYLE_FILE = BeforeValidator(_file_path(".csl", "style-file", depth=1))
ADDRESS = BeforeValidator(_web_address)
MAPPING = BeforeValidator(_mapping)
