"""The value of a field, checked by itself: text, number, date, id, address, path."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from .files import DEVICE, is_portable
from .text import shorten

MAX_NUMBER = 9999
MAX_ID = 100
FULL_WIDTH = str.maketrans("０１２３４５６７８９－＋", "0123456789-+")
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ELEMENT_PATH = re.compile(rf"{ID.pattern}/{ID.pattern}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
#: How an address of the web begins, and a scheme, whatever it is.
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
ANY_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\s-]*):")


def shape_of(value: object) -> str:
    """Return the name of a value's shape: nothing, list, mapping or text."""
    return {type(None): "nothing", list: "list", dict: "mapping"}.get(type(value), "text")


def is_date(text: str) -> bool:
    """Return whether a text is a date that exists: 2024, 2024-07 or 2024-07-26."""
    if not DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def _is_short_name(text: str, pattern: re.Pattern[str]) -> bool:
    """Return whether a text matches as a whole and can name a file."""
    return pattern.fullmatch(text) is not None and len(text) <= MAX_ID and not DEVICE.fullmatch(text)


def _is_path(text: str, ending: str, depth: int) -> bool:
    """Return whether a text is a relative path downwards that every file system takes."""
    parts = text.split("/")
    return all(map(is_portable, parts)) and text.endswith(ending) and len(parts) <= depth


def _wrong_shape(value: object, expected: str) -> PydanticCustomError:
    return PydanticCustomError("AE107", "shape", {"expected": expected, "found": shape_of(value)})


def _not_allowed(text: str, expected: str, choices: str = "") -> PydanticCustomError:
    return PydanticCustomError("AE110", "value", {"expected": expected, "found": shorten(text), "choices": choices})


def _scalar(value: object, expected: str) -> str:
    """Return the text of a scalar, without space around it."""
    if not isinstance(value, str):
        raise _wrong_shape(value, expected)
    return value.strip()


def checked(expected: str, is_allowed: Callable[[str], bool], choices: str = "") -> BeforeValidator:
    """Return the check that a value is a text of a kind; `expected` and `choices` are for the message."""

    def check(value: object) -> str:
        text = _scalar(value, expected)
        if not is_allowed(text):
            raise _not_allowed(text, expected, choices)
        return text

    return BeforeValidator(check)


def one_of(choices: tuple[str, ...]) -> BeforeValidator:
    """Return the check that a value is one of a few names."""
    return checked("choice", choices.__contains__, ", ".join(choices))


def _number(value: object) -> int:
    """Return a number in ASCII or full-width digits; one that is out of range is AE110."""
    text = _scalar(value, "number")
    digits = text.translate(FULL_WIDTH)
    # The length is bounded before the conversion: Python refuses 5,000 digits with an exception of its own.
    if not _NUMBER.fullmatch(digits) or len(digits) > 4 or not 1 <= int(digits) <= MAX_NUMBER:
        raise _not_allowed(text, "number")
    return int(digits)


def _footnote_number(value: object) -> int:
    """Return a footnote's number; one that is out of range is AE305."""
    text = _scalar(value, "number")
    digits = text.translate(FULL_WIDTH)
    if _NUMBER.fullmatch(digits) and (len(digits) > 4 or not 1 <= int(digits) <= MAX_NUMBER):
        raise PydanticCustomError("AE305", "range", {"number": shorten(text), "limit": MAX_NUMBER})
    return _number(value)


def _yes_no(value: object) -> bool:
    text = _scalar(value, "yes-no")
    if text not in ("true", "false"):
        raise _not_allowed(text, "yes-no")
    return text == "true"


def _address(value: object) -> str:
    """Return an http or https address; another scheme is AE210."""
    text = _scalar(value, "address")
    if not WEB_ADDRESS.match(text):
        if (scheme := ANY_SCHEME.match(text)) and scheme[1].lower() not in ("http", "https"):
            values = {"field": "", "address": shorten(text), "scheme": shorten(scheme[1])}
            raise PydanticCustomError("AE210", "scheme", values)
        raise _not_allowed(text, "address")
    return text


def _mapping(value: object) -> object:
    if not isinstance(value, dict):
        raise _wrong_shape(value, "mapping")
    return value


# The checks stand outside `| None`, so that a field may be left out and may not be left empty.
_TEXT = checked("text", bool)
_DATE = checked("date", is_date)
_ID = checked("id", lambda text: _is_short_name(text, ID))
Text = Annotated[str, _TEXT]
OptionalText = Annotated[str | None, _TEXT]
Date = Annotated[str, _DATE]
OptionalDate = Annotated[str | None, _DATE]
OptionalAddress = Annotated[str | None, BeforeValidator(_address)]
Id = Annotated[str, _ID]
OptionalId = Annotated[str | None, _ID]
#: Pandoc gets a locator in braces, so that it may hold none.
OptionalLocator = Annotated[str | None, checked("locator", lambda text: not set(text) & set("{}")), _TEXT]
Language = Annotated[str, checked("language", lambda text: _is_short_name(text, LANGUAGE))]
ElementPath = Annotated[str, checked("element", lambda text: ELEMENT_PATH.fullmatch(text) is not None)]
PageFile = Annotated[str, checked("path", lambda text: _is_path(text, ".md", depth=20))]
StyleFile = Annotated[str, checked("style-file", lambda text: _is_path(text, ".csl", depth=1))]
Number = Annotated[int, BeforeValidator(_number)]
FootnoteNumber = Annotated[int, BeforeValidator(_footnote_number)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
OptionalYesNo = Annotated[bool | None, BeforeValidator(_yes_no)]
#: A mapping of fields: the check says so before its fields are looked at.
MAPPING = BeforeValidator(_mapping)
TermLinks = Literal["first", "all", "none"]
