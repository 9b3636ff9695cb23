"""Where things are published: paths of generated pages, addresses on the site, ids."""

from __future__ import annotations

from posixpath import splitext
from urllib.parse import quote, urlsplit

#: Source paths of the generated pages; an initiative's is `initiatives/ID.md`.
FOOTNOTES, SOURCES, EVIDENCE, TERMS = "footnotes.md", "sources.md", "evidence.md", "terms.md"
CHRONOLOGY, INITIATIVES, WHOLE = "chronology.md", "initiatives/index.md", "whole.md"
GENERATED = (FOOTNOTES, SOURCES, EVIDENCE, TERMS, CHRONOLOGY, INITIATIVES, WHOLE)
#: How the address of a DOI begins, as a pattern.
DOI_HOST = r"https?://(?:dx\.|www\.)?doi\.org/"


def url_of(page: str, fragment: str = "", directories: bool = True) -> str:
    """Return the address of a page from the site's root: text/x.md → text/x/, or text/x.html without `directories`."""
    folder, _, name = splitext(page)[0].rpartition("/")
    folder += "/" if folder else ""
    if name in ("index", "README"):
        url = folder if directories else f"{folder}index.html"
    else:
        url = f"{folder}{name}/" if directories else f"{folder}{name}.html"
    return (f"{url}#{fragment}" if fragment else url) or "./"


def note_id(footnote: str) -> str:
    """Return the id of a footnote's card: fn-17 → note-17."""
    return footnote.replace("fn-", "note-", 1)


def term_note_id(term: str) -> str:
    """Return the id of a term's card."""
    return f"about-{term}"


def element_note_id(path: str) -> str:
    """Return the id of an element's card: jasmine/pillar-1 → about-jasmine_pillar-1, which no term's has."""
    return f"about-{path.replace('/', '_')}"


def web_address(value: object) -> str | None:
    """Return an address with spaces and the like encoded; None for any scheme but http and https."""
    if not isinstance(value, str):
        return None
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    return quote(value.strip(), safe="%/:=&?~#+!$,;'@()*[]")


def translated_url(site_url: str, language: str) -> str:
    """Return where the site of a translation is, from where the original's is."""
    return f"{site_url.rstrip('/')}/{language}/"
