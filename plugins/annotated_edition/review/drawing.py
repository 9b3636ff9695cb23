"""Draws a page of a PDF; run in a process of its own, so that little is imported here."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Sequence

#: Width of a picture in pixels, and points around a note at which its frame stands.
WIDTH, ROOM = 1_000, 4


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
