"""Sources in a translation: their titles as printed, followed by what they mean, marked with their language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..model.annotations import Source
from ..model.csl import strip_markup
from ..model.wording import primary_language, wording
from ..reading.items import CslItem
from .citeproc import mark_spans
from .typeset import Typeset

#: Word of the layer → CSL's variable of it.
PLAIN_WORDS = {"publisher": "publisher", "container": "container-title", "annotation": "annote"}


def translate_items(
    items: Mapping[str, CslItem], words: Mapping[str, Mapping[str, str]], language: str
) -> dict[str, dict[str, Any]]:
    """Return sources as a translation into a language shows them; `words` are what it says of each."""
    return {key: _translate_item(item, words.get(key, {}), language) for key, item in items.items()}


def _translate_item(item: CslItem, words: Mapping[str, str], language: str) -> dict[str, Any]:
    """Return a source as a translation shows it; its title in short stays as printed."""
    texts, title = wording(language), str(item.get("title", ""))
    shown: dict[str, Any] = {**item, "title": _join(title, words.get("title"), language)}
    shown["title-short"] = item.get("title-short") or title
    if name := texts.get(f"language-{primary_language(str(item.get('language') or language))}", ""):
        shown["title"] += texts["in-language"].format(language=name) if "language" in item else ""
    if container := words.get("container"):
        shown["container-title"] = _join(str(item.get("container-title", "")), container, language)
    for word, variable in PLAIN_WORDS.items():
        if word in words and word != "container":
            shown[variable] = words[word]
    if author := words.get("author"):
        shown["author" if "author" in item else "editor"] = _read_names(author)
    return shown


def translate_source(source: Source, item: CslItem, words: Mapping[str, str], language: str) -> Source:
    """Return a source whose title has its meaning besides; other programs are given the `item` of its library."""
    title = _join(strip_markup(str(item.get("title", ""))), words.get("title"), language)
    return replace(source, title=title, translated=words.get("title"), csl=MappingProxyType(dict(item)))


def mark_titles(typeset: Typeset, items: Mapping[str, CslItem], language: str) -> Typeset:
    """Return citations in which the titles as printed are marked with the work's language."""
    titles = {strip_markup(str(item.get("title", ""))) for item in items.values() if "language" in item}
    if not any(titles):
        return typeset
    pattern = re.compile("|".join(map(re.escape, sorted(filter(None, titles), key=len, reverse=True))))
    return Typeset(
        **{
            name: {key: mark_spans(spans, pattern, language=language) for key, spans in getattr(typeset, name).items()}
            for name in typeset.__slots__
        }
    )


def _join(title: str, translated: str | None, language: str) -> str:
    if not translated or not title or translated == title:
        return translated or title
    return wording(language)["title-translated"].format(title=title, translated=translated)


def _read_names(written: str) -> list[dict[str, str]]:
    """Return names parted by semicolons as CSL has them; one with a comma is a person's, the family name first."""
    names = [name.partition(",") for name in written.split(";")]
    return [
        {"family": family.strip(), "given": given.strip()} if comma else {"literal": family.strip()}
        for family, comma, given in names
    ]
