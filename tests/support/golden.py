"""Golden files: input and expected output side by side; a case is added by adding a file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from difflib import unified_diff
from pathlib import Path

import pytest

from annotated_edition import Problem

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


def dump(values: Mapping[str, object]) -> str:
    """Return JSON with a line for each value, and for each item of a list, so that a difference is one line."""
    parts = []
    for name, value in values.items():
        if isinstance(value, list) and value:
            items = ",\n ".join(json.dumps(item, ensure_ascii=False) for item in value)
            parts.append(f"{json.dumps(name)}: [\n {items}\n]")
        else:
            parts.append(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def rows(problems: Iterable[Problem]) -> list[object]:
    """Return problems as golden files have them: code, line, column, values by name."""
    return [
        [found.code, found.place.line, found.place.column, dict(sorted(found.values.items()))] for found in problems
    ]
