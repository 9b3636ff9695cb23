"""What the argument rests on, as shapes: sources, publishers, claims, paragraphs, passages without a footnote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from ..model.addresses import url_of
from ..model.annotations import Reference, Source
from ..model.record import UNRECORDED, RecordName, recorded_as


@dataclass(frozen=True, slots=True)
class Carrier:
    """A source, and the places at which it carries the argument."""

    source: Annotated[Source, UNRECORDED]
    """The source."""
    references: Annotated[tuple[Reference, ...], UNRECORDED]
    """The references whose footnotes cite it, through an ibid. as well, in reading order."""

    @property
    @recorded_as("source")
    def key(self) -> str:
        """Its key."""
        return self.source.key

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of its entry, from the site's root."""
        return self.source.location

    @property
    @recorded_as("title")
    def title(self) -> str:
        """Title."""
        return self.source.title

    @property
    @recorded_as("publisher")
    def publisher(self) -> str:
        """Who published it."""
        return self.source.publisher

    @property
    @recorded_as("citations")
    def total(self) -> int:
        """How often it is cited; a footnote that stands at two places counts at each."""
        return len(self.references)

    @property
    @recorded_as("claims")
    def claims(self) -> int:
        """How many claims rest on it; one that cites it twice counts once."""
        return len({sentence_key(reference) for reference in self.references})

    @property
    @recorded_as("footnotes")
    def footnotes(self) -> tuple[int, ...]:
        """Footnotes that cite it, through an ibid. as well."""
        return self.source.footnotes

    @property
    @recorded_as("references")
    def places(self) -> tuple[str, ...]:
        """Addresses of the places that cite it."""
        return tuple(reference.location for reference in self.references)


@dataclass(frozen=True, slots=True)
class Share:
    """What a publisher contributes."""

    publisher: str
    """Its name; where a source names none, its authors."""
    carriers: Annotated[tuple[Carrier, ...], UNRECORDED]
    """Its sources, the most cited first, then as they are first cited."""

    @property
    @recorded_as("citations")
    def total(self) -> int:
        """How often its sources are cited."""
        return sum(carrier.total for carrier in self.carriers)

    @property
    @recorded_as("claims")
    def claims(self) -> int:
        """How many claims rest on it."""
        return len({sentence_key(reference) for carrier in self.carriers for reference in carrier.references})

    @property
    @recorded_as("sources")
    def sources(self) -> tuple[str, ...]:
        """Keys of its sources."""
        return tuple(carrier.key for carrier in self.carriers)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that cites a source."""

    references: Annotated[tuple[Reference, ...], UNRECORDED]
    """Its references, in order; page, paragraph and sentence are those of each."""
    sources: tuple[str, ...]
    """Keys of the sources that it rests on, each once, in printed order."""
    publishers: tuple[str, ...]
    """Their publishers, each once: how many there are says how many support it independently of each other."""
    others: Annotated[tuple[str, ...], RecordName("beside_dominant")]
    """Keys of those sources that are not of the dominant publisher."""

    @property
    def partly(self) -> bool:
        """Whether it rests on the dominant publisher and on others."""
        return 0 < len(self.others) < len(self.sources)

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of its first reference, from the site's root."""
        return self.references[0].location

    @property
    @recorded_as("section")
    def section(self) -> str:
        """Title of the section and of the headings above it."""
        return self.references[0].section

    @property
    @recorded_as("sentence")
    def sentence(self) -> str:
        """The sentence of the edition."""
        return self.references[0].sentence

    @property
    @recorded_as("footnotes")
    def footnotes(self) -> tuple[int, ...]:
        """Its footnotes, in order."""
        return _footnotes([self])


@dataclass(frozen=True, slots=True)
class Ground:
    """What a paragraph rests on."""

    page: Annotated[str, UNRECORDED]
    """Source path of the section."""
    section: str
    """Title of the section and of the headings above it."""
    paragraph: Annotated[str, UNRECORDED]
    """Id of the paragraph; of the heading above, where references stand in no paragraph, as in a table."""
    text: Annotated[str, UNRECORDED]
    """The paragraph, plain; empty where it is none."""
    claims: Annotated[tuple[Claim, ...], UNRECORDED]
    """Its claims in order; an item of a list whose last one is cited has the claim that the whole list makes."""
    sources: tuple[str, ...]
    """Keys of the sources of its claims, each once."""
    publishers: tuple[str, ...]
    """Their publishers, each once."""

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of the paragraph, from the site's root."""
        return url_of(self.page, self.paragraph)

    @property
    @recorded_as("claims")
    def number_of_claims(self) -> int:
        """How many claims it makes."""
        return len(self.claims)

    @property
    @recorded_as("footnotes")
    def footnotes(self) -> tuple[int, ...]:
        """Its footnotes, in order."""
        return _footnotes(self.claims)


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences of a paragraph that no footnote supports."""

    page: Annotated[str, UNRECORDED]
    """Source path of the section."""
    section: str
    """Title of the section and of the headings above it."""
    paragraph: Annotated[str, UNRECORDED]
    """Id of the paragraph."""
    text: str
    """The sentences, plain."""
    whole: Annotated[bool, RecordName("whole_paragraph")]
    """Whether the paragraph has no footnote at all."""

    @property
    @recorded_as("url")
    def location(self) -> str:
        """Address of the paragraph, from the site's root."""
        return url_of(self.page, self.paragraph)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the argument rests on.

    `citations` counts each source of each reference, `claims` has each sentence once. The publishers of a claim or a
    paragraph are distinct: their number says how far it is corroborated. `inferences` are passages without a footnote.
    """

    location: Annotated[str | None, RecordName("url")]
    """Address of the page that shows it; null where there are no sources."""
    shares: Annotated[tuple[Share, ...], RecordName("publishers")]
    """Publishers, the one with most citations first, then as they are first cited."""
    claims: tuple[Claim, ...]
    """Each sentence with a source, once, in reading order."""
    grounds: Annotated[tuple[Ground, ...], RecordName("paragraphs")]
    """Every paragraph in reading order; at the end of a section what its references in no paragraph rest on."""
    passages: Annotated[tuple[Passage, ...], RecordName("inferences")]
    """Passages without a footnote, in reading order."""
    undated: tuple[str, ...]
    """Keys of the sources without a date, in the order of first citation, as are the two lists below."""
    unarchived: tuple[str, ...]
    """Keys of the sources that have an address, and no copy in an archive."""
    replaced: tuple[str, ...]
    """Keys of the sources at whose address the content is replaced from time to time."""
    columns: Annotated[tuple[int, ...], UNRECORDED]
    """For each section, in reading order, how many citations it has."""

    @property
    @recorded_as("citations")
    def total(self) -> int:
        """How many citations there are: a footnote of two sources has two."""
        return sum(self.columns)

    @property
    def dominant(self) -> Share | None:
        """The publisher with most citations; None where nothing is cited."""
        return self.shares[0] if self.shares else None

    @property
    @recorded_as("dominant")
    def dominant_publisher(self) -> str | None:
        """The publisher with most citations."""
        return self.shares[0].publisher if self.shares else None

    @property
    @recorded_as("sources")
    def carriers(self) -> tuple[Carrier, ...]:
        """All sources, by publisher."""
        return tuple(carrier for share in self.shares for carrier in share.carriers)

    @property
    def beside(self) -> tuple[Claim, ...]:
        """The claims that rest, wholly or in part, on others than the dominant publisher."""
        return tuple(claim for claim in self.claims if claim.others)

    @property
    @recorded_as("corroborated")
    def corroborated(self) -> int:
        """How many claims rest on more than one publisher."""
        return sum(len(claim.publishers) > 1 for claim in self.claims)

    @property
    @recorded_as("cited_once")
    def once(self) -> tuple[str, ...]:
        """Keys of the sources that are cited once."""
        return tuple(carrier.key for carrier in self.carriers if carrier.total == 1)


def sentence_key(reference: Reference) -> tuple[str, str, str]:
    """Return what tells the sentences of an edition apart: page, paragraph and sentence of a reference."""
    return reference.page, reference.paragraph, reference.sentence


def _footnotes(claims: Iterable[Claim]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(reference.footnote for claim in claims for reference in claim.references))
