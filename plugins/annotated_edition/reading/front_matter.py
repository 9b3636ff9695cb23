"""Front matter and site texts that the theme can take as they are."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import escape

from .faults import field_faults

#: Which occurrences of a term the front matter of a section may ask to be linked.
TERM_LINKS = ("first", "all", "none", "off")
#: Keys of front matter that name a template of the theme, and make it fail where there is none of that name.
THEME_KEYS = frozenset({"icon", "status", "template"})
#: Texts of the host's configuration that the theme takes as they are.
SITE_TEXTS = ("site_name", "site_description", "site_author", "copyright")
FRONT_MATTER = re.compile(r"---[ ]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ ]*(?:\n|$)", re.DOTALL)


def escape_meta(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Front matter that the theme can take as it is: texts escaped, lists of texts, and what the search asks for."""
    kept: dict[str, Any] = {}
    for key, value in meta.items():
        if key in THEME_KEYS:
            continue
        if key == "search" and isinstance(value, dict):
            kept[key] = {name: each for name, each in value.items() if isinstance(each, bool | int | float)}
        elif isinstance(value, list):
            kept[key] = [escape(each) for each in value if isinstance(each, str)]
        elif isinstance(value, str | int | float | datetime.date) and key not in ("hide", "search"):
            kept[key] = escape(str(value))
    return kept


def escape_site_texts(config: Mapping[str, Any]) -> dict[str, str]:
    """The texts of the host's configuration, escaped; HTML that may stand in a page stays in the copyright."""
    texts = {name: config[name] for name in SITE_TEXTS if isinstance(config.get(name), str)}
    return {
        name: text if name == "copyright" and not field_faults(text) else escape(text) for name, text in texts.items()
    }
