"""The fields of each data file, each with its meaning."""

from __future__ import annotations

from typing import Annotated, Any, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from ..model.annotations import Label
from ..model.wording import field_meanings
from .values import (
    DAY,
    ELEMENT,
    FOOTNOTE,
    LOCATOR,
    MAPPING,
    NAME,
    NUMBERED,
    SECTION,
    STYLE,
    TAG,
    TEXT,
    URL,
    YES_NO,
    TermLinks,
    one_of,
)

TODO = "A question left open; `edition check` lists it until the field is removed."
# The checks stand outside `| None`, so that a field may be left out and may not be left empty.
Texts = tuple[Annotated[str, TEXT], ...]
Footnotes = tuple[Annotated[int, FOOTNOTE], ...]


class Fields(BaseModel):
    """A mapping with known fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class SeriesPart(Fields):
    """The series that the commentary belongs to."""

    name: Annotated[str, TEXT] = Field(description="Name of the series.")
    number: Annotated[str | None, TEXT] = Field(None, description="Number in the series, as printed.")


class AuthorPart(Fields):
    """One of those who wrote the commentary."""

    name: Annotated[str, TEXT] = Field(description="Name as the commentary prints it.")
    affiliation: Annotated[str | None, TEXT] = Field(None, description="Institute and post, as printed.")


class WorkPart(Fields):
    """The commentary that is annotated."""

    title: Annotated[str, TEXT] = Field(description="Title.")
    subtitle: Annotated[str | None, TEXT] = Field(None, description="Subtitle.")
    series: Annotated[SeriesPart | None, MAPPING] = Field(None, description="Series that it belongs to.")
    date: Annotated[str, DAY] = Field("", description="Date of publication, as precise as known.")
    authors: tuple[AuthorPart, ...] = Field(description="Authors in printed order.")
    publisher: Annotated[str, TEXT] = Field("", description="Publisher.")
    url: Annotated[str | None, URL] = Field(None, description="Address of the publisher's page of it.")
    language: Annotated[str, TAG] = Field(description="Language of the text as a BCP 47 tag, such as ja.")
    rights: Annotated[str, TEXT] = Field("", description="The rights in the commentary, in one or two sentences.")
    todo: Annotated[str, TEXT] = Field("", description=TODO)


class ImprintPart(Fields):
    """This edition of the commentary."""

    title: Annotated[str, TEXT] = Field(description="Title of the edition.")
    version: Annotated[str, TEXT] = Field(description="Version of the edition, such as 1.0.0.")
    date: Annotated[str, DAY] = Field(description="Date of this version.")
    license: Annotated[str | None, TEXT] = Field(None, description="Licence of the edition's own text.")
    license_url: Annotated[str | None, URL] = Field(None, description="Address of the licence.")
    notice: Annotated[str, TEXT] = Field("", description="Short banner of every page.")


class EditionFile(Fields):
    """data/edition.yml."""

    work: Annotated[WorkPart, MAPPING] = Field(description="The commentary that is annotated.")
    edition: Annotated[ImprintPart, MAPPING] = Field(description="This edition of it.")
    style: Annotated[str, STYLE] = Field(description="Citation style: a CSL file beside this one.")
    sections: tuple[Annotated[str, SECTION], ...] = Field(description="Pages of the commentary in reading order.")
    terms: Annotated[TermLinks, BeforeValidator(one_of(get_args(TermLinks)))] = Field(
        "first", description="Which occurrences of a term in a section are linked."
    )


class CitationEntry(Fields):
    """One source cited by one footnote."""

    source: Annotated[str | None, TEXT] = Field(
        None, description="Key of the source in sources.bib; may be left out only with `ibid: true`."
    )
    locator: Annotated[str | None, LOCATOR] = Field(None, description="Pages, or what `label` says, as printed.")
    label: Annotated[Label, BeforeValidator(one_of(get_args(Label)))] = Field(
        "page", description="What the locator counts, by CSL's name of it."
    )
    printed: Annotated[str | None, TEXT] = Field(
        None, description="The citation as printed, only where print departs from the style."
    )
    ibid: Annotated[bool | None, YES_NO] = Field(
        None, description="Whether print shortens the citation, only where that differs from the rule."
    )
    todo: Annotated[str, TEXT] = Field("", description=TODO)

    @model_validator(mode="after")
    def _names_its_source(self) -> Self:
        if self.source is None and not self.ibid:
            raise PydanticCustomError("AE109", "missing", {"missing": "source"})
        return self


class FootnoteEntry(Fields):
    """One entry of data/footnotes.yml."""

    number: Annotated[int, FOOTNOTE] = Field(description="The printed number.")
    citations: tuple[CitationEntry, ...] = Field((), description="What the footnote cites, in printed order.")
    before: Annotated[str, TEXT] = Field("", description="What it says before the citations, in own words.")
    after: Annotated[str, TEXT] = Field("", description="What it says after the citations, in own words.")
    todo: Annotated[str, TEXT] = Field("", description=TODO)


class TermEntry(Fields):
    """One entry of data/terms.yml."""

    id: Annotated[str, NAME] = Field(description="ASCII id of the term.")
    name: Annotated[str, TEXT] = Field(description="The term.")
    reading: Annotated[str | None, TEXT] = Field(None, description="How it is read, in kana.")
    en: Annotated[str | None, TEXT] = Field(None, description="English.")
    en_ours: Annotated[bool, YES_NO] = Field(False, description="Whether the English is this edition's translation.")
    aliases: Texts = Field((), description="Other spellings that are linked as well.")
    definition: Annotated[str, TEXT] = Field(description="What it means, in one or two sentences.")
    footnotes: Footnotes = Field((), description="Footnotes on which the definition rests.")
    todo: Annotated[str, TEXT] = Field("", description=TODO)


class EventSourcePart(Fields):
    """Where an event stands that the commentary does not have."""

    text: Annotated[str, TEXT] = Field(description="The source in words.")
    url: Annotated[str | None, URL] = Field(None, description="Its address.")


class EventEntry(Fields):
    """One entry of data/events.yml."""

    id: Annotated[str, NAME] = Field(description="ASCII id of the event.")
    date: Annotated[str, DAY] = Field(description="Date, as precise as known.")
    until: Annotated[str | None, DAY] = Field(None, description="Last day, where it took several.")
    title: Annotated[str, TEXT] = Field(description="What happened, in a few words.")
    summary: Annotated[str, TEXT] = Field("", description="One or two sentences on it.")
    footnotes: Footnotes = Field((), description="Footnotes on which it rests.")
    initiative: Annotated[str | None, NAME] = Field(
        None, description="Id of the initiative that it announces or carries out."
    )
    original: Annotated[bool, YES_NO] = Field(True, description="Whether the commentary has it.")
    source: Annotated[EventSourcePart | None, MAPPING] = Field(
        None, description="Its source where the commentary does not have it."
    )


class NamePart(Fields):
    """The names of an initiative."""

    ja: Annotated[str | None, TEXT] = Field(None, description="Official name in Japanese.")
    en: Annotated[str | None, TEXT] = Field(None, description="English name.")
    en_ours: Annotated[bool, YES_NO] = Field(False, description="Whether the English is this edition's translation.")
    short: Annotated[str, TEXT] = Field(description="Short name.")
    reading: Annotated[str | None, TEXT] = Field(None, description="How the short name is read.")


class AnnouncedPart(Fields):
    """When, where and by whom an initiative was announced."""

    date: Annotated[str, DAY] = Field(description="Date, as precise as known.")
    at: Annotated[str | None, TEXT] = Field(None, description="Occasion.")
    by: Annotated[str | None, TEXT] = Field(None, description="Who announced it.")


class ElementEntry(Fields):
    """One element of an initiative."""

    id: Annotated[str, NAME] = Field(description="ASCII id, unique in its initiative.")
    kind: Annotated[str, NAME] = Field(description="What it is called: pillar, principle, linkage or another ASCII id.")
    number: Annotated[int, NUMBERED] = Field(description="Number within its kind.")
    official_name: Annotated[str, TEXT] = Field(description="Name as announced.")
    en: Annotated[str | None, TEXT] = Field(None, description="English name.")
    en_ours: Annotated[bool, YES_NO] = Field(False, description="Whether the English is this edition's translation.")
    summary: Annotated[str, TEXT] = Field(description="What it means, in own words.")
    domain: Annotated[str | None, TEXT] = Field(None, description="Field of cooperation.")
    footnotes: Footnotes = Field((), description="Footnotes on which the entry rests.")
    counterparts: tuple[Annotated[str, ELEMENT], ...] = Field(
        (), description="`initiative/element` of each element of the other that corresponds to it."
    )


class InitiativeFile(Fields):
    """data/initiatives/ID.yml."""

    id: Annotated[str, NAME] = Field(description="ASCII id of the initiative, the name of its file.")
    name: Annotated[NamePart, MAPPING] = Field(description="Its names.")
    announced: Annotated[AnnouncedPart, MAPPING] = Field(description="Its announcement.")
    partners: Annotated[str, TEXT] = Field(description="To whom it is addressed.")
    summary: Annotated[str, TEXT] = Field("", description="What it is, in two or three sentences.")
    footnotes: Footnotes = Field((), description="Footnotes on which the entry rests.")
    elements: tuple[ElementEntry, ...] = Field((), description="Its parts in printed order.")


class RowEntry(Fields):
    """One row of data/comparison.yml."""

    id: Annotated[str, NAME] = Field(description="ASCII id of the row.")
    label: Annotated[str, TEXT] = Field(description="What is compared.")
    cells: dict[str, Annotated[str, TEXT]] = Field(
        description="Id of each initiative with what the commentary says of it."
    )
    common: Annotated[str, TEXT] = Field("", description="What the initiatives share on this row.")


#: Name of each kind of data file → what it holds, and whether it is a list of them.
FILES: dict[str, tuple[type[Fields], bool]] = {
    "edition": (EditionFile, False),
    "footnotes": (FootnoteEntry, True),
    "terms": (TermEntry, True),
    "events": (EventEntry, True),
    "comparison": (RowEntry, True),
    "initiative": (InitiativeFile, False),
}


class _OfYaml(GenerateJsonSchema):
    """A YAML editor reads `number: 342` as a number where the loader reads every scalar as text."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return {**super().str_schema(schema), "type": ["string", "number"]}


def json_schema(name: str, language: str = "en") -> dict[str, Any]:
    """The JSON Schema of one of `FILES`, for the completion and checks of editors; what fields mean, in `language`."""
    entry, several = FILES[name]
    adapter: TypeAdapter[Any] = TypeAdapter(list[entry] if several else entry)  # type: ignore[valid-type]
    made = adapter.json_schema(schema_generator=_OfYaml)
    words = field_meanings(language)
    kinds = {part.__name__: part for part in Fields.__subclasses__()}
    for part in [made, *made.get("$defs", {}).values()]:
        for field, described in part.get("properties", {}).items():
            meaning = kinds[part["title"]].model_fields[field].description
            described["description"] = words.get(f"{part['title']}.{field}", meaning)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": f"data/{name}.yml"}
