"""What a terminal shows of a footnote with all that belongs to it, and of the evidence of an edition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..model.annotations import Footnote, Source
from ..model.edition import Edition
from ..model.spans import Spans, plain
from ..model.wording import sentence_space, wording
from .evidence import Evidence
from .weighing import publishers_of, weigh

#: A run of text on a line, and its style in a terminal: bold, dim, italic, underline, or none.
StyledText = tuple[str, str]
#: Styles of spans that a terminal shows, and what it calls them.
TERMINAL_STYLES = {"emphasis": "italic", "strong": "bold"}
#: What a line may be broken at: white space, and on either side of a character of an unspaced script.
UNITS = r"\s+|[^\s\u2e80-\uffef]+|."
#: What may not begin a line, and what may not end one.
NOT_FIRST = frozenset(
    "。、，．・：；？！」』）］｝〕〉》】〟’”ー々ゝゞ…‥,.:;?!)]}ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
)
NOT_LAST = frozenset("「『（［｛〔〈《【〝‘“([{")


def footnote_lines(edition: Edition, footnote: Footnote) -> list[list[StyledText]]:
    """Return a footnote with each citation resolved, what it says besides, and the sentences that it supports."""
    words = wording(edition.language)
    head: list[StyledText] = [(words["footnote-n"].format(n=footnote.number), "bold")]
    for index, spans in enumerate(each for each in (footnote.before, footnote.cluster) if each):
        head += [(sentence_space(edition.language) if index else "  ", ""), *_runs(spans)]
    lines = _indented(0, *head)
    lines += _citation_lines(edition, footnote)
    if footnote.after:
        lines += _indented(2, (words["besides-cli"], ""))
        lines += _indented(4, (plain(footnote.after), ""))
    for index, reference in enumerate(footnote.references):
        lines += _indented(2, (f"{words['references'] if not index else ' ' * 8}  {reference.section}", ""))
        lines += _indented(4, (words["sentence"] + reference.sentence, "dim"))
        lines += _indented(4, (reference.location, ""))
    others = {n for c in footnote.citations for n in edition.sources[c.source].footnotes} - {footnote.number}
    if others:
        lines += _indented(2, (f"{words['same-source']}  {words['comma'].join(map(str, sorted(others)))}", ""))
    return lines


def _citation_lines(edition: Edition, footnote: Footnote) -> list[list[StyledText]]:
    words = wording(edition.language)
    lines: list[list[StyledText]] = []
    for citation in footnote.citations:
        position = citation.position
        if position.antecedent is not None:
            antecedent = words["footnote-n"].format(n=position.antecedent)
            lines += _indented(2, (f"{words['ibid-word']} → {antecedent}", ""))
            lines += _indented(4, *_runs(_without_addresses(edition.sources[citation.source].full)))
        elif len(footnote.citations) > 1 or position.name == "subsequent":
            lines += _indented(2, *_runs(_without_addresses(citation.full)))
        if citation.url:
            lines += _indented(4, (citation.url, "underline"))
    return lines


def _without_addresses(spans: Spans) -> Spans:
    return tuple(span for span in spans if not span.href)


def _indented(indent: int, *runs: StyledText) -> list[list[StyledText]]:
    """Return runs as lines with a margin; a run with line breaks goes over several."""
    margin = (" " * indent, "")
    lines = [[margin]]
    for text, style in runs:
        first, *rest = text.split("\n")
        lines[-1].append((first, style))
        lines += [[margin, (line, style)] for line in rest]
    return lines


def _runs(spans: Spans) -> list[StyledText]:
    """Return spans with their styles, without white space at the end."""
    length = len("".join(span.text for span in spans).rstrip())
    runs: list[StyledText] = []
    for span in spans:
        runs.append((span.text[:length], TERMINAL_STYLES.get(span.style, "")))
        length = max(length - len(span.text), 0)
    return runs


# --- evidence ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report on the evidence."""

    text: str
    """Plain text; empty between two parts."""
    depth: int = 0
    """How far it is indented: 0 for a heading."""


def evidence_lines(edition: Edition) -> Iterator[Line]:
    """Yield the evidence as a terminal shows it, in the language of the edition."""
    report = _EvidenceReport(edition, weigh(edition))
    yield from report.sources()
    yield from report.paragraphs()
    yield from report.other_publishers()
    yield from report.passages()
    for key, sources in care_lists(report.evidence):
        yield from report.head(key, len(sources))
        yield from report.titles(sources)


class _EvidenceReport:
    """The parts of the report on the evidence."""

    def __init__(self, edition: Edition, evidence: Evidence) -> None:
        self.edition, self.evidence, self.words = edition, evidence, wording(edition.language)

    def head(self, key: str, n: int, **values: object) -> Iterator[Line]:
        yield Line("")
        yield Line(self.words[key].format(**values) + self.words["parenthesis"].format(text=n))

    def sources(self) -> Iterator[Line]:
        if not self.evidence.dominant:
            yield Line(self.words["evidence-lead-none"])
            return
        yield from map(Line, summarise(self.evidence, self.edition.language))
        yield from self.head("evidence-sources", len(self.evidence.carriers))
        for carrier in self.evidence.carriers:
            yield Line(carrier.source.name, 1)
            claims, citations = self._counted("claims", carrier.claims), self._counted("citings", carrier.total)
            yield Line(self._listed((claims, citations, self._named([carrier.publisher]))), 2)
            yield Line(self._noted(carrier.footnotes), 2)

    def paragraphs(self) -> Iterator[Line]:
        yield from self.head("evidence-paragraphs", len(self.evidence.grounds))
        for ground in self.evidence.grounds:
            yield Line(ground.location, 1)
            if not ground.claims:
                yield Line(self.words["evidence-no-source"], 2)
            for claim in ground.claims:
                supported = self._counted("publishers", len(claim.publishers))
                who = self.words["parenthesis"].format(text=self._named(claim.publishers))
                yield Line(self._noted(claim.footnotes) + self.words["colon"] + supported + who, 2)
                yield from (Line(self._source(key).name, 3) for key in claim.sources)

    def other_publishers(self) -> Iterator[Line]:
        if not self.evidence.dominant:
            return
        publisher = self._named([self.evidence.dominant.publisher])
        yield from self.head("other-publishers", len(self.evidence.beside), publisher=publisher)
        for claim in self.evidence.beside:
            yield Line(" ".join(claim.sentence.split("\n")), 1)
            publishers = publishers_of(self.edition, claim.others)
            note = self._noted(claim.footnotes) + self.words["colon"] + self._named(publishers)
            both = self.words["parenthesis"].format(text=self.words["dominant-as-well"].format(publisher=publisher))
            yield Line(note + both if claim.partly else note, 2)

    def passages(self) -> Iterator[Line]:
        yield from self.head("without-footnote", len(self.evidence.passages))
        for passage in self.evidence.passages:
            yield Line(passage.text, 1)
            whole = self.words["parenthesis"].format(text=self.words["whole-paragraph"]) if passage.whole else ""
            yield Line(passage.location + whole, 2)

    def titles(self, keys: Iterable[str]) -> Iterator[Line]:
        for source in map(self._source, keys):
            yield Line(source.name, 1)
            yield Line(source.key, 2)
            if source.url:
                yield Line(source.url, 2)

    def _source(self, key: str) -> Source:
        return self.edition.sources[key]

    def _counted(self, key: str, n: int) -> str:
        return with_unit(self.words, key, n)

    def _listed(self, texts: Iterable[object]) -> str:
        return self.words["comma"].join(map(str, texts))

    def _named(self, publishers: Iterable[str]) -> str:
        return self._listed(publisher or self.words["not-given"] for publisher in publishers)

    def _noted(self, numbers: Sequence[int]) -> str:
        return self.words["noted-1" if len(numbers) == 1 else "noted-n"].format(n=self._listed(numbers))


def with_unit(words: Mapping[str, str], key: str, n: int) -> str:
    """Return a number with its unit, singular or plural: the texts `key-1` and `key-n` of the wording."""
    return words[f"{key}-1" if n == 1 else f"{key}-n"].format(n=n)


def summarise(evidence: Evidence, language: str) -> Iterator[str]:
    """Yield the result of the counts in words; the evidence must have a source."""
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


def care_lists(evidence: Evidence) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the lists of sources that ask for care, each with the key of its heading in the wording."""
    yield "cited-once", evidence.once
    yield "replaced-sources", evidence.replaced
    yield "undated-sources", evidence.undated
    yield "unarchived-sources", evidence.unarchived


def wrap(text: str, width: int) -> list[str]:
    """Return a text in lines of at most `width` columns, none begun by 、 or 」; a longer word stays whole."""
    units: list[str] = []
    for unit in re.findall(UNITS, " ".join(text.split())):
        if units and unit != " " and units[-1] != " " and (unit[0] in NOT_FIRST or units[-1][-1] in NOT_LAST):
            units[-1] += unit
        else:
            units.append(unit)
    lines = [""]
    for unit in units:
        if lines[-1] and width_of(lines[-1] + unit.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += unit if lines[-1] else unit.lstrip()
    return lines


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
