"""Which tables an edition publishes for spreadsheets, as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping

from ..model.annotations import Source
from ..model.edition import Edition
from .evidence import Evidence
from .records import columns, encode

FOOTNOTE_COLUMNS = (
    "footnote", "text", "citation", "source", "position", "antecedent", "first", "locator", "full", "address", "after",
    "section", "sentence", "url",
)  # fmt: skip
EVIDENCE_COLUMNS = (
    "kind", "section", "url", "text", "footnotes", "source", "title", "publisher", "publishers", "date", "address",
    "archived", "replaced",
)  # fmt: skip
#: The start of a cell that a spreadsheet would take for a formula; a range of pages, which it would take for a day.
MISTAKEN = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]|(?P<pages>\d+-\d+)\Z")
BYTE_ORDER_MARK = "\ufeff"
Row = Mapping[str, object]


def footnotes_table(edition: Edition) -> str:
    """Return a row for each citation, and one for each footnote that cites nothing."""
    return write_csv(FOOTNOTE_COLUMNS, _footnote_rows(edition))


def _footnote_rows(edition: Edition) -> Iterable[Row]:
    for footnote in map(encode, edition.footnotes.values()):
        shared = {
            **{name: footnote[name] for name in ("footnote", "text", "after", "url")},
            "section": "\n".join(reference["section"] for reference in footnote["references"]),
            "sentence": "\n".join(reference["sentence"] for reference in footnote["references"]),
        }
        for citation in footnote["citations"]:
            yield {**citation, **shared, "citation": citation["text"], "address": citation["url"]}
        if not footnote["citations"]:
            yield shared


def sources_table(edition: Edition) -> str:
    """Return a row for each source."""
    names = tuple(each.name for each in columns(Source))
    rows = map(encode, edition.sources.values())
    return write_csv(names, ({**row, "archived": (row["archived"] or {}).get("address")} for row in rows))


def evidence_table(edition: Edition, evidence: Evidence) -> str:
    """Return a row for each claim and source, then one for each passage without a footnote.

    `publishers` is how many distinct ones support the claim; numbers of footnotes are separated by spaces.
    """
    return write_csv(EVIDENCE_COLUMNS, _evidence_rows(edition, evidence))


def _evidence_rows(edition: Edition, evidence: Evidence) -> Iterable[Row]:
    for claim in evidence.claims:
        for source in (edition.sources[key] for key in claim.sources):
            yield {
                "kind": "claim",
                "section": claim.section,
                "url": claim.location,
                "text": claim.sentence,
                "footnotes": [number for number in claim.footnotes if number in source.footnotes],
                "source": source.key,
                "title": source.title,
                "publisher": source.publisher,
                "publishers": len(claim.publishers),
                "date": source.date,
                "address": source.url,
                "archived": source.archive.url if source.archive else None,
                "replaced": "yes" if source.replaced else None,
            }
    for passage in evidence.passages:
        yield {"kind": "inference", "section": passage.section, "url": passage.location, "text": passage.text}


def write_csv(names: Iterable[str], rows: Iterable[Row]) -> str:
    """Return a table as CSV, with the byte order mark without which Excel breaks its Japanese."""
    names = tuple(names)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue()


def _cell(value: object) -> str:
    """Return a value as a cell that a spreadsheet takes for nothing but text."""
    text = " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    if not (mistaken := MISTAKEN.match(text)):
        return text
    return text.replace("-", "–") if mistaken["pages"] else f"'{text}"
