"""Which files an edition generates: pages, data files, scripts, as `{path: text}`; nothing here knows a host."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import escape

from ..model.addresses import CHRONOLOGY, EVIDENCE, FOOTNOTES, INITIATIVES, SOURCES, TERMS, WHOLE, url_of
from ..model.annotations import Reference
from ..model.edition import Edition, Paragraph, Section
from ..model.labels import FootnoteLabel
from ..model.messages import format_line
from ..model.problems import sort_problems
from ..model.wording import wording
from ..views.data_files import data_files
from ..views.evidence import find_passages, publishers_of_notes, weigh
from . import lists
from .cards import CARDS, CardWriter, cards_script
from .copy_texts import copy_scripts
from .search import INDEX, index_script
from .short_addresses import short_addresses
from .whole_text import write_whole_text
from .writer import HOME, Writer

#: What has a meaning in Markdown.
MARKDOWN_SYNTAX = r"([\\`*_{}\[\]#+.!-])"
#: Pages whose tables and pictures need the room of the contents list.
WIDE_PAGES = (EVIDENCE, CHRONOLOGY, INITIATIVES)
#: Most problems that a page lists in place of its text.
MOST_PROBLEMS = 200
#: Most sections of which the home page shows what they rest on.
MOST_ROWS = 24
#: A generated page is one such block below its heading; the Markdown extension takes it over as elements.
GENERATED_START, GENERATED_END = '<div data-edition="generated">', "\n</div>"

Values = Callable[[], Mapping[str, object]]


def generated_files(edition: Edition, site: str | None = None, directories: bool = True) -> dict[str, str]:
    """Return all generated pages (Markdown), data files and scripts by their paths below docs/.

    Where a data file could not be read, every page says only what is wrong. `site` is where the edition is online;
    `directories` says whether its pages are addressed as page/ or as page.html.
    """
    if not edition.readable:
        return {path: write_problem_page(edition, title) for path, title, _, _ in generated_pages(edition)}
    files = {}
    for path, title, name, values in generated_pages(edition):
        description = wording(edition.language)[f"{name}-description"].format(title=title)
        writer = Writer(edition, path)
        files[path] = _write_page(writer, title, description, writer.render(f"{name}.html", **values()))
    if len(edition.sections) > 1:
        files[WHOLE] = write_whole_text(edition)
    address = partial(url_of, directories=directories)
    files[INDEX] = index_script(edition, address)
    files[CARDS] = cards_script(edition, CardWriter(edition, address).render)
    return files | data_files(edition) | copy_scripts(edition) | short_addresses(edition, site, directories)


def generated_pages(edition: Edition) -> Iterator[tuple[str, str, str, Values]]:
    """Yield path, title, template and values of each generated page; no page for data that the edition lacks."""
    words = wording(edition.language)
    unread = not edition.readable  # then nobody knows which data there are
    yield FOOTNOTES, words["footnotes"], "footnotes", lambda: lists.footnotes_values(edition)
    if edition.sources or unread:
        yield SOURCES, words["sources"], "sources", lambda: lists.sources_values(edition)
        yield EVIDENCE, words["evidence"], "evidence", lambda: lists.evidence_values(weigh(edition), edition.language)
    if edition.terms or unread:
        yield TERMS, words["terms"], "terms", lambda: {"groups": lists.terms_by_initial(edition)}
    if edition.events or unread:
        yield CHRONOLOGY, words["chronology"], "chronology", lambda: lists.chronology_values(edition)
    if edition.initiatives or unread:
        title = words["initiatives"].format(n=len(edition.initiatives))
        yield INITIATIVES, title, "initiatives", lambda: lists.initiatives_values(edition)
    for initiative in edition.initiatives.values():
        values = partial(dict[str, object], initiative=initiative)
        yield f"initiatives/{initiative.id}.md", initiative.name.short, "initiative", values


def _write_page(writer: Writer, title: str, description: str, body: str) -> str:
    """Return a page as Markdown; `body` is its XHTML."""
    title = " ".join(title.split())
    values = {
        "title": title,
        "heading": re.sub(MARKDOWN_SYNTAX, r"\\\1", escape(title, quote=False)),
        "description": description,
        "wide": writer.page in WIDE_PAGES,
        "start": GENERATED_START,
        "body": "\n".join(filter(str.strip, body.split("\n"))),  # for some hosts a blank line ends the block
        "end": GENERATED_END,
    }
    return writer.render("page.md", **values) + "\n"


def find_block(page: str) -> str:
    """Return the block of XHTML below the heading of a generated page, which is all of it."""
    return page[page.index(GENERATED_START) :].rstrip()


def write_problem_page(edition: Edition, title: str) -> str:
    """Return a page that lists the problems of an edition in place of its text."""
    problems = sort_problems(edition.problems)
    lines = [format_line(each, edition.language) for each in problems[:MOST_PROBLEMS]]
    writer = Writer(edition, HOME)
    body = writer.render("problems.html", lines=lines, more=len(problems) - len(lines))
    return _write_page(writer, title, writer.words["problems-title"], body)


def write_evidence(edition: Edition) -> str:
    """Return the evidence as plain text: headings at the margin, the rest set in by two spaces for each level."""
    return Writer(edition, EVIDENCE).render("evidence.txt", **lists.evidence_values(weigh(edition), edition.language))


def write_endnotes(edition: Edition, section: Section) -> str:
    """Return the footnotes of a section for its end; empty where it has none."""
    own: dict[FootnoteLabel, list[Reference]] = {}
    for reference in section.references:
        own.setdefault(reference.footnote, []).append(reference)
    if not own:
        return ""
    footnotes = [footnote for label, footnote in edition.footnotes.items() if label in own]
    return Writer(edition, section.page).render("endnotes.html", footnotes=footnotes, own=own)


def write_argument(writer: Writer) -> str:
    """Return the argument in small, for the home page; empty where nothing is cited, or by more than one can see."""
    evidence = weigh(writer.edition)
    if not evidence.dominant or len(writer.edition.sections) > MOST_ROWS:
        return ""
    return writer.render("argument.html", **lists.evidence_values(evidence, writer.edition.language))


def write_grounds(writer: Writer, section: Section, paragraphs: list[Paragraph]) -> str:
    """Return what neighbouring paragraphs of a section rest on."""
    ids = {paragraph.id for paragraph in paragraphs}
    resting = publishers_of_notes(writer.edition, (n for paragraph in paragraphs for n in paragraph.footnotes))
    unsupported = sum(passage.paragraph in ids for passage in find_passages(section))
    return writer.render("grounds.html", resting=resting, unsupported=unsupported)


def write_tools(writer: Writer, section: Section) -> str:
    """Return what a reader chooses for a section, with its passages that no footnote supports."""
    passages = [[passage.paragraph, passage.text] for passage in find_passages(section)]
    return writer.render("section_tools.html", passages=json.dumps(passages, ensure_ascii=False) if passages else "")


def write_foot(writer: Writer, url: str, site: str | None) -> str:
    """Return what stands below a page where the host's templates know no edition: how to cite it, and the scripts.

    `url` is the page's address from the site's root; `site` is as in `generated_files`.
    """
    address = f"{site.rstrip('/')}/{url}" if site else None
    return writer.render("foot.html", address=address, root="../" * url.count("/"))
