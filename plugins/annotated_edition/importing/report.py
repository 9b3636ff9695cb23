"""The report on an import."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..model.wording import wording
from .model import SURE, Change, Footnote, FoundSource, Question, Section, Term
from .write import ask

#: Examples of a kind of change that the text shows; HTML and JSON have all.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section as the report has it."""

    page: str
    """Path below docs/."""
    title: str
    """Its title."""
    line: int
    """Line of the input."""
    footnotes: tuple[int, ...]
    """References in it."""


@dataclass(frozen=True, slots=True)
class CitationLine:
    """A citation as the report has it."""

    text: str
    """As printed."""
    source: str
    """Key of its source."""
    locator: str
    """Pages, or what `label` says."""
    label: str
    """What the locator counts."""
    how: str
    """How its source was found: first, same, short, ibid, back."""
    confidence: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True)
class FootnoteLine:
    """A footnote as the report has it."""

    number: int
    """Its number."""
    line: int
    """Line of the input."""
    text: str
    """As the input has it."""
    before: str
    """What it says before the citations."""
    citations: tuple[CitationLine, ...]
    """What it cites."""
    after: str
    """What it says after them."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in words."""

    kind: str
    """Its kind."""
    line: int
    """Line of the input."""
    footnote: int | None
    """The footnote that it concerns."""
    text: str
    """What is asked."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that an import has to say."""

    file: str
    """Name of the file."""
    language: str
    """Language of the text."""
    title: str
    """Title of the work."""
    sections: tuple[SectionLine, ...]
    """In reading order."""
    footnotes: tuple[FootnoteLine, ...]
    """In order."""
    sources: tuple[tuple[str, str], ...]
    """Key and title of each source, in the order of first citation."""
    terms: tuple[tuple[str, str], ...]
    """Id and name of each term that is proposed."""
    changes: tuple[Change, ...]
    """In which the text departs from the input."""
    questions: tuple[QuestionLine, ...]
    """What needs a human."""
    problems: tuple[str, ...]
    """What the check of the finished project found, questions apart."""


def report(
    file: str,
    language: str,
    title: str,
    sections: Sequence[tuple[str, str, Section]],
    footnotes: Sequence[Footnote],
    sources: Sequence[FoundSource],
    terms: Sequence[Term],
    changes: Sequence[Change],
    questions: Sequence[Question],
    problems: Sequence[str],
) -> Report:
    """The report of an import; `sections` are path, title and text."""
    lines = []
    for each in footnotes:
        cited = tuple(
            CitationLine(
                found.cited.text,
                found.source.key if found.source else "",
                found.locator,
                found.label,
                found.how,
                round(found.confidence, 2),
            )
            for found in each.citations
        )
        lines.append(FootnoteLine(each.note.number, each.note.line, each.note.text, each.before, cited, each.after))
    return Report(
        file,
        language,
        title,
        tuple(SectionLine(path, title, found.line, tuple(found.numbers)) for path, title, found in sections),
        tuple(lines),
        tuple((source.key, source.cited.title) for source in sources),
        tuple((term.id, term.name) for term in terms),
        tuple(sorted(changes, key=lambda change: change.line)),
        tuple(QuestionLine(each.kind, each.line, each.footnote, ask(each, language)) for each in questions),
        tuple(problems),
    )


def as_json(found: Report) -> str:
    """The report for programs."""
    return json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=1) + "\n"


def summary(found: Report) -> list[tuple[str, str]]:
    """What was found, in numbers: label and value."""
    words = wording(found.language)
    citations = [each for footnote in found.footnotes for each in footnote.citations]
    references = [number for section in found.sections for number in section.footnotes]
    sure = sum(each.confidence >= SURE for each in citations)
    values = [
        ("sections", len(found.sections)),
        ("references", len(references)),
        ("footnotes", len(found.footnotes)),
        ("citations", words["import-sure"].format(n=len(citations), sure=sure)),
        ("sources", len(found.sources)),
        ("terms", len(found.terms)),
        ("changes", len(found.changes)),
        ("questions", len(found.questions)),
    ]
    return [(words[f"import-{name}"], str(value)) for name, value in values]


def by_kind(found: Report) -> list[tuple[str, list[Change]]]:
    """The changes by what was done: wording and changes."""
    words = wording(found.language)
    kinds: dict[str, list[Change]] = defaultdict(list)
    for change in found.changes:
        kinds[change.kind].append(change)
    return [(words[f"import-change-{kind}"], changes) for kind, changes in kinds.items()]


def as_text(found: Report) -> str:
    """The report for a terminal."""
    words = wording(found.language)
    lines = [words["import-report"].format(file=found.file), ""]
    lines += [f"  {label}{words['colon']}{value}" for label, value in summary(found)]
    lines += ["", words["import-sections"]]
    lines += [f"  {each.page}  {each.title}  {_range(each.footnotes)}".rstrip() for each in found.sections]
    if found.changes:
        lines += ["", words["import-changes"]]
        for label, changes in by_kind(found):
            lines.append(f"  {label}{words['colon']}{len(changes)}")
            lines += [
                f"    {words['import-line'].format(n=c.line)}  {_shown(c)}"
                for c in changes[:SHOWN]
                if c.kind != "spaces"
            ]
    if found.questions:
        lines += ["", words["import-questions"]]
        lines += [f"  {words['import-line'].format(n=each.line)}  {each.text}" for each in found.questions]
    if found.problems:
        lines += ["", words["import-problems"], *(f"  {each}" for each in found.problems)]
    return "\n".join(lines) + "\n"


def _range(numbers: Sequence[int]) -> str:
    return "" if not numbers else f"[{numbers[0]}]" if len(numbers) == 1 else f"[{min(numbers)}–{max(numbers)}]"


def _shown(change: Change) -> str:
    before = change.before if len(change.before) <= 60 else f"{change.before[:60]}…"
    after = change.after if len(change.after) <= 60 else f"{change.after[:60]}…"
    return f"{before} → {after}" if after else before


def as_html(found: Report) -> str:
    """The report as one page that stands alone."""
    environment = Environment(
        loader=PackageLoader(__package__.rpartition(".")[0]), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("import_report.html")
    return template.render(
        report=found, t=wording(found.language), summary=summary(found), changes=by_kind(found), sure=SURE
    )
