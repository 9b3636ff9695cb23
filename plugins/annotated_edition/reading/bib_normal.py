"""An entry as pandoc is given it: what people write, in the form that pandoc takes for what it means."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from ..model.problems import find_nearest
from .bib_names import NO_AUTHOR, PEOPLE, is_braced, write_names
from .bib_tables import BODY_FIELDS, LANGUAGE_TAGS, TABLES, TITLE_FIELDS, TYPES

#: Fields of dates → CSL's variables; they are read here, not by pandoc.
DATE_VARIABLES = {"date": "issued", "urldate": "accessed", "eventdate": "event-date", "origdate": "original-date"}
DATE_FIELDS = frozenset({*DATE_VARIABLES, "year", "month", "day"})
#: Fields that pandoc and biber read as they stand, so that % and a backslash mean nothing in them.
VERBATIM = frozenset({"url", "archiveurl", "doi", "file", "eprint"})
#: Fields of no use to pandoc, which may hold anything.
PRIVATE_FIELDS = frozenset({"abstract", "file", "groups", "timestamp", "owner"})
#: A name of a language that pandoc can look up; it gives up on others.
LANGUAGE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
ENTITY = re.compile(r"\\?&(?:\\?#[0-9]{2,6}|\\?#x[0-9A-Fa-f]{2,5}|[A-Za-z][A-Za-z0-9]{1,8});")
ESCAPED = {
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "\u00a0": "~",
    "{": r"\{",
    "}": r"\}",
    "\\": r"\textbackslash{}",
}
DOLLAR = re.compile(r"(?<!\\)\$([^$]*)(?<!\\)\$|(?<!\\)\$")
#: What a formula has and an amount has not: a sign of TeX, or nothing but one symbol.
TEX_FORMULA = re.compile(r"[\\^_={}<>]|^\s*[^\W\d_]\s*$|^\s*[0-9]+\s*$")
HASH = re.compile(r"(?<!\\)#")
#: Macros of characters that pandoc drops.
MACROS: Mapping[str, str] = TABLES["macros"]
MACRO = re.compile(rf"\\({'|'.join(map(re.escape, MACROS))})(?:\{{\}}|(?![A-Za-z])[ \t]?)")
#: Commands around an address, and what LaTeX needs to print a sign that an address has.
ADDRESS_COMMAND = re.compile(r"^\\(?:url|path|nolinkurl)\s*\{(.*)\}$", re.DOTALL)
ADDRESS_SIGNS = (
    (re.compile(r"\{?\\textasciitilde\s*(?:\{\})?\}?|\{?\$\\sim\$\}?|\\string~|\\~(?:\{\})?"), "~"),
    (re.compile(r"\{?\\textunderscore\s*(?:\{\})?\}?"), "_"),
    (re.compile(r"\{?\\([_&%#$])\}?"), r"\1"),
)
DOI_PREFIX = re.compile(r"^\s*(?:https?://)?(?:(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def write_for_pandoc(type_: str, key: str, fields: Mapping[str, str]) -> str:
    """Return an entry as a text of biblatex that pandoc reads as it is meant, without its dates."""
    written = {
        name: write_field(name, value) for name, value in fields.items() if name not in DATE_FIELDS | PRIVATE_FIELDS
    }
    written["langid"] = _read_language(fields)
    main, colon, _ = fields.get("title", "").partition(": ")
    if colon and "{" not in main and not fields.keys() & {"subtitle", "shorttitle"}:  # as pandoc has it outside braces
        written["shorttitle"] = write_field("shorttitle", main)
    return format_entry(canonical_type(type_), key, {name: value for name, value in written.items() if value})


def _read_language(fields: Mapping[str, str]) -> str:
    """Return the language of an entry by a name that pandoc knows; `language` says it where `langid` does not."""
    name = (fields.get("langid") or fields.get("language") or "").strip("{} ")
    tag = LANGUAGE_TAGS.get(name.casefold(), name.replace("_", "-"))
    return tag if LANGUAGE_NAME.fullmatch(tag) else ""


def format_entry(type_: str, key: str, fields: Mapping[str, str]) -> str:
    """Return an entry of BibTeX, a field a line."""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{type_}{{{key},\n{lines}}}"


def canonical_type(type_: str) -> str:
    """Return biblatex's type for one of its aliases, the one most like it for one that does not exist, else misc."""
    aliases: Mapping[str, str] = TABLES["types"]["aliases"]
    return aliases.get(type_) or (type_ if type_ in TYPES else nearest_name(type_, TYPES) or "misc")


def nearest_name(name: str, names: Iterable[str]) -> str:
    """Return the one of `names` of which a name may be a slip of the keys; empty where it is like none."""
    return find_nearest(name, names, 0.75 if len(name) < 6 else 0.8) if len(name) > 2 else ""


def write_field(name: str, value: str) -> str:
    """Return the value of a field as pandoc is given it."""
    if name in ("url", "doi"):
        address = clean_address(value)
        return DOI_PREFIX.sub("", address) if name == "doi" else address
    if name in VERBATIM:
        return value
    text = _clean_text(value)
    if name in PEOPLE:
        return "" if NO_AUTHOR.fullmatch(text) else write_names(text)
    # Pandoc sets English titles in small letters, and parts lists at `and`, but not within braces.
    whole = name in TITLE_FIELDS or (name in BODY_FIELDS and re.search(r"\sand\s", text))
    return f"{{{text}}}" if whole and text and not is_braced(text) else text


def clean_address(value: str) -> str:
    """Return an address or DOI without the commands, escapes and entities that LaTeX and HTML need for its signs."""
    address = html.unescape(re.sub(r"\\&(?=(?:amp|#[0-9]+);)", "&", value.strip()))
    if command := ADDRESS_COMMAND.match(address):
        address = command[1]
    for sign, meaning in ADDRESS_SIGNS:
        address = sign.sub(meaning, address)
    return address.strip("<> ")


def _clean_text(value: str) -> str:
    """Return a text whose entities, dollars and hashes are what they look like."""
    text = ENTITY.sub(_unescape, value)
    text = DOLLAR.sub(_escape_amount, text.replace("$$", "$"))
    text = MACRO.sub(lambda macro: MACROS[macro[1]], text)
    return HASH.sub(r"\\#", text)


def _unescape(entity: re.Match[str]) -> str:
    character = html.unescape(entity[0].replace("\\", ""))
    if len(character) > 2:  # no entity
        return entity[0]
    return "".join(ESCAPED.get(each, each) for each in character)


def _escape_amount(match: re.Match[str]) -> str:
    """Return a formula as it is, and the dollars of amounts escaped."""
    inner = match[1]
    if inner is None:
        return r"\$"
    if TEX_FORMULA.search(inner):
        return match[0]
    return rf"\${inner}\$"
