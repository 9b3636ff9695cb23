"""Passes that only report: unsafe fields, pages at one address, footnotes without a reference."""

from __future__ import annotations

import posixpath
import unicodedata
from itertools import chain
from typing import Any

from ..model.addresses import GENERATED
from ..model.problems import Place
from ..reading.bib_normal import VERBATIM
from ..reading.draft import DataEntry
from ..reading.faults import check_field
from .state import State


def check_fields(state: State) -> None:
    """Report HTML (AE608) and addresses (AE609) that may not stand in a page, in every field."""
    draft = state.draft
    edition: list[DataEntry[Any]] = [draft.edition]
    for entry in chain(edition, draft.footnotes, draft.terms, draft.events, draft.initiatives, draft.comparison):
        for path, text in entry.texts():
            state.problems += check_field(text, entry.place(*path))
    for source in draft.sources:
        for name, text in source.fields.items():
            if name not in VERBATIM:
                state.problems += check_field(text, source.field_places[name])


def check_page_addresses(state: State) -> None:
    """Report pages in the place of generated ones (AE702), and pages of one address (AE611), whatever the case."""
    generated = [*GENERATED, *(f"initiatives/{entry.value.id}.md" for entry in state.draft.initiatives)]
    for path, page in state.draft.pages.items():
        if path in generated:
            state.report("AE702", Place(page.file), path=path)
    for initiative in state.draft.initiatives:
        if (path := f"initiatives/{initiative.value.id}.md") in GENERATED:
            state.report("AE702", initiative.place("id"), path=path)
    taken = {_fold_address(page): page for page in generated}
    for path, page in sorted(state.draft.pages.items()):
        other = taken.setdefault(_fold_address(path), path)
        if other != path:
            state.report("AE611", Place(page.file), page=path, other=other)


def _fold_address(page: str) -> str:
    """Return the address of a page without regard to case and the forms of a character, as some systems compare."""
    path = posixpath.splitext(unicodedata.normalize("NFC", page).casefold())[0]
    folder, _, name = path.rpartition("/")
    return folder if name in ("index", "readme") else path


def check_ids(state: State) -> None:
    """Report initiatives, rows of the comparison and events of one id (AE505)."""
    for entries in (state.draft.initiatives, state.draft.comparison, state.draft.events):
        ids: set[str] = set()
        for entry in entries:
            if entry.value.id in ids:
                state.report("AE505", entry.place("id"), id=entry.value.id)
            ids.add(entry.value.id)


def check_unreferenced(state: State) -> None:
    """Report footnotes that no section cites (AE304)."""
    for number, entry in state.footnotes.items():
        if not state.references.get(number):
            state.report("AE304", entry.place("number"), question=entry.value.todo, number=number)
