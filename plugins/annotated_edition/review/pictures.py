"""Pictures of the pages of the PDF that was imported, drawn in a process of its own."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from ..importing.steps import ORIGINAL
from ..reading.bounded import OutOfBounds, run_bounded
from ..reading.files import read_file

#: Bytes of the largest file, seconds and bytes of memory for one page, width of a picture in pixels.
LARGEST, SECONDS, MEMORY, WIDTH = 50_000_000, 20, 2_000_000_000, 1_000
#: Points around a note at which its frame stands.
ROOM = 4


@lru_cache(maxsize=16)
def picture(root: Path, page: int, boxes: tuple[tuple[float, ...], ...]) -> bytes | None:
    """Return a page as PNG with a frame around boxes in points; None where it cannot be drawn."""
    try:
        data = read_file(root / ORIGINAL / "original.pdf", LARGEST)
        order = json.dumps([page, boxes]).encode() + b"\n" + data
        drawn = run_bounded(f"{__name__}:draw", order, SECONDS, MEMORY, lambda _: None)
    except (OSError, OutOfBounds):
        return None
    return base64.b64decode(drawn) if drawn else None


def draw(order: bytes, _: Callable[[str], None]) -> str:
    """Return a page of a PDF as PNG in base64; `order` has its number and the boxes on its first line."""
    import pypdfium2
    from PIL import ImageDraw

    head, _line, data = order.partition(b"\n")
    number, boxes = json.loads(head)
    page = pypdfium2.PdfDocument(data)[number - 1]
    scale = WIDTH / page.get_width()
    image = page.render(scale=scale).to_pil().convert("RGB")
    frame = _frame(boxes)
    if frame:
        left, bottom, right, top = (edge * scale for edge in frame)
        ImageDraw.Draw(image).rectangle((left, image.height - top, right, image.height - bottom), None, "#9a3412", 3)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def _frame(boxes: Sequence[Sequence[float]]) -> tuple[float, float, float, float] | None:
    """Return the edges of what holds all boxes: left, bottom, right, top."""
    if not boxes:
        return None
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left) - ROOM, min(bottom) - ROOM, max(right) + ROOM, max(top) + ROOM
