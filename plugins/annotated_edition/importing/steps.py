"""Imports a document as a project: read, understand, take the footnotes apart, resolve them, write, check, report."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

from ..model.messages import format_line
from ..model.problems import NOTE, Place, Problem, problem
from ..model.wording import wording
from ..resolving.passes import open_edition
from . import project, read, report, write
from .citations import HAS_CJK, take_apart
from .model import Question, Term
from .report import Report
from .resolve import resolve
from .structure import understand

#: Folder of the report within the project.
REPORT = "import-report"
Progress = Callable[[str], None]


def import_file(
    path: Path, target: Path, as_is: bool = False, progress: Progress = lambda _: None
) -> tuple[Report | None, tuple[Problem, ...]]:
    """Makes the project `target` of a file, whole or not at all; the report, or the problems that prevented it.

    `progress` is told the name of each step. `as_is` leaves the text of paragraphs as it is.
    """
    with project.NewFolder(target) as folder:
        if folder.problem:
            return None, (folder.problem,)
        document, problems = read.read(path, progress)
        if document is None:
            return None, problems
        structure = understand(document, as_is, progress)
        if not structure.sections:
            return None, (problem("AE803", Place(path.name)),)
        texts = [block.text for section in structure.sections for block in section.blocks]
        language = _language("".join(texts) or structure.title)
        words = wording(language)
        if not write.plain_title(structure.title):
            structure.title = path.stem
        for number, section in enumerate(structure.sections):
            if not write.plain_title(section.title):
                structure.questions.append(Question("no-heading", section.line))
                section.title = words["import-after-notes"] if number else words["import-text"]
        structure.questions.append(Question("publisher", 1))
        progress("citations")
        taken = [(note, take_apart(note.text)) for _, note in sorted(structure.notes.items())]
        footnotes, sources, questions = resolve(taken)
        write.give_keys(sources)
        bib = write.bibliography(sources, language)
        sections = write.section_files(structure.sections)
        title = write.plain_title(structure.title)
        progress("style")
        write.settle_printed(footnotes, bib, project.style(language), language)
        questions = [*structure.questions, *questions]
        by_place, others = write.todos(questions, structure.notes, language)
        terms = write.find_terms([*texts, *(note.text for note in structure.notes.values())])
        terms = _in_text(terms, texts)
        made = {
            "data/sources.bib": bib,
            "data/footnotes.yml": write.footnotes_yml(footnotes, by_place),
            "data/edition.yml": write.edition_yml(structure, sections, language, project.today(), others),
            "docs/index.md": write.index_page(structure, sections, language),
            **{f"docs/{page}": text for page, (_, text) in sections.items()},
        }
        while True:  # a term that a longer one hides everywhere is no proposal
            progress("check")
            nav = [(name, page) for page, (name, _) in sections.items()]
            frame = project.frame(language, title, nav, bool(terms))
            folder.write({**frame, **made, "data/terms.yml": write.terms_yml(terms, language)})
            if folder.problem:
                return None, (folder.problem,)
            edition = open_edition(folder.path / "data", folder.path / "docs", folder.path / ".cache")
            unused = {each.values.get("name") for each in edition.problems if each.code in ("AE404", "AE401", "AE402")}
            kept = [term for term in terms if term.name not in unused]
            if len(kept) == len(terms):
                break
            terms = kept
        wrong = [format_line(each, language) for each in edition.problems if each.severity != NOTE]
        found = report.report(
            path.name,
            language,
            title,
            [
                (page, name, section)
                for (page, (name, _)), section in zip(sections.items(), structure.sections, strict=True)
            ],
            footnotes,
            sources,
            terms,
            structure.changes,
            questions,
            wrong,
        )
        folder.write(
            {
                f"{REPORT}/report.{ending}": text
                for ending, text in (
                    ("json", report.as_json(found)),
                    ("html", report.as_html(found)),
                    ("txt", report.as_text(found)),
                )
            }
        )
        if not folder.problem:
            folder.keep()
        return (None, (folder.problem,)) if folder.problem else (found, problems)


def _language(text: str) -> str:
    """Japanese where a good part of the text is, else English."""
    return "ja" if len(HAS_CJK.findall(text)) * 5 > len(text) else "en"


def _in_text(terms: list[Term], texts: list[str]) -> list[Term]:
    """The terms that a section uses by name or short form."""
    whole = unicodedata.normalize("NFKC", "\n".join(texts))
    return [
        term
        for term in terms
        if any(unicodedata.normalize("NFKC", each) in whole for each in (term.name, term.short) if each)
    ]
