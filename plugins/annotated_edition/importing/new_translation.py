"""The skeleton of a translation: each text of the original as a comment, above the field that is to hold its words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from ..reading.draft import Draft
from ..reading.layer import source_words
from ..reading.overlay import IDENTITY_FIELDS, OPTIONAL_FIELDS, WORD_FIELDS
from ..reading.yaml_file import Value
from .new_project import read_style

#: Options of the site that have words.
TRANSLATED_OPTIONS = ("site_name", "site_description", "copyright", "nav")
#: What a text is called that the original has in English already.
NAMED_BY_EN = frozenset({"name", "official_name"})


def skeleton_files(draft: Draft, site: str, language: str) -> dict[str, str]:
    """Return the files of an empty translation, by their paths in its folder; `site` is the original's mkdocs.yml."""
    kinds = ("terms", "events", "comparison", "footnotes")
    lists: dict[str, list[Value]] = {
        kind: [entry.tree.at(entry.at) for entry in getattr(draft, kind)] for kind in kinds
    }
    lists["sources"] = [{"id": entry.key, **source_words(entry)} for entry in draft.sources]
    head = f"language: {language}\nstyle: note.csl\ntranslators: []\nnote:\n"
    files = {
        "mkdocs.yml": _write_site(site, language),
        "note.csl": read_style(language),
        "edition.yml": head + _write(draft.edition.tree.value, "edition", language),
        **{f"{kind}.yml": _write(entries, kind, language) for kind, entries in lists.items()},
    }
    for entry in draft.initiatives:
        name = PurePosixPath(entry.tree.file).name
        files[f"initiatives/{name}"] = _write(entry.tree.value, "initiatives", language)
    return {path: text for path, text in files.items() if text}


def _write_site(site: str, language: str) -> str:
    """Return mkdocs.yml of the translation, with the texts of the original's that are to be translated."""
    options = [re.search(rf"(?m)^{name}:.*\n(?:[ \t#-].*\n|\n(?=[ \t]))*", f"{site}\n") for name in TRANSLATED_OPTIONS]
    head = f"INHERIT: ../../mkdocs.yml\ndocs_dir: docs\ntheme:\n  language: {language}\n\n# To be translated:\n"
    return head + "".join(option[0] for option in options if option)


def _write(value: Value, kind: str, language: str) -> str:
    return "".join(f"{line}\n" for line in _lines(value, "", kind, language, 0))


def _lines(value: Value, pattern: str, kind: str, language: str, depth: int) -> Iterator[str]:
    """Yield the lines of a value that has words; nothing for one that has none."""
    margin = "  " * depth
    if isinstance(value, list):
        for entry in value:
            below = list(_lines(entry, f"{pattern}.*" if pattern else "", kind, language, 0))
            if any(not line.startswith(tuple(f"{name}:" for name in IDENTITY_FIELDS)) for line in below):
                yield from (f"{margin}{'  ' if at else '- '}{line}" for at, line in enumerate(below))
    elif isinstance(value, dict):
        for key, inner in value.items():
            path = f"{pattern}.*" if f"{pattern}.*" in WORD_FIELDS[kind] else f"{pattern}.{key}".lstrip(".")
            if key in IDENTITY_FIELDS and isinstance(inner, str):
                yield f"{margin}{key}: {json.dumps(inner, ensure_ascii=False)}"
            elif path in WORD_FIELDS[kind] and isinstance(inner, str):
                yield f"{margin}# {' '.join(inner.split())}"
                known = value.get("en") if language == "en" and key in NAMED_BY_EN else None
                yield f"{margin}{key}:{f' {json.dumps(known)}' if known else ''}"
            elif any(
                word.startswith(f"{path}.") for word in WORD_FIELDS[kind] | OPTIONAL_FIELDS.get(kind, frozenset())
            ):
                below = list(_lines(inner, path, kind, language, depth + 1))
                yield from [f"{margin}{key}:", *below] if below else []
