"""What a page of the review shows of a question."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from statistics import median
from typing import Any, get_args

import jinja2

from ..importing.document import DocumentNote, DocumentSource
from ..importing.take_apart import URL, take_apart
from ..importing.write_sources import write_bibliography
from ..model.annotations import Label
from ..model.edition import Edition
from ..model.labels import FootnoteLabel
from ..model.wording import wording
from ..reading.bib import read_bib
from ..site.templating import make_environment
from .answers import CITATION_FIELDS, TERM_FIELDS, WORK_FIELDS, find_alike
from .bib_edit import BY_TYPE, BibFile, fields_of, show_value
from .files import Step
from .questions import BIB, TERMS, Desk, OpenQuestion

#: Words, spaces and single signs, by which two texts are compared.
DIFF_UNITS = re.compile(r"[A-Za-z0-9À-ɏ]+|\s+|.", re.DOTALL)
#: Answers after which the time that is left can be told.
ENOUGH = 3
#: Sources that are offered for a citation.
CANDIDATES = 5


@cache
def templates() -> jinja2.Environment:
    """Return Jinja's environment of the pages; all that they show is escaped."""
    return make_environment(__package__)


def render(template: str, language: str, **values: Any) -> str:
    """Return a page in a language."""
    return templates().get_template(template).render(t=wording(language), language=language, **values)


def progress(desk: Desk, steps: Sequence[Step]) -> dict[str, Any]:
    """Return how many questions are settled and open, and the minutes that are left at the pace so far."""
    settled, open_ = sum(step.settled for step in steps), len(desk.questions)
    pace = [step.seconds / max(step.settled, 1) for step in steps]
    minutes = round(median(pace) * open_ / 60) if len(pace) >= ENOUGH else None
    return {"settled": settled, "open": open_, "minutes": minutes, "all": settled + open_}


def question_values(desk: Desk, question: OpenQuestion) -> dict[str, Any]:
    """Return what the page of a question shows."""
    values: dict[str, Any] = {
        "question": question,
        "alike": len(find_alike(desk, question, "alike")),
        "kind": len(find_alike(desk, question, "kind")),
        "sources": [(key, source.title) for key, source in desk.edition.sources.items()],
        "types": list(BY_TYPE),
        "places": get_args(Label),
        "citing": [],
    }
    match question.kind:
        case "work":
            values["fields"] = [(name, str(desk.work.get(name) or "")) for name in WORK_FIELDS]
            values["authors"] = "\n".join(str(each.get("name")) for each in desk.work.get("authors") or ())
        case "term":
            entry = desk.entries(TERMS)[int(question.at)]
            values["fields"] = [(name, str(entry.get(name) or "")) for name in TERM_FIELDS]
            found = desk.edition.terms.get(str(entry.get("id")))
            values["mentions"] = [(each.section, each.excerpt) for each in found.mentions[:3]] if found else []
        case "source":
            values["source"] = source_form(desk, str(question.at))
            values["citing"] = [
                (label.name(wording(desk.edition.language)), desk.edition.footnotes[label].text)
                for label in desk.edition.sources[str(question.at)].footnotes[:5]
            ]
            named = [each.values.get("other") for each in question.problems]
            values["other"] = next((key for key in named if key in desk.edition.sources), "")
        case _:
            values |= _note_values(desk, question)
    return values


def _note_values(desk: Desk, question: OpenQuestion) -> dict[str, Any]:
    assert question.label
    label, entry = question.label, desk.footnotes[int(question.at)]
    note, printed = desk.edition.footnotes[label], desk.printed(label)
    citations: list[dict[str, Any]] = []
    doubtful = [at for at, cited in enumerate(entry.get("citations") or ()) if cited.get("todo")]
    for at, cited in enumerate(entry.get("citations") or ()):
        key = str(cited.get("source") or "")
        offered = [key, *(each for each in find_candidates(desk, printed or note.text) if each != key)][:CANDIDATES]
        citations.append(
            {
                "at": at,
                "first": at == (doubtful or [0])[0],
                "fields": {name: str(cited.get(name) or "") for name in CITATION_FIELDS},
                "source": source_form(desk, key) if key in desk.edition.sources else None,
                "offered": [(each, _describe(desk, each)) for each in offered if each in desk.edition.sources],
            }
        )
    name_there = str(desk.imported.get(label.mark, {}).get("number"))
    return {
        "label": label,
        "entry": {name: str(entry.get(name) or "") for name in ("before", "after")},
        "pages": sorted({int(box[0]) for box in desk.boxes.get(name_there, ())}),
        "sentences": [(each.section, each.sentence) for each in note.references[:3]],
        "citations": citations,
        "offered": [(each, _describe(desk, each)) for each in find_candidates(desk, printed or note.text)],
        "guessed": guess_source(printed or note.text, desk.edition.language),
        "places_name": name_there,
        "next_number": _free_number(desk.edition, label),
        **preview_values(desk, desk.edition, label),
    }


def preview_values(desk: Desk, edition: Edition, label: FootnoteLabel) -> dict[str, Any]:
    """Return how a footnote stands in an edition beside what print says of it."""
    note = edition.footnotes.get(label)
    shown, printed = note.text if note else "", desk.printed(label)
    parts = compare(printed, shown) if printed else [("equal", shown)]
    return {
        "printed": printed,
        "problems": [],
        "parts": parts,
        "differences": sum(kind != "equal" for kind, _ in parts),
    }


def compare(printed: str, shown: str) -> list[tuple[str, str]]:
    """Return two texts as runs: `equal`, `delete` of what only print has, `insert` of what only the edition has."""
    one, other = DIFF_UNITS.findall(" ".join(printed.split())), DIFF_UNITS.findall(" ".join(shown.split()))
    runs: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(("equal", "".join(one[a:b])))
        else:
            runs += [("delete", "".join(one[a:b])), ("insert", "".join(other[c:d]))]
    return [(kind, text) for kind, text in runs if text]


def source_form(desk: Desk, key: str) -> dict[str, Any]:
    """Return the fields of a source as an editor reads them."""
    entry = BibFile(desk.files.get(BIB, b"")).entries[key]
    fields = [(name, show_value(name, entry.fields.get(name, ""))) for name in fields_of(entry.type, entry.fields)]
    return {"key": key, "type": entry.type, "fields": fields}


def _describe(desk: Desk, key: str) -> str:
    source = desk.edition.sources[key]
    return ", ".join(filter(None, (source.authors, source.title, source.date))) or key


def find_candidates(desk: Desk, text: str) -> list[str]:
    """Return the keys of the sources whose words a text has, the likeliest first."""
    words = Counter(word.casefold() for word in DIFF_UNITS.findall(text) if len(word) > 2 or not word.isascii())
    scores = {}
    for key, source in desk.edition.sources.items():
        named = [word.casefold() for word in DIFF_UNITS.findall(f"{source.authors} {source.title}")]
        named = [word for word in named if (len(word) > 2 or not word.isascii()) and not word.isspace()]
        scores[key] = sum(word in words for word in named) / max(len(named), 4)
    likely = sorted((key for key in scores if scores[key] > 0.3), key=lambda key: -scores[key])
    return likely[:CANDIDATES]


def guess_source(text: str, language: str) -> dict[str, Any]:
    """Return the fields of a new source, as far as a text of a footnote says them."""
    note = DocumentNote(1, 1, text)
    take_apart(note)
    type_, fields = "misc", dict[str, str]()
    if described := next((each for each in note.printed if each.title), None):
        written = write_bibliography([DocumentSource(described, 1, "new")], language)
        for entry in read_bib(written.encode(), "")[0]:
            type_, fields = entry.type, {name: show_value(name, value) for name, value in entry.fields.items()}
            fields.pop("langid", None)
    elif address := URL.search(text):
        type_, fields = "online", {"url": address[0].rstrip(".,;)")}
    locator = described.locator if described else ""
    return {"type": type_, "locator": locator, "fields": [(n, fields.get(n, "")) for n in fields_of(type_, fields)]}


def _free_number(edition: Edition, label: FootnoteLabel) -> str:
    """Return the mark of a footnote that does not exist yet: 17a."""
    prefix = f"{label.chapter}:" if label.chapter else ""
    return next(
        mark
        for mark in (f"{label.mark}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
        if FootnoteLabel(f"{prefix}{mark}") not in edition.footnotes
    )
