"""Finds names that the text itself expands or abbreviates: proposals for the glossary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from .document import DocumentTerm
from .inline_markdown import CJK
from .slugs import make_slug, take_name
from .tables import IMPORT_TABLES, fill_in

_LATIN = r"[A-Z][A-Za-z'’.-]*(?:[ -](?:[A-Z][A-Za-z'’.-]*|of|for|and|on|in|the|to)){1,9}"
_SHORT = r"[A-Z][A-Za-z0-9-]{1,11}"
PATTERNS = [re.compile(fill_in(each, CJK=CJK, LATIN=_LATIN, SHORT=_SHORT)) for each in IMPORT_TABLES["terms"]]
MAX_TERMS = 60


def find_terms(texts: Iterable[str]) -> list[DocumentTerm]:
    """Return at most MAX_TERMS terms in the order in which the texts explain them."""
    found: dict[str, DocumentTerm] = {}
    names: set[str] = set()
    taken: set[str] = set()
    bare = [re.sub(r"\[\^\d+\]|\*+", "", text) for text in texts]
    for match in (match for text in bare for pattern in PATTERNS for match in pattern.finditer(text)):
        groups = match.groupdict()
        name, english = match["name"].strip("・ "), groups.get("en") or ""
        short = groups.get("short") or groups.get("two") or ""
        initials = "".join(word[0] for word in re.split(r"[\s-]", name) if word[:1].isupper())
        if name == short or (name.isascii() and short and not initials.endswith(short)):
            continue
        for known in [each for each in found.values() if english and short and each.short == short and not each.en]:
            known.en = english
        forms = {unicodedata.normalize("NFKC", each) for each in (name, short) if each}
        if forms & names or len(found) >= MAX_TERMS:
            continue
        names |= forms
        id_ = take_name(make_slug(english or short or name) or f"term-{len(found) + 1}", taken)
        if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id_):
            found[id_] = DocumentTerm(id_, name, short, english, groups.get("reading") or "")
    return list(found.values())
