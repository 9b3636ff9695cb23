"""What tells whether a shelf has changed; nothing is imported here that is not needed where nothing has."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

from .. import __version__
from ..reading import limits
from ..reading.files import PROPERDOCS_FILE, file_states, read_file
from .shelf_file import SHELF_FILE, Shelf
from .store import Store, content_key

#: Where the last build of a shelf noted what it was made of.
SHELF_STATE = "state.json"
#: What a build of an edition reads whether its mkdocs.yml names it or not.
ALWAYS_SENT = frozenset({"data", "docs", "translations", PROPERDOCS_FILE})
#: Files of an edition that no build of it reads.
UNSENT = frozenset({"site", "dist", "build", "node_modules", "venv"})


def open_store(shelf: Shelf) -> Store:
    """Return where the results of a shelf are kept."""
    return Store(shelf.root / ".cache" / "shelf", shelf.root / "site")


def is_up_to_date(shelf: Shelf, store: Store, whole: str) -> bool:
    """Return whether the site of a shelf was made of what has this key, and every edition stands there."""
    standing = all((store.site / name).is_dir() for name, _ in shelf.editions)
    return standing and store.read_json(SHELF_STATE).get("key") == whole


def shelf_key(shelf: Shelf) -> tuple[str, dict[str, str]]:
    """Return what tells whether a shelf has changed, and the same of each of its editions by name."""
    keys = {name: edition_key(name, root) for name, root in shelf.editions}
    own = read_file(shelf.root / SHELF_FILE, limits.FILE)
    return content_key(json.dumps(keys), own, package_key(), os.environ.get("SOURCE_DATE_EPOCH", "")), keys


def edition_files(root: Path) -> dict[str, bytes]:
    """Return the files that a build of an edition reads, by path: its data, its pages, and what mkdocs.yml names."""
    config = read_file(root / "mkdocs.yml", limits.FILE) if (root / "mkdocs.yml").is_file() else b""
    names = config.decode(errors="replace")
    parts = [
        name
        for name in sorted(entry.name for entry in root.iterdir())
        if not name.startswith(".")
        and name not in UNSENT
        and (name in ALWAYS_SENT or (name in names and name != "mkdocs.yml"))
    ]
    files = {"mkdocs.yml": config}
    for part in parts:
        if (root / part).is_file():
            files[part] = read_file(root / part, limits.FILE)
        else:
            files |= {path: (root / path).read_bytes() for path, *_ in file_states(root, part)}
    return files


def edition_key(name: str, root: Path) -> str:
    """Return what tells whether an edition has changed: its name, the content of its files, and the package."""
    files = edition_files(root)
    return content_key(package_key(), name, *(part for path in sorted(files) for part in (path, files[path])))


@cache
def package_key() -> str:
    """Return what tells one state of the package from another."""
    return f"{__version__} {content_key(json.dumps(file_states(Path(__file__).parent.parent)))}"
