"""The entries of sources.bib as CSL-JSON, made by pandoc."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..model.wording import primary_language
from . import pandoc
from .cache import cached

Item = Mapping[str, Any]


def read_items(bib_text: str, language: str) -> list[dict[str, Any]]:
    """The entries of a biblatex text as CSL-JSON items of a work; PandocError where pandoc cannot read it."""
    return in_work(all_items(bib_text), language)


def all_items(bib_text: str, cache: Path | None = None) -> list[dict[str, Any]]:
    """The entries of a biblatex text as CSL-JSON items, as pandoc has them; `cache` as in `set_citations`.

    The field `annotation` comes as `annote`. Raises PandocError where pandoc cannot read it.
    """

    def read() -> Any:
        return json.loads(pandoc.run(["-f", "biblatex", "-t", "csljson"], bib_text))

    return cached(cache, ["items", bib_text], read, list)


def in_work(items: Sequence[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Items that keep their `language` only where that is foreign to `language`, the work's.

    A CSL style can ask whether a variable is there, not what it says.
    """
    own = primary_language(language)
    return [
        {name: item[name] for name in item if name != "language" or primary_language(str(item[name])) != own}
        for item in items
    ]
