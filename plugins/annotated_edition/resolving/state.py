"""What the passes have resolved so far."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from ..model.annotations import Citation, Mention, Reference, Source
from ..model.edition import Page, Section, TargetKind, target_of
from ..model.problems import Place, Problem, problem
from ..model.spans import Spans
from ..reading import schema
from ..reading.draft import DataEntry, Draft

DEFAULT_LANGUAGE = "en"


@dataclass(slots=True)
class State:
    """What the passes have resolved so far; each pass fills in some of it from the draft and from what is there."""

    draft: Draft
    """What the files say."""
    cache: Path | None
    """Folder for typeset citations."""
    keys: frozenset[str]
    """Keys of the sources."""
    footnotes: dict[int, DataEntry[schema.FootnoteEntry]] = field(default_factory=dict)
    """Footnotes by number, ascending."""
    aliases: dict[str, str] = field(default_factory=dict)
    """Every name and alias, folded → id of its term."""
    elements: dict[str, schema.ElementEntry] = field(default_factory=dict)
    """Elements by `initiative/element`."""
    counterparts: dict[str, list[str]] = field(default_factory=dict)
    """Path of an element → paths of those that correspond to it."""
    citations: dict[int, tuple[Citation, ...]] = field(default_factory=dict)
    """Number of a footnote → its citations."""
    clusters: dict[int, Spans] = field(default_factory=dict)
    """Number of a footnote → its citations together, as one text."""
    sources: dict[str, Source] = field(default_factory=dict)
    """By key, in the order of first citation, then those never cited."""
    sections: list[Section] = field(default_factory=list)
    """In reading order."""
    pages: dict[str, Page] = field(default_factory=dict)
    """Every written page by source path."""
    references: dict[int, list[Reference]] = field(default_factory=lambda: defaultdict(list))
    """By number of the footnote, in reading order."""
    mentions: dict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    """By id of the term or path of the element, in reading order."""
    pointed_to: set[str] = field(default_factory=set)
    """Ids of terms and elements, and keys of sources, that some field points to."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong or doubtful between the files."""

    @property
    def language(self) -> str:
        """Language of the work."""
        return self.draft.edition.value.work.language if self.draft.edition else DEFAULT_LANGUAGE

    def report(self, code: str, place: Place, **values: object) -> None:
        """Note a problem."""
        self.problems.append(problem(code, place, **values))

    def target(self, written: str) -> tuple[TargetKind, str]:
        """Return what `[[written]]` means, with its id; unknown with what was written."""
        return target_of(written, self.aliases, self.elements, self.keys)
