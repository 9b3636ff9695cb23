"""The fields of each data file, each with its meaning, and the check that a file keeps to them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import ErrorDetails, PydanticCustomError, core_schema

from .model import Label, Problem
from .problems import nearest, problem
from .wording import meanings
from .yaml_reader import Path, Tree, Value

MAX_NUMBER = 9999
#: Longest found text that a message quotes.
QUOTED = 60

FULL_WIDTH = str.maketrans("０１２３４５６７８９－＋", "0123456789-+")
NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
#: Names that Windows keeps for devices, with any ending.
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
#: One name of a path that every file system takes.
PATH_PART = re.compile(r"""(?![. ])[^\\/:*?"<>|]{1,100}(?<![. ])""")
ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\s-]*):")

TermLinks = Literal["first", "all", "none"]


def _shape(value: object) -> str:
    """The name of a value's shape."""
    return {type(None): "nothing", list: "list", dict: "mapping"}.get(type(value), "text")


def _quote(text: str) -> str:
    """A found text, cut where it is long."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def _scalar(value: object, expected: str) -> str:
    """The text of a scalar, without space around it."""
    if not isinstance(value, str):
        raise PydanticCustomError("AE107", "shape", {"expected": expected, "found": _shape(value)})
    return value.strip()


def _refused(text: str, expected: str, choices: str = "") -> PydanticCustomError:
    values = {"expected": expected, "found": _quote(text), "choices": choices}
    return PydanticCustomError("AE110", "value", values)


def _text(value: object) -> str:
    text = _scalar(value, "text")
    if not text:
        raise _refused(text, "text")
    return text


def _locator(value: object) -> str:
    """A locator goes to pandoc in braces, so that it may hold none."""
    text = _text(value)
    if "{" in text or "}" in text:
        raise _refused(text, "locator")
    return text


def _mapping(value: object) -> object:
    if not isinstance(value, dict):
        raise PydanticCustomError("AE107", "shape", {"expected": "mapping", "found": _shape(value)})
    return value


def _number(value: object) -> int:
    """A number in ASCII or full-width digits; one that is out of range is AE110."""
    text = _scalar(value, "number")
    digits = text.translate(FULL_WIDTH)
    # The length is bounded before the conversion: Python refuses 5,000 digits with an exception of its own.
    if not NUMBER.fullmatch(digits) or len(digits) > 4 or not 1 <= int(digits) <= MAX_NUMBER:
        raise _refused(text, "number")
    return int(digits)


def _footnote_number(value: object) -> int:
    """A footnote's number; one that is out of range is AE305."""
    text = _scalar(value, "number")
    digits = text.translate(FULL_WIDTH)
    if NUMBER.fullmatch(digits) and (len(digits) > 4 or not 1 <= int(digits) <= MAX_NUMBER):
        raise PydanticCustomError("AE305", "range", {"number": _quote(text), "limit": MAX_NUMBER})
    return _number(value)


def _yes_no(value: object) -> bool:
    text = _scalar(value, "yes-no")
    if text not in ("true", "false"):
        raise _refused(text, "yes-no")
    return text == "true"


def _date(value: object) -> str:
    """A date that exists: 2024, 2024-07 or 2024-07-26."""
    text = _scalar(value, "date")
    if not is_date(text):
        raise _refused(text, "date")
    return text


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[object], str]:
    """A check that a text matches as a whole and can name a file."""

    def check(value: object) -> str:
        text = _scalar(value, expected)
        if not pattern.fullmatch(text) or len(text) > 100 or DEVICE.fullmatch(text):
            raise _refused(text, expected)
        return text

    return check


def _element_path(value: object) -> str:
    """`initiative/element`."""
    text = _scalar(value, "element")
    parts = text.split("/")
    if len(parts) != 2 or not all(ID.fullmatch(part) for part in parts):
        raise _refused(text, "element")
    return text


def _file_path(ending: str, expected: str, depth: int) -> Callable[[object], str]:
    """A check that a text is a relative path downwards that every file system takes."""

    def check(value: object) -> str:
        text = _scalar(value, expected)
        parts = text.split("/")
        sound = all(PATH_PART.fullmatch(part) and not DEVICE.fullmatch(part) for part in parts)
        if not sound or not text.endswith(ending) or len(parts) > depth:
            raise _refused(text, expected)
        return text

    return check


def _address(value: object) -> str:
    """An http or https address; another scheme is AE210."""
    text = _scalar(value, "address")
    if not ADDRESS.match(text):
        if (scheme := SCHEME.match(text)) and scheme[1].lower() not in ("http", "https"):
            values = {"field": "", "address": _quote(text), "scheme": _quote(scheme[1])}
            raise PydanticCustomError("AE210", "scheme", values)
        raise _refused(text, "address")
    return text


def _one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    """A check that a text is one of a few names."""

    def check(value: object) -> str:
        text = _scalar(value, "choice")
        if text not in choices:
            raise _refused(text, "choice", ", ".join(choices))
        return text

    return check


def is_date(text: str) -> bool:
    """Whether a text is a date that exists: 2024, 2024-07 or 2024-07-26."""
    if not DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


TEXT = BeforeValidator(_text)
LOCATOR = BeforeValidator(_locator)
NUMBERED = BeforeValidator(_number)
FOOTNOTE = BeforeValidator(_footnote_number)
YES_NO = BeforeValidator(_yes_no)
DAY = BeforeValidator(_date)
NAME = BeforeValidator(_matching(ID, "id"))
TAG = BeforeValidator(_matching(LANGUAGE, "language"))
ELEMENT = BeforeValidator(_element_path)
SECTION = BeforeValidator(_file_path(".md", "path", depth=20))
STYLE = BeforeValidator(_file_path(".csl", "style-file", depth=1))
URL = BeforeValidator(_address)
MAPPING = BeforeValidator(_mapping)

TODO = "A question left open; `edition check` lists it until the field is removed."

# The checks stand outside `| None`, so that a field may be left out and may not be left empty.
Texts = tuple[Annotated[str, TEXT], ...]
Footnotes = tuple[Annotated[int, FOOTNOTE], ...]


class Part(BaseModel):
    """A mapping with known fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class SeriesPart(Part):
    """The series that the commentary belongs to."""

    name: Annotated[str, TEXT] = Field(description="Name of the series.")
    number: Annotated[str | None, TEXT] = Field(None, description="Number in the series, as printed.")


class AuthorPart(Part):
    """One of those who wrote the commentary."""

    name: Annotated[str, TEXT] = Field(description="Name as the commentary prints it.")
    affiliation: Annotated[str | None, TEXT] = Field(None, description="Institute and post, as printed.")


class WorkPart(Part):
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


class ImprintPart(Part):
    """This edition of the commentary."""

    title: Annotated[str, TEXT] = Field(description="Title of the edition.")
    version: Annotated[str, TEXT] = Field(description="Version of the edition, such as 1.0.0.")
    date: Annotated[str, DAY] = Field(description="Date of this version.")
    license: Annotated[str | None, TEXT] = Field(None, description="Licence of the edition's own text.")
    license_url: Annotated[str | None, URL] = Field(None, description="Address of the licence.")
    notice: Annotated[str, TEXT] = Field("", description="Short banner of every page.")


class EditionFile(Part):
    """data/edition.yml."""

    work: Annotated[WorkPart, MAPPING] = Field(description="The commentary that is annotated.")
    edition: Annotated[ImprintPart, MAPPING] = Field(description="This edition of it.")
    style: Annotated[str, STYLE] = Field(description="Citation style: a CSL file beside this one.")
    sections: tuple[Annotated[str, SECTION], ...] = Field(description="Pages of the commentary in reading order.")
    terms: Annotated[TermLinks, BeforeValidator(_one_of(get_args(TermLinks)))] = Field(
        "first", description="Which occurrences of a term in a section are linked."
    )


class CitationEntry(Part):
    """One source cited by one footnote."""

    source: Annotated[str | None, TEXT] = Field(
        None, description="Key of the source in sources.bib; may be left out only with `ibid: true`."
    )
    locator: Annotated[str | None, LOCATOR] = Field(None, description="Pages, or what `label` says, as printed.")
    label: Annotated[Label, BeforeValidator(_one_of(get_args(Label)))] = Field(
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


class FootnoteEntry(Part):
    """One entry of data/footnotes.yml."""

    number: Annotated[int, FOOTNOTE] = Field(description="The printed number.")
    citations: tuple[CitationEntry, ...] = Field((), description="What the footnote cites, in printed order.")
    before: Annotated[str, TEXT] = Field("", description="What it says before the citations, in own words.")
    after: Annotated[str, TEXT] = Field("", description="What it says after the citations, in own words.")
    todo: Annotated[str, TEXT] = Field("", description=TODO)


class TermEntry(Part):
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


class EventSourcePart(Part):
    """Where an event stands that the commentary does not have."""

    text: Annotated[str, TEXT] = Field(description="The source in words.")
    url: Annotated[str | None, URL] = Field(None, description="Its address.")


class EventEntry(Part):
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


class NamePart(Part):
    """The names of an initiative."""

    ja: Annotated[str | None, TEXT] = Field(None, description="Official name in Japanese.")
    en: Annotated[str | None, TEXT] = Field(None, description="English name.")
    en_ours: Annotated[bool, YES_NO] = Field(False, description="Whether the English is this edition's translation.")
    short: Annotated[str, TEXT] = Field(description="Short name.")
    reading: Annotated[str | None, TEXT] = Field(None, description="How the short name is read.")


class AnnouncedPart(Part):
    """When, where and by whom an initiative was announced."""

    date: Annotated[str, DAY] = Field(description="Date, as precise as known.")
    at: Annotated[str | None, TEXT] = Field(None, description="Occasion.")
    by: Annotated[str | None, TEXT] = Field(None, description="Who announced it.")


class ElementEntry(Part):
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


class InitiativeFile(Part):
    """data/initiatives/ID.yml."""

    id: Annotated[str, NAME] = Field(description="ASCII id of the initiative, the name of its file.")
    name: Annotated[NamePart, MAPPING] = Field(description="Its names.")
    announced: Annotated[AnnouncedPart, MAPPING] = Field(description="Its announcement.")
    partners: Annotated[str, TEXT] = Field(description="To whom it is addressed.")
    summary: Annotated[str, TEXT] = Field("", description="What it is, in two or three sentences.")
    footnotes: Footnotes = Field((), description="Footnotes on which the entry rests.")
    elements: tuple[ElementEntry, ...] = Field((), description="Its parts in printed order.")


class RowEntry(Part):
    """One row of data/comparison.yml."""

    id: Annotated[str, NAME] = Field(description="ASCII id of the row.")
    label: Annotated[str, TEXT] = Field(description="What is compared.")
    cells: dict[str, Annotated[str, TEXT]] = Field(
        description="Id of each initiative with what the commentary says of it."
    )
    common: Annotated[str, TEXT] = Field("", description="What the initiatives share on this row.")


#: Name of each kind of data file → what it holds, and whether it is a list of them.
FILES: dict[str, tuple[type[Part], bool]] = {
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
    words = meanings(language)
    kinds = {part.__name__: part for part in Part.__subclasses__()}
    for part in [made, *made.get("$defs", {}).values()]:
        for field, described in part.get("properties", {}).items():
            meaning = kinds[part["title"]].model_fields[field].description
            described["description"] = words.get(f"{part['title']}.{field}", meaning)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": f"data/{name}.yml"}


Entry = TypeVar("Entry", bound=Part)


def validate(entry_type: type[Entry], tree: Tree, at: Path = ()) -> tuple[Entry | None, tuple[Problem, ...]]:
    """The mapping at a path as an entry, and its problems: AE107 to AE111, AE210, AE305; None where there is an error.

    A problem stands at the key or value that is at fault, or at the mapping that lacks a field.
    """
    value = tree.at(at)
    if not isinstance(value, dict):
        shape = {"field": _dotted(at), "expected": "mapping", "found": _shape(value)}
        return None, (problem("AE107", tree.place(at), **shape),)
    try:
        entry = entry_type.model_validate(value)
    except ValidationError as error:
        entry_name = _named(value, at)
        return None, tuple(
            _worded(found, entry_type, entry_name, tree, at) for found in error.errors(include_url=False)
        )
    return entry, tuple(
        problem("AE111", tree.place(at + path), field=_dotted(path), found=text, number=number)
        for path, text, number in _full_width(value, entry, ())
    )


def validate_list(
    entry_type: type[Entry], tree: Tree, at: Path = ()
) -> tuple[tuple[tuple[Path, Entry], ...], tuple[Problem, ...]]:
    """The sound entries of the list at a path, each with its path, and the problems of all."""
    value = tree.at(at)
    if not isinstance(value, list):
        shape = {"field": _dotted(at), "expected": "list", "found": _shape(value)}
        return (), (problem("AE107", tree.place(at), **shape),)
    entries: list[tuple[Path, Entry]] = []
    problems: list[Problem] = []
    for index in range(len(value)):
        entry, found = validate(entry_type, tree, (*at, index))
        problems += found
        if entry is not None:
            entries.append(((*at, index), entry))
    return tuple(entries), tuple(problems)


def _worded(found: ErrorDetails, entry_type: type[Part], entry_name: str, tree: Tree, at: Path) -> Problem:
    """An error of pydantic's as a problem."""
    # Beside the keys and indexes of the input, pydantic's path may end with a mark of its own, which has no place.
    loc = found["loc"]
    place = tree.place(at + loc)
    values = dict(found.get("ctx", {}))
    match found["type"]:
        case "missing":
            return problem("AE109", tree.place((at + loc)[:-1]), field=_dotted(loc), entry=entry_name)
        case "AE109":
            return problem("AE109", place, field=_dotted((*loc, values["missing"])), entry=entry_name)
        case "extra_forbidden":
            known = _fields(entry_type, loc[:-1])
            name = str(loc[-1])
            return problem("AE108", place, field=_quote(_dotted(loc)), nearest=nearest(name[:QUOTED], known))
        case "AE107" | "AE110" | "AE210" | "AE305" as code:
            if code == "AE110" and values["choices"]:
                values["nearest"] = nearest(values["found"], values["choices"].split(", "))
            return problem(code, place, **{**values, "field": _dotted(loc)})
        case kind:
            expected = {"tuple_type": "list", "string_type": "text"}.get(kind, "mapping")
            return problem("AE107", place, field=_dotted(loc), expected=expected, found=_shape(found["input"]))


def _dotted(path: Path) -> str:
    """The names of a path, without the indexes of lists."""
    return ".".join(step for step in path if isinstance(step, str))


def _named(value: dict[str, Value], at: Path) -> str:
    """What an entry is called in a message: its number or id, or its ordinal."""
    for key in ("number", "id"):
        name = value.get(key)
        if isinstance(name, str) and name:
            return _quote(name)
    return f"#{at[-1] + 1}" if at and isinstance(at[-1], int) else ""


def _fields(entry_type: type[Part], path: Path) -> list[str]:
    """The fields of the mapping at a path within an entry."""
    for name in path:
        if isinstance(name, str):
            annotation = entry_type.model_fields[name].annotation
            parts = [kind for kind in (annotation, *get_args(annotation)) if _is_part(kind)]
            entry_type = parts[0]
    return list(entry_type.model_fields)


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)


def _full_width(value: Value, read: Any, path: Path) -> Iterator[tuple[Path, str, int]]:
    """Path, text and number of each number that is written in full-width digits."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _full_width(below, read[key] if isinstance(read, dict) else getattr(read, key), (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _full_width(below, read[index], (*path, index))
    elif value is not None and type(read) is int and not value.isascii():
        yield path, value, read
