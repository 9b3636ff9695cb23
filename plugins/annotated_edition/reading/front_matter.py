"""What of front matter, and of the host's texts, may go into the theme."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import escape

from .faults import find_field_faults

#: Which occurrences of a term the front matter of a section may ask to be linked.
TERM_LINKS = ("first", "all", "none", "off")
#: Keys of front matter that the theme makes names of, with what they may be and examples; no template may be named.
THEME_KEYS = {
    "icon": (re.compile("[a-z0-9-]+(?:/[a-z0-9-]+)+"), "material/book-open-variant"),
    "status": (re.compile("[a-z-]+"), "new, deprecated"),
    "template": (re.compile("(?!)"), ""),
}
#: Keys of front matter that are texts.
TEXT_KEYS = frozenset({"author", "description", "subtitle", "title"})
#: Texts of the host's configuration that the theme puts into pages unescaped.
SITE_TEXTS = ("site_name", "site_description", "site_author", "copyright")
FRONT_MATTER = re.compile(r"---[ ]*+\n(.*?)(?:^|\n)(?:---|\.\.\.)[ ]*+(?:\n|$)", re.DOTALL)


def is_for_theme(key: str, value: object) -> bool:
    """Return whether the theme can take a field of front matter: of those that it makes names of, the sound ones."""
    return key not in THEME_KEYS or (isinstance(value, str) and bool(THEME_KEYS[key][0].fullmatch(value)))


def escape_meta(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return front matter that the theme can take: texts and lists of texts escaped, and what the search asks for."""
    escaped: dict[str, Any] = {}
    for key, value in meta.items():
        if not is_for_theme(key, value) or (key in TEXT_KEYS and isinstance(value, list | dict)):
            continue
        if key == "search" and isinstance(value, dict):
            escaped[key] = {name: choice for name, choice in value.items() if isinstance(choice, bool | int | float)}
        elif isinstance(value, list):
            escaped[key] = [escape(text) for text in value if isinstance(text, str)]
        elif isinstance(value, str | int | float | datetime.date) and key not in ("hide", "search"):
            escaped[key] = escape(str(value))
    return escaped


def escape_site_texts(config: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of the host's configuration, escaped; HTML that may stand in a page stays in the copyright."""
    texts = {name: config[name] for name in SITE_TEXTS if isinstance(config.get(name), str)}
    return {
        name: text if name == "copyright" and not find_field_faults(text) else escape(text)
        for name, text in texts.items()
    }
