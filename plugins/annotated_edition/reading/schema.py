"""Which fields each data file has, and what may stand in them; what they mean stands in `locale/fields.json`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, TypeAdapter, model_validator
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from ..model.annotations import Label
from ..model.labels import FootnoteLabel, read_label
from ..model.wording import field_meanings
from .files import DEVICE, is_portable
from .text import shorten

MAX_NUMBER = 99_999
MAX_ID = 100
#: The label of a chapter in which the numbers of the footnotes start anew.
MAIL = re.compile(r"mailto:[^\s@<>\"?&]+@[^\s@<>\"?&]+")
CHAPTER_LABEL = re.compile("[A-Za-z0-9][A-Za-z0-9-]{0,19}")
#: What is at least 1 and at most MAX_NUMBER, and any number, in ASCII or full-width digits.
IN_RANGE = re.compile("[1-9１-９][0-9０-９]{0,4}")
INTEGER = re.compile("[-+－＋]?(?:[0０]|[1-9１-９][0-9０-９]*)")
DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
FOOTNOTE_MARK = re.compile(r"\[\^[^\]]+\]")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ELEMENT_PATH = re.compile(rf"{ID.pattern}/{ID.pattern}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
#: How an address of the web begins, and a scheme, whatever it is.
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
ANY_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\s-]*):")


def shape_of(value: object) -> str:
    """Return the name of a value's shape: nothing, list, mapping or text."""
    return {type(None): "nothing", list: "list", dict: "mapping"}.get(type(value), "text")


def is_date(text: str) -> bool:
    """Return whether a text is a date that exists: 2024, 2024-07 or 2024-07-26."""
    if not DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def _is_short_name(text: str, pattern: re.Pattern[str]) -> bool:
    """Return whether a text matches as a whole and can name a file."""
    return pattern.fullmatch(text) is not None and len(text) <= MAX_ID and not DEVICE.fullmatch(text)


def _is_path(text: str, ending: str, depth: int) -> bool:
    """Return whether a text is a relative path downwards that every file system takes."""
    parts = text.split("/")
    return all(map(is_portable, parts)) and text.endswith(ending) and len(parts) <= depth


def _refuse_shape(value: object, expected: str) -> PydanticCustomError:
    return PydanticCustomError("AE107", "shape", {"expected": expected, "found": shape_of(value)})


def _checked(
    expected: str, is_allowed: Callable[[str], object], choices: str = "", convert: Callable[[str], object] = str
) -> BeforeValidator:
    """Return the check that a value is a text of a kind, without space around it; AE107 or AE110 where it is none.

    `expected` and `choices` are for the message; `convert` makes the value of the text.
    """

    def check(value: object) -> object:
        if not isinstance(value, str):
            raise _refuse_shape(value, expected)
        text = value.strip()
        if not is_allowed(text):
            values = {"expected": expected, "found": shorten(text), "choices": choices}
            raise PydanticCustomError("AE110", "value", values)
        return convert(text)

    return BeforeValidator(check)


def one_of(choices: tuple[str, ...]) -> BeforeValidator:
    """Return the check that a value is one of a few names."""
    return _checked("choice", choices.__contains__, ", ".join(choices))


def _is_footnote_label(text: str) -> bool:
    """Return whether a text is a footnote's printed label; a number that is out of range is AE305."""
    if INTEGER.fullmatch(text) and not IN_RANGE.fullmatch(text):
        raise PydanticCustomError("AE305", "range", {"number": shorten(text), "limit": MAX_NUMBER})
    return read_label(text) is not None


def _is_address(text: str) -> bool:
    """Return whether a text is an http or https address; another scheme is AE210."""
    scheme = ANY_SCHEME.match(text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        values = {"field": "", "address": shorten(text), "scheme": shorten(scheme[1])}
        raise PydanticCustomError("AE210", "scheme", values)
    return WEB_ADDRESS.match(text) is not None


def _mapping(value: object) -> object:
    if not isinstance(value, dict):
        raise _refuse_shape(value, "mapping")
    return value


# The checks stand outside `| None`, so that a field may be left out and may not be left empty.
_TEXT = _checked("text", bool)
_DATE = _checked("date", is_date)
_ID = _checked("id", lambda text: _is_short_name(text, ID))
_YES_NO = _checked("yes-no", ("true", "false").__contains__, convert="true".__eq__)
Text = Annotated[str, _TEXT]
OptionalText = Annotated[str | None, _TEXT]
Date = Annotated[str, _DATE]
OptionalDate = Annotated[str | None, _DATE]
OptionalAddress = Annotated[str | None, _checked("address", _is_address)]
OptionalContact = Annotated[
    str | None, _checked("contact", lambda text: bool(MAIL.fullmatch(text)) or _is_address(text))
]
Id = Annotated[str, _ID]
OptionalId = Annotated[str | None, _ID]
#: Pandoc gets a locator in braces, so that it may hold none.
OptionalLocator = Annotated[str | None, _checked("locator", lambda text: not set(text) & set("{}")), _TEXT]
Language = Annotated[str, _checked("language", lambda text: _is_short_name(text, LANGUAGE))]
ElementPath = Annotated[str, _checked("element", ELEMENT_PATH.fullmatch)]
PageFile = Annotated[str, _checked("path", lambda text: _is_path(text, ".md", depth=20))]
StyleFile = Annotated[str, _checked("style-file", lambda text: _is_path(text, ".csl", depth=1))]
Number = Annotated[int, _checked("number", IN_RANGE.fullmatch, convert=int)]
FootnoteNumber = Annotated[str, _checked("footnote", _is_footnote_label), AfterValidator(read_label)]
Chapter = Annotated[str, _checked("chapter", CHAPTER_LABEL.fullmatch)]
YesNo = Annotated[bool, _YES_NO]
OptionalYesNo = Annotated[bool | None, _YES_NO]
#: A mapping of fields: the check says so before its fields are looked at.
MAPPING = BeforeValidator(_mapping)
TermLinks = Literal["first", "all", "none"]
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
    report: OptionalContact = None


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
    before: Text = ""
    after: Text = ""
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
    chapter: Chapter = ""
    citations: tuple[CitationEntry, ...] = ()
    before: Text = ""
    after: Text = ""
    unread: YesNo = False
    todo: Text = ""

    @property
    def label(self) -> FootnoteLabel:
        """The printed label, with that of the chapter where there is one."""
        return read_label(self.number, self.chapter) or FootnoteLabel(self.number)


class TermEntry(Fields):
    """One entry of data/terms.yml."""

    id: Id
    name: Text
    reading: OptionalText = None
    en: OptionalText = None
    en_ours: YesNo = False
    aliases: tuple[Text, ...] = ()
    forms: tuple[Text, ...] = ()
    definition: Text = ""
    gloss: Annotated[str, _checked("text-without-footnotes", lambda text: text and not FOOTNOTE_MARK.search(text))] = ""
    footnotes: FootnoteNumbers = ()
    todo: Text = ""

    @model_validator(mode="after")
    def _is_explained(self) -> Self:
        if not self.definition and (self.footnotes or not self.gloss):
            raise PydanticCustomError("AE109", "missing", {"missing": "definition"})
        return self


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
