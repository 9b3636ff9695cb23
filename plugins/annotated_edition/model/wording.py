"""The texts that the package shows, in a language."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path

#: importlib.resources would take longer to import than a lookup may.
LOCALES = Path(__file__).parent.parent / "locale"
FALLBACK = "en"
#: Languages that the package speaks.
LANGUAGES = ("ja", "en", "de", "fr", "es")
#: Primary languages that set no space between sentences and are written in ideographs.
UNSPACED = frozenset({"ja", "zh"})


def primary_language(language: str) -> str:
    """Return the primary language of a BCP 47 tag or of a locale's name: ja of ja-JP and ja_JP."""
    return language.replace("_", "-").split("-")[0].lower()


@functools.cache
def wording(language: str) -> Mapping[str, str]:
    """Return the texts by key in `language` (a BCP 47 tag), in English where there are none in it."""
    spoken = primary_language(language) if primary_language(language) in LANGUAGES else FALLBACK
    texts: dict[str, str] = json.loads((LOCALES / f"{spoken}.json").read_text(encoding="utf-8"))
    return texts


@functools.cache
def field_meanings(language: str) -> Mapping[str, str]:
    """Return what the fields of the data mean, by `Part.field`, in English where it is not said in `language`."""
    texts: dict[str, dict[str, str]] = json.loads((LOCALES / "fields.json").read_text(encoding="utf-8"))
    return texts.get(primary_language(language), texts[FALLBACK])


def sentence_space(language: str) -> str:
    """Return what stands between two sentences."""
    return "" if primary_language(language) in UNSPACED else " "


def join_title(title: str, subtitle: str | None, language: str) -> str:
    """Return a title with its subtitle, as a language joins them."""
    return wording(language)["title-subtitle"].format(title=title, subtitle=subtitle) if subtitle else title


def format_date(date: str, language: str) -> str:
    """Return a date as it is read: 2024年3月20日; -0049 is 50 BC."""
    words = wording(language)
    if date.startswith("-") or date.startswith("0000"):
        return words["date-before-christ"].format(year=1 + int(date.lstrip("-")[:4]))
    year, month, day = (*date.split("-"), "", "")[:3]
    year = year.lstrip("0")
    key = "date-day" if day else "date-month" if month else "date-year"
    name = words["months"].split()[int(month) - 1] if month else ""
    return words[key].format(year=year, month=int(month or 0), day=int(day or 0), name=name)
