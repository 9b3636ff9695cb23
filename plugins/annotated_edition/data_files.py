"""The data files that an edition publishes for programs and spreadsheets, each shape with its JSON Schema."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from importlib import resources
from typing import Any
from urllib.parse import quote

from pydantic import with_config
from typing_extensions import TypedDict

from .evidence import Evidence
from .exports import CITATION_FORMATS, REFERENCES
from .exports.formats import write
from .exports.items import all_items
from .files import Maker
from .lookup import url_of
from .model import FOOTNOTES, SOURCES, TERMS, Edition, Element, Initiative, Mention, Source, Term, plain
from .records import RECORD, FootnoteRecord, record
from .report import EvidenceRecord, cell, evidence_record
from .schema import DEVICE


@with_config(RECORD)
class ArchiveRecord(TypedDict):
    """The copy of a source that a web archive keeps."""

    address: str
    """Where it is."""
    date: str | None
    """When it was made, as precise as known."""


@with_config(RECORD)
class SourceRecord(TypedDict):
    """A source."""

    source: str
    """Its key."""
    url: str
    """Address of its entry, from the site's root."""
    text: str
    """It in full, without a page, as the edition sets it."""
    title: str
    """Title."""
    authors: str
    """Who wrote or edited it."""
    publisher: str
    """Who published it; where that is not said, its authors."""
    date: str | None
    """Date of publication, as precise as known: 2024, 2024-03 or 2024-03-21."""
    address: str | None
    """Where it is online."""
    accessed: str | None
    """When its address was last read."""
    archived: ArchiveRecord | None
    """The copy of it that an archive keeps."""
    sha256: str | None
    """SHA-256 of what stood at its address then."""
    replaced: bool
    """Whether what stands at its address is replaced from time to time."""
    annotation: str | None
    """A note of the edition on it."""
    footnotes: list[int]
    """Printed numbers of the footnotes that cite it, through an ibid. as well."""


@with_config(RECORD)
class MentionRecord(TypedDict):
    """A paragraph that names a term or discusses a part of an initiative."""

    page: str
    """Source path of the section."""
    url: str
    """Address of the paragraph, from the site's root."""
    section: str
    """Title of the section and of the headings above the paragraph."""


@with_config(RECORD)
class TermRecord(TypedDict):
    """A glossary entry."""

    term: str
    """Its id."""
    url: str
    """Address of the entry, from the site's root."""
    name: str
    """The term."""
    reading: str | None
    """How it is read."""
    en: str | None
    """English."""
    en_ours: bool
    """Whether the English is this edition's own translation."""
    aliases: list[str]
    """Other spellings."""
    definition: str
    """What it means."""
    footnotes: list[int]
    """Footnotes on which the definition rests."""
    mentions: list[MentionRecord]
    """Where it is used, one a paragraph."""


@with_config(RECORD)
class AnnouncementRecord(TypedDict):
    """When, where and by whom an initiative was announced."""

    date: str
    """Date, as precise as known."""
    at: str | None
    """Occasion."""
    by: str | None
    """Who announced it."""


@with_config(RECORD)
class ElementRecord(TypedDict):
    """A part of an initiative."""

    element: str
    """Its id within the initiative."""
    url: str
    """Address of the entry, from the site's root."""
    kind: str
    """What it is: pillar, principle, linkage."""
    number: int
    """Number within its kind."""
    official_name: str
    """Name as announced."""
    en: str | None
    """English name."""
    en_ours: bool
    """Whether the English is this edition's own translation."""
    summary: str
    """What it means, in the edition's words."""
    domain: str | None
    """Field of cooperation."""
    footnotes: list[int]
    """Footnotes on which the entry rests."""
    counterparts: list[str]
    """`initiative/element` of each that corresponds to it."""
    mentions: list[MentionRecord]
    """The paragraphs that discuss it."""


@with_config(RECORD)
class InitiativeRecord(TypedDict):
    """A policy that the commentary discusses."""

    initiative: str
    """Its id."""
    url: str
    """Address of its page, from the site's root."""
    name: str
    """Official name."""
    short: str
    """Short name."""
    reading: str | None
    """How the short name is read."""
    en: str | None
    """English name."""
    en_ours: bool
    """Whether the English is this edition's own translation."""
    announced: AnnouncementRecord
    """Its announcement."""
    partners: str
    """To whom it is addressed."""
    summary: str
    """What it is."""
    footnotes: list[int]
    """Footnotes on which the entry rests."""
    elements: list[ElementRecord]
    """Its parts in printed order."""


@with_config(RECORD)
class WorkRecord(TypedDict):
    """The commentary that is annotated."""

    title: str
    """Title."""
    subtitle: str | None
    """Subtitle."""
    series: str | None
    """Name of the series."""
    number: str | None
    """Number in the series."""
    date: str
    """Date of publication."""
    authors: list[str]
    """Authors in printed order."""
    publisher: str
    """Publisher."""
    address: str | None
    """The publisher's page of it."""
    language: str
    """BCP 47 tag of its language."""


@with_config(RECORD)
class SectionRecord(TypedDict):
    """A section of the commentary."""

    page: str
    """Source path."""
    url: str
    """Address of its page, from the site's root."""
    title: str
    """Title."""
    footnotes: list[int]
    """Footnotes cited in it, in order of reading."""


@with_config(RECORD)
class FileRecord(TypedDict):
    """A data file of the edition."""

    url: str
    """Its address, from the site's root."""
    schema: str | None
    """Address of the JSON Schema that it follows, from the site's root."""


@with_config(RECORD)
class EditionRecord(TypedDict):
    """The edition: what it is, and where its data are."""

    title: str
    """Title of the edition."""
    version: str
    """Version of the edition."""
    date: str
    """Date of this version."""
    language: str
    """BCP 47 tag of the language that it speaks."""
    license: str | None
    """Licence of the edition's own text; no part of the commentary is licensed."""
    license_url: str | None
    """Address of the licence."""
    work: WorkRecord
    """The commentary."""
    sections: list[SectionRecord]
    """Its sections in reading order."""
    files: list[FileRecord]
    """Every other data file."""


#: Name of a schema → the shape that it describes.
SHAPES: Mapping[str, Any] = {
    "footnotes": list[FootnoteRecord],
    "footnote": FootnoteRecord,
    "sources": list[SourceRecord],
    "source": SourceRecord,
    "terms": list[TermRecord],
    "initiatives": list[InitiativeRecord],
    "evidence": EvidenceRecord,
    "edition": EditionRecord,
}
FOOTNOTE_COLUMNS = (
    "footnote", "text", "citation", "source", "position", "antecedent", "first", "locator", "full", "address", "after",
    "section", "sentence", "url",
)  # fmt: skip


def data_files(edition: Edition, evidence: Callable[[], Evidence]) -> dict[str, Maker]:
    """What makes each data file, by its path below docs/; `evidence` weighs that of the edition."""
    footnotes, sources = edition.footnotes.values(), edition.sources.values()
    shaped: dict[str, tuple[str, Maker]] = {  # path → name of its schema, what makes it
        "data/footnotes.json": ("footnotes", lambda: _json(record(edition, each) for each in footnotes)),
        "data/sources.json": ("sources", lambda: _json(map(source_record, sources))),
        "data/terms.json": ("terms", lambda: _json(map(_term, edition.terms.values()))),
        "data/evidence.json": ("evidence", lambda: _json(evidence_record(edition, evidence()))),
        "data/initiatives.json": ("initiatives", lambda: _json(map(_initiative, edition.initiatives.values()))),
        **{
            f"data/footnotes/{each.number}.json": ("footnote", partial(_one, record, edition, each))
            for each in footnotes
        },
        **{
            f"data/sources/{file_name(each.key)}.json": ("source", partial(_one, source_record, each))
            for each in sources
        },
    }
    made: dict[str, Maker] = {
        "data/footnotes.csv": lambda: _csv(FOOTNOTE_COLUMNS, _footnote_rows(edition)),
        "data/sources.csv": lambda: _csv(tuple(SourceRecord.__annotations__), map(_source_row, sources)),
        **{
            f"data/sources{CITATION_FORMATS[form]}": partial(lambda form: write(form, all_items(edition)), form)
            for form in REFERENCES
        },
    }
    names = {**{path: name for path, (name, _) in shaped.items()}, **dict.fromkeys(made)}
    made |= {path: make for path, (_, make) in shaped.items()}
    made["data/edition.json"] = lambda: _json(_edition(edition, names))
    return {**made, **{_schema_path(name): partial(_schema, name) for name in SHAPES}}


def _one(make: Callable[..., Mapping[str, Any]], *of: object) -> Iterator[str]:
    return _json(make(*of))


@cache
def _schema(name: str) -> str:
    """The JSON Schema of a shape; a test holds it against the shape, which is slow to read."""
    return (resources.files(__package__) / "record_schemas" / f"{name}.json").read_text(encoding="utf-8")


def _schema_path(name: str) -> str:
    return f"data/schema/{name}.json"


def _json(value: Iterable[Any] | Mapping[str, Any]) -> Iterator[str]:
    """JSON, in parts, with each record of a list, and each field of a record, on a line of its own."""
    if not isinstance(value, Mapping):
        yield from _joined("[\n", ",\n", "\n]\n", value)
        return
    before = "{\n"
    for name, each in value.items():
        yield f"{before}{_compact(name)}: "
        yield from _joined("[", ", ", "]", each) if isinstance(each, list) else (_compact(each),)
        before = ",\n"
    yield "\n}\n"


def _joined(left: str, between: str, right: str, records: Iterable[object]) -> Iterator[str]:
    yield left
    for at, each in enumerate(records):
        yield f"{between if at else ''}{_compact(each)}"
    yield right


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def file_name(key: str) -> str:
    """A source's key as the name of a file that every system can bear: what none may hold as %3A."""
    name = quote(key, safe="+")
    return f"%{ord(name[0]):02X}{name[1:]}" if name.startswith(".") or DEVICE.fullmatch(name) else name


# --- records ----------------------------------------------------------------------------------------------------


def source_record(source: Source) -> SourceRecord:
    """A source as JSON."""
    return {
        "source": source.key,
        "url": url_of(SOURCES, source.key),
        "text": plain(source.full),
        "title": source.title,
        "authors": source.authors,
        "publisher": source.publisher,
        "date": source.date,
        "address": source.url,
        "accessed": source.accessed,
        "archived": {"address": source.archive.url, "date": source.archive.date} if source.archive else None,
        "sha256": source.sha256,
        "replaced": source.replaced,
        "annotation": plain(source.annotation) or None,
        "footnotes": list(source.footnotes),
    }


def _term(term: Term) -> TermRecord:
    return {
        "term": term.id,
        "url": url_of(TERMS, term.id),
        "name": term.name,
        "reading": term.reading,
        "en": term.en,
        "en_ours": term.en_ours,
        "aliases": list(term.aliases),
        "definition": plain(term.definition),
        "footnotes": list(term.footnotes),
        "mentions": [_mention(mention) for mention in term.mentions],
    }


def _mention(mention: Mention) -> MentionRecord:
    return {"page": mention.page, "url": url_of(mention.page, mention.paragraph), "section": mention.section}


def _initiative(initiative: Initiative) -> InitiativeRecord:
    page = f"initiatives/{initiative.id}.md"
    return {
        "initiative": initiative.id,
        "url": url_of(page),
        "name": initiative.name.official,
        "short": initiative.name.short,
        "reading": initiative.name.reading,
        "en": initiative.name.en,
        "en_ours": initiative.name.en_ours,
        "announced": {
            "date": initiative.announced.date,
            "at": initiative.announced.at,
            "by": initiative.announced.by,
        },
        "partners": initiative.partners,
        "summary": plain(initiative.summary),
        "footnotes": list(initiative.footnotes),
        "elements": [_element(page, element) for element in initiative.elements],
    }


def _element(page: str, element: Element) -> ElementRecord:
    return {
        "element": element.id,
        "url": url_of(page, element.id),
        "kind": element.kind,
        "number": element.number,
        "official_name": element.official_name,
        "en": element.en,
        "en_ours": element.en_ours,
        "summary": plain(element.summary),
        "domain": element.domain,
        "footnotes": list(element.footnotes),
        "counterparts": list(element.counterparts),
        "mentions": [_mention(mention) for mention in element.mentions],
    }


def _edition(edition: Edition, files: Mapping[str, str | None]) -> EditionRecord:
    """The edition as JSON; `files` has the name of the schema, if there is one, of each other data file by its path."""
    work, imprint = edition.work, edition.imprint
    return {
        "title": imprint.title,
        "version": imprint.version,
        "date": imprint.date,
        "language": edition.language,
        "license": imprint.license,
        "license_url": imprint.license_url,
        "work": {
            "title": work.title,
            "subtitle": work.subtitle,
            "series": work.series,
            "number": work.number,
            "date": work.date,
            "authors": [author.name for author in work.authors],
            "publisher": work.publisher,
            "address": work.url,
            "language": work.language,
        },
        "sections": [
            {
                "page": section.page,
                "url": url_of(section.page),
                "title": section.title,
                "footnotes": list(dict.fromkeys(reference.footnote for reference in section.references)),
            }
            for section in edition.sections
        ],
        "files": [
            FileRecord(url=quote(path) if name else path, schema=name and _schema_path(name))
            for path, name in files.items()
        ],
    }


# --- spreadsheets -----------------------------------------------------------------------------------------------


def _source_row(source: Source) -> Mapping[str, object]:
    one = source_record(source)
    return {**one, "archived": one["archived"]["address"] if one["archived"] else None}


def _footnote_rows(edition: Edition) -> Iterable[Mapping[str, object]]:
    """A row for each citation, so that every cell says one thing; one for a footnote that cites nothing."""
    for one in (record(edition, footnote) for footnote in edition.footnotes.values()):
        shared = {
            "footnote": one["footnote"],
            "text": one["text"],
            "after": one["after"],
            "section": "\n".join(reference["section"] for reference in one["references"]),
            "sentence": "\n".join(reference["sentence"] for reference in one["references"]),
            "url": url_of(FOOTNOTES, one["id"]),
        }
        for each in one["citations"]:
            yield {**shared, **each, "citation": each["text"], "text": one["text"], "url": shared["url"],
                   "address": each["url"]}  # fmt: skip
        if not one["citations"]:
            yield shared


def _csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """A table that Excel opens with its Japanese intact: hence the byte order mark; no cell is run as a formula."""
    out = io.StringIO("\ufeff", newline="")
    out.seek(1)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        writer.writerow([_cell(row.get(column)) for column in columns])
    yield out.getvalue()


def _cell(value: object) -> str:
    return cell(" ".join(map(str, value)) if isinstance(value, list) else value)
