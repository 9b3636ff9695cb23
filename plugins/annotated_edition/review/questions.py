"""The open questions of an edition: `todo:` in its files, unread notes, problems that a form can settle."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from ..importing.citation_fields import read_fields
from ..importing.document import SURE, PrintedCitation
from ..importing.inline_markdown import unescape
from ..importing.report import REPORT
from ..importing.steps import ORIGINAL
from ..importing.take_apart import CITES
from ..model.edition import Edition
from ..model.labels import FootnoteLabel, read_label
from ..model.messages import describe
from ..model.problems import NOTE, Problem
from ..reading import limits
from ..reading.files import read_file
from ..reading.yaml_file import read_yaml

Kind = Literal["note", "unread", "source", "work", "term"]
FOOTNOTES, BIB, WORK, TERMS = "data/footnotes.yml", "data/sources.bib", "data/edition.yml", "data/terms.yml"
#: How doubtful a question is of which nothing else is known, from 0 to 1.
DOUBT: Mapping[Kind, float] = {"source": 0.7, "note": 0.6, "unread": 0.4, "work": 0.3, "term": 0.2}
#: What stands before the pages of a short note: “GAO, Event Ticket Sales”, pp. 6-11.
HEAD = re.compile(
    r"(?P<head>[^;]{3,120}?),?\s*(?=\b(?:pp?\.|at|S\.|p\.)\s*\d|(?:第\s*)?\d+\s*(?:頁|ページ)|\d[\d\s,–-]*\.?$)"
)
#: What differs between questions that are alike: what they quote, numbers.
PARTICULARS = re.compile(r"[“「『\"(（].*[”」』\")）]|\d+")


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question to the editor."""

    id: str
    """What names it in an address: note-17, term-asean, source-doe-2020, work."""
    kind: Kind
    """What it is about."""
    at: int | str
    """Index of its entry in the file, key of its source."""
    asked: tuple[str, ...]
    """What is asked, in words."""
    doubt: float
    """How doubtful it is, from 0 to 1."""
    alike: str
    """What it shares with those that are like it."""
    label: FootnoteLabel | None = None
    """Printed label of its footnote."""
    problems: tuple[Problem, ...] = ()
    """What `edition check` says of its source."""


class Desk:
    """An edition as it stands, with what the import has noted of it, and the questions that are open."""

    def __init__(self, root: Path, files: Mapping[str, bytes], edition: Edition) -> None:
        self.root = root
        self.files = files
        self.edition = edition

    def entries(self, path: str) -> list[dict[str, Any]]:
        """Return the entries of a data file that is a list, as texts."""
        tree, _ = read_yaml(self.files.get(path, b""), path)
        value = tree.value if tree else None
        return [each if isinstance(each, dict) else {} for each in value] if isinstance(value, list) else []

    @cached_property
    def footnotes(self) -> list[dict[str, Any]]:
        """Return the entries of footnotes.yml."""
        return self.entries(FOOTNOTES)

    @cached_property
    def work(self) -> dict[str, Any]:
        """Return what edition.yml says of the commentary."""
        tree, _ = read_yaml(self.files.get(WORK, b""), WORK)
        work = tree.value.get("work") if tree and isinstance(tree.value, dict) else None
        return work if isinstance(work, dict) else {}

    @cached_property
    def imported(self) -> dict[str, dict[str, Any]]:
        """Return what the report of the import says of each footnote, by what is printed at its reference."""
        try:
            report = json.loads(read_file(self.root / REPORT / "report.json", limits.FILE * 4))
            return {str(each["label"] or each["number"]): each for each in report["footnotes"]}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    @cached_property
    def boxes(self) -> dict[str, list[list[float]]]:
        """Return where each footnote stands in the PDF of the import, by its number there."""
        try:
            boxes = json.loads(read_file(self.root / ORIGINAL / "places.json", limits.FILE * 4))
            return boxes if isinstance(boxes, dict) else {}
        except (OSError, ValueError):
            return {}

    def printed(self, label: FootnoteLabel) -> str:
        """Return a footnote as the import has read it, plain; empty where it was not imported."""
        return unescape(str(self.imported.get(label.mark, {}).get("text", ""))).replace("*", "")

    @cached_property
    def questions(self) -> list[OpenQuestion]:
        """Return all open questions, the most doubtful first."""
        found = [*self._notes(), *self._sources(), *self._work(), *self._terms()]
        return sorted(found, key=lambda question: -question.doubt)

    def _notes(self) -> Iterator[OpenQuestion]:
        for at, entry in enumerate(self.footnotes):
            label = read_label(str(entry.get("number", "")), str(entry.get("chapter") or ""))
            if label is None or label not in self.edition.footnotes:
                continue
            cited = [each for each in entry.get("citations") or () if isinstance(each, dict)]
            asked = [str(each["todo"]) for each in (*cited, entry) if each.get("todo")]
            read = self.imported.get(label.mark, {})
            if asked:
                sure = [each.get("confidence", 1) for each in read.get("citations", ())]
                doubt = max(DOUBT["note"], 1 - min(sure, default=1)) if min(sure, default=0) < SURE else DOUBT["note"]
                alike = "note:" + PARTICULARS.sub("#", " ".join(asked))
                yield OpenQuestion(f"note-{label.slug}", "note", at, tuple(asked), doubt, alike, label)
            elif read.get("unread") and entry.get("unread") != "true" and cites(entry):
                text = str(entry.get("before") or entry.get("after") or "")
                yield OpenQuestion(
                    f"note-{label.slug}", "unread", at, (), DOUBT["unread"], f"unread:{head_of(text)}", label
                )

    def _sources(self) -> Iterator[OpenQuestion]:
        problems: dict[str, list[Problem]] = {}
        for problem in self.edition.problems:
            key = problem.values.get("key")
            if problem.place.file == BIB and problem.severity != NOTE and key in self.edition.sources:
                problems.setdefault(str(key), []).append(problem)
        for key, found in problems.items():
            asked = tuple(" ".join(describe(each, self.edition.language)) for each in found)
            alike = "source:" + ",".join(each.code for each in found)
            yield OpenQuestion(f"source-{key}", "source", key, asked, DOUBT["source"], alike, problems=tuple(found))

    def _work(self) -> Iterator[OpenQuestion]:
        if todo := self.work.get("todo"):
            asked = tuple(filter(None, re.split(r"\s*\(\d+\)\s+", str(todo))))
            yield OpenQuestion("work", "work", "work", asked, DOUBT["work"], "work")

    def _terms(self) -> Iterator[OpenQuestion]:
        for at, entry in enumerate(self.entries(TERMS)):
            if entry.get("todo"):
                asked = (str(entry["todo"]),)
                yield OpenQuestion(f"term-{entry.get('id')}", "term", at, asked, DOUBT["term"], f"term:{entry['todo']}")


def cites(entry: Mapping[str, Any]) -> bool:
    """Return whether the text of a footnote has what looks like a citation."""
    return any(CITES.search(str(entry.get(name) or "")) for name in ("before", "after"))


def head_of(text: str) -> str:
    """Return what stands before the pages of a note that is one short citation; else its first words."""
    head = HEAD.match(text)
    if head and read_locator(text, head["head"]):
        return head["head"].casefold()
    return " ".join(text.split()[:3]).casefold()


def read_locator(text: str, head: str) -> PrintedCitation | None:
    """Return the pages that follow the head of a short citation; None where anything else follows."""
    if not text.casefold().startswith(head.casefold()):
        return None
    cited = PrintedCitation(text, title=head)
    rest = read_fields(cited, text[len(head) :].rstrip(" ."))
    return None if rest.strip(" .,") else cited
