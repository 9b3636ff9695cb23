"""Golden files: input and expected output side by side; a case is added by adding a file."""

from __future__ import annotations

import os
from difflib import unified_diff
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden"


def cases(kind: str, pattern: str) -> list[Path]:
    """Return the inputs of a kind."""
    return sorted((GOLDEN / kind).glob(pattern))


def compare(actual: str, expected: Path) -> None:
    """Hold `actual` against a file and fail with the difference; `make golden` writes it there, to be read first."""
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(actual, encoding="utf-8")
    name = expected.as_posix()
    if not expected.is_file():
        pytest.fail(f"{name} is missing: read what `make golden` writes, and commit it", pytrace=False)
    lines = expected.read_text(encoding="utf-8").splitlines(), actual.splitlines()
    if difference := list(unified_diff(*lines, f"{name} (expected)", "what comes out", lineterm="")):
        pytest.fail("\n".join(difference), pytrace=False)
    assert actual == expected.read_text(encoding="utf-8")  # they may differ at the end of a line
