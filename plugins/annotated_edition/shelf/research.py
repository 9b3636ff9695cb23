"""A shelf for research: a database, tables, JSON with its schema, and the graph of citations."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from pydantic_core import to_json

from ..views.lookup import FOLDING, strip_differences
from ..views.tables import BYTE_ORDER_MARK, write_csv
from .merge import ShelfIndex
from .shelf_file import Member, Shelf
from .summary import Summary

TableRow = dict[str, Any]
Tables = Mapping[str, list[TableRow]]
#: Table → what tells its rows apart, and what is searched in it by runs of three characters.
SHELF_TABLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "editions": ("name", ()),
    "sources": ("id", ("title", "text")),
    "terms": ("id", ("name", "definition")),
    "footnotes": ("id", ("text",)),
    "sentences": ("id", ("text",)),
    "citations": ("id", ()),
}
#: What `editions` says of each.
EDITION_COLUMNS = tuple(
    each.name for each in fields(Summary) if each.name not in ("sources", "terms", "events", "notes")
)
#: Columns of the tables, the key first.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "editions": (*EDITION_COLUMNS, "footnotes"),
    "sources": ("id", "title", "authors", "publisher", "date", "url", "text", "editions"),
    "terms": ("id", "edition", "name", "reading", "definition", "address"),
    "footnotes": ("id", "edition", "label", "text", "address"),
    "sentences": ("id", "footnote", "edition", "text", "address"),
    "citations": ("id", "footnote", "edition", "locator", "source", "key"),
}
WHOLE_NUMBERS = frozenset({("editions", "footnotes"), ("sources", "editions")})
#: What a lookup finds words in: a column `folded` of its own.
FOLDED: Mapping[str, tuple[str, ...]] = {
    "sources": ("title", "authors", "text"),
    "terms": ("name",),
    "footnotes": ("text",),
}
GRAPHML = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def tables(index: ShelfIndex) -> Tables:
    """Return the rows of all tables by name; the edition of each stands in its column `edition`, but for sources."""
    found: dict[str, list[TableRow]] = {name: [] for name in SHELF_TABLES}
    shared = _shared_ids(index)
    for source in index.sources:
        shown = source.shown
        texts = {name: getattr(shown, name) for name in ("title", "authors", "publisher", "date", "url", "text")}
        editions = len({name for name, _ in source.members})
        found["sources"].append({"id": source.id, **texts, "editions": editions})
    for edition in index.editions:
        found["editions"].append(_edition_row(edition))
        name = edition.name
        for term in edition.terms:
            row = {"id": f"{name}:{term.id}", "edition": name, "name": term.name, "reading": term.reading}
            found["terms"].append({**row, "definition": term.definition, "address": f"{name}/{term.address}"})
        for note in edition.notes:
            id_ = f"{name}:{note.label}"
            row = {"id": id_, "edition": name, "label": note.label, "text": note.text}
            found["footnotes"].append({**row, "address": f"{name}/{note.address}"})
            for at, sentence in enumerate(note.sentences, 1):
                row = {"id": f"{id_}:{at}", "footnote": id_, "edition": name, "text": sentence.text}
                found["sentences"].append({**row, "address": f"{name}/{sentence.address}"})
            for at, citation in enumerate(note.citations, 1):
                row = {"id": f"{id_}:{at}", "footnote": id_, "edition": name, "locator": citation.locator}
                found["citations"].append({**row, "source": shared[name, citation.source], "key": citation.source})
    return found


def write_tables(rows: Tables) -> dict[str, bytes]:
    """Return the rows of each table as a list in JSON, each row on a line of its own."""
    return {name: b"[\n" + b",\n".join(map(to_json, own)) + b"\n]" for name, own in rows.items()}


def write_table(rows: Sequence[TableRow]) -> bytes:
    """Return a table as CSV."""
    return (write_csv(rows[0], rows) if rows else BYTE_ORDER_MARK).encode()


def data_files(shelf: Shelf, index: ShelfIndex, texts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return all tables as JSON with its schema, and the graph, by path; `texts` are the tables as lists in JSON."""
    lists = [b'"title": %b' % to_json(shelf.title), *(b"%b: %b" % (to_json(name), own) for name, own in texts.items())]
    return {
        "data/shelf.json": b"{\n%b\n}\n" % b",\n".join(lists),
        "data/shelf.schema.json": (json.dumps(schema(), ensure_ascii=False, indent=1) + "\n").encode(),
        "data/citations.graphml": "".join(_graph(index)).encode(),
    }


def schema() -> TableRow:
    """Return the JSON Schema of data/shelf.json."""
    row = {"type": "object", "additionalProperties": {"type": ["string", "integer"]}}
    properties: TableRow = {"title": {"type": "string"}}
    properties |= {
        name: {"type": "array", "items": {**row, "required": [key]}} for name, (key, _) in SHELF_TABLES.items()
    }
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "type": "object", "properties": properties, "required": list(properties)}


def write_database(file: Path, rows: Tables, changed_tables: Collection[str]) -> None:
    """Bring the database up to date in one transaction, of each changed table the editions whose rows have changed."""
    connection, is_new = _open(file)
    fold = _folding(rows)
    # How a text is compared depends on the language of its edition, of a source on that which cites it first.
    everything = is_new or "editions" in changed_tables
    looked_at = {*changed_tables, *(["sources"] if "citations" in changed_tables else [])}
    try:
        with connection:
            for table, (key, _) in SHELF_TABLES.items():
                if not (everything or table in looked_at):
                    continue
                names = (*COLUMNS[table], *(["folded"] if table in FOLDED else []))
                before = {row[0]: row for row in connection.execute(f"select {', '.join(names)} from {table}")}
                now = {row[key]: (*(row[name] for name in COLUMNS[table]), *fold(table, row)) for row in rows[table]}
                # All rows of an edition together, so that they keep their order.
                group = names.index("edition") if "edition" in names else 0
                changed = {row[group] for row in {*before.values()} ^ {*now.values()}}
                gone = [(row[0],) for row in before.values() if row[group] in changed]
                connection.executemany(f"delete from {table} where {key} = ?", gone)
                new = (row for row in now.values() if row[group] in changed)
                connection.executemany(f"insert into {table} values ({', '.join('?' * len(names))})", new)
    finally:
        connection.close()


def _folding(rows: Tables) -> Callable[[str, TableRow], Iterator[str]]:
    """Return what gives the column `folded` of a row: a line with its language, then its texts as that compares them.

    A source has the language of the edition that cites it first.
    """
    languages = {row["name"]: row["language"] for row in rows["editions"]}
    citing = {row["source"]: row["edition"] for row in reversed(rows["citations"])}

    def fold(table: str, row: TableRow) -> Iterator[str]:
        if table in FOLDED:
            language = languages.get(row.get("edition") or citing.get(row["id"]), "")
            yield "\n".join([language, *(strip_differences(row[name], language) for name in FOLDED[table])])

    return fold


def _open(file: Path) -> tuple[sqlite3.Connection, bool]:
    """Return a connection to a database, which is made anew where it has other columns or is none, and if it is new."""
    layout = crc32(json.dumps([dict(COLUMNS), dict(FOLDED), FOLDING]).encode()) >> 1
    connection = sqlite3.connect(file)
    with suppress(sqlite3.DatabaseError):  # damaged
        if connection.execute("pragma user_version").fetchone() == (layout,):
            return connection, False
    connection.close()
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    with connection:
        _create(connection)
        connection.execute(f"pragma user_version = {layout}")
    return connection, True


def _create(connection: sqlite3.Connection) -> None:
    """Make the tables, their indexes, and for what is searched a full-text table that follows each change."""
    from sqlite_utils import Database

    database = Database(connection)
    for name, (key, searched) in SHELF_TABLES.items():
        columns = [*COLUMNS[name], *(["folded"] if name in FOLDED else [])]
        table = database[name]
        types = {column: int if (name, column) in WHOLE_NUMBERS else str for column in columns}
        table.create(types, pk=key)  # type: ignore[union-attr]
        for column in ("edition", "footnote", "source"):
            if column in types:
                table.create_index([column])  # type: ignore[union-attr]
        if searched:
            table.enable_fts(searched, tokenize="trigram", create_triggers=True)  # type: ignore[union-attr]


def _edition_row(edition: Summary) -> TableRow:
    row: TableRow = {name: getattr(edition, name) for name in EDITION_COLUMNS}
    return {**row, "authors": " / ".join(edition.authors), "footnotes": len(edition.notes)}


def _shared_ids(index: ShelfIndex) -> dict[Member, str]:
    """Return the id on the shelf of each source of an edition."""
    return {member: source.id for source in index.sources for member in source.members}


def _graph(index: ShelfIndex) -> Iterator[str]:
    """Yield the graph in which editions lead to the sources that they cite, with how often."""
    yield GRAPHML
    for id_, of, kind in (("title", "node", "string"), ("kind", "node", "string"), ("times", "edge", "int")):
        yield f'<key id="{id_}" for="{of}" attr.name="{id_}" attr.type="{kind}"/>\n'
    yield '<graph id="citations" edgedefault="directed">\n'
    nodes = [(each.name, each.title, "edition") for each in index.editions]
    for id_, title, kind in [*nodes, *((each.id, each.shown.title, "source") for each in index.sources)]:
        named = f'<data key="title">{escape(title)}</data><data key="kind">{kind}</data>'
        yield f"<node id={quoteattr(id_)}>{named}</node>\n"
    shared = _shared_ids(index)
    for edition in index.editions:
        times: dict[str, int] = {}
        for citation in (each for note in edition.notes for each in note.citations):
            source = shared[edition.name, citation.source]
            times[source] = times.get(source, 0) + 1
        for source, count in times.items():
            yield f'<edge source={quoteattr(edition.name)} target="{source}"><data key="times">{count}</data></edge>\n'
    yield "</graph>\n</graphml>\n"
