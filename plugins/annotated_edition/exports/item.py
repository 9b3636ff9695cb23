"""A document as it is cited, in the shape that formats write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """A document as it is cited."""

    csl: Mapping[str, Any]
    """It as CSL-JSON, with the language, and with the locator where a footnote cites it."""
    bibtex: tuple[str, ...]
    """Its entries in biblatex where the edition has them: its own, then those that it takes fields from."""
    text: str
    """It in full, plain, as the edition sets it."""

    @property
    def key(self) -> str:
        """What it is called in every format."""
        return str(self.csl["id"])


def merged(items: Iterable[Item]) -> list[Item]:
    """Items, each document once; of one that is cited at several places none is named."""
    found: dict[str, Item] = {}
    for item in items:
        other = found.setdefault(item.key, item)
        if other.csl.get("locator") != item.csl.get("locator"):
            csl = {name: value for name, value in other.csl.items() if name != "locator"}
            found[item.key] = replace(other, csl=csl)
    return list(found.values())
