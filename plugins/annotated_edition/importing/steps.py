"""Imports a document as a project: read, understand, take apart, resolve, write, check, report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..model.edition import Edition
from ..model.messages import format_line
from ..model.problems import NOTE, Place, Problem, problem
from ..resolving.passes import open_edition
from . import new_project, report, write_data
from .citation import PrintedNote, ProposedSource, ResolvedNote
from .document import DocumentParts, ImportLog, ImportRefused, NoteText
from .inline_markdown import unescape
from .new_project import NewFolder
from .print_overrides import settle_overrides
from .read import read_document
from .report import ImportReport
from .resolve import resolve
from .structure import understand
from .take_apart import take_apart
from .terms import ProposedTerm, find_terms, keep_used
from .write_pages import write_index, write_sections
from .write_sources import give_keys, write_bibliography

#: Folder of the report within the project.
REPORT = "import-report"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Project:
    """A project to be written."""

    files: Mapping[str, str]
    """Path → text of each file."""
    pages: Sequence[str]
    """Path below docs/ of each section."""
    terms: Sequence[ProposedTerm]
    """Terms that are proposed."""


def import_file(
    path: Path, target: Path, as_is: bool = False, progress: Progress = lambda _: None
) -> tuple[ImportReport | None, tuple[Problem, ...]]:
    """Make the project `target` of a file, whole or not at all; return the report, or the problem that prevented it.

    `progress` is told the name of each step. `as_is` leaves the text of paragraphs as it is.
    """
    log = ImportLog()
    with NewFolder(target) as folder:
        try:
            _require(folder)
            document = read_document(path, log, progress)
            progress("text")
            parts = understand(document, path.stem, as_is, log)
            if not parts.sections:
                raise ImportRefused(problem("AE803", Place(path.name)))
            progress("citations")
            notes, sources = resolve(take_notes_apart(parts), log)
            progress("style")
            project = write_project(parts, notes, sources, log)
            progress("check")
            project, edition = check_project(folder, project, parts)
            found = make_report(path.name, parts, notes, sources, project, log, edition)
            _write(folder, report_files(found))
            folder.keep()
            _require(folder)
        except ImportRefused as refused:
            return None, (refused.problem,)
    return found, ()


def take_notes_apart(parts: DocumentParts) -> list[tuple[NoteText, PrintedNote]]:
    """Return each footnote with what it cites."""
    return [(note, take_apart(note.text)) for note in parts.notes.values()]


def write_project(
    parts: DocumentParts, notes: Sequence[ResolvedNote], sources: Sequence[ProposedSource], log: ImportLog
) -> Project:
    """Return the files of a project; keys of the sources and overrides of the citations are settled on the way."""
    language = parts.language
    give_keys(sources)
    bib = write_bibliography(sources, language)
    settle_overrides(notes, bib, new_project.read_style(language), language)
    sections = write_sections(parts.sections)
    texts = _texts(parts)
    terms = keep_used(find_terms([*texts, *(note.text for note in parts.notes.values())]), texts)
    todos, others = write_data.sort_questions(log.questions, parts.notes, language)
    files = {
        "data/sources.bib": bib,
        "data/footnotes.yml": write_data.write_footnotes(notes, todos),
        "data/edition.yml": write_data.write_edition(parts, sections, new_project.today(), others),
        "docs/index.md": write_index(parts, sections),
        **{f"docs/{page}": text for page, (_, text) in sections.items()},
    }
    return with_terms(Project(files, list(sections), []), terms, parts)


def with_terms(project: Project, terms: Sequence[ProposedTerm], parts: DocumentParts) -> Project:
    """Return a project with these terms, and with the frame that every project has."""
    pages = [(unescape(each.title), page) for each, page in zip(parts.sections, project.pages, strict=True)]
    frame = new_project.write_frame(parts.language, unescape(parts.title), pages, bool(terms))
    proposals = {"data/terms.yml": write_data.write_terms(terms, parts.language)}
    return replace(project, files={**project.files, **frame, **proposals}, terms=terms)


def check_project(folder: NewFolder, project: Project, parts: DocumentParts) -> tuple[Project, Edition]:
    """Write a project and open it as an edition; a term that is never shown, as one within others, is withdrawn."""
    _write(folder, project.files)
    edition = open_edition(folder.path / "data", folder.path / "docs", folder.path / ".cache")
    idle = {each.values.get("name") for each in edition.problems if each.code in ("AE401", "AE402", "AE404")}
    used = [term for term in project.terms if term.name not in idle]
    if len(used) == len(project.terms):
        return project, edition
    return check_project(folder, with_terms(project, used, parts), parts)


def make_report(
    file: str,
    parts: DocumentParts,
    notes: Sequence[ResolvedNote],
    sources: Sequence[ProposedSource],
    project: Project,
    log: ImportLog,
    edition: Edition,
) -> ImportReport:
    """Return the report on an import."""
    wrong = [format_line(each, parts.language) for each in edition.problems if each.severity != NOTE]
    sections = dict(zip(project.pages, parts.sections, strict=True))
    return ImportReport(file, parts, sections, notes, sources, project.terms, log, wrong)


def report_files(found: ImportReport) -> dict[str, str]:
    """Return the files of a report."""
    forms = {"json": report.as_json(found), "html": report.as_html(found), "txt": report.as_text(found)}
    return {f"{REPORT}/report.{ending}": text for ending, text in forms.items()}


def _texts(parts: DocumentParts) -> list[str]:
    return [block.text for section in parts.sections for block in section.blocks]


def _write(folder: NewFolder, files: Mapping[str, str]) -> None:
    folder.write(files)
    _require(folder)


def _require(folder: NewFolder) -> None:
    """Raise ImportRefused for what went wrong with the folder."""
    if folder.problem:
        raise ImportRefused(folder.problem)
