"""How the edition is described to search engines: schema.org in JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from ..model.addresses import SOURCES, url_of
from ..model.annotations import Source
from ..model.csl import is_others, join_particles, strip_markup
from ..model.edition import Edition
from .items import without_empty
from .words import join_name

#: CSL's types → schema.org's; CreativeWork stands for any other.
SCHEMA_ORG_TYPES = {
    "article-journal": "ScholarlyArticle", "article-magazine": "Article", "article-newspaper": "NewsArticle",
    "book": "Book", "chapter": "Chapter", "dataset": "Dataset", "legislation": "Legislation", "map": "Map",
    "report": "Report", "thesis": "Thesis", "webpage": "WebPage",
}  # fmt: skip


def write_json_ld(edition: Edition, address: str | None) -> str:
    """Return the edition as JSON-LD for a script element; `address` is where its site is, with a slash at its end."""
    work, imprint = edition.work, edition.imprint
    report = {
        "@type": "Report",
        "@id": work.url,
        "name": work.title,
        "alternativeHeadline": work.subtitle,
        "author": [{"@type": "Person", "name": join_name(author.name)} for author in work.authors],
        "reportNumber": work.number,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": work.series} if work.series else None,
        "publisher": _organisation(work.publisher),
        "datePublished": work.date,
        "inLanguage": work.language,
        "url": work.url,
        "citation": [_citation(source, address) for source in edition.sources.values()],
    }
    return script_json(
        without_empty(
            {
                "@context": "https://schema.org",
                "@type": "CreativeWork",
                "@id": address,
                "name": imprint.title,
                "version": imprint.version,
                "datePublished": imprint.date,
                "inLanguage": edition.language,
                "license": imprint.license_url or imprint.license,
                "url": address,
                "isBasedOn": without_empty(report),
            }
        )
    )


def _citation(source: Source, address: str | None) -> dict[str, Any]:
    csl = source.csl
    return without_empty(
        {
            "@type": SCHEMA_ORG_TYPES.get(source.type, "CreativeWork"),
            "@id": f"{address}{url_of(SOURCES, source.key)}" if address else None,
            "name": source.title,
            "author": _people(csl.get("author")),
            "editor": _people(csl.get("editor")),
            "publisher": _organisation(csl.get("publisher")),
            "datePublished": source.date,
            "inLanguage": source.language,
            "url": source.url,
            "archivedAt": source.archive.url if source.archive else None,
        }
    )


def _people(names: object) -> list[dict[str, Any]]:
    """Return persons, and organisations, whose names are one whole."""
    people: list[dict[str, Any]] = []
    for name in names if isinstance(names, list) else ():
        if is_others(name):
            continue
        if "literal" in name:
            people.append({"@type": "Organization", "name": strip_markup(name["literal"])})
        else:
            parts = {"familyName": join_particles(name), "givenName": name.get("given")}
            people.append(without_empty({"@type": "Person", **parts}))
    return people


def _organisation(name: object) -> dict[str, object] | None:
    return {"@type": "Organization", "name": name} if name else None


def script_json(value: object) -> str:
    """Return JSON that cannot end a script element, nor a line of a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
