"""How the citations in the text of a page become notes of that page, in the edition's style, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..model.annotations import Source
from ..model.edition import Edition
from ..model.spans import Spans
from ..model.wording import UNSPACED, primary_language, wording
from ..reading import pandoc
from ..reading.page_citations import PageCitation, read_citations
from ..reading.scan import scan
from ..resolving.positions import Cite
from ..resolving.typeset import STOPPED, set_citations

#: The words around the number of a page.
PAGE_WORDS = re.compile(r"(?:pp?\.\s*)?(.*?)\s*頁?", re.DOTALL)
MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>{}#!|~^])")


def set_page_citations(edition: Edition, markdown: str, cache: Path | None) -> str:
    """Return a page's Markdown with a note for each different citation, its words as they are written.

    Citations of sources that do not exist get a visible mark; those in code stay.
    """
    read = scan(markdown)
    tokens = [(block, token) for block in read.blocks for token in block.tokens if token.kind == "cited"]
    places = [
        (block.whole(token.start), block.whole(token.end), citations)
        for block, token in tokens
        if (citations := read_citations(token.target, edition.sources))
    ]
    cited = dict.fromkeys(citation for *_, citations in places for citation in citations)
    labels = _label(citation for citation in cited if citation.key in edition.sources)
    text = read.text
    for start, end, citations in reversed(places):
        shown = (f"[^{labels[each]}]" if each in labels else f"[[@{each.key}]]" for each in citations)
        text = text[:start] + "".join(dict.fromkeys(shown)) + text[end:]
    notes = _set_notes(edition, list(labels), cache)
    return "\n\n".join([text, *(f"[^{labels[each]}]: {note}" for each, note in notes.items())]) if places else markdown


def _label(citations: Iterable[PageCitation]) -> dict[PageCitation, str]:
    """Return a label for each citation, unlike those of the edition's footnotes: its key and page, in ASCII."""
    labels: dict[PageCitation, str] = {}
    for citation in citations:
        words = re.findall("[A-Za-z0-9]+", _read_page(citation)[0] or "")
        label = "-".join(["cite"] * citation.key.isdigit() + [citation.key, *words])
        taken = set(labels.values())
        labels[citation] = next(
            name for name in (label, *(f"{label}-{n}" for n in range(2, len(taken) + 3))) if name not in taken
        )
    return labels


def _read_page(citation: PageCitation) -> tuple[str | None, str]:
    """Return the locator of a citation, and the words that follow it: without comma and number they are no locator."""
    if set(citation.after) & set("{}") or not (citation.comma or re.search(r"\d", citation.after)):
        return None, citation.after
    page = PAGE_WORDS.fullmatch(citation.after)
    return (page[1] if page else citation.after) or None, ""


def _set_notes(edition: Edition, citations: list[PageCitation], cache: Path | None) -> dict[PageCitation, str]:
    """Return the note of each citation, as Markdown."""
    cites = {each: Cite(each.key, _read_page(each)[0]) for each in citations}
    items = [dict(edition.sources[key].styled) for key in dict.fromkeys(each.key for each in citations)]
    clusters = {number: [cite] for number, cite in enumerate(cites.values(), 1)}
    try:
        full = set_citations(clusters, items, edition.style, edition.language, cache).full if cites else {}
    except pandoc.PandocError:  # AE208 has said so
        full = {}
    notes: dict[PageCitation, str] = {}
    for each, cite in cites.items():
        source, words = edition.sources[each.key], _read_page(each)[1]
        text = _markdown(full.get((cite.source, cite.locator, cite.label), source.full))
        missing = f", {cite.locator}" if cite.locator and not full else ""
        if more := missing + f" {words}".rstrip():
            text = re.sub(r"[.。]$", "", text) + more
        before = re.sub(r"\w", lambda first: first[0].upper(), each.before, count=1)
        western = primary_language(edition.language) not in UNSPACED or "language" in source.csl
        stop = "" if STOPPED.search(text) else "." if western else "。"
        notes[each] = _link(source, before + text + stop, edition.language)
    return notes


def write_full_note(source: Source, language: str) -> str:
    """Return a source in full, with a link to its entry on the sources page."""
    return _link(source, _markdown(source.full), language)


def _link(source: Source, text: str, language: str) -> str:
    return f"{text} [[{source.key}|{wording(language)['about-source']}]]"


def _markdown(spans: Spans) -> str:
    parts = []
    for span in spans:
        text = MARKDOWN_SPECIAL.sub(r"\\\1", span.text)
        text = f"*{text}*" if span.style == "emphasis" else f"**{text}**" if span.style == "strong" else text
        parts.append(f"<{span.href}>" if span.href and span.href == span.text else text)
    return "".join(parts)
