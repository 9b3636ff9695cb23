"""Answers from the database of a shelf: a footnote by edition and number, or whatever holds some words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from ..model.labels import FootnoteLabel
from ..views.lookup import query_patterns

#: Most hits that are shown of a kind.
MOST_HITS = 20


def lookup_shelf(file: Path, query: str, words: Mapping[str, str]) -> list[str]:
    """Return what a query finds, as lines of text: EDITION:LABEL means a footnote, anything else words, all of them."""
    if not file.is_file():
        return []
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return list(_footnote(connection, query, words)) or list(_by_words(connection, query, words))
    finally:
        connection.close()


def _footnote(connection: sqlite3.Connection, query: str, words: Mapping[str, str]) -> Iterator[str]:
    for id_, text in connection.execute("select id, text from footnotes where id = ?", (query.strip(),)):
        yield f"{_note(id_, words)} {text}"
        for (sentence,) in connection.execute("select text from sentences where footnote = ? order by id", (id_,)):
            yield f"    {sentence}"


def _by_words(connection: sqlite3.Connection, query: str, words: Mapping[str, str]) -> Iterator[str]:
    @cache
    def patterns(language: str) -> list[re.Pattern[str]]:
        return query_patterns(query, language)

    def holds(folded: str) -> bool:
        """Whether a text holds all words, as its language, which stands in its first line, compares them."""
        return all(each.search(folded) for each in patterns(folded[: folded.index("\n")]))

    if not patterns(""):
        return
    connection.create_function("holds", 1, holds, deterministic=True)
    where, most = "where holds(folded)", f"limit {MOST_HITS}"
    for id_, text in connection.execute(f"select id, text from sources {where} order by date, title {most}"):
        yield f"{words['sources']}{words['colon']}{text}"
        citing = "select footnote, locator from citations where source = ? order by edition desc, rowid"
        for footnote, locator in connection.execute(citing, (id_,)):
            yield f"    {_note(footnote, words)} {locator}".rstrip()
    for edition, name, definition in connection.execute(f"select edition, name, definition from terms {where} {most}"):
        yield f"{words['terms']}{words['colon']}{name} ({edition}) {definition}"
    for id_, text in connection.execute(f"select id, text from footnotes {where} {most}"):
        yield f"{_note(id_, words)} {text}"


def _note(id_: str, words: Mapping[str, str]) -> str:
    """Return a footnote as it is named: its edition, then its printed label."""
    edition, _, label = id_.partition(":")
    return f"{edition} {FootnoteLabel(label).name(words)}"
