"""What the files of an edition say, before anything is resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ..model.problems import Place, Problem
from . import bib_reader, schema, yaml_file

T = TypeVar("T", bound=schema.Fields)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A valid entry of a data file, with the places of its fields."""

    value: T
    """The entry."""
    tree: yaml_file.Tree
    """The file that it stands in."""
    at: tuple[str | int, ...]
    """Its path in the file."""

    def place(self, *path: str | int) -> Place:
        """Where a field of it stands; where the field is not written, the nearest field around it."""
        return self.tree.place((*self.at, *path))


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A Markdown page."""

    path: str
    """Source path below docs/."""
    file: str
    """Path relative to the edition's root."""
    text: str
    """Its Markdown without front matter, normalised: scanned when it is read, for scans of all pages are large."""
    first_line: int
    """Line of the file on which the text begins."""
    description: str | None
    """`description` of its front matter."""
    terms: str | None
    """`terms` of its front matter: first, all, none or off."""
    searched: bool
    """Whether the search knows it: not where its front matter says `search: {exclude: true}`."""

    def place(self, offset: int) -> Place:
        """Where an offset of the text stands."""
        line = self.text.count("\n", 0, offset)
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        return Place(self.file, self.first_line + line, column + 1)


@dataclass(slots=True)
class Draft:
    """What the files say, valid each by itself, nothing resolved."""

    edition: Entry[schema.EditionFile] | None = None
    """data/edition.yml."""
    footnotes: list[Entry[schema.FootnoteEntry]] = field(default_factory=list)
    """data/footnotes.yml."""
    terms: list[Entry[schema.TermEntry]] = field(default_factory=list)
    """data/terms.yml."""
    events: list[Entry[schema.EventEntry]] = field(default_factory=list)
    """data/events.yml."""
    initiatives: list[Entry[schema.InitiativeFile]] = field(default_factory=list)
    """data/initiatives/*.yml."""
    comparison: list[Entry[schema.RowEntry]] = field(default_factory=list)
    """data/comparison.yml."""
    sources: tuple[bib_reader.BibEntry, ...] = ()
    """The sound entries of data/sources.bib."""
    items: list[dict[str, Any]] = field(default_factory=list)
    """The sources as CSL-JSON; empty where pandoc could not read them."""
    style: str | None = None
    """The citation style, CSL; None where its file could not be read."""
    style_file: str = ""
    """Its file, relative to the edition's root."""
    section_files: frozenset[str] = frozenset()
    """The files of the sections that are listed, relative to the edition's root."""
    pages: dict[str, PageDraft] = field(default_factory=dict)
    """Every Markdown page below docs/, by source path."""
    problems: list[Problem] = field(default_factory=list)
    """What was found on the way."""
