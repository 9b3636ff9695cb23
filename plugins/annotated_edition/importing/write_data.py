"""Writes footnotes.yml, edition.yml and terms.yml, open questions in them as `todo:`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import yaml

from ..model.wording import wording
from .document import Document, DocumentTerm, Question, ResolvedCitation
from .inline_markdown import keep_literal, outside_code, unescape
from .new_project import schema_line, today
from .write_pages import write_labels

#: Questions in words, by number of the footnote and index of the citation; None for the footnote as a whole.
Todos = Mapping[tuple[int, int | None], str]
#: An underscore, but for those of addresses and escaped ones.
UNDERSCORE = re.compile(r"(?P<address>(?:https?://|www\.)\S+|\\_)|_")


def _dump_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


class _Dumper(yaml.SafeDumper):
    """Block style, with entries of lists indented as the shipped data have them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below a field."""
        super().increase_indent(flow, False)


_Dumper.add_representer(str, _dump_text)


def dump(value: object, schema: str) -> str:
    """Return a YAML file that says where its schema is."""
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6, default_flow_style=False)
    return schema_line(schema) + text


def _fields(**values: object) -> dict[str, object]:
    """Return the fields that say anything."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def write_data(document: Document) -> dict[str, str]:
    """Return the data files but for the sources and the terms, by path."""
    todos, others = sort_questions(document.log.questions, document.numbers, document.language)
    return {"data/footnotes.yml": write_footnotes(document, todos), "data/edition.yml": write_edition(document, others)}


def write_footnotes(document: Document, todos: Todos) -> str:
    """Return data/footnotes.yml."""
    numbers = document.numbers
    entries = []
    for note in document.notes:
        label = document.labels.get(note.number)
        mark = str(label.mark) if label else str(note.number)
        before, after = note.before, f"{note.after}\n\n{note.more}"
        if not note.citations:
            before, after = f"{before}\n\n{note.more}", note.after
        fields = _fields(
            number=int(mark) if mark.isdigit() else mark,
            chapter=str(label.chapter) if label else "",
            before=write_labels(write_field(before, numbers), document),
            citations=[_citation(cited, todos.get((note.number, at))) for at, cited in enumerate(note.citations)],
            after=write_labels(write_field(after, numbers), document),
            todo=todos.get((note.number, None)),
        )
        entries.append(fields)
    return dump(entries, "footnotes")


def write_field(text: str, numbers: set[int]) -> str:
    """Return Markdown as a field holds it: what looks like a reference, a term or a tag and is none as text."""
    text = re.sub(r"<(/?[A-Za-z!?](?!ttps?:)[^<>`]*)>", r"`<\1>`", text.strip().replace("[[", "\\[["))
    # Emphasis is written with asterisks here, so that an underscore is always one.
    text = outside_code(text, lambda part: UNDERSCORE.sub(lambda found: found["address"] or "\\_", part))
    return keep_literal(text, numbers)


def _citation(cited: ResolvedCitation, todo: str | None) -> dict[str, object]:
    locator, label = cited.printed.locator, cited.printed.label
    return _fields(
        source=cited.source.key,
        locator=int(locator) if re.fullmatch(r"[1-9][0-9]{0,8}", locator) else locator,
        label=label if label != "page" else None,
        ibid=cited.ibid,
        printed=cited.override,
        todo=todo,
    )


def write_edition(document: Document, questions: Sequence[str]) -> str:
    """Return data/edition.yml; what the text does not say is left out, and asked for."""
    words = wording(document.language)
    title = unescape(document.title)
    work = {
        **_fields(title=title, subtitle=unescape(document.subtitle), date=document.date),
        "authors": [_fields(name=name, affiliation=post) for name, post in document.authors],
        "language": document.language,
        **_fields(todo=" ".join(f"({number}) {text}" for number, text in enumerate(questions, 1))),
    }
    edition = {
        "title": words["import-edition-title"].format(title=title),
        "version": "0.1.0",
        "date": today(),
        "notice": words["import-notice"],
    }
    sections = [section.page for section in document.sections]
    return dump({"work": work, "edition": edition, "style": "note.csl", "sections": sections}, "edition")


def write_terms(terms: Iterable[DocumentTerm], language: str) -> str:
    """Return data/terms.yml, every entry marked as a proposal."""
    words = wording(language)
    entries = []
    for term in terms:
        explained = words[f"import-term-{'short' if term.short else 'read' if term.reading else 'name'}"]
        definition = explained.format(short=term.short, en=term.en, reading=term.reading)
        fields = _fields(id=term.id, name=term.name, reading=term.reading, en=term.en)
        fields |= _fields(aliases=[term.short] if term.short else [], definition=definition)
        entries.append(fields | {"todo": words["import-term-todo"]})
    return dump(entries, "terms")


def sort_questions(questions: Iterable[Question], numbers: set[int], language: str) -> tuple[Todos, list[str]]:
    """Return the questions in words: those about footnotes, and those that concern the whole."""
    by_place: dict[tuple[int, int | None], str] = {}
    others: list[str] = []
    for question in questions:
        text = word_question(question, language)
        if question.footnote in numbers:
            place = question.footnote, question.citation
            by_place[place] = f"{by_place.get(place, '')} {text}".strip()
        else:
            others.append(text)
    return by_place, others


def word_question(question: Question, language: str) -> str:
    """Return a question in words."""
    text = wording(language)[f"import-question-{question.kind}"].format(**question.values)
    return " ".join(text.split())
