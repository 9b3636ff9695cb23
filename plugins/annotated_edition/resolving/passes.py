"""The passes from a draft to the edition, in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..model.edition import Edition
from ..reading.draft import Draft
from ..reading.load import load
from .checks import check_addresses, guard, judge, relate
from .cite import cite
from .freeze import freeze
from .names import Names
from .number import name_terms, number_footnotes
from .sections import read_sections
from .state import State

PASSES: tuple[Callable[[State], None], ...] = (
    number_footnotes,
    name_terms,
    cite,
    relate,
    read_sections,
    guard,
    check_addresses,
    judge,
)


def resolve(draft: Draft, cache: Path | None = None) -> Edition:
    """The edition that a draft means, with all problems of both; `cache` is a folder for typeset citations."""
    state = State(draft, cache, Names(frozenset(entry.key for entry in draft.sources)))
    for each in PASSES:
        each(state)
    return freeze(state)


def open_edition(data: Path, docs: Path, cache: Path | None = None) -> Edition:
    """The edition in two folders, with every problem found in them; `cache` keeps typeset citations between runs."""
    return resolve(load(data, docs, cache), cache)
