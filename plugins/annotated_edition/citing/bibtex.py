"""BibTeX in the dialect of biblatex."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..model.wording import primary_language
from .items import Item

#: CSL's types of what has no entry in sources.bib (the commentary, the edition), and biblatex's.
TYPES = {"report": "report", "webpage": "online"}
FIELDS = {
    "title": "title",
    "container-title": "booktitle",
    "collection-title": "series",
    "number": "number",
    "publisher": "institution",
    "version": "version",
    "note": "note",
}
#: Characters with a meaning in LaTeX. Readers disagree on an escaped brace, so it becomes a parenthesis.
SPECIAL = {**{sign: f"\\{sign}" for sign in "&%$#_"}, "\\": "\\textbackslash{}", "~": "\\textasciitilde{}",
           "^": "\\textasciicircum{}", "{": "(", "}": ")"}  # fmt: skip
LANGUAGES = {"de": "german", "en": "english", "fr": "french", "ja": "japanese", "ko": "korean", "zh": "chinese"}


def bibtex(items: Iterable[Item]) -> str:
    """Items as biblatex entries, each once, what others take fields from after them."""
    entries: dict[str, None] = {}
    for item in items:
        own, *parents = item.bibtex or (_entry(item.csl),)
        entries.setdefault(own)
        for parent in parents:  # classic BibTeX wants a parent last
            entries.pop(parent, None)
            entries[parent] = None
    return "".join(f"{entry}\n" for entry in entries)


def _entry(csl: Mapping[str, Any]) -> str:
    fields = {"author": " and ".join(map(_name, csl.get("author", ())))}
    fields |= {FIELDS[name]: f"{{{_escaped(str(csl[name]))}}}" for name in FIELDS if name in csl}
    fields["date"] = "-".join(f"{part:02d}" for part in csl.get("issued", {"date-parts": [[]]})["date-parts"][0])
    fields["url"] = str(csl.get("URL", ""))
    fields["langid"] = LANGUAGES.get(primary_language(csl["language"]), "")
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{TYPES[csl['type']]}{{{csl['id']},\n{lines}}}"


def _name(name: Mapping[str, str]) -> str:
    if "literal" in name:
        return f"{{{_escaped(name['literal'])}}}"
    return f"{_escaped(name['family'])}, {_escaped(name['given'])}"


def _escaped(text: str) -> str:
    return re.sub(r"[&%$#_\\~^{}]", lambda sign: SPECIAL[sign[0]], text)
