"""A shelf's site at another place, whatever fsspec has a driver for: only what has changed is sent."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

#: Lies at the place, and says which files were put there: path → SHA-256.
SENT_FILE = ".annotated-edition-shelf.json"


class ForeignPlace(Exception):
    """The place holds something that no shelf has put there."""


class Sent(NamedTuple):
    """What a site needed to stand at a place."""

    written: int
    """Files that were sent."""
    removed: int
    """Files that were removed."""


def send_site(site: Path, address: str) -> Sent:
    """Let a place hold what a site holds, of whatever shelves have put there before; other files are left alone.

    Raise ForeignPlace where no shelf has put anything but something is there; whatever the driver raises.
    """
    from fsspec.core import url_to_fs

    system, root = url_to_fs(address)
    root, note = root.rstrip("/"), f"{root.rstrip('/')}/{SENT_FILE}"
    before: dict[str, str] = {}
    if system.exists(note):
        with suppress(ValueError):  # damaged: all is sent
            before = json.loads(system.cat_file(note))
    elif system.exists(root) and system.ls(root):
        raise ForeignPlace(address)
    now = _digests(site)
    changed = sorted(path for path, digest in now.items() if before.get(path) != digest)
    gone = sorted(path for path in before.keys() - now.keys() if ".." not in path.split("/"))
    for folder in sorted({f"{root}/{path}".rpartition("/")[0] for path in changed} | {root}):
        system.makedirs(folder, exist_ok=True)
    # A run that is killed must not leave files that the next one takes for those which the note names.
    system.pipe_file(note, json.dumps({**before, **dict.fromkeys(changed, "")}).encode())
    if changed:
        system.put([str(site / path) for path in changed], [f"{root}/{path}" for path in changed])
    for path in gone:
        if system.exists(f"{root}/{path}"):
            system.rm_file(f"{root}/{path}")
    system.pipe_file(note, json.dumps(now).encode())
    return Sent(len(changed), len(gone))


def _digests(site: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a site by its path; what lies in several editions is read once."""
    digests: dict[int, str] = {}
    found = {}
    for file in sorted(site.rglob("*")):
        path = file.relative_to(site)
        if file.is_file() and not path.parts[0].startswith("."):
            place = file.stat().st_ino
            digests[place] = digests.get(place) or hashlib.sha256(file.read_bytes()).hexdigest()
            found[path.as_posix()] = digests[place]
    return found
