"""What a shelf keeps between runs, each result under the hash of what it was made from, and how sites are put in place.

Files of sites are kept once, by their content; the shelf's site is made of hard links to them.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..reading import limits
from ..reading.files import read_file, write_whole

#: Where the theme's files and ours lie in a site.
ASSETS_FOLDER = "assets/"


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of results of a shelf, and the site beside it."""

    folder: Path
    """Where results are kept: `.cache/shelf`."""
    site: Path
    """The shelf's site."""

    def result(self, key: str) -> Path:
        """Return the file of a result, which may not exist."""
        return self.folder / "results" / f"{key}.zip"

    def members(self, key: str, *names: str) -> list[bytes] | None:
        """Return some members of a result; None where it is not kept, or damaged."""
        with suppress(OSError, KeyError, zipfile.BadZipFile), zipfile.ZipFile(self.result(key)) as packed:
            return [packed.read(name) for name in names]
        return None

    def read_json(self, name: str) -> dict[str, Any]:
        """Return what was noted under a name; empty where nothing was, or it is damaged."""
        with suppress(OSError, ValueError):
            value = json.loads(read_file(self.folder / name, limits.FILE * 20))
            return value if isinstance(value, dict) else {}
        return {}

    def write_json(self, name: str, value: Mapping[str, Any]) -> None:
        """Note something under a name, whole."""
        write_whole(self.folder / name, json.dumps(value, ensure_ascii=False, sort_keys=True).encode())

    def object(self, digest: str) -> Path:
        """Return the file that has a content by its SHA-256."""
        return self.folder / "objects" / digest[:2] / digest

    def take_site(self, key: str, packed: bytes) -> None:
        """Keep a site that a worker has built: its files as objects, then its list of files as a result."""
        with zipfile.ZipFile(io.BytesIO(packed)) as built:
            for name in built.namelist():
                if name.startswith("objects/"):
                    file = self.object(name.rpartition("/")[2])
                    if not file.exists():
                        write_whole(file, built.read(name))
                        file.chmod(0o444)  # it lies in the site as well, where nobody may change it
            write_whole(self.result(key), pack({name: built.read(name) for name in ("files.json", "problems.json")}))

    def files_of(self, key: str) -> dict[str, str] | None:
        """Return path → content of a kept site; None where a part of it is missing."""
        members = self.members(key, "files.json")
        files: dict[str, str] = json.loads(members[0]) if members else {}
        return files if files and all(map(Path.exists, map(self.object, set(files.values())))) else None

    def known_assets(self, key: str | None) -> frozenset[str]:
        """Return the contents of the theme's files of a kept site, which no worker needs to send once more."""
        members = self.members(key, "files.json") if key else None
        files = json.loads(members[0]) if members else {}
        return frozenset(content for path, content in files.items() if path.startswith(ASSETS_FOLDER))

    def publish(self, name: str, files: Mapping[str, str]) -> None:
        """Put a kept site in place of what stands under a name, by two renames."""
        new, old = self.site / f".{name}.new", self.site / f".{name}.old"
        for folder in (new, old):
            shutil.rmtree(folder, ignore_errors=True)
        made: set[Path] = set()
        for path, content in files.items():
            file = new / path
            if file.parent not in made:
                file.parent.mkdir(parents=True, exist_ok=True)
                made.add(file.parent)
            _link(self.object(content), file)
        if (self.site / name).exists():
            (self.site / name).rename(old)
        new.rename(self.site / name)
        shutil.rmtree(old, ignore_errors=True)

    def recover(self) -> None:
        """Put right what a killed run has left: a site between its two renames, and parts of a new one."""
        for folder in self.site.glob(".*.old"):
            if not (place := self.site / folder.name[1:-4]).exists():
                folder.rename(place)
        for pattern in (".*.old", ".*.new"):
            for folder in self.site.glob(pattern):
                shutil.rmtree(folder, ignore_errors=True)

    def drop(self, results: Iterable[str]) -> None:
        """Remove results that are needed no more, and the files that stand in no site."""
        for key in results:
            files = self.members(key, "files.json")
            self.result(key).unlink(missing_ok=True)
            for content in set(json.loads(files[0]).values()) if files else ():
                with suppress(OSError):
                    if self.object(content).stat().st_nlink == 1:
                        self.object(content).unlink()


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip, not compressed: it is made and read often, and seldom travels far."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for path, content in files.items():
            container.writestr(zipfile.ZipInfo(path), content)
    return out.getvalue()


def unpack(packed: bytes) -> dict[str, bytes]:
    """Return the files of a zip by their paths."""
    with zipfile.ZipFile(io.BytesIO(packed)) as container:
        return {name: container.read(name) for name in container.namelist()}


def content_key(*parts: bytes | str) -> str:
    """Return the SHA-256 of several parts."""
    lengths = ",".join(str(len(part)) for part in parts)
    sums = hashlib.sha256(lengths.encode())
    for part in parts:
        sums.update(part.encode() if isinstance(part, str) else part)
    return sums.hexdigest()


def _link(content: Path, file: Path) -> None:
    """Make a file with some content: by a hard link, and by a copy where the file system has none."""
    try:
        os.link(content, file)
    except OSError:
        shutil.copyfile(content, file)
