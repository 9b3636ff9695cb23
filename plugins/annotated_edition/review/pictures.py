"""Pictures of the pages of the PDF that was imported."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from ..reading.bounded import OutOfBounds, run_bounded
from ..reading.files import read_file

#: Bytes of the largest file, seconds and bytes of memory for one page.
LARGEST_PDF, SECONDS_A_PAGE, MEMORY_A_PAGE = 50_000_000, 20, 2_000_000_000
#: Width of a picture in pixels, and points around a note at which its frame stands.
WIDTH, ROOM = 1_000, 4


@lru_cache(maxsize=16)
def picture(file: Path, page: int, boxes: tuple[tuple[float, ...], ...]) -> bytes | None:
    """Return a page of a PDF as PNG with a frame around boxes in points; None where it cannot be drawn."""
    try:
        order = json.dumps([page, boxes]).encode() + b"\n" + read_file(file, LARGEST_PDF)
        drawn = run_bounded(f"{__name__}:draw", order, SECONDS_A_PAGE, MEMORY_A_PAGE, lambda _: None)
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
    if boxes:
        left, bottom, right, top = zip(*boxes, strict=True)
        low, high = (min(bottom) - ROOM) * scale, (max(top) + ROOM) * scale
        frame = (min(left) - ROOM) * scale, image.height - high, (max(right) + ROOM) * scale, image.height - low
        ImageDraw.Draw(image).rectangle(frame, None, "#9a3412", 3)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()
