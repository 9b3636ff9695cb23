"""Plain text, in the style of the edition or in any CSL style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..model.wording import primary_language
from .items import Item


def plain_text(items: Iterable[Item]) -> str:
    """Items in full as the edition sets them, one a line."""
    return "".join(f"{item.text}\n" for item in items)


def styled(items: Sequence[Item], style: str, language: str, locators: Sequence[str | None], cache: Path) -> list[str]:
    """Each item as a CSL style (its XML) sets it when cited for the first time, with a locator that counts pages.

    Raises PandocError for a style that cannot be used.
    """
    # Imported for a reader's own style alone: no other reference needs the processor.
    from ..model.spans import plain
    from ..resolving.positions import Cite
    from ..resolving.typeset import set_citations

    # As `read_items` has it: the language stands only where it is foreign.
    csl = [
        {
            name: value
            for name, value in item.csl.items()
            if name != "language" or primary_language(value) != primary_language(language)
        }
        for item in items
    ]
    cites = [Cite(item.key, locator) for item, locator in zip(items, locators, strict=True)]
    set_ = set_citations({number: [cite] for number, cite in enumerate(cites, 1)}, csl, style, language, cache)
    return [plain(set_.full[cite.source, cite.locator, cite.label]) for cite in cites]
