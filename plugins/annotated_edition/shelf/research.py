"""A shelf for research: a database, tables, JSON with its schema, and the graph of citations."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..views.lookup import strip_differences
from ..views.tables import BYTE_ORDER_MARK, write_csv
from .merge import ShelfIndex
from .shelf_file import Member, Shelf
from .summary import Summary

TableRow = dict[str, Any]
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
GRAPHML = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def tables(index: ShelfIndex) -> dict[str, list[TableRow]]:
    """Return the rows of all tables by name; the edition of each stands in its column `edition`, but for sources."""
    found: dict[str, list[TableRow]] = {name: [] for name in SHELF_TABLES}
    shared = _shared_ids(index)
    for source in index.sources:
        shown = source.shown
        texts = {name: getattr(shown, name) for name in ("title", "authors", "publisher", "date", "url", "text")}
        editions = len({name for name, _ in source.members})
        folded = _folded(shown.title, shown.authors, shown.text)
        found["sources"].append({"id": source.id, **texts, "editions": editions, "folded": folded})
    for edition in index.editions:
        found["editions"].append(_edition_row(edition))
        name = edition.name
        for term in edition.terms:
            row = {"id": f"{name}:{term.id}", "edition": name, "name": term.name, "reading": term.reading}
            row |= {"definition": term.definition, "address": f"{name}/{term.address}", "folded": _folded(term.name)}
            found["terms"].append(row)
        for note in edition.notes:
            id_ = f"{name}:{note.label}"
            row = {"id": id_, "edition": name, "label": note.label, "text": note.text}
            found["footnotes"].append({**row, "address": f"{name}/{note.address}", "folded": _folded(note.text)})
            for at, sentence in enumerate(note.sentences, 1):
                row = {"id": f"{id_}:{at}", "footnote": id_, "edition": name, "text": sentence.text}
                found["sentences"].append({**row, "address": f"{name}/{sentence.address}"})
            for at, citation in enumerate(note.citations, 1):
                row = {"id": f"{id_}:{at}", "footnote": id_, "edition": name, "locator": citation.locator}
                found["citations"].append({**row, "source": shared[name, citation.source], "key": citation.source})
    return found


def data_files(shelf: Shelf, index: ShelfIndex) -> dict[str, bytes]:
    """Return a table as CSV for each table, all of them as JSON with its schema, and the graph, by path."""
    rows = tables(index)
    published = {name: [_without(row, "folded") for row in own] for name, own in rows.items()}
    files = {
        f"data/{name}.csv": (write_csv(own[0], own) if own else BYTE_ORDER_MARK).encode()
        for name, own in published.items()
    }
    files["data/shelf.json"] = _json({"title": shelf.title, **published})
    files["data/shelf.schema.json"] = _json(schema())
    files["data/citations.graphml"] = "".join(_graph(index)).encode()
    return files


def schema() -> TableRow:
    """Return the JSON Schema of data/shelf.json."""
    row = {"type": "object", "additionalProperties": {"type": ["string", "integer"]}}
    properties: TableRow = {"title": {"type": "string"}}
    properties |= {
        name: {"type": "array", "items": {**row, "required": [key]}} for name, (key, _) in SHELF_TABLES.items()
    }
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "type": "object", "properties": properties, "required": list(properties)}


def write_database(file: Path, index: ShelfIndex, keys: Mapping[str, str]) -> None:
    """Bring the database up to date in one transaction: of editions, those alone whose summary has another key."""
    rows = tables(index)
    for row in rows["editions"]:
        row["key"] = keys[row["name"]]
    connection = sqlite3.connect(file)
    try:
        with connection:
            connection.execute("begin immediate")
            before = _known_editions(connection)
            if not before:
                _create(connection, rows)
            changed = {name for name in before.keys() | keys.keys() if before.get(name) != keys.get(name)}
            for table, (_, _) in SHELF_TABLES.items():
                column = {"editions": "name", "sources": ""}.get(table, "edition")
                whole = not column or not before
                gone = [()] if whole else [(name,) for name in sorted(changed)]
                connection.executemany(f"delete from {table}" + ("" if whole else f" where {column} = ?"), gone)
                new = [row for row in rows[table] if whole or row[column] in changed]
                if new:
                    places = ", ".join("?" * len(new[0]))
                    values = (tuple(row.values()) for row in new)
                    connection.executemany(f"insert into {table} ({', '.join(new[0])}) values ({places})", values)
    finally:
        connection.close()


def _known_editions(connection: sqlite3.Connection) -> dict[str, str]:
    try:
        return dict(connection.execute("select name, key from editions"))
    except sqlite3.OperationalError:  # a new file
        return {}


def _create(connection: sqlite3.Connection, rows: Mapping[str, list[TableRow]]) -> None:
    """Make the tables, their indexes, and for what is searched a full-text table that follows each change."""
    from sqlite_utils import Database

    database = Database(connection)
    columns = {
        "editions": [*EDITION_COLUMNS, "footnotes", "key"],
        "sources": ["id", "title", "authors", "publisher", "date", "url", "text", "editions", "folded"],
        "terms": ["id", "edition", "name", "reading", "definition", "address", "folded"],
        "footnotes": ["id", "edition", "label", "text", "address", "folded"],
        "sentences": ["id", "footnote", "edition", "text", "address"],
        "citations": ["id", "footnote", "edition", "locator", "source", "key"],
    }
    for name, (key, searched) in SHELF_TABLES.items():
        types = {column: int if column == "editions" and name == "sources" else str for column in columns[name]}
        table = database[name]
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


def _folded(*texts: str) -> str:
    return "\n".join(map(strip_differences, texts))


def _without(row: TableRow, name: str) -> TableRow:
    return {key: value for key, value in row.items() if key != name}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


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
