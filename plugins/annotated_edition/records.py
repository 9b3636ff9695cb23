"""A footnote as it leaves the edition: its record, the one place that knows the shape of the JSON, and its lines."""

from __future__ import annotations

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict  # pydantic wants it before Python 3.12

from .lookup import folded, joint, url_of
from .model import FOOTNOTES, Citation, Edition, Footnote, PositionName, Reference, Spans, plain
from .wording import wording

#: How the shapes of JSON become JSON Schemas: nothing that they do not name, and with what their fields mean.
RECORD = ConfigDict(extra="forbid", use_attribute_docstrings=True)
#: Styles of spans that a terminal shows, and what it calls them.
STYLES = {"emphasis": "italic", "strong": "bold"}


@with_config(RECORD)
class CitationRecord(TypedDict):
    """One source cited by one footnote."""

    source: str
    """Key of the source."""
    position: PositionName
    """Where it stands among the other citations, as CSL defines it."""
    antecedent: int | None
    """Printed number of the footnote that an ibid. points to."""
    first: int
    """Printed number of the footnote that cites the source first."""
    locator: str | None
    """Pages within the source, as printed."""
    text: str
    """As the printed footnote has it."""
    full: str
    """As if the source were cited here for the first time."""
    url: str | None
    """Address of the source."""


@with_config(RECORD)
class ReferenceRecord(TypedDict):
    """A place in a section where a footnote is cited."""

    id: str
    """Its id on the page."""
    page: str
    """Source path of the section."""
    url: str
    """Its address, from the site's root."""
    section: str
    """Title of the section and of the headings above the place."""
    sentence: str
    """The sentence of the edition that it supports."""


@with_config(RECORD)
class FootnoteRecord(TypedDict):
    """A numbered note of the printed work."""

    footnote: int
    """The printed number."""
    id: str
    """Its id on every page."""
    url: str
    """Address of its entry, from the site's root."""
    text: str
    """The whole footnote."""
    citations: list[CitationRecord]
    """What it cites, in printed order."""
    before: str | None
    """What it says before the citations, in the edition's words."""
    after: str | None
    """What it says after them."""
    references: list[ReferenceRecord]
    """Where it is cited, in reading order."""


def record(edition: Edition, footnote: Footnote) -> FootnoteRecord:
    """A footnote as JSON: plain text, site-relative addresses in directory form."""
    return {
        "footnote": footnote.number,
        "id": footnote.id,
        "url": url_of(FOOTNOTES, footnote.id),
        "text": footnote_text(edition, footnote),
        "citations": [_citation(citation) for citation in footnote.citations],
        "before": plain(footnote.before) or None,
        "after": plain(footnote.after) or None,
        "references": [_reference(reference) for reference in footnote.references],
    }


def _citation(citation: Citation) -> CitationRecord:
    return {
        "source": citation.source,
        "position": citation.position.name,
        "antecedent": citation.position.antecedent,
        "first": citation.position.first,
        "locator": citation.locator,
        "text": plain(citation.text),
        "full": plain(citation.full),
        "url": citation.url,
    }


def _reference(reference: Reference) -> ReferenceRecord:
    return {
        "id": reference.id,
        "page": reference.page,
        "url": url_of(reference.page, reference.id),
        "section": reference.section,
        "sentence": reference.sentence,
    }


def footnote_text(edition: Edition, footnote: Footnote) -> str:
    """The whole footnote, plain: what it says before, its citations, what it says after."""
    parts = (plain(footnote.before), plain(footnote.cluster), plain(footnote.after))
    return joint(edition.language).join(part for part in parts if part)


def searchable(edition: Edition, footnote: Footnote) -> str:
    """All text by which a footnote is found, as it is compared."""
    parts = [footnote_text(edition, footnote)]
    for citation in footnote.citations:
        parts.append(plain(citation.full))
        if citation.source in edition.sources:
            parts.append(edition.sources[citation.source].title)
    return folded(" ".join(parts))


def texts(edition: Edition) -> dict[int, str]:
    """What `lookup` looks in: the searchable text of every footnote by its number."""
    return {number: searchable(edition, footnote) for number, footnote in edition.footnotes.items()}


# --- for people -------------------------------------------------------------------------------------------------

#: A run of text on a line, and its style in a terminal: bold, dim, italic, underline, or none.
Run = tuple[str, str]


def lines(edition: Edition, footnote: Footnote) -> list[list[Run]]:
    """A footnote with each citation resolved, what it says besides, and the sentences that it supports."""
    words = wording(edition.language)
    found: list[list[Run]] = []

    def put(indent: int, *runs: Run) -> None:
        margin = (" " * indent, "")
        rows = [[margin]]
        for text, style in runs:
            first, *rest = text.split("\n")
            rows[-1].append((first, style))
            rows += [[margin, (each, style)] for each in rest]
        found.extend(rows)

    head: list[Run] = [(words["footnote-n"].format(n=footnote.number), "bold")]
    for index, spans in enumerate(each for each in (footnote.before, footnote.cluster) if each):
        head += [(joint(edition.language) if index else "  ", ""), *_runs(spans)]
    put(0, *head)
    several = len(footnote.citations) > 1
    for citation in footnote.citations:
        position = citation.position
        if position.antecedent is not None:
            put(2, (f"{words['ibid-word']} → {words['footnote-n'].format(n=position.antecedent)}", ""))
            put(4, *_runs(tuple(span for span in edition.sources[citation.source].full if not span.href)))
        elif several or position.name == "subsequent":
            put(2, *_runs(tuple(span for span in citation.full if not span.href)))
        if citation.url:
            put(4, (citation.url, "underline"))
    if footnote.after:
        put(2, (words["besides-cli"], ""))
        put(4, (plain(footnote.after), ""))
    for index, reference in enumerate(footnote.references):
        put(2, (f"{words['references'] if not index else ' ' * 8}  {reference.section}", ""))
        put(4, (words["sentence"] + reference.sentence, "dim"))
        put(4, (url_of(reference.page, reference.id), ""))
    others = {n for c in footnote.citations for n in edition.sources[c.source].footnotes} - {footnote.number}
    if others:
        put(2, (f"{words['same-source']}  {words['comma'].join(map(str, sorted(others)))}", ""))
    return found


def _runs(spans: Spans) -> list[Run]:
    """Spans with their styles, without white space at the end."""
    length = len("".join(span.text for span in spans).rstrip())
    runs: list[Run] = []
    for span in spans:
        runs.append((span.text[:length], STYLES.get(span.style, "")))
        length = max(length - len(span.text), 0)
    return runs
