"""What the passes have made so far."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from ..model.annotations import Citation, Mention, Reference, Source
from ..model.edition import Page, Section
from ..model.spans import Spans
from ..reading.draft import Draft
from .names import Names

DEFAULT_LANGUAGE = "en"


@dataclass(slots=True)
class Reading:
    """What the pages hold."""

    sections: list[Section] = field(default_factory=list)
    """In reading order."""
    pages: dict[str, Page] = field(default_factory=dict)
    """Every written page by source path."""
    references: dict[int, list[Reference]] = field(default_factory=lambda: defaultdict(list))
    """By number of the footnote, in reading order."""
    mentions: dict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    """By id of the term or path of the element, in reading order."""


@dataclass(slots=True)
class State:
    """What the passes have made so far."""

    draft: Draft
    cache: Path | None
    names: Names
    reading: Reading = field(default_factory=Reading)
    citations: dict[int, tuple[Citation, ...]] = field(default_factory=dict)
    clusters: dict[int, Spans] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    counterparts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.draft.edition.value.work.language if self.draft.edition else DEFAULT_LANGUAGE
