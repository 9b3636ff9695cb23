"""Writes footnotes.yml, edition.yml and terms.yml, open questions in them as `todo:`."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence

import yaml

from ..model.wording import wording
from .citation import ResolvedCitation, ResolvedNote
from .document import DocumentParts, Question
from .inline_markdown import keep_literal, unescape
from .new_project import schema_line
from .terms import ProposedTerm


class _Dumper(yaml.SafeDumper):
    """Block style, with entries of lists indented as the shipped data have them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below a field."""
        super().increase_indent(flow, False)


def dump(value: object, schema: str) -> str:
    """Return a YAML file that says where its schema is."""
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6, default_flow_style=False)
    return schema_line(schema) + text


def write_footnotes(notes: Sequence[ResolvedNote], todos: Mapping[tuple[int, int | None], str]) -> str:
    """Return data/footnotes.yml; `todos` are questions by number of the footnote and index of the citation."""
    numbers = {each.note.number for each in notes}
    entries = []
    for each in notes:
        number = each.note.number
        citations = [_citation(cited, todos.get((number, at))) for at, cited in enumerate(each.citations)]
        fields = {
            "number": number,
            "before": _inline(each.before, numbers),
            "citations": citations,
            "after": _inline(each.after, numbers),
            "todo": todos.get((number, None)),
        }
        entries.append({name: value for name, value in fields.items() if value})
    return dump(entries, "footnotes")


def _citation(cited: ResolvedCitation, todo: str | None) -> dict[str, object]:
    number = re.fullmatch(r"[1-9][0-9]{0,8}", cited.locator)
    fields = {
        "source": cited.source.key,
        "locator": int(cited.locator) if number else cited.locator,
        "label": cited.label if cited.label != "page" else "",
        "ibid": cited.ibid,
        "printed": cited.override,
        "todo": todo,
    }
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _inline(text: str, numbers: Container[int]) -> str:
    """Return a text for a field that takes inline Markdown."""
    return keep_literal(text.replace("[[", "\\[["), numbers)


def write_edition(parts: DocumentParts, paths: Iterable[str], today: str, questions: Sequence[str]) -> str:
    """Return data/edition.yml; what the text does not say is left out, and asked for."""
    words = wording(parts.language)
    title = unescape(parts.title)
    work = {
        "title": title,
        "subtitle": unescape(parts.subtitle),
        "date": parts.date,
        "authors": [{"name": name, **({"affiliation": post} if post else {})} for name, post in parts.authors],
        "language": parts.language,
        "todo": " ".join(f"({number}) {text}" for number, text in enumerate(questions, 1)),
    }
    edition = {
        "title": words["import-edition-title"].format(title=title),
        "version": "0.1.0",
        "date": today,
        "notice": words["import-notice"],
    }
    said = {name: value for name, value in work.items() if value or name == "authors"}
    return dump({"work": said, "edition": edition, "style": "note.csl", "sections": list(paths)}, "edition")


def write_terms(terms: Sequence[ProposedTerm], language: str) -> str:
    """Return data/terms.yml, every entry marked as a proposal."""
    words = wording(language)
    entries = []
    for term in terms:
        explained = "short" if term.short else "read" if term.reading else "name"
        definition = words[f"import-term-{explained}"]
        fields: dict[str, object] = {
            "id": term.id,
            "name": term.name,
            "reading": term.reading,
            "en": term.en,
            "aliases": [term.short] if term.short else [],
            "definition": definition.format(name=term.name, short=term.short, en=term.en, reading=term.reading),
            "todo": words["import-term-todo"],
        }
        entries.append({name: value for name, value in fields.items() if value})
    return dump(entries, "terms")


def sort_questions(
    questions: Iterable[Question], numbers: Container[int], language: str
) -> tuple[dict[tuple[int, int | None], str], list[str]]:
    """Return the questions in words: by footnote and citation, and those that concern the whole."""
    by_place: dict[tuple[int, int | None], str] = {}
    others: list[str] = []
    for question in questions:
        text = word_question(question, language)
        if question.footnote is not None and question.footnote in numbers:
            place = (question.footnote, question.citation)
            by_place[place] = f"{by_place[place]} {text}" if place in by_place else text
        else:
            others.append(text)
    return by_place, others


def word_question(question: Question, language: str) -> str:
    """Return a question in words."""
    text = wording(language)[f"import-question-{question.kind}"].format(**question.values)
    return " ".join(text.split())
