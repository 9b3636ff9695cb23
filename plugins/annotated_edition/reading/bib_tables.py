"""What is known of bibliographies: types and fields of entries, words of bodies, names of months."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TABLES: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("bibliography.toml").read_text(encoding="utf-8"))
#: Name of a month in small letters, in several languages → its number.
MONTH_NAMES = {name: int(number) for number, names in TABLES["months"].items() for name in names.split()}
#: Name of a season in small letters → CSL's number of it.
SEASON_NAMES = {name: int(number) for number, names in TABLES["seasons"].items() for name in names.split()}
#: Types of entries: biblatex's, BibTeX's, those of reference managers.
TYPES = frozenset(TABLES["types"]["known"].split())
#: Fields whose text citations show.
SHOWN_FIELDS = frozenset(TABLES["fields"]["shown"].split())
#: Fields of titles, which keep the capitals that they are written with.
TITLE_FIELDS = frozenset(TABLES["fields"]["titles"].split())
#: Fields of which each holds one text, whatever `and` stands in it.
BODY_FIELDS = frozenset(TABLES["fields"]["bodies"].split())
#: All other fields that are written for a purpose, and do not appear in citations.
OTHER_FIELDS = frozenset(TABLES["fields"]["other"].split())
#: Words of the names of bodies, in small letters.
BODY_WORDS = frozenset(TABLES["names"]["body_words"].split())
#: Given names that are so common that they tell a person, in small letters.
GIVEN_NAMES = frozenset(TABLES["names"]["given"].split())
#: Type of an entry → what holds it, any of the fields named.
CONTAINERS: Mapping[str, str] = TABLES["containers"]
#: Types of entries that an author is expected of.
AUTHORED = frozenset(TABLES["types"]["authored"].split())
#: Name of a language in small letters, where pandoc does not know it → its tag.
LANGUAGE_TAGS: Mapping[str, str] = {name: tag for tag, names in TABLES["languages"].items() for name in names.split()}
