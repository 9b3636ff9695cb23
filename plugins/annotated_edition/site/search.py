"""The search: what it knows of an edition, and the script that holds it for the browser."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..citing.json_ld import script_json
from ..model.addresses import CHRONOLOGY, FOOTNOTES, INITIATIVES, SOURCES, TERMS
from ..model.annotations import Initiative
from ..model.edition import Edition, Page, Section
from ..model.spans import plain
from ..model.wording import format_date, wording
from ..reading.blocks import Unread
from ..reading.scan import scan
from ..reading.sentences import read_prose
from ..views.lookup import (
    FOLDING,
    NAMED_CHAPTER,
    NUMBER,
    OTHER_LABEL,
    SEPARATORS,
    SPACED_PREFIX,
    footnote_texts,
    supported_text,
    word_rules,
)
from .templating import ASSETS
from .writer import HOME, Writer

#: The script that holds the index; the search loads it from beside its own script.
INDEX = f"{ASSETS}/search-index.js"
#: What entries are of, in the order in which hits are shown → the key of the words that name it.
KINDS = {
    "text": "book-text", "footnote": "footnotes", "term": "terms", "initiative": "search-initiatives",
    "event": "chronology", "source": "sources", "page": "search-pages",
}  # fmt: skip
#: A tag or a comment of raw HTML.
HTML_TAG = re.compile(r"<!--(?:(?!-->).)*+(?:-->)?|<(?:\"[^\"]*+\"|'[^']*+'|[^'\"<>])*+>", re.DOTALL)
#: The address of something on a page: from the source path and the id; None where it cannot be reached.
Address = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """Something that a search finds by itself."""

    kind: str
    """What it is, one of `KINDS`."""
    page: str
    """Source path of its page."""
    fragment: str
    """Its id on the page; empty for the page itself."""
    title: str
    """What it is called; empty for a paragraph."""
    trail: tuple[str, ...]
    """What it stands in: the title of the page, then the heading of a paragraph."""
    text: str
    """What it says, plain; a line for each of its fields, a blank line between blocks of a page."""


def search_entries(edition: Edition) -> Iterator[SearchEntry]:
    """Yield everything that a search finds in an edition; all that is of one page and kind, one after the other."""
    words = wording(edition.language)
    sections = {section.page: section for section in edition.sections}
    others = sorted(edition.pages.keys() - sections.keys(), key=lambda path: (path != HOME, path))
    for path in (*sections, *others):
        if (page := edition.pages[path]).searched:
            yield from _page_entries(page, sections.get(path))
    for footnote in edition.footnotes.values():
        title = footnote.number.name(words)
        text = "\n".join(footnote_texts(edition, footnote))
        yield SearchEntry("footnote", FOOTNOTES, footnote.id, title, (words["footnotes"],), text)
    for term in edition.terms.values():
        label = {key: words[key] + words["colon"] for key, _ in term.texts if key != "meaning"}
        texts = (label.get(key, "") + plain(text) for key, text in term.texts)
        text = _lines(term.reading, term.en, *term.aliases, *texts)
        yield SearchEntry("term", TERMS, term.id, term.name, (words["terms"],), text)
    for initiative in edition.initiatives.values():
        yield from _initiative_entries(edition, initiative)
    yield from _comparison_entries(edition)
    for event in edition.events:
        date = format_date(event.date, edition.language)
        text = _lines(date, plain(event.summary), event.source.text if event.source else None)
        yield SearchEntry("event", CHRONOLOGY, event.id, plain(event.title), (words["chronology"],), text)
    for source in edition.sources.values():
        text = _lines(plain(source.full), source.authors, source.publisher, plain(source.annotation))
        yield SearchEntry("source", SOURCES, source.key, source.name, (words["sources"],), text)


def index_script(edition: Edition, address: Address) -> str:
    """Return the script that hands the index to the search, which may stand in a file or in a page.

    What has no address is left out. The script calls `aeSearch` with an object: `rules`, how texts are compared and
    numbers are read; `groups`, in the order in which hits are shown, each with its `kind`, the `title` of its page, its
    `entries` as [address, title, heading above it, text], and for footnotes their `labels`; the entry of a footnote
    ends with what it is looked up by as well.
    """
    words = wording(edition.language)
    groups: dict[tuple[str, str, str], list[list[str]]] = {}
    by_id = {label.id: label for label in edition.footnotes}
    labels: list[str] = []
    for entry in search_entries(edition):
        if (found := address(entry.page, entry.fragment)) is None:
            continue
        if entry.kind == "footnote":
            labels.append(by_id[entry.fragment])
        title, *above = entry.trail
        group = groups.setdefault((entry.kind, entry.page, title), [])
        more = [supported_text(edition.footnotes[by_id[entry.fragment]])] if entry.kind == "footnote" else []
        group.append([found, entry.title, "".join(above), entry.text, *more])
    patterns = {
        "number": NUMBER,
        "label": OTHER_LABEL,
        "separators": SEPARATORS,
        "spaced": SPACED_PREFIX,
        "chapter": NAMED_CHAPTER,
    }
    rules = {
        **FOLDING,
        "words": word_rules(edition.language) or None,
        **{name: pattern.pattern for name, pattern in patterns.items()},
    }
    order = list(KINDS)
    ordered = [
        {"kind": words[KINDS[kind]], "title": title, "entries": entries}
        | ({"labels": labels} if kind == "footnote" else {})
        for (kind, _, title), entries in sorted(groups.items(), key=lambda item: order.index(item[0][0]))
    ]
    return f"aeSearch({script_json({'rules': rules, 'groups': ordered})});\n"


def _page_entries(page: Page, section: Section | None) -> Iterator[SearchEntry]:
    """Yield what a written page says: in a section by paragraph, elsewhere by the headings that have an id in the text.

    What has no id of its own is added to what stands above it.
    """
    page_scan = scan(page.text)
    blocks, unread = page_scan.blocks, list(page_scan.unread)
    first = next((read_prose(each).text for each in blocks if each.kind == "heading" and each.level == 1), page.path)
    page_title = section.title if section else first
    headings, paragraphs = iter(section.headings if section else ()), iter(section.paragraphs if section else ())
    fragment, title, heading = "", page_title, ""
    lines: list[str] = []
    passages = [(fragment, title, heading, lines)]
    for each in blocks:
        while unread and unread[0].offset < each.offsets[0][1]:
            lines += _words_of(unread.pop(0))
        text = read_prose(each).text.strip()
        fragment = title = ""
        if each.kind == "heading":
            fragment = next(headings).id if section else each.id or ""
            title, heading = text, text if each.level > 1 else ""
        elif section and each.kind in ("paragraph", "item"):
            fragment = next(paragraphs).id
        if fragment and each.level != 1:
            lines = [] if title else [text]
            passages.append((fragment, title, "" if title else heading, lines))
        elif text and text != page_title:
            lines.append(text)
    for last in unread:
        lines += _words_of(last)
    for fragment, title, heading, lines in passages:
        trail = (page_title, heading) if heading else (page_title,)
        yield SearchEntry("text" if section else "page", page.path, fragment, title, trail, "\n\n".join(lines))


def _words_of(unread: Unread) -> Iterator[str]:
    """Yield what code says, and raw HTML without its tags, where it says anything."""
    text = html.unescape(HTML_TAG.sub("", unread.text)) if unread.is_html else unread.text
    if words := "\n".join(line.strip() for line in text.split("\n") if line.strip()):
        yield words


def _initiative_entries(edition: Edition, initiative: Initiative) -> Iterator[SearchEntry]:
    """Yield an initiative, then its elements."""
    page, name, announced = f"initiatives/{initiative.id}.md", initiative.name, initiative.announced
    date = format_date(announced.date, edition.language)
    text = _lines(name.official, name.en, name.reading, initiative.partners, date, announced.at, announced.by)
    trail = (name.short,)
    yield SearchEntry("initiative", page, "", name.short, trail, _lines(text, plain(initiative.summary)))
    for each in initiative.elements:
        label = Writer(edition, page).element_label(each.kind, each.number)
        text = _lines(label, each.en, each.domain, plain(each.summary))
        yield SearchEntry("initiative", page, each.id, each.official_name, trail, text)


def _comparison_entries(edition: Edition) -> Iterator[SearchEntry]:
    """Yield the rows of the comparison."""
    title = wording(edition.language)["comparison"]
    for row in edition.comparison if edition.initiatives else ():
        text = _lines(*map(plain, (*row.cells.values(), row.common)))
        yield SearchEntry("initiative", INITIATIVES, row.id, row.label, (title,), text)


def _lines(*texts: str | None) -> str:
    """Return texts a line each, without those that are empty or said already."""
    return "\n".join(dict.fromkeys(text for text in texts if text))
