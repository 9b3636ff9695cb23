"""Golden files: input and expected output side by side; a case is added by adding a file."""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parent.parent / "golden"


def cases(kind: str, pattern: str) -> list[Path]:
    """The inputs of a kind."""
    return sorted((GOLDEN / kind).glob(pattern))


def compare(actual: str, expected: Path) -> None:
    """Holds `actual` against a file; with UPDATE_GOLDEN=1 writes it there, to be read before it is committed."""
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(actual, encoding="utf-8")
    assert expected.is_file(), f"{expected.name} is missing: read what UPDATE_GOLDEN=1 writes, and commit it"
    assert actual == expected.read_text(encoding="utf-8")
