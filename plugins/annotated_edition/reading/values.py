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
#: What is at least 1 and at most MAX_NUMBER, and any number, in ASCII or full-width digits.
IN_RANGE = re.compile("[1-9１-９][0-9０-９]{0,3}")
INTEGER = re.compile("[-+－＋]?(?:[0０]|[1-9１-９][0-9０-９]*)")
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


def _refuse_shape(value: object, expected: str) -> PydanticCustomError:
    return PydanticCustomError("AE107", "shape", {"expected": expected, "found": shape_of(value)})


def _checked(
    expected: str, is_allowed: Callable[[str], object], choices: str = "", convert: Callable[[str], object] = str
) -> BeforeValidator:
    """Return the check that a value is a text of a kind, without space around it; AE107 or AE110 where it is none.

    `expected` and `choices` are for the message; `convert` makes the value of the text.
    """

    def check(value: object) -> object:
        if not isinstance(value, str):
            raise _refuse_shape(value, expected)
        text = value.strip()
        if not is_allowed(text):
            values = {"expected": expected, "found": shorten(text), "choices": choices}
            raise PydanticCustomError("AE110", "value", values)
        return convert(text)

    return BeforeValidator(check)


def one_of(choices: tuple[str, ...]) -> BeforeValidator:
    """Return the check that a value is one of a few names."""
    return _checked("choice", choices.__contains__, ", ".join(choices))


def _is_footnote_number(text: str) -> bool:
    """Return whether a text is a footnote's number; a number that is out of range is AE305."""
    if INTEGER.fullmatch(text) and not IN_RANGE.fullmatch(text):
        raise PydanticCustomError("AE305", "range", {"number": shorten(text), "limit": MAX_NUMBER})
    return IN_RANGE.fullmatch(text) is not None


def _is_address(text: str) -> bool:
    """Return whether a text is an http or https address; another scheme is AE210."""
    scheme = ANY_SCHEME.match(text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        values = {"field": "", "address": shorten(text), "scheme": shorten(scheme[1])}
        raise PydanticCustomError("AE210", "scheme", values)
    return WEB_ADDRESS.match(text) is not None


def _mapping(value: object) -> object:
    if not isinstance(value, dict):
        raise _refuse_shape(value, "mapping")
    return value


# The checks stand outside `| None`, so that a field may be left out and may not be left empty.
_TEXT = _checked("text", bool)
_DATE = _checked("date", is_date)
_ID = _checked("id", lambda text: _is_short_name(text, ID))
_YES_NO = _checked("yes-no", ("true", "false").__contains__, convert="true".__eq__)
Text = Annotated[str, _TEXT]
OptionalText = Annotated[str | None, _TEXT]
Date = Annotated[str, _DATE]
OptionalDate = Annotated[str | None, _DATE]
OptionalAddress = Annotated[str | None, _checked("address", _is_address)]
Id = Annotated[str, _ID]
OptionalId = Annotated[str | None, _ID]
#: Pandoc gets a locator in braces, so that it may hold none.
OptionalLocator = Annotated[str | None, _checked("locator", lambda text: not set(text) & set("{}")), _TEXT]
Language = Annotated[str, _checked("language", lambda text: _is_short_name(text, LANGUAGE))]
ElementPath = Annotated[str, _checked("element", ELEMENT_PATH.fullmatch)]
PageFile = Annotated[str, _checked("path", lambda text: _is_path(text, ".md", depth=20))]
StyleFile = Annotated[str, _checked("style-file", lambda text: _is_path(text, ".csl", depth=1))]
Number = Annotated[int, _checked("number", IN_RANGE.fullmatch, convert=int)]
FootnoteNumber = Annotated[int, _checked("number", _is_footnote_number, convert=int)]
YesNo = Annotated[bool, _YES_NO]
OptionalYesNo = Annotated[bool | None, _YES_NO]
#: A mapping of fields: the check says so before its fields are looked at.
MAPPING = BeforeValidator(_mapping)
TermLinks = Literal["first", "all", "none"]
