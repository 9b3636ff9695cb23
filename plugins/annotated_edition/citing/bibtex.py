"""How items are written as BibTeX, in the dialect of biblatex."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.wording import primary_language
from .items import FORMAT_NAMES, Item, invert_name, type_in

#: Characters with a meaning in LaTeX. Readers disagree on an escaped brace, so it becomes a parenthesis.
SPECIAL = str.maketrans(
    {**{sign: f"\\{sign}" for sign in "&%$#_"}, "\\": "\\textbackslash{}", "~": "\\textasciitilde{}",
     "^": "\\textasciicircum{}", "{": "(", "}": ")"}
)  # fmt: skip
#: Primary languages → babel's names of them, which biblatex asks for.
BABEL_NAMES = {"de": "german", "en": "english", "fr": "french", "ja": "japanese", "ko": "korean", "zh": "chinese"}


def write_bibtex(items: Iterable[Item]) -> str:
    """Return items as biblatex entries, each once; an entry that others inherit fields from stands after them."""
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
    fields |= {
        field: f"{{{csl[name].translate(SPECIAL)}}}" for name, field in FORMAT_NAMES["biblatex"].items() if name in csl
    }
    fields["date"] = "-".join(f"{part:02d}" for part in csl.get("issued", {"date-parts": [[]]})["date-parts"][0])
    fields["url"] = csl.get("URL", "")
    fields["langid"] = BABEL_NAMES.get(primary_language(csl["language"]), "")
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{type_in('biblatex', csl['type'], 'misc')}{{{csl['id']},\n{lines}}}"


def _name(name: Mapping[str, str]) -> str:
    text = invert_name(name).translate(SPECIAL)
    return f"{{{text}}}" if "literal" in name else text
