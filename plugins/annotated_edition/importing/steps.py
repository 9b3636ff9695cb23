"""Imports a document as a project: read, understand, take apart, resolve, write, check, report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from ..model.edition import Edition
from ..model.messages import format_line
from ..model.problems import NOTE
from ..resolving.passes import open_edition
from .document import Document, ImportLog
from .inline_markdown import unescape
from .new_project import LISTS, new_folder, read_style, write_files, write_frame
from .print_overrides import settle_overrides
from .read import MAX_PACKED, read_bytes, read_document
from .report import report_files
from .resolve import resolve
from .structure import understand
from .take_apart import take_apart
from .terms import find_terms
from .write_data import write_data, write_terms
from .write_pages import write_pages
from .write_sources import give_keys, write_bibliography

#: Folder of a project with what it was imported from.
ORIGINAL = ".import"


def import_file(
    path: Path, target: Path, as_is: bool = False, progress: Callable[[str], None] = lambda _: None, site_url: str = ""
) -> Document:
    """Make the project `target` of a file, whole or not at all; return the document, or raise ImportRefused.

    `progress` is told the name of each step. `as_is` leaves the text of paragraphs as it is.
    `site_url` is where the edition will be published, if that is known.
    """
    with new_folder(target) as folder:
        document = read_text(path, as_is, progress)
        progress("citations")
        for note in document.notes:
            take_apart(note)
        resolve(document)
        progress("style")
        files = write_project(document)
        progress("check")
        check_project(document, files, folder, site_url)
        write_files(folder, {**report_files(document), **document.pictures, **keep_original(document, path)})
    return document


def keep_original(document: Document, path: Path) -> dict[str, str | bytes]:
    """Return the file of the import and where its footnotes stand in it, by path, for the review; git ignores them."""
    boxes = {note.number: note.boxes for note in document.notes if note.boxes}
    if not boxes:
        return {}
    original = read_bytes(path, MAX_PACKED)
    return {
        f"{ORIGINAL}/places.json": json.dumps(boxes),
        f"{ORIGINAL}/.gitignore": "*\n",
        f"{ORIGINAL}/original.pdf": original,
    }


def read_text(path: Path, as_is: bool, progress: Callable[[str], None]) -> Document:
    """Return the document of a file, its sections and footnotes told apart; raise ImportRefused."""
    document = read_document(path, ImportLog(), progress)
    progress("text")
    understand(document, path.stem, as_is)
    return document


def write_project(document: Document) -> dict[str, str]:
    """Return the text and data of a project, by path; sources are given keys, citations overrides, sections pages."""
    give_keys(document.sources)
    bib = write_bibliography(document.sources, document.language)
    settle_overrides(document.notes, bib, read_style(document.language), document.language)
    texts = [block.text for section in document.sections for block in section.blocks]
    document.terms = find_terms([*texts, *(note.text for note in document.notes)])
    return {"data/sources.bib": bib, **write_pages(document), **write_data(document)}


def check_project(document: Document, files: Mapping[str, str], folder: Path, site_url: str = "") -> None:
    """Write a project and open it as an edition; a term that is never shown, as one within others, is withdrawn."""
    pages = [(unescape(section.title), section.page) for section in document.sections]
    while True:
        lists = document.notes, document.sources, document.sources, document.terms
        empty = {page for page, content in zip(LISTS, lists, strict=True) if not content}
        frame = write_frame(document.language, unescape(document.title), pages, empty, site_url)
        write_files(folder, {**files, **frame, "data/terms.yml": write_terms(document.terms, document.language)})
        edition = open_written(document, folder)
        idle = {each.values.get("name") for each in edition.problems if each.code in ("AE401", "AE402", "AE404")}
        used = [term for term in document.terms if term.name not in idle]
        if used == document.terms:
            break
        document.terms = used


def open_written(document: Document, folder: Path) -> Edition:
    """Open the edition that was written to a folder; the document is told its problems, questions apart."""
    edition = open_edition(folder / "data", folder / "docs", folder / ".cache")
    problems = (each for each in edition.problems if each.severity != NOTE)
    document.problems = [format_line(each, document.language) for each in problems]
    return edition
