"""What the files of an edition say, before anything is resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal

from ..model.edition import Page
from ..model.problems import Place, Problem
from . import schema
from .bib_reader import BibEntry
from .yaml_file import Steps, Tree, Value


@dataclass(frozen=True, slots=True)
class DataEntry(Generic[schema.SomeFields]):
    """A valid entry of a data file, with the places of its fields."""

    value: schema.SomeFields
    """The entry."""
    tree: Tree
    """The file that it stands in."""
    at: Steps
    """Its path in the file."""

    def place(self, *path: str | int) -> Place:
        """Return where a field of it stands; where the field is not written, the nearest field around it."""
        return self.tree.place((*self.at, *path))

    def get(self, path: Steps) -> Any:
        """Return what stands at a path within it."""
        value: Any = self.value
        for step in path:
            value = getattr(value, str(step)) if isinstance(value, schema.Fields) else value[step]
        return value

    def texts(self) -> Iterator[tuple[Steps, str]]:
        """Yield every text in it as it is written, with its path."""
        pending: list[tuple[Steps, Value]] = [((), self.tree.at(self.at))]
        for path, value in pending:  # which grows by what is within
            if isinstance(value, str):
                yield path, value
            elif value is not None:
                below = value.items() if isinstance(value, dict) else enumerate(value)
                pending += [((*path, step), inner) for step, inner in below]


@dataclass(frozen=True, slots=True)
class PageDraft(Page):
    """A page as its file has it, without marks; it is scanned when it is resolved, for scans are large."""

    description: str | None
    """`description` of its front matter."""
    chapter: str
    """`chapter` of its front matter, in which the numbers of the footnotes start anew; empty where it has none."""
    terms: str | None
    """`terms` of its front matter: first, all, none or off."""


@dataclass(frozen=True, slots=True)
class LayerText:
    """A text of the original, and what became of it in a translation."""

    id: str
    """Names it in state.yml and in problems: terms/asean/definition, or commentary/jasmine.md#p-7."""
    state: Literal["current", "stale", "unrecorded", "missing"]
    """Whether its translation is up to date; made of a text that has changed; of a state unknown; not there."""
    digest: str
    """Short hash of the original as it is now."""
    recorded: str | None
    """Short hash of the original that it was made from, as state.yml records it."""
    original: Place
    """Where the original stands."""
    page: str
    """Source path of the page that it stands on, or that shows it; empty where all do."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What a translation says beside the texts that are laid over the original's."""

    language: str
    """BCP 47 tag of its language."""
    folder: str
    """Its folder relative to the edition's root: translations/en."""
    translators: tuple[str, ...]
    """Who translated it."""
    note: str
    """What the translators say of it, a text for people."""
    names: Mapping[str, str]
    """Id of a term → its name in the original, with its reading."""
    sources: Mapping[str, Mapping[str, str]]
    """Key of a source → its title, author, container, publisher and annotation in translation."""
    title: str
    """Title of the work in the original."""
    subtitle: str
    """Subtitle of the work in the original; it may be empty."""
    texts: tuple[LayerText, ...]
    """Every text of the original that has words."""


def _blank_edition() -> DataEntry[schema.EditionFile]:
    work = schema.WorkPart.model_construct(title="", authors=(), language="en")
    imprint = schema.ImprintPart.model_construct(title="", version="", date="")
    value = schema.EditionFile.model_construct(work=work, edition=imprint, style="", sections=())
    return DataEntry(value, Tree(None, "data/edition.yml", {(): Place("data/edition.yml")}), ())


@dataclass(slots=True)
class Draft:
    """What the files say, each valid by itself, nothing resolved."""

    edition: DataEntry[schema.EditionFile] = field(default_factory=_blank_edition)
    """data/edition.yml; blank where it cannot be read."""
    footnotes: list[DataEntry[schema.FootnoteEntry]] = field(default_factory=list)
    """data/footnotes.yml."""
    terms: list[DataEntry[schema.TermEntry]] = field(default_factory=list)
    """data/terms.yml."""
    events: list[DataEntry[schema.EventEntry]] = field(default_factory=list)
    """data/events.yml."""
    initiatives: list[DataEntry[schema.InitiativeFile]] = field(default_factory=list)
    """data/initiatives/*.yml."""
    comparison: list[DataEntry[schema.RowEntry]] = field(default_factory=list)
    """data/comparison.yml."""
    sources: tuple[BibEntry, ...] = ()
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
    layer: Layer | None = None
    """What is said of a translation; None for the original."""
    languages: tuple[str, ...] = ()
    """The languages of the translations that have a site."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong or doubtful in the files."""
