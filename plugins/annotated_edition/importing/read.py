"""Reads a file and its pictures, each kind by its reader: pandoc for structure, our own for plain text and PDF."""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ..reading.files import FileTooLarge, read_file
from ..reading.text import FORBIDDEN, read_text
from .document import Document, ImportLog, ImportRefused
from .html_text import read_html
from .inline_markdown import unescape
from .markdown_text import read_markdown
from .pdf import read_pdf
from .plain_text import read_plain_text
from .slugs import make_slug
from .tree_reader import PICTURE_MARK, PRIVATE, number_notes, read_with_pandoc
from .word_labels import mark_word_notes

#: Largest file in bytes that is read: text, and files that are taken apart first.
MAX_TEXT, MAX_PACKED = 5_000_000, 50_000_000
#: Ending of a file's name → how it is read: a format of pandoc's, or `text` or `pdf`.
FORMATS = {
    ".md": "markdown", ".markdown": "markdown", ".qmd": "markdown", ".rmd": "markdown",
    ".txt": "text", ".text": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf",
    ".docx": "docx", ".odt": "odt", ".epub": "epub", ".tex": "latex", ".latex": "latex", ".rst": "rst", ".org": "org",
    ".xml": "jats", ".jats": "jats", ".nxml": "jats", ".dbk": "docbook", ".typ": "typst",
}  # fmt: skip
#: Formats of text that pandoc does not read alone.
TEXT_READERS = {"html": read_html, "markdown": read_markdown, "text": read_plain_text}
#: Formats that are archives; the archive begins with these bytes.
PACKED = frozenset({"docx", "odt", "epub"})
ARCHIVE, PDF, UTF16 = b"PK\x03\x04", b"%PDF-", (b"\xff\xfe", b"\xfe\xff")
#: Kinds that every browser shows, and that hold no program.
SHOWN_KINDS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
#: What tells a text that it is Markdown after all.
MARKED_UP = re.compile(r"(?m)^#{1,6} \S|<sup>|\[\^\d+\]|\*\*\S|\]\(https?:")


def read_document(path: Path, log: ImportLog, progress: Callable[[str], None]) -> Document:
    """Return the document that a file holds; `progress` is told the name of each step.

    Raises ImportRefused (AE101, AE102, AE112, AE113, AE802 to AE807) where it cannot be read.
    """
    form = FORMATS.get(path.suffix.lower(), "")
    data = read_bytes(path, MAX_PACKED if form in PACKED or form == "pdf" else MAX_TEXT)
    progress("read")
    if data.startswith(PDF) or form == "pdf":
        document = read_pdf(data, log, progress)
    elif form in PACKED:
        nonce = secrets.token_hex(8) if form == "docx" else ""
        data = mark_word_notes(data, nonce) if nonce else data
        document = number_notes(read_with_pandoc(data, form, log, nonce))
    elif not form or data.startswith(ARCHIVE) or (b"\0" in data[:4096] and not data.startswith(UTF16)):
        raise ImportRefused("AE804", endings=", ".join(sorted(FORMATS)))
    else:
        text = decode(data, path.name, log)
        read = TEXT_READERS.get("markdown" if form == "text" and MARKED_UP.search(text) else form)
        document = read(text, log) if read else number_notes(read_with_pandoc(text, form, log))
    if not any(block.text.strip() for block in document.blocks):
        raise ImportRefused("AE803")
    document.file = path.name
    place_pictures(document, path)
    return document


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the content of a file; raise ImportRefused (AE101, AE802, AE803) where it is missing, too large, empty."""
    try:
        data = read_file(path, limit)
    except FileTooLarge:
        size = path.stat().st_size
        raise ImportRefused("AE802", megabytes=size // 1_000_000, limit=limit // 1_000_000) from None
    except OSError:
        raise ImportRefused("AE101", file=path.name) from None
    if not data.strip():
        raise ImportRefused("AE803")
    return data


def decode(data: bytes, file: str, log: ImportLog) -> str:
    """Return the text of a UTF-8 file; control characters are left out and recorded."""
    text, problems = read_text(data, file)
    if text is None:
        raise ImportRefused(problems[0].code, problems[0].place, **problems[0].values)
    raw = data.decode("utf-8", "replace")
    for char, count in Counter(FORBIDDEN.findall(raw) + PRIVATE.findall(raw)).items():
        if char not in "\r\ufeff":
            log.change("control", 1, f"U+{ord(char):04X} × {count}")
    return PRIVATE.sub("", text.replace("\ufffd", "") if problems else text)


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
