"""Programs that read what the package writes, and did not write it."""

from __future__ import annotations

import json
from typing import Any

from annotated_edition.reading.pandoc import run


def read_with_pandoc(form: str, text: str) -> dict[str, dict[str, Any]]:
    """Return the items that pandoc reads in a bibliography, by key."""
    return {item["id"]: item for item in json.loads(run(["-f", form, "-t", "csljson"], text))}
