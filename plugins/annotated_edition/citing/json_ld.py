"""schema.org in JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..model.addresses import SOURCES, url_of
from ..model.annotations import Source
from ..model.csl import strip_markup
from ..model.edition import Edition
from .words import together

#: CSL's types and schema.org's; CreativeWork stands for any other.
TYPES = {
    "article-journal": "ScholarlyArticle", "article-magazine": "Article", "article-newspaper": "NewsArticle",
    "book": "Book", "chapter": "Chapter", "dataset": "Dataset", "legislation": "Legislation", "map": "Map",
    "report": "Report", "thesis": "Thesis", "webpage": "WebPage",
}  # fmt: skip


def json_ld(edition: Edition, address: str | None) -> str:
    """The edition as JSON-LD for a page at `address` (with a slash at its end), safe within a script element."""
    work, imprint = edition.work, edition.imprint
    report = {
        "@type": "Report",
        "@id": work.url,
        "name": work.title,
        "alternativeHeadline": work.subtitle,
        "author": [{"@type": "Person", "name": together(each.name)} for each in work.authors],
        "reportNumber": work.number,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": work.series} if work.series else None,
        "publisher": _organisation(work.publisher),
        "datePublished": work.date,
        "inLanguage": work.language,
        "url": work.url,
        "citation": [_cited(source, address) for source in edition.sources.values()],
    }
    return block(
        _said(
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
                "isBasedOn": _said(report),
            }
        )
    )


def _cited(source: Source, address: str | None) -> dict[str, Any]:
    csl = source.csl
    return _said(
        {
            "@type": TYPES.get(source.type, "CreativeWork"),
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
    """Persons, and bodies, which are given as one name."""
    found = []
    for name in names if isinstance(names, list) else ():
        if "literal" in name:
            found.append({"@type": "Organization", "name": strip_markup(name["literal"])})
        else:
            parts = {"familyName": name.get("family"), "givenName": name.get("given")}
            found.append(_said({"@type": "Person", **parts}))
    return found


def _organisation(name: object) -> dict[str, object] | None:
    return {"@type": "Organization", "name": name} if name else None


def _said(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value}


def block(value: object) -> str:
    """JSON that cannot leave a script element, nor break a line of a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
