"""How the edition is described to search engines: schema.org in JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from ..model.addresses import SOURCES, url_of
from ..model.annotations import Source
from ..model.csl import is_others, join_particles, strip_markup
from ..model.edition import Edition
from .items import type_in, without_empty
from .words import join_name

Thing = dict[str, Any]


def write_json_ld(edition: Edition, address: str | None) -> str:
    """Return the edition as JSON-LD for a script element; `address` is where its site is, with a slash at its end."""
    work, imprint = edition.work, edition.imprint
    report = {
        "@id": work.url,
        "name": work.original_title or work.title,
        "alternateName": work.title if work.original_title else None,
        "alternativeHeadline": work.subtitle,
        "author": [_thing("Person", name=join_name(author.name)) for author in work.authors],
        "reportNumber": work.number,
        "isPartOf": _thing("CreativeWorkSeries", name=work.series) if work.series else None,
        "publisher": _organisation(work.publisher),
        "datePublished": work.date,
        "inLanguage": work.language,
        "url": work.url,
        "citation": [_citation(source, address) for source in edition.sources.values()],
    }
    this_edition = {
        "@id": address,
        "name": imprint.title,
        "version": imprint.version,
        "datePublished": imprint.date,
        "inLanguage": edition.language,
        "license": imprint.license_url or imprint.license,
        "url": address,
        "isBasedOn": _thing("Report", **report),
        **_translations(edition, address),
    }
    return script_json({"@context": "https://schema.org", **_thing("CreativeWork", **this_edition)})


def _translations(edition: Edition, address: str | None) -> Thing:
    """Return which edition this one translates, and by whom, or which ones translate it; where all are online."""
    languages, translation = edition.languages, edition.translation
    base = address.removesuffix(languages[edition.language]) if address and languages else None
    others = {
        language: _thing("CreativeWork", **{"@id": f"{base}{prefix}" if base else None, "inLanguage": language})
        for language, prefix in languages.items()
    }
    if translation:
        original = _thing("CreativeWork", inLanguage=translation.original)
        translators = [_thing("Person", name=name) for name in translation.translators]
        return {"translationOfWork": others.get(translation.original, original), "translator": translators}
    return {"workTranslation": [other for language, other in others.items() if language != edition.language]}


def _citation(source: Source, address: str | None) -> Thing:
    fields = {
        "@id": f"{address}{url_of(SOURCES, source.key)}" if address else None,
        "name": source.title,
        "author": _people(source.csl.get("author")),
        "editor": _people(source.csl.get("editor")),
        "publisher": _organisation(source.csl.get("publisher")),
        "datePublished": source.date,
        "inLanguage": source.language,
        "url": source.url,
        "archivedAt": source.archive.url if source.archive else None,
    }
    return _thing(type_in("schema_org", source.type, "CreativeWork"), **fields)


def _people(names: Any) -> list[Thing]:
    """Return persons, and organisations, whose names are one whole."""
    return [
        _organisation(strip_markup(name["literal"])) or {}
        if "literal" in name
        else _thing("Person", familyName=join_particles(name), givenName=name.get("given"))
        for name in names or ()
        if not is_others(name)
    ]


def _organisation(name: object) -> Thing | None:
    return _thing("Organization", name=name) if name else None


def _thing(kind: str, **fields: object) -> Thing:
    return without_empty({"@type": kind, **fields})


def script_json(value: object) -> str:
    """Return JSON that cannot end a script element, nor a line of a script, and has no sign that HTML forbids."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate({code: f"\\u{code:04x}" for code in (*map(ord, "<>&\u2028\u2029"), *range(0x7F, 0xA0))})
