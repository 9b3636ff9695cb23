"""The texts that the package shows, in the language of the edition."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path

#: A path of its own: importlib.resources takes longer to import than a lookup may.
FOLDER = Path(__file__).with_name("locale")
FALLBACK = "en"
#: Languages that the package speaks.
LANGUAGES = ("ja", "en")
#: Primary languages that set no space between sentences and are written in ideographs.
UNSPACED = frozenset({"ja", "zh"})


def primary(language: str) -> str:
    """The primary language of a BCP 47 tag, or of a locale's name: ja of ja-JP and ja_JP."""
    return language.replace("_", "-").split("-")[0].lower()


@functools.cache
def wording(language: str) -> Mapping[str, str]:
    """Texts by key in `language` (a BCP 47 tag), English where there are none in it."""
    file = FOLDER / f"{primary(language)}.json"
    if not file.is_file():
        file = FOLDER / f"{FALLBACK}.json"
    texts: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return texts


@functools.cache
def meanings(language: str) -> Mapping[str, str]:
    """What the fields of the data mean in `language`, by `Part.field`; none where the schema's own English serves."""
    texts: dict[str, dict[str, str]] = json.loads((FOLDER / "fields.json").read_text(encoding="utf-8"))
    return texts.get(primary(language), {})
