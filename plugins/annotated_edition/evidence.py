"""What the argument rests on: sources by section, claims beside the dominant publisher, passages without a footnote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .model import Edition, Paragraph, Reference, Section
from .scan import sentence_ends


@dataclass(frozen=True, slots=True)
class Carrier:
    """A source with the places at which it carries the argument."""

    source: str
    """Its key."""
    cells: tuple[tuple[Reference, ...], ...]
    """For each section, in reading order, the references whose footnotes cite it, through an ibid. as well."""

    @property
    def total(self) -> int:
        """How often it is cited; a footnote that stands at two places counts at each."""
        return sum(len(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Share:
    """What a publisher contributes."""

    publisher: str
    """Its name; where a source names none, its authors."""
    carriers: tuple[Carrier, ...]
    """Its sources, the most cited first, then as they are first cited."""

    @property
    def total(self) -> int:
        """How often its sources are cited."""
        return sum(carrier.total for carrier in self.carriers)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that rests, wholly or in part, on another publisher than the dominant one."""

    references: tuple[Reference, ...]
    """Its references, in order; page, paragraph and sentence are those of each."""
    sources: tuple[str, ...]
    """Keys of the sources of other publishers that it rests on, in printed order."""
    partly: bool
    """Whether it rests on the dominant publisher as well."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences of a paragraph that no footnote supports."""

    page: str
    """Source path of the section."""
    section: str
    """Title of the section and of the headings above it."""
    paragraph: str
    """Id of the paragraph."""
    text: str
    """The sentences, plain."""
    whole: bool
    """Whether the paragraph has no footnote at all."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the argument rests on."""

    shares: tuple[Share, ...]
    """Publishers, the one with most citations first, then as they are first cited."""
    claims: tuple[Claim, ...]
    """In reading order."""
    passages: tuple[Passage, ...]
    """In reading order."""
    columns: tuple[int, ...]
    """For each section, in reading order, how many citations it has."""

    @property
    def total(self) -> int:
        """How many citations there are: a footnote of two sources has two."""
        return sum(self.columns)

    @property
    def dominant(self) -> Share | None:
        """The publisher with most citations; None where nothing is cited."""
        return self.shares[0] if self.shares else None

    @property
    def carriers(self) -> tuple[Carrier, ...]:
        """All sources, by publisher."""
        return tuple(carrier for share in self.shares for carrier in share.carriers)


def weigh(edition: Edition) -> Evidence:
    """The evidence of an edition, counted from its references."""
    shares = tuple(_shares(edition))
    return Evidence(
        shares,
        tuple(_claims(edition, shares[0].publisher)) if shares else (),
        tuple(passage for section in edition.sections for passage in _passages(section)),
        tuple(
            sum(len(carrier.cells[at]) for share in shares for carrier in share.carriers)
            for at in range(len(edition.sections))
        ),
    )


def sources_of(edition: Edition, reference: Reference) -> tuple[str, ...]:
    """Keys of the sources that a reference's footnote cites, each once, in printed order."""
    return tuple(dict.fromkeys(citation.source for citation in edition.footnotes[reference.footnote].citations))


def _shares(edition: Edition) -> Iterator[Share]:
    carriers: dict[str, list[Carrier]] = {}
    for key, source in edition.sources.items():  # in the order of first citation, which a stable sort keeps
        cells = tuple(
            tuple(reference for reference in section.references if key in sources_of(edition, reference))
            for section in edition.sections
        )
        if any(cells):
            carriers.setdefault(source.publisher, []).append(Carrier(key, cells))
    shares = [
        Share(publisher, tuple(sorted(found, key=lambda each: -each.total))) for publisher, found in carriers.items()
    ]
    yield from sorted(shares, key=lambda each: -each.total)


def _claims(edition: Edition, dominant: str) -> Iterator[Claim]:
    for section in edition.sections:
        sentences: dict[tuple[str, str], list[Reference]] = {}
        for reference in section.references:
            sentences.setdefault((reference.paragraph, reference.sentence), []).append(reference)
        for references in sentences.values():
            keys = dict.fromkeys(key for reference in references for key in sources_of(edition, reference))
            others = tuple(key for key in keys if edition.sources[key].publisher != dominant)
            if others:
                yield Claim(tuple(references), others, len(others) < len(keys))


def _passages(section: Section) -> Iterator[Passage]:
    own = {(reference.paragraph, reference.sentence) for reference in section.references}
    # A reference at the end of a list supports its lead-in and all its items, one a line.
    shared = {line for each in section.references if "\n" in each.sentence for line in each.sentence.split("\n")}
    for paragraph in section.paragraphs:
        if paragraph.text.strip() in shared:
            continue
        start = at = 0
        for end in sentence_ends(paragraph.text):
            sentence = paragraph.text[at:end].strip()
            if (paragraph.id, sentence) in own or sentence in shared:
                yield from _passage(section, paragraph, paragraph.text[start:at])
                start = end
            at = end
        yield from _passage(section, paragraph, paragraph.text[start:])


def _passage(section: Section, paragraph: Paragraph, text: str) -> Iterator[Passage]:
    if text := text.strip():
        yield Passage(section.page, paragraph.section, paragraph.id, text, text == paragraph.text.strip())
