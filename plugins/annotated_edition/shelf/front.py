"""What stands on a shelf besides its editions: pages, data, the search; only what has changed is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..publishing.policy import HEADERS_FILE, write_headers
from ..reading.files import write_whole
from ..site.templating import assets, write_asset
from .merge import ShelfIndex
from .pages import shelf_pages
from .research import data_files, tables, write_database
from .search import changed_shards, slot_bits, write_shards
from .search_files import search_files
from .shelf_file import Shelf
from .store import Store

DATABASE = "shelf.sqlite"
OWN_ASSETS = Path(__file__).parent / "assets"


def write_front(
    shelf: Shelf, index: ShelfIndex, store: Store, summaries: Mapping[str, str], state: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the shelf's own files beside its editions; return what the next run must know of them.

    `summaries` are the keys of the editions' summaries; `state` is what the last run returned.
    """
    written = _write_files(shelf, index, store)
    order = [each.name for each in index.editions]
    written |= _write_search(store, order, summaries, state.get("search", {}))
    for path in set(state.get("front", [])) - written:
        (store.site / path).unlink(missing_ok=True)
    search = {"order": order, "keys": {name: summaries[name] for name in order}}
    return {"front": sorted(written), "search": search}


def _write_files(shelf: Shelf, index: ShelfIndex, store: Store) -> set[str]:
    """Write all but the slots of the search; return the paths of what the next run may remove."""
    rows = tables(index)
    if find_spec("sqlite_utils"):
        write_database(store.site / DATABASE, rows)
    files = {**shelf_pages(shelf, index), **data_files(shelf, index, rows), **search_files(shelf, index)}
    files |= {f"assets/{name}": content for name, content in _assets()}
    files[HEADERS_FILE] = write_headers().encode()
    for path, content in files.items():
        _write_changed(store.site / path, content)
    return set(files)


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
            _write_changed(store.site / path, content)
    return paths


def _assets() -> Iterator[tuple[str, bytes]]:
    for path, text in assets().items():
        if path.endswith(("edition.css", "favicon.svg")):
            yield path.rpartition("/")[2], text.encode()
    for file in sorted(OWN_ASSETS.iterdir()):
        yield file.name, write_asset(file).encode()


def _write_changed(file: Path, content: bytes) -> None:
    if not file.is_file() or file.stat().st_size != len(content) or file.read_bytes() != content:
        write_whole(file, content)
