"""The shapes of a citation on its way from print to a source: as printed, as resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .document import NoteText

PrintedKind = Literal["full", "ibid", "back"]
#: Confidence below which a finding is a question to the editor.
SURE = 0.8


@dataclass(slots=True)
class PrintedCitation:
    """A citation as a footnote prints it, taken apart."""

    text: str
    """As printed, without the stop that ends it."""
    kind: PrintedKind = "full"
    """A description of the source, an ibid., or another pointer back."""
    authors: list[tuple[str, str]] = field(default_factory=list)
    """Name and role (author, editor, translator) of each."""
    others: bool = False
    """Whether there are more authors than it names."""
    title: str = ""
    """Title."""
    whole: bool = False
    """Whether the title is that of a whole: 『』, italics."""
    container: str = ""
    """Title of what the source stands in."""
    container_editors: list[str] = field(default_factory=list)
    """Editors of that."""
    publisher: str = ""
    """Publisher."""
    place: str = ""
    """Place of publication."""
    date: str = ""
    """2024, 2024-07 or 2024-07-26."""
    volume: str = ""
    """Volume."""
    issue: str = ""
    """Number within the volume, or of a series."""
    edition: str = ""
    """Edition."""
    url: str = ""
    """Address."""
    urldate: str = ""
    """When the author looked at it."""
    locator: str = ""
    """Pages, or what `label` says."""
    label: str = "page"
    """What the locator counts."""
    note: int | None = None
    """Number of the footnote that a pointer back names."""
    word: str = ""
    """The word of an ibid. or a pointer back: 同上, 前掲書."""
    rest: str = ""
    """What was not understood of it."""
    embedded: bool = False
    """Whether it stands within a sentence, so that only the whole sentence says it as printed."""


@dataclass(slots=True)
class PrintedNote:
    """A footnote taken apart."""

    before: str = ""
    """What it says before the citations."""
    citations: list[PrintedCitation] = field(default_factory=list)
    """What it cites."""
    after: str = ""
    """What it says after them."""


@dataclass(slots=True)
class ProposedSource:
    """A source, put together from all citations that mean it."""

    key: str
    """Its key in sources.bib; empty until `give_keys`."""
    description: PrintedCitation
    """The first description, completed by later ones."""
    first: int
    """Number of the footnote that cites it first."""


@dataclass(slots=True)
class ResolvedCitation:
    """A citation with the source that it means."""

    printed: PrintedCitation
    """As printed."""
    source: ProposedSource
    """What it means."""
    locator: str
    """Pages; of a bare ibid. those of what it points to."""
    label: str
    """What the locator counts."""
    how: str
    """How the source was found: first, same, short, ibid, back."""
    confidence: float
    """From 0 to 1."""
    ibid: bool | None = None
    """As in footnotes.yml."""
    override: str | None = None
    """`printed` of footnotes.yml: the text where print departs from the style."""


@dataclass(slots=True)
class ResolvedNote:
    """A footnote ready to be written."""

    note: NoteText
    """As the input has it."""
    before: str
    """What it says before the citations."""
    citations: list[ResolvedCitation]
    """What it cites."""
    after: str
    """What it says after them."""
