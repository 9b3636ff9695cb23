"""The whole edition as one HTML file."""

from __future__ import annotations

from .book import Book
from .missing import MissingPart


def single_file(book: Book) -> bytes:
    """Return the file."""
    raise MissingPart("export-no-site")
