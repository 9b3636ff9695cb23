"""The passes from a draft to the edition, in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..model.edition import Edition
from ..reading.draft import Draft
from ..reading.layer import find_languages, lay_over
from ..reading.load import load
from .checks import check_fields, check_ids, check_page_addresses, check_unreferenced
from .cite import cite_sources
from .freeze import freeze
from .index import index_elements, index_footnotes, index_terms, link_counterparts
from .sections import read_pages
from .state import State

PASSES: tuple[Callable[[State], None], ...] = (
    index_footnotes,
    index_terms,
    index_elements,
    link_counterparts,
    cite_sources,
    read_pages,
    check_fields,
    check_ids,
    check_page_addresses,
    check_unreferenced,
)


def resolve(draft: Draft, cache: Path | None = None) -> Edition:
    """Return the edition that a draft means, with all problems of both; `cache` is a folder for typeset citations."""
    state = State(draft, cache, frozenset(entry.key for entry in draft.sources))
    for run_pass in PASSES:
        run_pass(state)
    return freeze(state)


def open_edition(data: Path, docs: Path, cache: Path | None = None, language: str | None = None) -> Edition:
    """Return the edition in two folders, with every problem in them; `cache` keeps typeset citations between runs.

    `language` asks for the translation of that name, beside `data` in `translations/`; None for the original.
    """
    draft = load(data, docs, cache)
    draft.languages = find_languages(data.parent)
    if language is not None and language != draft.edition.value.work.language:
        draft = lay_over(draft, data.parent, language)
    return resolve(draft, cache)
