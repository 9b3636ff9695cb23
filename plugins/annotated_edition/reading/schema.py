"""Which fields each data file has; what they mean stands in `locale/fields.json`."""

from __future__ import annotations

from typing import Annotated, Any, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from ..model.annotations import Label
from ..model.wording import field_meanings
from .values import (
    MAPPING,
    Date,
    ElementPath,
    FootnoteNumber,
    Id,
    Language,
    Number,
    OptionalAddress,
    OptionalDate,
    OptionalId,
    OptionalLocator,
    OptionalText,
    OptionalYesNo,
    PageFile,
    StyleFile,
    TermLinks,
    Text,
    YesNo,
    one_of,
)

FootnoteNumbers = tuple[FootnoteNumber, ...]


class Fields(BaseModel):
    """A mapping with known fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


SomeFields = TypeVar("SomeFields", bound=Fields)


class SeriesPart(Fields):
    """The series that the commentary belongs to."""

    name: Text
    number: OptionalText = None


class AuthorPart(Fields):
    """One of those who wrote the commentary."""

    name: Text
    affiliation: OptionalText = None


class WorkPart(Fields):
    """The commentary that is annotated."""

    title: Text
    subtitle: OptionalText = None
    series: Annotated[SeriesPart | None, MAPPING] = None
    date: Date = ""
    authors: tuple[AuthorPart, ...]
    publisher: Text = ""
    url: OptionalAddress = None
    language: Language
    rights: Text = ""
    todo: Text = ""


class ImprintPart(Fields):
    """This edition of the commentary."""

    title: Text
    version: Text
    date: Date
    license: OptionalText = None
    license_url: OptionalAddress = None
    notice: Text = ""


class EditionFile(Fields):
    """data/edition.yml."""

    work: WorkPart
    edition: ImprintPart
    style: StyleFile
    sections: tuple[PageFile, ...]
    terms: Annotated[TermLinks, one_of(get_args(TermLinks))] = "first"


class CitationEntry(Fields):
    """One source cited by one footnote."""

    source: OptionalText = None
    locator: OptionalLocator = None
    label: Annotated[Label, one_of(get_args(Label))] = "page"
    printed: OptionalText = None
    ibid: OptionalYesNo = None
    todo: Text = ""

    @model_validator(mode="after")
    def _names_its_source(self) -> Self:
        if self.source is None and not self.ibid:
            raise PydanticCustomError("AE109", "missing", {"missing": "source"})
        return self


class FootnoteEntry(Fields):
    """One entry of data/footnotes.yml."""

    number: FootnoteNumber
    citations: tuple[CitationEntry, ...] = ()
    before: Text = ""
    after: Text = ""
    todo: Text = ""


class TermEntry(Fields):
    """One entry of data/terms.yml."""

    id: Id
    name: Text
    reading: OptionalText = None
    en: OptionalText = None
    en_ours: YesNo = False
    aliases: tuple[Text, ...] = ()
    definition: Text
    footnotes: FootnoteNumbers = ()
    todo: Text = ""


class EventSourcePart(Fields):
    """Where an event stands that the commentary does not have."""

    text: Text
    url: OptionalAddress = None


class EventEntry(Fields):
    """One entry of data/events.yml."""

    id: Id
    date: Date
    until: OptionalDate = None
    title: Text
    summary: Text = ""
    footnotes: FootnoteNumbers = ()
    initiative: OptionalId = None
    original: YesNo = True
    source: Annotated[EventSourcePart | None, MAPPING] = None


class NamePart(Fields):
    """The names of an initiative."""

    ja: OptionalText = None
    en: OptionalText = None
    en_ours: YesNo = False
    short: Text
    reading: OptionalText = None


class AnnouncedPart(Fields):
    """When, where and by whom an initiative was announced."""

    date: Date
    at: OptionalText = None
    by: OptionalText = None


class ElementEntry(Fields):
    """One element of an initiative."""

    id: Id
    kind: Id
    number: Number
    official_name: Text
    en: OptionalText = None
    en_ours: YesNo = False
    summary: Text
    domain: OptionalText = None
    footnotes: FootnoteNumbers = ()
    counterparts: tuple[ElementPath, ...] = ()


class InitiativeFile(Fields):
    """data/initiatives/ID.yml."""

    id: Id
    name: NamePart
    announced: AnnouncedPart
    partners: Text
    summary: Text = ""
    footnotes: FootnoteNumbers = ()
    elements: tuple[ElementEntry, ...] = ()


class RowEntry(Fields):
    """One row of data/comparison.yml."""

    id: Id
    label: Text
    cells: dict[str, Text]
    common: Text = ""


#: Name of each kind of data file → what it holds, and whether it is a list of them.
FILES: dict[str, tuple[type[Fields], bool]] = {
    "edition": (EditionFile, False),
    "footnotes": (FootnoteEntry, True),
    "terms": (TermEntry, True),
    "events": (EventEntry, True),
    "comparison": (RowEntry, True),
    "initiative": (InitiativeFile, False),
}


class _YamlSchema(GenerateJsonSchema):
    """A YAML editor reads `number: 342` as a number where every scalar is read as text here."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return {**super().str_schema(schema), "type": ["string", "number"]}


def json_schema(name: str, language: str = "en") -> dict[str, Any]:
    """Return the JSON Schema of one of `FILES`, by which editors complete and check; fields explained in `language`."""
    entry, is_list = FILES[name]
    adapter: TypeAdapter[Any] = TypeAdapter(list[entry] if is_list else entry)  # type: ignore[valid-type]
    schema = adapter.json_schema(schema_generator=_YamlSchema)
    meanings = field_meanings(language)
    for part in [schema, *schema.get("$defs", {}).values()]:
        for field, described in part.get("properties", {}).items():
            explained = {**described, "description": meanings[f"{part['title']}.{field}"]}
            part["properties"][field] = dict(sorted(explained.items()))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"data/{name}.yml"}
