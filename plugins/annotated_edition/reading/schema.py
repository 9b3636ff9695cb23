"""Which fields each data file has, and what they mean."""

from __future__ import annotations

from typing import Annotated, Any, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator
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

TODO = "A question left open; `edition check` lists it until the field is removed."
FootnoteNumbers = tuple[FootnoteNumber, ...]


class Fields(BaseModel):
    """A mapping with known fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


SomeFields = TypeVar("SomeFields", bound=Fields)


class SeriesPart(Fields):
    """The series that the commentary belongs to."""

    name: Text = Field(description="Name of the series.")
    number: OptionalText = Field(None, description="Number in the series, as printed.")


class AuthorPart(Fields):
    """One of those who wrote the commentary."""

    name: Text = Field(description="Name as the commentary prints it.")
    affiliation: OptionalText = Field(None, description="Institute and post, as printed.")


class WorkPart(Fields):
    """The commentary that is annotated."""

    title: Text = Field(description="Title.")
    subtitle: OptionalText = Field(None, description="Subtitle.")
    series: Annotated[SeriesPart | None, MAPPING] = Field(None, description="Series that it belongs to.")
    date: Date = Field("", description="Date of publication, as precise as known.")
    authors: tuple[AuthorPart, ...] = Field(description="Authors in printed order.")
    publisher: Text = Field("", description="Publisher.")
    url: OptionalAddress = Field(None, description="Address of the publisher's page of it.")
    language: Language = Field(description="Language of the text as a BCP 47 tag, such as ja.")
    rights: Text = Field("", description="The rights in the commentary, in one or two sentences.")
    todo: Text = Field("", description=TODO)


class ImprintPart(Fields):
    """This edition of the commentary."""

    title: Text = Field(description="Title of the edition.")
    version: Text = Field(description="Version of the edition, such as 1.0.0.")
    date: Date = Field(description="Date of this version.")
    license: OptionalText = Field(None, description="Licence of the edition's own text.")
    license_url: OptionalAddress = Field(None, description="Address of the licence.")
    notice: Text = Field("", description="Short banner of every page.")


class EditionFile(Fields):
    """data/edition.yml."""

    work: Annotated[WorkPart, MAPPING] = Field(description="The commentary that is annotated.")
    edition: Annotated[ImprintPart, MAPPING] = Field(description="This edition of it.")
    style: StyleFile = Field(description="Citation style: a CSL file beside this one.")
    sections: tuple[PageFile, ...] = Field(description="Pages of the commentary in reading order.")
    terms: Annotated[TermLinks, one_of(get_args(TermLinks))] = Field(
        "first", description="Which occurrences of a term in a section are linked."
    )


class CitationEntry(Fields):
    """One source cited by one footnote."""

    source: OptionalText = Field(
        None, description="Key of the source in sources.bib; may be left out only with `ibid: true`."
    )
    locator: OptionalLocator = Field(
        None, description="Pages, or what `label` says, as printed; one with words of its own (ch. 3, n. 7) is set so."
    )
    label: Annotated[Label, one_of(get_args(Label))] = Field(
        "page", description="What the locator counts, by CSL's name of it."
    )
    before: Text = Field("", description="Words right before this citation, such as cf. or but see.")
    after: Text = Field("", description="Words right after it, such as emphasis added.")
    printed: OptionalText = Field(None, description="The citation as printed, only where print departs from the style.")
    ibid: OptionalYesNo = Field(
        None, description="Whether print shortens the citation, only where that differs from the rule."
    )
    todo: Text = Field("", description=TODO)

    @model_validator(mode="after")
    def _names_its_source(self) -> Self:
        if self.source is None and not self.ibid:
            raise PydanticCustomError("AE109", "missing", {"missing": "source"})
        return self


class FootnoteEntry(Fields):
    """One entry of data/footnotes.yml."""

    number: FootnoteNumber = Field(description="The printed number.")
    citations: tuple[CitationEntry, ...] = Field((), description="What the footnote cites, in printed order.")
    before: Text = Field("", description="What it says before the citations, in own words.")
    after: Text = Field("", description="What it says after the citations, in own words.")
    todo: Text = Field("", description=TODO)


class TermEntry(Fields):
    """One entry of data/terms.yml."""

    id: Id = Field(description="ASCII id of the term.")
    name: Text = Field(description="The term.")
    reading: OptionalText = Field(None, description="How it is read, in kana.")
    en: OptionalText = Field(None, description="English.")
    en_ours: YesNo = Field(False, description="Whether the English is this edition's translation.")
    aliases: tuple[Text, ...] = Field((), description="Other spellings that are linked as well.")
    definition: Text = Field(description="What it means, in one or two sentences.")
    footnotes: FootnoteNumbers = Field((), description="Footnotes on which the definition rests.")
    todo: Text = Field("", description=TODO)


class EventSourcePart(Fields):
    """Where an event stands that the commentary does not have."""

    text: Text = Field(description="The source in words.")
    url: OptionalAddress = Field(None, description="Its address.")


class EventEntry(Fields):
    """One entry of data/events.yml."""

    id: Id = Field(description="ASCII id of the event.")
    date: Date = Field(description="Date, as precise as known.")
    until: OptionalDate = Field(None, description="Last day, where it took several.")
    title: Text = Field(description="What happened, in a few words.")
    summary: Text = Field("", description="One or two sentences on it.")
    footnotes: FootnoteNumbers = Field((), description="Footnotes on which it rests.")
    initiative: OptionalId = Field(None, description="Id of the initiative that it announces or carries out.")
    original: YesNo = Field(True, description="Whether the commentary has it.")
    source: Annotated[EventSourcePart | None, MAPPING] = Field(
        None, description="Its source where the commentary does not have it."
    )


class NamePart(Fields):
    """The names of an initiative."""

    ja: OptionalText = Field(None, description="Official name in Japanese.")
    en: OptionalText = Field(None, description="English name.")
    en_ours: YesNo = Field(False, description="Whether the English is this edition's translation.")
    short: Text = Field(description="Short name.")
    reading: OptionalText = Field(None, description="How the short name is read.")


class AnnouncedPart(Fields):
    """When, where and by whom an initiative was announced."""

    date: Date = Field(description="Date, as precise as known.")
    at: OptionalText = Field(None, description="Occasion.")
    by: OptionalText = Field(None, description="Who announced it.")


class ElementEntry(Fields):
    """One element of an initiative."""

    id: Id = Field(description="ASCII id, unique in its initiative.")
    kind: Id = Field(description="What it is called: pillar, principle, linkage or another ASCII id.")
    number: Number = Field(description="Number within its kind.")
    official_name: Text = Field(description="Name as announced.")
    en: OptionalText = Field(None, description="English name.")
    en_ours: YesNo = Field(False, description="Whether the English is this edition's translation.")
    summary: Text = Field(description="What it means, in own words.")
    domain: OptionalText = Field(None, description="Field of cooperation.")
    footnotes: FootnoteNumbers = Field((), description="Footnotes on which the entry rests.")
    counterparts: tuple[ElementPath, ...] = Field(
        (), description="`initiative/element` of each element of the other that corresponds to it."
    )


class InitiativeFile(Fields):
    """data/initiatives/ID.yml."""

    id: Id = Field(description="ASCII id of the initiative, the name of its file.")
    name: Annotated[NamePart, MAPPING] = Field(description="Its names.")
    announced: Annotated[AnnouncedPart, MAPPING] = Field(description="Its announcement.")
    partners: Text = Field(description="To whom it is addressed.")
    summary: Text = Field("", description="What it is, in two or three sentences.")
    footnotes: FootnoteNumbers = Field((), description="Footnotes on which the entry rests.")
    elements: tuple[ElementEntry, ...] = Field((), description="Its parts in printed order.")


class RowEntry(Fields):
    """One row of data/comparison.yml."""

    id: Id = Field(description="ASCII id of the row.")
    label: Text = Field(description="What is compared.")
    cells: dict[str, Text] = Field(description="Id of each initiative with what the commentary says of it.")
    common: Text = Field("", description="What the initiatives share on this row.")


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
    words = field_meanings(language)
    parts = {part.__name__: part for part in Fields.__subclasses__()}
    for part in [schema, *schema.get("$defs", {}).values()]:
        for field, described in part.get("properties", {}).items():
            english = parts[part["title"]].model_fields[field].description
            described["description"] = words.get(f"{part['title']}.{field}", english)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"data/{name}.yml"}
