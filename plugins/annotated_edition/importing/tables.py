"""The tables of the import: words and patterns, in tables.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

IMPORT_TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def one_of(name: str) -> str:
    """Return a pattern of the words in one of the tables."""
    return f"(?:{'|'.join(IMPORT_TABLES[name].split())})"


def fill_in(pattern: str, **parts: str) -> str:
    """Return a pattern of the tables with its parts."""
    return re.sub("%([A-Z_]+)%", lambda name: parts[name[1]], pattern)
