"""The report on an import: as JSON, as text, as a page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..model.wording import wording
from .citation import SURE, ProposedSource, ResolvedNote
from .document import Change, DocumentParts, DocumentSection, ImportLog, Question
from .inline_markdown import unescape
from .terms import ProposedTerm
from .write_data import word_question

#: Examples of a kind of change that the text shows; HTML and JSON have all.
SHOWN = 3
#: Longest text that a line of the text shows.
LONGEST = 60


@dataclass(frozen=True, slots=True)
class ImportReport:
    """All that an import has to say."""

    file: str
    """Name of the file."""
    parts: DocumentParts
    """The document in its parts."""
    sections: Mapping[str, DocumentSection]
    """Path below docs/ → section, in reading order."""
    footnotes: Sequence[ResolvedNote]
    """In order of their numbers."""
    sources: Sequence[ProposedSource]
    """In the order of first citation."""
    terms: Sequence[ProposedTerm]
    """Terms that are proposed."""
    log: ImportLog
    """Changes and questions."""
    problems: Sequence[str]
    """What the check of the finished project found, questions apart."""

    @property
    def language(self) -> str:
        """Return the language of the text."""
        return self.parts.language

    @property
    def title(self) -> str:
        """Return the title of the work, as text."""
        return unescape(self.parts.title)

    @property
    def changes(self) -> list[Change]:
        """Return the changes in the order of the input."""
        return sorted(self.log.changes, key=lambda change: change.line)

    @property
    def questions(self) -> list[Question]:
        """Return what needs a human."""
        return self.log.questions

    def ask(self, question: Question) -> str:
        """Return a question in words."""
        return word_question(question, self.language)


def as_json(report: ImportReport) -> str:
    """Return the report for programs."""
    content = {
        "file": report.file,
        "language": report.language,
        "title": report.title,
        "sections": [
            {"page": page, "title": unescape(section.title), "line": section.line, "footnotes": section.references}
            for page, section in report.sections.items()
        ],
        "footnotes": [_footnote(each) for each in report.footnotes],
        "sources": [{"key": source.key, "title": source.description.title} for source in report.sources],
        "terms": [{"id": term.id, "name": term.name} for term in report.terms],
        "changes": [asdict(change) for change in report.changes],
        "questions": [
            {"kind": each.kind, "line": each.line, "footnote": each.footnote, "text": report.ask(each)}
            for each in report.questions
        ],
        "problems": report.problems,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _footnote(found: ResolvedNote) -> dict[str, object]:
    citations = [
        {
            "text": cited.printed.text,
            "source": cited.source.key,
            "locator": cited.locator,
            "label": cited.label,
            "how": cited.how,
            "confidence": round(cited.confidence, 2),
        }
        for cited in found.citations
    ]
    return asdict(found.note) | {"before": found.before, "citations": citations, "after": found.after}


def summarize(report: ImportReport) -> list[tuple[str, str]]:
    """Return what was found, in numbers: label and value."""
    words = wording(report.language)
    citations = [cited for note in report.footnotes for cited in note.citations]
    sure = sum(cited.confidence >= SURE for cited in citations)
    values: dict[str, object] = {
        "sections": len(report.sections),
        "references": sum(len(section.references) for section in report.sections.values()),
        "footnotes": len(report.footnotes),
        "citations": words["import-sure"].format(n=len(citations), sure=sure),
        "sources": len(report.sources),
        "terms": len(report.terms),
        "changes": len(report.changes),
        "questions": len(report.questions),
    }
    return [(words[f"import-{name}"], str(value)) for name, value in values.items()]


def changes_by_kind(report: ImportReport) -> list[tuple[str, list[Change]]]:
    """Return the changes by what was done: wording and changes."""
    words = wording(report.language)
    kinds: dict[str, list[Change]] = defaultdict(list)
    for change in report.changes:
        kinds[change.kind].append(change)
    return [(words[f"import-change-{kind}"], changes) for kind, changes in kinds.items()]


def as_text(report: ImportReport) -> str:
    """Return the report for a terminal."""
    words = wording(report.language)
    colon = words["colon"]
    lines = [words["import-report"].format(file=report.file), ""]
    lines += [f"  {label}{colon}{value}" for label, value in summarize(report)]
    lines += ["", words["import-sections"]]
    for page, section in report.sections.items():
        lines.append(f"  {page}  {unescape(section.title)}  {_range(section.references)}".rstrip())
    if report.changes:
        lines += ["", words["import-changes"]]
    for label, changes in changes_by_kind(report):
        lines.append(f"  {label}{colon}{len(changes)}")
        shown = [change for change in changes[:SHOWN] if change.kind != "spaces"]
        lines += [f"    {words['import-line'].format(n=change.line)}  {_shown(change)}" for change in shown]
    if report.questions:
        lines += ["", words["import-questions"]]
        lines += [f"  {words['import-line'].format(n=each.line)}  {report.ask(each)}" for each in report.questions]
    if report.problems:
        lines += ["", words["import-problems"], *(f"  {each}" for each in report.problems)]
    return "\n".join(lines) + "\n"


def _range(numbers: Sequence[int]) -> str:
    return "" if not numbers else f"[{numbers[0]}]" if len(numbers) == 1 else f"[{min(numbers)}–{max(numbers)}]"


def _shown(change: Change) -> str:
    before, after = (text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for text in (change.before, change.after))
    return f"{before} → {after}" if after else before


def as_html(report: ImportReport) -> str:
    """Return the report as one page that stands alone."""
    loader = PackageLoader("annotated_edition", "site/templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("import_report.html").render(
        report=report,
        t=wording(report.language),
        unescape=unescape,
        summary=summarize(report),
        changes=changes_by_kind(report),
        sure=SURE,
    )
