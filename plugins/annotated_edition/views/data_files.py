"""Which data files an edition publishes for programs and spreadsheets, and which JSON Schema each follows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any
from urllib.parse import quote

from ..citing.formats import CITATION_FORMATS, MACHINE_FORMATS, write_items
from ..citing.items import source_items
from ..model.annotations import Footnote, Initiative, Source, Term
from ..model.edition import Edition, Section, Work
from ..model.record import RecordName
from ..reading.files import DEVICE
from .evidence import Evidence, weigh
from .records import Json, encode, schema_of
from .tables import footnotes_table, sources_table


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file of the edition."""

    path: Annotated[str, RecordName("url")]
    """Its address, from the site's root."""
    schema: str | None
    """Address of the JSON Schema that it follows, from the site's root."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The edition: its imprint, the commentary, and where its data are."""

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
    work: Work
    """The commentary."""
    sections: tuple[Section, ...]
    """Its sections in reading order."""
    files: tuple[DataFile, ...]
    """Every other data file."""
    translations: Mapping[str, str]
    """BCP 47 tag of each other language that the edition has a site in → where that is, from this site's root."""


#: Name of a schema → the shape that it describes.
SHAPES: Mapping[str, Any] = {
    "footnotes": list[Footnote],
    "footnote": Footnote,
    "sources": list[Source],
    "source": Source,
    "terms": list[Term],
    "initiatives": list[Initiative],
    "evidence": Evidence,
    "edition": Catalogue,
}


def data_files(edition: Edition) -> dict[str, str]:
    """Return each data file by its path below docs/."""
    footnotes, sources = edition.footnotes.values(), edition.sources.values()
    files = {
        "footnotes.json": _list(footnotes),
        "sources.json": _list(sources),
        "terms.json": _list(edition.terms.values()),
        "evidence.json": _record(weigh(edition)),
        "initiatives.json": _list(edition.initiatives.values()),
        **{f"footnotes/{each.number.slug}.json": _record(each) for each in footnotes},
        **{f"sources/{file_name(each.key)}.json": _record(each) for each in sources},
        "footnotes.csv": footnotes_table(edition),
        "sources.csv": sources_table(edition),
        **{f"sources{CITATION_FORMATS[form]}": write_items(form, source_items(edition)) for form in MACHINE_FORMATS},
    }
    imprint = edition.imprint
    files["edition.json"] = _record(
        Catalogue(
            title=imprint.title,
            version=imprint.version,
            date=imprint.date,
            language=edition.language,
            license=imprint.license,
            license_url=imprint.license_url,
            work=edition.work,
            sections=edition.sections,
            translations=_other_sites(edition),
            files=tuple(DataFile(quote(f"data/{path}"), _schema_address(path)) for path in files),
        )
    )
    files |= {f"schema/{name}.json": _schema(name) for name in SHAPES}
    return {f"data/{path}": text for path, text in files.items()}


def _other_sites(edition: Edition) -> dict[str, str]:
    """Return where the edition's sites in other languages are, from the root of its own."""
    up = "../" * edition.languages.get(edition.language, "").count("/")
    return {language: f"{up}{prefix}" for language, prefix in edition.languages.items() if language != edition.language}


def _schema_address(path: str) -> str | None:
    """Return the address of the schema of a data file; all files of a folder have the same."""
    name = path.split("/")[0].removesuffix("s") if "/" in path else path.removesuffix(".json")
    return f"data/schema/{name}.json" if name in SHAPES and path.endswith(".json") else None


@cache
def _schema(name: str) -> str:
    return json.dumps(schema_of(SHAPES[name]), ensure_ascii=False, indent=1) + "\n"


def _list(values: Iterable[object]) -> str:
    """Return a list of records as JSON, each on a line of its own."""
    return "[\n" + ",\n".join(_compact(encode(value)) for value in values) + "\n]\n"


def _record(value: object) -> str:
    """Return a record as JSON, each field on a line of its own."""
    record: Json = encode(value)
    return "{\n" + ",\n".join(f"{_compact(name)}: {_compact(each)}" for name, each in record.items()) + "\n}\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def file_name(key: str) -> str:
    """Return a source's key as a file name for every system; a character that some refuse becomes %3A or the like."""
    name = quote(key, safe="+")
    return f"%{ord(name[0]):02X}{name[1:]}" if name.startswith(".") or DEVICE.fullmatch(name) else name
