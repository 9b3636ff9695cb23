"""How items are written as plain text, in the style of the edition or in any CSL style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..model.spans import plain
from ..reading.items import keep_foreign_languages
from ..resolving.positions import Cite
from ..resolving.typeset import set_citations
from .items import Item


def write_plain_text(items: Iterable[Item]) -> str:
    """Return the items in full as the edition sets them, one a line."""
    return "".join(f"{item.text}\n" for item in items)


def set_in_style(
    items: Sequence[Item], style: str, language: str, pages: Sequence[str | None], cache: Path
) -> list[str]:
    """Return each item as a CSL style (its XML) sets it when cited for the first time, with its page if it has one.

    Raise PandocError for a style that cannot be used.
    """
    csl = keep_foreign_languages([dict(item.csl) for item in items], language)
    cites = [Cite(item.key, page) for item, page in zip(items, pages, strict=True)]
    typeset = set_citations({number: [cite] for number, cite in enumerate(cites, 1)}, csl, style, language, cache)
    return [plain(typeset.full[cite.source, cite.locator, cite.label]) for cite in cites]
