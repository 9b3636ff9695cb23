"""Reads a file, each kind by its reader: pandoc for all that has structure, our own for plain text and PDF."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ..model.problems import Place, problem
from ..reading.text import FORBIDDEN, read_text
from .document import ImportedDocument, ImportLog, ImportRefused
from .html_text import read_html
from .markdown_text import read_markdown
from .pandoc_reader import read_with_pandoc
from .pdf import read_pdf
from .plain_text import read_plain_text
from .tree_reader import PRIVATE

#: Largest file in bytes that is read: text, and files that are taken apart first.
MAX_TEXT, MAX_PACKED = 5_000_000, 50_000_000
#: Ending of a file's name → how it is read: a format of pandoc's, or `text` or `pdf`.
FORMATS = {
    ".md": "markdown", ".markdown": "markdown", ".qmd": "markdown", ".rmd": "markdown",
    ".txt": "text", ".text": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf",
    ".docx": "docx", ".odt": "odt", ".epub": "epub", ".tex": "latex", ".latex": "latex", ".rst": "rst", ".org": "org",
    ".xml": "jats", ".jats": "jats", ".nxml": "jats", ".dbk": "docbook", ".typ": "typst",
}  # fmt: skip
#: Formats that are archives; the archive begins with these bytes.
PACKED = frozenset({"docx", "odt", "epub"})
ARCHIVE, PDF, UTF16 = b"PK\x03\x04", b"%PDF-", (b"\xff\xfe", b"\xfe\xff")
#: What tells a text that it is Markdown after all.
MARKED_UP = re.compile(r"(?m)^#{1,6} \S|<sup>|\[\^\d+\]|\*\*\S|\]\(https?:")


def read_document(path: Path, log: ImportLog, progress: Callable[[str], None]) -> ImportedDocument:
    """Return the document that a file holds; `progress` is told the name of each step.

    Raises ImportRefused (AE101, AE102, AE112, AE113, AE802 to AE807) where it cannot be read.
    """
    place = Place(path.name)
    form = FORMATS.get(path.suffix.lower(), "")
    data = read_bytes(path, MAX_PACKED if form in PACKED or form == "pdf" else MAX_TEXT)
    if data.startswith(PDF):
        form = "pdf"
    progress("read")
    if form == "pdf":
        document = read_pdf(data, place, log, progress)
    elif form in PACKED:
        document = read_with_pandoc(data, form, place, log)
    else:
        binary = b"\0" in data[:4096] and not data.startswith(UTF16)
        if binary or not form or data.startswith(ARCHIVE):
            raise ImportRefused(problem("AE804", place, endings=", ".join(sorted(FORMATS))))
        document = read_text_format(decode(data, path.name, log), form, place, log)
    if not any(block.text.strip() for block in document.blocks):
        raise ImportRefused(problem("AE803", place))
    return document


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the content of a file; raise ImportRefused (AE101, AE802, AE803) where it is missing, too large, empty."""
    place = Place(path.name)
    try:
        size = path.stat().st_size
        if size > limit:
            raise ImportRefused(problem("AE802", place, megabytes=size // 1_000_000, limit=limit // 1_000_000))
        data = path.read_bytes()
    except (OSError, ValueError):
        raise ImportRefused(problem("AE101", place, file=path.name)) from None
    if not data.strip():
        raise ImportRefused(problem("AE803", place))
    return data


def decode(data: bytes, file: str, log: ImportLog) -> str:
    """Return the text of a UTF-8 file; control characters are left out and recorded."""
    text, problems = read_text(data, file)
    if text is None:
        raise ImportRefused(problems[0])
    raw = data.decode("utf-8", "replace") if problems else text
    for char, count in Counter(FORBIDDEN.findall(raw) + PRIVATE.findall(raw)).items():
        if char not in "\r\ufeff":
            log.change("control", 1, f"U+{ord(char):04X} × {count}")
    return PRIVATE.sub("", text.replace("\ufffd", "") if problems else text)


def read_text_format(text: str, form: str, place: Place, log: ImportLog) -> ImportedDocument:
    """Return the document that a text in a format holds."""
    if form == "html":
        return read_html(text, place, log)
    if form == "markdown" or (form == "text" and MARKED_UP.search(text)):
        return read_markdown(text, place, log)
    return read_plain_text(text, log) if form == "text" else read_with_pandoc(text, form, place, log)
