"""What the argument rests on, counted from the references: sources, publishers, claims, paragraphs, passages."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, TypeVar

from ..model.addresses import EVIDENCE, url_of
from ..model.annotations import Reference, Source
from ..model.edition import Edition, Section
from ..model.labels import FootnoteLabel
from ..model.record import UNRECORDED, RecordName
from ..reading.sentences import find_sentence_ends

Hashed = TypeVar("Hashed", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A source, and the places at which it carries the argument."""

    key: Annotated[str, RecordName("source")]
    """Its key."""
    location: Annotated[str, RecordName("url")]
    """Address of its entry, from the site's root."""
    title: str
    """Title."""
    publisher: str
    """Who published it."""
    total: Annotated[int, RecordName("citations")]
    """How often it is cited; a footnote that stands at two places counts at each."""
    claims: int
    """How many claims rest on it; one that cites it twice counts once."""
    footnotes: tuple[FootnoteLabel, ...]
    """Footnotes that cite it, through an ibid. as well."""
    places: Annotated[tuple[str, ...], RecordName("references")]
    """Addresses of the places that cite it."""
    source: Annotated[Source, UNRECORDED]
    """The source."""
    references: Annotated[tuple[Reference, ...], UNRECORDED]
    """The references whose footnotes cite it, through an ibid. as well, in reading order."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a publisher contributes."""

    publisher: str
    """Its name; where a source names none, its authors."""
    total: Annotated[int, RecordName("citations")]
    """How often its sources are cited."""
    claims: int
    """How many claims rest on it."""
    sources: tuple[str, ...]
    """Keys of its sources."""
    carriers: Annotated[tuple[Carrier, ...], UNRECORDED]
    """Its sources, the most cited first, then as they are first cited."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that cites a source."""

    sources: tuple[str, ...]
    """Keys of the sources that it rests on, each once, in printed order."""
    location: Annotated[str, RecordName("url")]
    """Address of its first reference, from the site's root."""
    section: str
    """Title of the section and of the headings above it."""
    sentence: str
    """The sentence of the edition."""
    footnotes: tuple[FootnoteLabel, ...]
    """Its footnotes, in order."""
    publishers: tuple[str, ...]
    """Their publishers, each once: how many there are says how many support it independently of each other."""
    others: Annotated[tuple[str, ...], RecordName("beside_dominant")]
    """Keys of those sources that are not of the dominant publisher."""
    references: Annotated[tuple[Reference, ...], UNRECORDED]
    """Its references, in order; page, paragraph and sentence are those of each."""

    @property
    def partly(self) -> bool:
        """Whether it rests on the dominant publisher and on others."""
        return 0 < len(self.others) < len(self.sources)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a paragraph rests on."""

    section: str
    """Title of the section and of the headings above it."""
    location: Annotated[str, RecordName("url")]
    """Address of the paragraph, from the site's root."""
    number_of_claims: Annotated[int, RecordName("claims")]
    """How many claims it makes."""
    footnotes: tuple[FootnoteLabel, ...]
    """Its footnotes, in order."""
    sources: tuple[str, ...]
    """Keys of the sources of its claims, each once."""
    publishers: tuple[str, ...]
    """Their publishers, each once."""
    page: Annotated[str, UNRECORDED]
    """Source path of the section."""
    paragraph: Annotated[str, UNRECORDED]
    """Id of the paragraph; of the heading above, where references stand in no paragraph, as in a table."""
    text: Annotated[str, UNRECORDED]
    """The paragraph, plain; empty where it is none."""
    claims: Annotated[tuple[Claim, ...], UNRECORDED]
    """Its claims in order; an item of a list whose last one is cited has the claim that the whole list makes."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences of a paragraph that no footnote supports."""

    section: str
    """Title of the section and of the headings above it."""
    location: Annotated[str, RecordName("url")]
    """Address of the paragraph, from the site's root."""
    text: str
    """The sentences, plain."""
    whole: Annotated[bool, RecordName("whole_paragraph")]
    """Whether the paragraph has no footnote at all."""
    page: Annotated[str, UNRECORDED]
    """Source path of the section."""
    paragraph: Annotated[str, UNRECORDED]
    """Id of the paragraph."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the argument rests on.

    `citations` counts each source of each reference, `claims` has each sentence once. The publishers of a claim or a
    paragraph are distinct: their number says how far it is corroborated. `inferences` are passages without a footnote.
    """

    location: Annotated[str | None, RecordName("url")]
    """Address of the page that shows it; null where there are no sources."""
    total: Annotated[int, RecordName("citations")]
    """How many citations there are: a footnote of two sources has two."""
    dominant_publisher: Annotated[str | None, RecordName("dominant")]
    """The publisher with most citations."""
    carriers: Annotated[tuple[Carrier, ...], RecordName("sources")]
    """All sources, by publisher."""
    corroborated: int
    """How many claims rest on more than one publisher."""
    once: Annotated[tuple[str, ...], RecordName("cited_once")]
    """Keys of the sources that are cited once."""
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
    def dominant(self) -> Share | None:
        """The publisher with most citations; None where nothing is cited."""
        return self.shares[0] if self.shares else None

    @property
    def beside(self) -> tuple[Claim, ...]:
        """The claims that rest, wholly or in part, on others than the dominant publisher."""
        return tuple(claim for claim in self.claims if claim.others)


def weigh(edition: Edition) -> Evidence:
    """Return the evidence of an edition."""
    sources = edition.sources.values()
    shares = tuple(_shares(edition))
    carriers = tuple(carrier for share in shares for carrier in share.carriers)
    dominant = shares[0].publisher if shares else None
    claims = tuple(_claims(edition, dominant))
    columns = tuple(
        sum(len(_sources_of(edition, [each])) for each in section.references) for section in edition.sections
    )
    return Evidence(
        location=url_of(EVIDENCE) if sources else None,
        total=sum(columns),
        dominant_publisher=dominant,
        carriers=carriers,
        corroborated=sum(len(claim.publishers) > 1 for claim in claims),
        once=tuple(carrier.key for carrier in carriers if carrier.total == 1),
        shares=shares,
        claims=claims,
        grounds=tuple(_grounds(edition, claims)),
        passages=tuple(passage for section in edition.sections for passage in find_passages(section)),
        undated=tuple(source.key for source in sources if not source.date),
        unarchived=tuple(source.key for source in sources if source.url and not source.archive),
        replaced=tuple(source.key for source in sources if source.replaced),
        columns=columns,
    )


def _shares(edition: Edition) -> list[Share]:
    citing: dict[str, list[Reference]] = {}
    for reference in _references(edition):
        for key in _sources_of(edition, [reference]):
            citing.setdefault(key, []).append(reference)
    by_publisher: dict[str, list[Carrier]] = {}
    for key, source in edition.sources.items():  # in the order of first citation, which a stable sort keeps
        if key in citing:
            by_publisher.setdefault(source.publisher, []).append(_carrier(source, citing[key]))
    shares = [_share(*item) for item in by_publisher.items()]
    return sorted(shares, key=lambda share: -share.total)


def _carrier(source: Source, references: list[Reference]) -> Carrier:
    return Carrier(
        key=source.key,
        location=source.location,
        title=source.title,
        publisher=source.publisher,
        total=len(references),
        claims=len(set(map(_sentence_key, references))),
        footnotes=source.footnotes,
        places=tuple(reference.location for reference in references),
        source=source,
        references=tuple(references),
    )


def _share(publisher: str, carriers: list[Carrier]) -> Share:
    carriers = sorted(carriers, key=lambda carrier: -carrier.total)
    return Share(
        publisher=publisher,
        total=sum(carrier.total for carrier in carriers),
        claims=len({_sentence_key(reference) for carrier in carriers for reference in carrier.references}),
        sources=tuple(carrier.key for carrier in carriers),
        carriers=tuple(carriers),
    )


def _claims(edition: Edition, dominant: str | None) -> Iterator[Claim]:
    sentences: dict[tuple[str, str, str], list[Reference]] = {}
    for reference in _references(edition):
        sentences.setdefault(_sentence_key(reference), []).append(reference)
    for references in sentences.values():
        if keys := _sources_of(edition, references):
            yield Claim(
                sources=keys,
                location=references[0].location,
                section=references[0].section,
                sentence=references[0].sentence,
                footnotes=_distinct(reference.footnote for reference in references),
                publishers=_publishers_of(edition, keys),
                others=tuple(key for key in keys if edition.sources[key].publisher != dominant),
                references=tuple(references),
            )


def _grounds(edition: Edition, claims: Iterable[Claim]) -> Iterator[Ground]:
    by_paragraph: dict[tuple[str, str], list[Claim]] = {}
    by_line: dict[tuple[str, str], list[Claim]] = {}  # of a list: its last reference supports its lead-in and all items
    for claim in claims:
        page, paragraph_id, sentence = _sentence_key(claim.references[0])
        by_paragraph.setdefault((page, paragraph_id), []).append(claim)
        for line in sentence.split("\n") if "\n" in sentence else ():
            by_line.setdefault((page, line), []).append(claim)
    for section in edition.sections:
        page = section.page
        for paragraph in section.paragraphs:
            text = paragraph.text.strip()
            own = by_paragraph.pop((page, paragraph.id), [])
            for line in (*map(str.strip, _split_sentences(text)), text):
                own += by_line.get((page, line), ())
            yield _ground(edition, page, paragraph.section, paragraph.id, text, own)
        for heading_id in [id_ for of, id_ in by_paragraph if of == page]:  # references that stand in no paragraph
            own = by_paragraph.pop((page, heading_id))
            yield _ground(edition, page, own[0].section, heading_id, "", own)


def _ground(edition: Edition, page: str, section: str, paragraph: str, text: str, claims: Iterable[Claim]) -> Ground:
    claims = _distinct(claims)
    keys = _distinct(key for claim in claims for key in claim.sources)
    return Ground(
        section=section,
        location=url_of(page, paragraph),
        number_of_claims=len(claims),
        footnotes=_distinct(number for claim in claims for number in claim.footnotes),
        sources=keys,
        publishers=_publishers_of(edition, keys),
        page=page,
        paragraph=paragraph,
        text=text,
        claims=claims,
    )


def find_passages(section: Section) -> Iterator[Passage]:
    """Yield the passages of a section that no footnote supports."""
    own = {(reference.paragraph, reference.sentence) for reference in section.references}
    # A reference at the end of a list supports its lead-in and all its items, one a line.
    shared = {line for _, sentence in own if "\n" in sentence for line in sentence.split("\n")}
    for paragraph in section.paragraphs:
        whole = paragraph.text.strip()
        id_ = paragraph.id
        supported = {each for each in _split_sentences(whole) if (id_, each.strip()) in own or each.strip() in shared}
        for cited, sentences in groupby(_split_sentences(whole), key=supported.__contains__):
            text = "".join(sentences).strip()
            if text and not cited and whole not in shared:
                yield Passage(paragraph.section, url_of(section.page, id_), text, text == whole, section.page, id_)


def publishers_of_notes(edition: Edition, footnotes: Iterable[FootnoteLabel]) -> dict[str, list[FootnoteLabel]]:
    """Return the publishers of what footnotes cite, each with those footnotes."""
    resting: dict[str, list[FootnoteLabel]] = {}
    for label in dict.fromkeys(each for each in footnotes if each in edition.footnotes):
        for publisher in _publishers_of(edition, (each.source for each in edition.footnotes[label].citations)):
            resting.setdefault(publisher, []).append(label)
    return resting


def _split_sentences(text: str) -> list[str]:
    ends = find_sentence_ends(text)
    return [text[start:end] for start, end in zip((0, *ends), ends, strict=False)]


def _references(edition: Edition) -> Iterator[Reference]:
    """Yield the references of all sections in reading order."""
    return (reference for section in edition.sections for reference in section.references)


def _sentence_key(reference: Reference) -> tuple[str, str, str]:
    """Return what tells the sentences of an edition apart."""
    return reference.page, reference.paragraph, reference.sentence


def _sources_of(edition: Edition, references: Iterable[Reference]) -> tuple[str, ...]:
    """Return the keys of the sources that the footnotes of references cite, each once, in printed order."""
    return _distinct(citation.source for each in references for citation in edition.footnotes[each.footnote].citations)


def _publishers_of(edition: Edition, sources: Iterable[str]) -> tuple[str, ...]:
    return _distinct(edition.sources[key].publisher for key in sources)


def _distinct(values: Iterable[Hashed]) -> tuple[Hashed, ...]:
    """Return values each once, in their order."""
    return tuple(dict.fromkeys(values))
