"""Pages of a PDF as pictures."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from annotated_edition.review.pictures import picture


def test_a_page_is_drawn_with_its_note_framed(tmp_path: Path) -> None:
    Image.new("RGB", (300, 400), "white").save(tmp_path / "a.pdf", resolution=72)
    drawn = picture(tmp_path / "a.pdf", 1, ((50.0, 100.0, 200.0, 120.0),))
    assert drawn
    image = Image.open(io.BytesIO(drawn)).convert("RGB")
    assert image.width == 1000
    frame = image.getpixel((int(46 * 1000 / 300) + 1, int((400 - 110) * 1000 / 300)))
    assert frame == (0x9A, 0x34, 0x12)
    assert image.getpixel((500, 20)) == (255, 255, 255)


def test_what_cannot_be_drawn_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    assert picture(file, 1, ()) is None
    file.write_bytes(b"%PDF-1.7 no more")
    assert picture(file, 2, ()) is None
