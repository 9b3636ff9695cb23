"""Files that are written whole or not at all, and texts of files that are made when they are written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path


class Made(Mapping[str, str]):
    """Texts of files by path, each made when it is asked for: all at once are most of what a large build holds."""

    def __init__(self, makers: Mapping[str, Callable[[], str]]) -> None:
        self.makers = makers
        self._last = ("", "")

    def __getitem__(self, path: str) -> str:
        last = self._last
        if path != last[0]:  # a page is asked for twice in a row: when it is read, and when it is set
            self._last = ("", "")
            self._last = last = path, self.makers[path]()
        return last[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self.makers)

    def __len__(self) -> int:
        return len(self.makers)


def write_whole(file: Path, content: bytes) -> None:
    """Writes a file in one step: whoever reads it finds all of the old one or of the new. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
