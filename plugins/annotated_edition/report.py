"""The evidence of an edition as JSON, as a table for spreadsheets, and as lines for a terminal."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import with_config
from typing_extensions import TypedDict

from .evidence import Carrier, Claim, Evidence, Ground, Passage, publishers_of, weigh
from .lookup import url_of
from .model import EVIDENCE, SOURCES, Edition
from .records import RECORD
from .wording import wording

#: The columns of the table; one row says that one claim rests on one source, or that a passage rests on none.
COLUMNS = (
    "kind", "section", "url", "text", "footnotes", "source", "title", "publisher", "publishers", "date", "address",
    "archived", "replaced",
)  # fmt: skip
#: What a line may be broken at: white space, and on either side of a character of an unspaced script.
UNITS = r"\s+|[^\s\u2e80-\uffef]+|."
#: What may not begin a line, and what may not end one.
NOT_FIRST = frozenset(
    "。、，．・：；？！」』）］｝〕〉》】〟’”ー々ゝゞ…‥,.:;?!)]}ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
)
NOT_LAST = frozenset("「『（［｛〔〈《【〝‘“([{")
#: The start of a cell that a spreadsheet would take for a formula, and a range of pages that it would take for a day.
FORMULA, RANGE = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]"), re.compile(r"\d+-\d+")


@with_config(RECORD)
class ClaimRecord(TypedDict):
    """A sentence with a source."""

    url: str
    """Address of the reference, from the site's root."""
    section: str
    """Title of the section and of the headings above it."""
    sentence: str
    """The sentence of the edition."""
    footnotes: list[int]
    """Its footnotes."""
    sources: list[str]
    """Keys of the sources that it rests on."""
    publishers: list[str]
    """Who published them, each once: their number says how far it is corroborated."""
    beside_dominant: list[str]
    """Keys of those that are not the dominant publisher's."""


@with_config(RECORD)
class PublisherRecord(TypedDict):
    """What a publisher contributes."""

    publisher: str
    """Its name."""
    citations: int
    """How often its sources are cited."""
    claims: int
    """How many claims rest on it."""
    sources: list[str]
    """Keys of its sources."""


@with_config(RECORD)
class CarrierRecord(TypedDict):
    """A source, and what it carries."""

    source: str
    """Its key."""
    url: str
    """Address of its entry, from the site's root."""
    title: str
    """Title."""
    publisher: str
    """Who published it."""
    citations: int
    """How often it is cited."""
    claims: int
    """How many claims rest on it."""
    footnotes: list[int]
    """Footnotes that cite it, through an ibid. as well."""
    references: list[str]
    """Addresses of the places that cite it."""


@with_config(RECORD)
class ParagraphRecord(TypedDict):
    """What a paragraph rests on."""

    url: str
    """Address of the paragraph, from the site's root."""
    section: str
    """Title of the section and of the headings above it."""
    claims: int
    """How many claims it makes."""
    footnotes: list[int]
    """Its footnotes."""
    sources: list[str]
    """Keys of its sources."""
    publishers: list[str]
    """Who published them, each once."""


@with_config(RECORD)
class InferenceRecord(TypedDict):
    """Neighbouring sentences that no footnote supports."""

    url: str
    """Address of the paragraph, from the site's root."""
    section: str
    """Title of the section and of the headings above it."""
    text: str
    """The sentences."""
    whole_paragraph: bool
    """Whether the paragraph has no footnote at all."""


@with_config(RECORD)
class EvidenceRecord(TypedDict):
    """What the argument rests on."""

    url: str | None
    """Address of the page that shows it; none where nothing is cited."""
    citations: int
    """Each source of each reference."""
    claims: list[ClaimRecord]
    """Each sentence with a source, once."""
    corroborated: int
    """How many claims rest on more than one publisher."""
    dominant: str | None
    """The publisher with most citations."""
    publishers: list[PublisherRecord]
    """The most cited first."""
    sources: list[CarrierRecord]
    """By publisher."""
    paragraphs: list[ParagraphRecord]
    """In reading order."""
    inferences: list[InferenceRecord]
    """Passages without a footnote."""
    cited_once: list[str]
    """Keys of sources cited once."""
    undated: list[str]
    """Keys of sources without a date."""
    unarchived: list[str]
    """Keys of sources online without an archived copy."""
    replaced: list[str]
    """Keys of sources whose content is replaced from time to time."""


def evidence_record(edition: Edition, evidence: Evidence) -> EvidenceRecord:
    """The evidence of an edition as JSON: plain text, site-relative addresses; sources are named by their keys.

    `citations` counts each source of each reference, `claims` each sentence once. `publishers` of a claim or paragraph
    are distinct: their number says how far it is corroborated. `inferences` are passages without a footnote.
    """
    claimed = Counter(publisher for claim in evidence.claims for publisher in claim.publishers)
    return {
        "url": url_of(EVIDENCE) if edition.sources else None,  # without sources there is no such page
        "citations": evidence.total,
        "claims": [_claim(claim) for claim in evidence.claims],
        "corroborated": evidence.corroborated,
        "dominant": evidence.dominant.publisher if evidence.dominant else None,
        "publishers": [
            {
                "publisher": share.publisher,
                "citations": share.total,
                "claims": claimed[share.publisher],
                "sources": [carrier.source for carrier in share.carriers],
            }
            for share in evidence.shares
        ],
        "sources": [_source(edition, carrier) for carrier in evidence.carriers],
        "paragraphs": [_paragraph(ground) for ground in evidence.grounds],
        "inferences": [_inference(passage) for passage in evidence.passages],
        "cited_once": list(evidence.once),
        "undated": list(evidence.undated),
        "unarchived": list(evidence.unarchived),
        "replaced": list(evidence.replaced),
    }


def _claim(claim: Claim) -> ClaimRecord:
    first = claim.references[0]
    return {
        "url": url_of(first.page, first.id),
        "section": first.section,
        "sentence": first.sentence,
        "footnotes": _footnotes([claim]),
        "sources": list(claim.sources),
        "publishers": list(claim.publishers),
        "beside_dominant": list(claim.others),
    }


def _source(edition: Edition, carrier: Carrier) -> CarrierRecord:
    source = edition.sources[carrier.source]
    return {
        "source": source.key,
        "url": url_of(SOURCES, source.key),
        "title": source.title,
        "publisher": source.publisher,
        "citations": carrier.total,
        "claims": carrier.claims,
        "footnotes": list(source.footnotes),
        "references": [url_of(each.page, each.id) for each in carrier.references],
    }


def _paragraph(ground: Ground) -> ParagraphRecord:
    return {
        "url": url_of(ground.page, ground.paragraph),
        "section": ground.section,
        "claims": len(ground.claims),
        "footnotes": _footnotes(ground.claims),
        "sources": list(ground.sources),
        "publishers": list(ground.publishers),
    }


def _inference(passage: Passage) -> InferenceRecord:
    return {
        "url": url_of(passage.page, passage.paragraph),
        "section": passage.section,
        "text": passage.text,
        "whole_paragraph": passage.whole,
    }


def _footnotes(claims: Iterable[Claim]) -> list[int]:
    return list(dict.fromkeys(reference.footnote for claim in claims for reference in claim.references))


def evidence_table(edition: Edition) -> str:
    """The evidence as CSV with a head: a row for each claim and source, then one for each passage without a footnote.

    `publishers` is how many distinct ones support the claim; numbers of footnotes are separated by spaces. A cell that
    a spreadsheet would take for a formula begins with an apostrophe.
    """
    evidence = weigh(edition)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for claim in evidence.claims:
        first = claim.references[0]
        for key in claim.sources:
            source = edition.sources[key]
            citing = [n for n in _footnotes([claim]) if n in source.footnotes]
            cells = (
                "claim", first.section, url_of(first.page, first.id), first.sentence, " ".join(map(str, citing)), key,
                source.title, source.publisher, len(claim.publishers), source.date, source.url,
                source.archive.url if source.archive else None, "yes" if source.replaced else None,
            )  # fmt: skip
            writer.writerow(map(cell, cells))
    for passage in evidence.passages:
        url = url_of(passage.page, passage.paragraph)
        filled = ("inference", passage.section, url, passage.text)
        writer.writerow([*map(cell, filled), *[""] * (len(COLUMNS) - len(filled))])
    return out.getvalue()


def cell(value: object) -> str:
    """What a spreadsheet takes for nothing but text."""
    text = "" if value is None else str(value)
    if RANGE.fullmatch(text):
        return text.replace("-", "–")
    return f"'{text}" if FORMULA.match(text) else text


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report for a terminal."""

    text: str
    """Plain text; empty between two parts."""
    depth: int = 0
    """How far it is set in: 0 for a heading."""


def evidence_lines(edition: Edition) -> Iterator[Line]:
    """The evidence as a terminal shows it, in the language of the edition."""
    evidence = weigh(edition)
    words = wording(edition.language)

    def counted(key: str, n: int) -> str:
        return words[f"{key}-1" if n == 1 else f"{key}-n"].format(n=n)

    def listed(texts: Iterable[object]) -> str:
        return words["comma"].join(map(str, texts))

    def named(publishers: Iterable[str]) -> str:
        return listed(publisher or words["not-given"] for publisher in publishers)

    def noted(numbers: Sequence[int]) -> str:
        return words["noted-1" if len(numbers) == 1 else "noted-n"].format(n=listed(numbers))

    def head(key: str, n: int, **values: object) -> Iterator[Line]:
        yield Line("")
        yield Line(words[key].format(**values) + words["parenthesis"].format(text=n))

    def titles(keys: Iterable[str]) -> Iterator[Line]:
        for key in keys:
            yield Line(edition.sources[key].name, 1)
            yield Line(key, 2)
            if url := edition.sources[key].url:
                yield Line(url, 2)

    if not evidence.dominant:
        yield Line(words["evidence-lead-none"])
    else:
        yield from map(Line, summary(evidence, edition.language))
        yield from head("evidence-sources", len(evidence.carriers))
        for carrier in evidence.carriers:
            source = edition.sources[carrier.source]
            yield Line(source.name, 1)
            counts = (counted("claims", carrier.claims), counted("citings", carrier.total), named([source.publisher]))
            yield Line(listed(counts), 2)
            yield Line(noted(source.footnotes), 2)
    yield from head("evidence-paragraphs", len(evidence.grounds))
    for ground in evidence.grounds:
        yield Line(url_of(ground.page, ground.paragraph), 1)
        if not ground.claims:
            yield Line(words["evidence-no-source"], 2)
        for claim in ground.claims:
            supported = counted("publishers", len(claim.publishers))
            note = noted(_footnotes([claim]))
            yield Line(note + words["colon"] + supported + words["parenthesis"].format(text=named(claim.publishers)), 2)
            yield from (Line(edition.sources[key].name, 3) for key in claim.sources)
    if evidence.dominant:
        publisher = named([evidence.dominant.publisher])
        yield from head("other-publishers", len(evidence.beside), publisher=publisher)
        for claim in evidence.beside:
            yield Line(" ".join(claim.references[0].sentence.split("\n")), 1)
            publishers = publishers_of(edition, claim.others)
            note = noted(_footnotes([claim])) + words["colon"] + named(publishers)
            both = words["parenthesis"].format(text=words["dominant-as-well"].format(publisher=publisher))
            yield Line(note + both if claim.partly else note, 2)
    yield from head("without-footnote", len(evidence.passages))
    for passage in evidence.passages:
        yield Line(passage.text, 1)
        whole = words["parenthesis"].format(text=words["whole-paragraph"]) if passage.whole else ""
        yield Line(url_of(passage.page, passage.paragraph) + whole, 2)
    for key, found in states(evidence):
        yield from head(key, len(found))
        yield from titles(found)


def summary(evidence: Evidence, language: str) -> Iterator[str]:
    """What the counts come to, in a sentence or two each; for evidence with a source."""
    words = wording(language)
    assert evidence.dominant
    repeated = [carrier.total for carrier in evidence.carriers if carrier.total > 1]
    yield words["evidence-lead"].format(
        n=evidence.total,
        sources=len(evidence.carriers),
        share=evidence.dominant.total,
        percent=round(100 * evidence.dominant.total / evidence.total),
        publisher=evidence.dominant.publisher or words["not-given"],
        of=len(evidence.dominant.carriers),
    )
    key = "evidence-repeated" if repeated else "evidence-not-repeated"
    yield words[key].format(sources=len(repeated), n=sum(repeated))
    yield words["evidence-corroborated"].format(n=len(evidence.claims), more=evidence.corroborated)


def states(evidence: Evidence) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Lists of sources that ask for care, each with the key of its heading."""
    yield "cited-once", evidence.once
    yield "replaced-sources", evidence.replaced
    yield "undated-sources", evidence.undated
    yield "unarchived-sources", evidence.unarchived


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of so many columns, none begun by 、 or 」; a longer word, as an address is, stays whole."""
    units: list[str] = []
    for unit in re.findall(UNITS, " ".join(text.split())):
        if units and unit != " " and units[-1] != " " and (unit[0] in NOT_FIRST or units[-1][-1] in NOT_LAST):
            units[-1] += unit
        else:
            units.append(unit)
    lines = [""]
    for unit in units:
        if lines[-1] and columns(lines[-1] + unit.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += unit if lines[-1] else unit.lstrip()
    return lines


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
