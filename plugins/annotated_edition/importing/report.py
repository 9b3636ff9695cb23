"""The report on an import: as JSON, as text, as a page."""

from __future__ import annotations

import json
from dataclasses import asdict

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from ..model.wording import wording
from .document import SURE, Change, Document, ResolvedCitation
from .inline_markdown import unescape
from .write_data import word_question

#: Folder of the report within a project.
REPORT = "import-report"


def report_files(document: Document) -> dict[str, str]:
    """Return the files of the report, by path in the project."""
    texts = {"json": as_json(document), "html": render(document, "html"), "txt": render(document, "txt")}
    return {f"{REPORT}/report.{ending}": text for ending, text in texts.items()}


def as_json(document: Document) -> str:
    """Return the report for programs."""
    sections = [
        _pick(each, "page", "line") | {"title": unescape(each.title), "footnotes": each.references}
        for each in document.sections
    ]
    footnotes = [
        _pick(note, "number", "label", "text", "line", "before", "after", "more", "unread")
        | {"citations": [_citation(each) for each in note.citations]}
        for note in document.notes
    ]
    questions = [
        _pick(each, "kind", "line", "footnote") | {"text": word_question(each, document.language)}
        for each in document.log.questions
    ]
    content = {
        **_pick(document, "file", "language"),
        "title": unescape(document.title),
        "sections": sections,
        "footnotes": footnotes,
        "sources": [{"key": source.key, "title": source.description.title} for source in document.sources],
        "terms": [_pick(term, "id", "name") for term in document.terms],
        "changes": [asdict(change) for change in _changes(document)],
        "questions": questions,
        "problems": document.problems,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _pick(shape: object, *names: str) -> dict[str, object]:
    return {name: getattr(shape, name) for name in names}


def _citation(cited: ResolvedCitation) -> dict[str, object]:
    found = {"source": cited.source.key, "how": cited.how, "confidence": round(cited.confidence, 2)}
    return _pick(cited.printed, "text", "locator", "label") | found


def _changes(document: Document) -> list[Change]:
    """Return the changes in the order of the input."""
    return sorted(document.log.changes, key=lambda change: change.line)


def render(document: Document, ending: str) -> str:
    """Return the report by one of the templates: as text for a terminal, as a page that stands alone."""
    loader = PackageLoader(__package__, "templates")
    environment = Environment(loader=loader, autoescape=select_autoescape(), undefined=StrictUndefined)
    environment.filters["unescape"] = unescape
    words = wording(document.language)
    kinds: dict[str, list[Change]] = {}
    for change in _changes(document):
        kinds.setdefault(words[f"import-change-{change.kind}"], []).append(change)
    return environment.get_template(f"report.{ending}").render(
        document=document,
        t=words,
        summary=summarize(document),
        changes=list(kinds.items()),
        questions=[(each.line, word_question(each, document.language)) for each in document.log.questions],
        sure=SURE,
    )


def summarize(document: Document) -> list[tuple[str, object]]:
    """Return what was found, in numbers: label and value."""
    words = wording(document.language)
    citations = [cited for note in document.notes for cited in note.citations]
    sure = sum(cited.confidence >= SURE for cited in citations)
    values: dict[str, object] = {
        "sections": len(document.sections),
        "references": sum(len(section.references) for section in document.sections),
        "footnotes": len(document.notes),
        "citations": words["import-sure"].format(n=len(citations), sure=sure),
        "unread": sum(note.unread for note in document.notes),
        "sources": len(document.sources),
        "terms": len(document.terms),
        "changes": len(document.log.changes),
        "questions": len(document.log.questions),
    }
    if document.annotated:
        for name in ("citations", "unread", "sources", "terms"):
            del values[name]
    return [(words[f"import-{name}"], value) for name, value in values.items()]
