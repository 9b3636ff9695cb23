"""Takes the pictures of a document along: those in the file itself, and those that lie beside it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from .document import Document, ImportRefused
from .inline_markdown import unescape
from .read import MAX_PACKED, MAX_TEXT, read_bytes
from .slugs import make_slug
from .tree_reader import PICTURE_MARK

#: Kinds that every browser shows, and that hold no program.
SHOWN_KINDS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})


def place_pictures(document: Document, path: Path) -> None:
    """Show the pictures of a text where they stand; one that is not at hand, or stands elsewhere, is asked for."""
    archive = zipfile.ZipFile(io.BytesIO(read_bytes(path, MAX_PACKED))) if zipfile.is_zipfile(path) else None
    names: dict[str, str] = {}

    def place(picture: re.Match[str]) -> str:
        shown, target = unescape(picture[1]), picture[2]
        content = _find(target, path.parent, archive) if in_text else None
        if content is None:
            document.log.change("picture", line, shown or target[:60])
            document.log.ask("picture", line, name=target[:60])
            return ""
        stem = Path(target)
        new = f"{len(names) + 1:02d}-{make_slug(stem.stem) or 'picture'}{stem.suffix.lower()}"
        name = names.setdefault(target, new)
        document.pictures[f"docs/images/{name}"] = content
        return f"![{picture[1].replace('*', '') or stem.stem}](../images/{name})"

    in_text = False
    line = 1
    for note in document.notes:
        line = note.line
        note.text, note.more = PICTURE_MARK.sub(place, note.text), PICTURE_MARK.sub(place, note.more)
    document.change_front(lambda text: PICTURE_MARK.sub(place, text))
    in_text = True
    for block in document.blocks:
        line = block.line
        block.text = PICTURE_MARK.sub(place, block.text).strip()
    document.blocks = [block for block in document.blocks if block.text]


def _find(target: str, folder: Path, archive: zipfile.ZipFile | None) -> bytes | None:
    """Return the picture that a file names, from within the file or beside it, None where it is not at hand."""
    if Path(target).suffix.lower() not in SHOWN_KINDS:
        return None
    if archive:
        names = (name for name in archive.namelist() if name.endswith(target.lstrip("./")))
        return next((archive.read(name) for name in names if archive.getinfo(name).file_size <= MAX_TEXT), None)
    file = (folder / target).resolve()
    try:
        return read_bytes(file, MAX_TEXT) if file.is_relative_to(folder.resolve()) else None
    except ImportRefused:
        return None
