"""Pictures of the pages of the PDF that was imported."""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from pathlib import Path

from ..importing.steps import ORIGINAL
from ..reading.bounded import OutOfBounds, run_bounded
from ..reading.files import read_file

#: Bytes of the largest file, seconds and bytes of memory for one page.
LARGEST_PDF, SECONDS_A_PAGE, MEMORY_A_PAGE = 50_000_000, 20, 2_000_000_000


@lru_cache(maxsize=16)
def picture(root: Path, page: int, boxes: tuple[tuple[float, ...], ...]) -> bytes | None:
    """Return a page as PNG with a frame around boxes in points; None where it cannot be drawn."""
    try:
        data = read_file(root / ORIGINAL / "original.pdf", LARGEST_PDF)
        order = json.dumps([page, boxes]).encode() + b"\n" + data
        drawn = run_bounded(f"{__package__}.drawing:draw", order, SECONDS_A_PAGE, MEMORY_A_PAGE, lambda _: None)
    except (OSError, OutOfBounds):
        return None
    return base64.b64decode(drawn) if drawn else None
