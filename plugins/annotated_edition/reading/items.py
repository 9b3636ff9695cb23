"""The entries of sources.bib as CSL-JSON, made by pandoc."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..model.wording import primary_language
from . import pandoc
from .cache import load_or_make

CslItem = Mapping[str, Any]


def read_items(bib_text: str, language: str) -> list[dict[str, Any]]:
    """Return the entries of a biblatex text as items of a work in `language`; PandocError if pandoc cannot read it."""
    return keep_foreign_languages(convert_bib(bib_text), language)


def convert_bib(bib_text: str, cache: Path | None = None) -> list[dict[str, Any]]:
    """Return the entries of a biblatex text as pandoc has them; `cache` is the folder of earlier results.

    The field `annotation` comes as `annote`. Raises PandocError where pandoc cannot read the text.
    """

    def convert() -> Any:
        return json.loads(pandoc.run(["-f", "biblatex", "-t", "csljson"], bib_text))

    return load_or_make(cache, ["items", bib_text], convert, list)


def keep_foreign_languages(items: Sequence[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Return items that keep their `language` only where it is foreign to `language`, the work's.

    A CSL style can ask whether a variable is there, not what it says.
    """
    own = primary_language(language)
    return [
        {name: value for name, value in item.items() if name != "language" or primary_language(str(value)) != own}
        for item in items
    ]
