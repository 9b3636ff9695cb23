"""What stands on a shelf besides its editions: pages, data, the search; only what has changed is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from ..publishing.policy import HEADERS_FILE, write_headers
from ..reading.files import write_whole
from ..site.templating import assets, write_asset
from .keys import SHELF_STATE, package_key
from .merge import ShelfIndex
from .pages import shelf_pages, write_page
from .research import data_files, tables, write_database, write_table, write_tables
from .search import changed_shards, slot_bits, write_shards
from .search_files import search_files
from .shelf_file import Shelf
from .store import Store, content_key

DATABASE = "shelf.sqlite"
OWN_ASSETS = Path(__file__).parent / "assets"


def write_front(
    shelf: Shelf, index: ShelfIndex, store: Store, summaries: Mapping[str, str], state: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the shelf's own files beside its editions; return what the next run must know of them.

    `summaries` are the keys of the editions' summaries; `state` is what the last run returned.
    """
    last = state.get("made", {})
    store.write_json(SHELF_STATE, {"key": "", "made": dict.fromkeys(last, "")})  # where this is killed, all is written
    written = _write_files(shelf, index, store, last)
    order = [each.name for each in index.editions]
    written |= dict.fromkeys(_write_search(store, order, summaries, state.get("search", {})), "")
    for path in last.keys() - written:
        (store.site / path).unlink(missing_ok=True)
    search = {"order": order, "keys": {name: summaries[name] for name in order}}
    return {"made": written, "search": search}


def _write_files(shelf: Shelf, index: ShelfIndex, store: Store, last: Mapping[str, str]) -> dict[str, str]:
    """Write what has changed but for the slots of the search; return the path of each file → what it was made of.

    `last` is what was returned by the last run.
    """
    rows = tables(index)
    texts = write_tables(rows)
    files = {**data_files(shelf, index, texts), **search_files(shelf, index), HEADERS_FILE: write_headers().encode()}
    files |= {f"assets/{name}": content for name, content in _assets()}
    # Path → what tells whether a file has changed, and what makes it.
    made: dict[str, tuple[bytes, Callable[[], bytes]]] = {
        path: (content, partial(bytes, content)) for path, content in files.items()
    }
    made |= {f"data/{name}.csv": (text, partial(write_table, rows[name])) for name, text in texts.items()}
    made |= {path: (to_json(page), partial(write_page, path, page)) for path, page in shelf_pages(shelf, index).items()}
    keys = {path: content_key(package_key(), content) for path, (content, _) in made.items()}
    changed = {path for path in made if keys[path] != last.get(path) or not (store.site / path).is_file()}
    for path in changed:
        write_whole(store.site / path, made[path][1]())
    if find_spec("sqlite_utils"):
        write_database(store.site / DATABASE, rows, {name for name in rows if f"data/{name}.csv" in changed})
    return keys


def _write_search(store: Store, order: list[str], keys: Mapping[str, str], last: Mapping[str, Any]) -> set[str]:
    """Write the files of slots that have changed; return the paths of all."""

    def grams(key: str) -> bytes:
        (found,) = store.members(key, "grams") or [b""]
        return found

    paths = {f"search/{shard:04x}.js" for shard in range(1 << slot_bits(len(order)) - 8)}
    changed: set[int] | None = None
    if last.get("order") == order and all((store.site / path).is_file() for path in paths):
        before = last["keys"]
        changed = set()
        for name in order:
            if keys[name] != before[name]:
                changed |= changed_shards(grams(before[name]), grams(keys[name]), len(order))
    if changed is None or changed:
        for path, content in write_shards([grams(keys[name]) for name in order], changed):
            write_whole(store.site / path, content)
    return paths


def _assets() -> Iterator[tuple[str, bytes]]:
    for path, text in assets().items():
        if path.endswith(("edition.css", "favicon.svg")):
            yield path.rpartition("/")[2], text.encode()
    for file in sorted(OWN_ASSETS.iterdir()):
        yield file.name, write_asset(file).encode()
