"""How the evidence of an edition is counted from its references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.addresses import EVIDENCE, url_of
from ..model.annotations import Reference
from ..model.edition import Edition, Paragraph, Section
from ..reading.sentences import find_sentence_ends
from .evidence import Carrier, Claim, Evidence, Ground, Passage, Share, sentence_key


def weigh(edition: Edition) -> Evidence:
    """Return the evidence of an edition."""
    shares = tuple(_shares(edition))
    claims = tuple(_claims(edition, shares[0].publisher)) if shares else ()
    sources = edition.sources.values()
    return Evidence(
        location=url_of(EVIDENCE) if edition.sources else None,
        shares=shares,
        claims=claims,
        grounds=tuple(_grounds(edition, claims)),
        passages=tuple(passage for section in edition.sections for passage in _passages(section)),
        undated=tuple(source.key for source in sources if not source.date),
        unarchived=tuple(source.key for source in sources if source.url and not source.archive),
        replaced=tuple(source.key for source in sources if source.replaced),
        columns=tuple(
            sum(len(sources_of(edition, reference)) for reference in section.references) for section in edition.sections
        ),
    )


def sources_of(edition: Edition, reference: Reference) -> tuple[str, ...]:
    """Return the keys of the sources that a reference's footnote cites, each once, in printed order."""
    return tuple(dict.fromkeys(citation.source for citation in edition.footnotes[reference.footnote].citations))


def publishers_of(edition: Edition, sources: Iterable[str]) -> tuple[str, ...]:
    """Return the publishers of some sources, each once, in the order of the sources."""
    return tuple(dict.fromkeys(edition.sources[key].publisher for key in sources))


def _shares(edition: Edition) -> Iterator[Share]:
    citing: dict[str, list[Reference]] = {key: [] for key in edition.sources}
    for section in edition.sections:
        for reference in section.references:
            for key in sources_of(edition, reference):
                citing[key].append(reference)
    carriers: dict[str, list[Carrier]] = {}
    for key, source in edition.sources.items():  # in the order of first citation, which a stable sort keeps
        if citing[key]:
            carriers.setdefault(source.publisher, []).append(Carrier(source, tuple(citing[key])))
    shares = [
        Share(publisher, tuple(sorted(own, key=lambda carrier: -carrier.total))) for publisher, own in carriers.items()
    ]
    yield from sorted(shares, key=lambda share: -share.total)


def _claims(edition: Edition, dominant: str) -> Iterator[Claim]:
    sentences: dict[tuple[str, str, str], list[Reference]] = {}
    for section in edition.sections:
        for reference in section.references:
            sentences.setdefault(sentence_key(reference), []).append(reference)
    for references in sentences.values():
        keys = tuple(dict.fromkeys(key for reference in references for key in sources_of(edition, reference)))
        if keys:
            yield Claim(
                references=tuple(references),
                sources=keys,
                publishers=publishers_of(edition, keys),
                others=tuple(key for key in keys if edition.sources[key].publisher != dominant),
            )


def _grounds(edition: Edition, claims: Iterable[Claim]) -> Iterator[Ground]:
    by_paragraph: dict[tuple[str, str], list[Claim]] = {}
    by_line: dict[tuple[str, str], list[Claim]] = {}  # of a list: its last reference supports its lead-in and all items
    for claim in claims:
        page, paragraph_id, sentence = sentence_key(claim.references[0])
        by_paragraph.setdefault((page, paragraph_id), []).append(claim)
        for line in sentence.split("\n") if "\n" in sentence else ():
            by_line.setdefault((page, line), []).append(claim)
    for section in edition.sections:
        page = section.page
        for paragraph in section.paragraphs:
            text = paragraph.text.strip()
            own = by_paragraph.pop((page, paragraph.id), [])
            for line in (*sentences_of(paragraph.text), text):
                own += [claim for claim in by_line.get((page, line), ()) if claim not in own]
            yield _ground(edition, page, paragraph.section, paragraph.id, text, own)
        for heading_id in [id_ for of, id_ in by_paragraph if of == page]:  # references that stand in no paragraph
            own = by_paragraph.pop((page, heading_id))
            yield _ground(edition, page, own[0].references[0].section, heading_id, "", own)


def _ground(edition: Edition, page: str, section: str, paragraph: str, text: str, claims: Iterable[Claim]) -> Ground:
    distinct = tuple({sentence_key(claim.references[0]): claim for claim in claims}.values())
    keys = tuple(dict.fromkeys(key for claim in distinct for key in claim.sources))
    return Ground(
        page=page,
        section=section,
        paragraph=paragraph,
        text=text,
        claims=distinct,
        sources=keys,
        publishers=publishers_of(edition, keys),
    )


def sentences_of(text: str) -> Iterator[str]:
    """Yield the sentences of a paragraph."""
    start = 0
    for end in find_sentence_ends(text):
        yield text[start:end].strip()
        start = end


def _passages(section: Section) -> Iterator[Passage]:
    own = {(reference.paragraph, reference.sentence) for reference in section.references}
    # A reference at the end of a list supports its lead-in and all its items, one a line.
    shared = {line for each in section.references if "\n" in each.sentence for line in each.sentence.split("\n")}
    for paragraph in section.paragraphs:
        if paragraph.text.strip() in shared:
            continue
        start = at = 0
        for end in find_sentence_ends(paragraph.text):
            sentence = paragraph.text[at:end].strip()
            if (paragraph.id, sentence) in own or sentence in shared:
                yield from _passage(section, paragraph, paragraph.text[start:at])
                start = end
            at = end
        yield from _passage(section, paragraph, paragraph.text[start:])


def _passage(section: Section, paragraph: Paragraph, text: str) -> Iterator[Passage]:
    if text := text.strip():
        yield Passage(
            page=section.page,
            section=paragraph.section,
            paragraph=paragraph.id,
            text=text,
            whole=text == paragraph.text.strip(),
        )
