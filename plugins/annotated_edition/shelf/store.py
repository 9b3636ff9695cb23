"""What a shelf keeps between runs, each result under the hash of what it was made from, and how sites are put in place.

Files that several sites have are kept once, by their content; they lie in each site as hard links.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..reading import limits
from ..reading.files import read_file, write_whole

#: Where a result has the files of a site, and those of them that other editions may have as well.
SITE, SHARED = "site/", "shared/"


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

    def shared(self, digest: str) -> Path:
        """Return the file that has a content by its SHA-256."""
        return self.folder / "shared" / digest

    def publish(self, name: str, results: Mapping[str, bytes]) -> list[str]:
        """Put the site that a worker has built in place of what stands under a name, by two renames.

        Return the hashes of what it has in common with others. Raise OSError where one is not there.
        """
        new, old = self.site / f".{name}.new", self.site / f".{name}.old"
        for folder in (new, old):
            shutil.rmtree(folder, ignore_errors=True)
        places: dict[str, str] = json.loads(results["shared.json"])
        own = {path.removeprefix(SITE): content for path, content in results.items() if path.startswith(SITE)}
        for folder in sorted({(new / path).parent for path in (*own, *places)}):
            folder.mkdir(parents=True, exist_ok=True)
        for path, content in own.items():
            (new / path).write_bytes(content)
        for path, digest in places.items():
            file = self.shared(digest)
            if f"{SHARED}{digest}" in results and not file.exists():
                write_whole(file, results[f"{SHARED}{digest}"])
                file.chmod(0o444)  # it lies in several sites, where nobody may change it
            _link(file, new / path)
        if (self.site / name).exists():
            (self.site / name).rename(old)
        new.rename(self.site / name)
        shutil.rmtree(old, ignore_errors=True)
        return sorted(set(places.values()))

    def recover(self) -> None:
        """Put right what a killed run has left: a site between its two renames, and parts of a new one."""
        for folder in self.site.glob(".*.old"):
            if not (place := self.site / folder.name[1:-4]).exists():
                folder.rename(place)
        for pattern in (".*.old", ".*.new"):
            for folder in self.site.glob(pattern):
                shutil.rmtree(folder, ignore_errors=True)

    def drop_unused(self, needed: Collection[str]) -> None:
        """Remove all results but those that are needed, and shared files that lie in no site."""
        for file in (self.folder / "results").glob("*.zip"):
            if file.stem not in needed:
                file.unlink(missing_ok=True)
        for file in (self.folder / "shared").glob("*"):
            if file.stat().st_nlink == 1:
                file.unlink(missing_ok=True)


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
