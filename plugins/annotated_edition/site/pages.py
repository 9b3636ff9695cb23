"""Which files an edition generates: pages, data files, scripts, as `{path: text}`; nothing here knows a host."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import escape as html_escape

from markupsafe import escape

from ..model.addresses import CHRONOLOGY, EVIDENCE, FOOTNOTES, INITIATIVES, SOURCES, TERMS, url_of
from ..model.annotations import Reference
from ..model.edition import Edition, Section
from ..model.messages import format_line
from ..model.problems import sort_problems
from ..model.wording import wording
from ..views.data_files import data_files
from ..views.weighing import weigh
from . import lists
from .copy_texts import copy_scripts
from .search import INDEX, index_script
from .short_addresses import short_addresses
from .writer import MARKDOWN_SYNTAX, Writer

#: Pages whose tables and pictures need the room of the contents list.
WIDE_PAGES = (EVIDENCE, CHRONOLOGY, INITIATIVES)
#: Most problems that a page lists in place of its text.
MOST_PROBLEMS = 200
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
    files = {
        path: _page(edition, path, title, name, values()) for path, title, name, values in generated_pages(edition)
    }
    files[INDEX] = index_script(edition, lambda page, fragment: url_of(page, fragment, directories))
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


def _page(edition: Edition, path: str, title: str, name: str, values: Mapping[str, object]) -> str:
    description = wording(edition.language)[f"{name}-description"].format(title=title)
    body = Writer(edition, path).render(f"{name}.html", **values)
    return _as_markdown(title, description, body, path in WIDE_PAGES)


def _as_markdown(title: str, description: str, body: str, wide: bool = False) -> str:
    title = " ".join(title.split())
    heading = MARKDOWN_SYNTAX.sub(r"\\\1", html_escape(title, quote=False))
    fields: dict[str, object] = {"title": title, "description": description}
    if wide:
        fields["hide"] = ["toc"]
    front = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    lines = "\n".join(line for line in body.split("\n") if line.strip())  # for some hosts a blank line ends the block
    return f"---\n{front}\n---\n\n# {heading}\n\n{GENERATED_START}\n{lines}{GENERATED_END}\n"


def find_block(page: str) -> str:
    """Return the block of XHTML below the heading of a generated page, which is all of it."""
    return page[page.index(GENERATED_START) :].rstrip()


def write_problem_page(edition: Edition, title: str) -> str:
    """Return a page that lists the problems of an edition in place of its text."""
    words = wording(edition.language)
    problems = sort_problems(edition.problems)
    items = "\n".join(
        f"<li><code>{escape(format_line(p, edition.language))}</code></li>" for p in problems[:MOST_PROBLEMS]
    )
    body = f"<p>{escape(words['problems-page'])}</p>\n<ul>\n{items}\n</ul>"
    if len(problems) > MOST_PROBLEMS:
        body += f"\n<p>{escape(words['problems-more'].format(n=len(problems) - MOST_PROBLEMS))}</p>"
    return _as_markdown(title, words["problems-title"], body)


def write_endnotes(edition: Edition, section: Section) -> str:
    """Return the footnotes of a section for its end; empty where it has none."""
    own: dict[int, list[Reference]] = {}
    for reference in section.references:
        own.setdefault(reference.footnote, []).append(reference)
    if not own:
        return ""
    footnotes = [edition.footnotes[number] for number in sorted(own)]
    return Writer(edition, section.page).render("endnotes.html", footnotes=footnotes, own=own)


def write_foot(writer: Writer, url: str, site: str | None) -> str:
    """Return what stands below a page where the host's templates know no edition: how to cite it, and the scripts.

    `url` is the page's address from the site's root; `site` is as in `generated_files`.
    """
    address = f"{site.rstrip('/')}/{url}" if site else None
    return writer.render("foot.html", address=address, root="../" * url.count("/"))
