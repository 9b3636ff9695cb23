"""What the passes have resolved so far, and what texts and fields point to in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..model.annotations import Citation, Mention, Reference, Source
from ..model.edition import Page, Section, TargetKind, fold, target_of
from ..model.labels import FootnoteLabel, find_label
from ..model.problems import NOTE, WARNING, Place, Problem, find_nearest, problem
from ..model.spans import Span, Spans
from ..reading import schema
from ..reading.draft import DataEntry, Draft
from ..reading.field_text import parse_field


@dataclass(slots=True)
class State:
    """What the passes have resolved so far; each pass fills in some of it from the draft and from what is there."""

    draft: Draft
    """What the files say."""
    cache: Path | None
    """Folder for typeset citations."""
    keys: frozenset[str]
    """Keys of the sources."""
    footnotes: dict[FootnoteLabel, DataEntry[schema.FootnoteEntry]] = field(default_factory=dict)
    """Footnotes by printed label, in the order of the edition."""
    note_numbers: dict[FootnoteLabel, int] = field(default_factory=dict)
    """Printed label → the number by which the citation processor counts the footnote."""
    terms: dict[str, DataEntry[schema.TermEntry]] = field(default_factory=dict)
    """Terms by id, the first of each."""
    aliases: dict[str, str] = field(default_factory=dict)
    """Every name and alias, folded → id of its term."""
    initiatives: dict[str, DataEntry[schema.InitiativeFile]] = field(default_factory=dict)
    """Initiatives by id, the first of each."""
    elements: dict[str, schema.ElementEntry] = field(default_factory=dict)
    """Elements by `initiative/element`."""
    counterparts: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    """Path of an element → paths of those that correspond to it, in order."""
    citations: dict[FootnoteLabel, tuple[Citation, ...]] = field(default_factory=dict)
    """Label of a footnote → its citations."""
    clusters: dict[FootnoteLabel, Spans] = field(default_factory=dict)
    """Label of a footnote → its citations together, as one text."""
    sources: dict[str, Source] = field(default_factory=dict)
    """By key, in the order of first citation, then those never cited."""
    sections: list[Section] = field(default_factory=list)
    """In reading order."""
    pages: dict[str, Page] = field(default_factory=dict)
    """Every written page by source path."""
    references: dict[FootnoteLabel, list[Reference]] = field(default_factory=lambda: defaultdict(list))
    """By label of the footnote, in reading order."""
    last_cited: FootnoteLabel | None = None
    """The last footnote, in the order of the edition, that a section cites."""
    mentions: dict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    """By id of the term or path of the element, in reading order."""
    pointed_to: set[str] = field(default_factory=set)
    """Ids of terms and elements, and keys of sources, that some field points to."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong or doubtful between the files."""

    @property
    def language(self) -> str:
        """Language of the edition: the work's, or that of a translation."""
        return self.draft.layer.language if self.draft.layer else self.draft.edition.value.work.language

    def report(self, code: str, place: Place, /, question: str = "", **values: object) -> None:
        """Note a problem; a warning about an entry with an open `question` is a note."""
        found = problem(code, place, **values)
        self.problems.append(replace(found, severity=NOTE) if question and found.severity == WARNING else found)

    def target(self, written: str) -> tuple[TargetKind, str]:
        """Return what `[[written]]` means, with its id; unknown with what was written."""
        return target_of(written, self.aliases, self.elements, self.keys)

    def resolve_text(self, text: str, place: Place, chapter: str = "") -> Spans:
        """Return a field for people as spans, with what it points to looked up; footnotes in their chapter first."""
        spans: list[Span] = []
        for span in parse_field(text):
            if span.footnote is not None:
                label = find_label(span.footnote, chapter, self.footnotes)
                if label not in self.footnotes:
                    self.report_no_footnote("AE503", label, place)
                shown = label.short(chapter) if span.text == span.footnote else span.text
                span = replace(span, footnote=label, text=shown)
            if span.term is not None:
                kind, target = self.target(span.term)
                if kind == "unknown":
                    self.report_unknown(target, place)
                pointer: dict[str, Any] = {"style": kind} if kind == "unknown" else {kind: target}
                span = replace(replace(span, term=None), **pointer)
                self.pointed_to.add(target)
            if self.draft.layer and not place.file.startswith(f"{self.draft.layer.folder}/"):  # not translated
                span = replace(span, language=self.draft.edition.value.work.language)
            spans.append(span)
        return tuple(spans)

    def resolve_numbers(
        self, numbers: Iterable[str], entry: DataEntry[Any], *path: str | int
    ) -> tuple[FootnoteLabel, ...]:
        """Return those of a field's footnote labels that exist."""
        existing = []
        for index, number in enumerate(map(FootnoteLabel, numbers)):
            if number in self.footnotes:
                existing.append(number)
            else:
                self.report_no_footnote("AE503", number, entry.place(*path, index))
        return tuple(existing)

    def report_no_footnote(self, code: str, label: FootnoteLabel, place: Place) -> None:
        """Report a label that no footnote has, with the range of those that there are, in its chapter if in any."""
        labels = [other for other in self.footnotes if other.chapter == label.chapter] or list(self.footnotes)
        self.report(code, place, number=label, lowest=labels[0] if labels else 0, highest=labels[-1] if labels else 0)

    def report_unknown(self, target: str, place: Place, chapter: str = "") -> None:
        """Report a `[[target]]` that means nothing, in a chapter where it names a footnote."""
        if target.startswith("^"):
            self.report_no_footnote("AE303", find_label(target[1:], chapter, self.footnotes), place)
            return
        self.report("AE405", place, name=target, nearest=find_nearest(fold(target), [*self.aliases, *self.elements]))
