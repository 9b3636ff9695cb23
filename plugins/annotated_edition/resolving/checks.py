"""Passes: relations, addresses, fields, footnotes without a reference."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from ..model.addresses import GENERATED
from ..model.problems import Place, find_nearest
from ..reading import bib_checks
from ..reading.draft import Entry
from ..reading.yaml_file import Path as Steps
from ..reading.yaml_file import Value
from .state import State


def relate(state: State) -> None:
    """Counterparts of elements, made mutual."""
    counterparts: dict[str, list[str]] = {path: [] for path in state.names.elements}
    for entry in state.draft.initiatives:
        for index, element in enumerate(entry.value.elements):
            path = f"{entry.value.id}/{element.id}"
            for at, other in enumerate(element.counterparts):
                if other not in state.names.elements:
                    place = entry.place("elements", index, "counterparts", at)
                    state.names.report("AE501", place, name=other, nearest=find_nearest(other, state.names.elements))
                    continue
                for one, two in ((path, other), (other, path)):
                    if two not in counterparts[one]:
                        counterparts[one].append(two)
    state.counterparts = counterparts


def judge(state: State) -> None:
    """Footnotes that no section cites, and written pages in the place of generated ones."""
    generated = _generated(state)
    for path, page in state.draft.pages.items():
        if path in generated:
            state.names.report("AE702", Place(page.file), path=path)
    for initiative in state.draft.initiatives:
        if (path := f"initiatives/{initiative.value.id}.md") in GENERATED:
            state.names.report("AE702", initiative.place("id"), path=path)
    for number_, entry in state.names.footnotes.items():
        if not state.reading.references.get(number_):
            state.names.report("AE304", entry.place("number"), number=number_)


def guard(state: State) -> None:
    """HTML and addresses that may not stand in a page, in every field."""
    draft = state.draft
    lists: tuple[Iterable[Entry[Any]], ...] = (
        [draft.edition] if draft.edition else [],
        draft.footnotes,
        draft.terms,
        draft.events,
        draft.initiatives,
        draft.comparison,
    )
    for entry in chain.from_iterable(lists):
        for path, text in _texts(entry.tree.at(entry.at), ()):
            state.names.guard(text, entry.place(*path))
    for source in draft.sources:
        for name, text in source.fields.items():
            if name not in bib_checks.VERBATIM:
                state.names.guard(text, source.field_places[name])


def _texts(value: Value, path: Steps) -> Iterator[tuple[Steps, str]]:
    """Every text in a value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _texts(each, (*path, index))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*path, key))


def check_addresses(state: State) -> None:
    """Pages that would be published under one address, on a system that takes no account of case as well."""
    taken = {_address(page): page for page in _generated(state)}
    for path, page in sorted(state.draft.pages.items()):
        other = taken.setdefault(_address(path), path)
        if other != path:
            state.names.report("AE611", Place(page.file), page=path, other=other)


def _generated(state: State) -> list[str]:
    """Source paths of the generated pages."""
    return [*GENERATED, *(f"initiatives/{entry.value.id}.md" for entry in state.draft.initiatives)]


def _address(page: str) -> str:
    """The address of a page, but for case and the forms of a character."""
    path = posixpath.splitext(unicodedata.normalize("NFC", page).casefold())[0]
    folder, _, name = path.rpartition("/")
    return folder if name in ("index", "readme") else path
