"""Understands a document: title, sections, references and footnotes told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, zip_longest

from ..model.labels import read_label
from ..model.wording import FALLBACK, primary_language, wording
from .cleaning import clean_note, clean_text, drop_rules, join_broken_lines, join_broken_paragraphs
from .document import Document, DocumentBlock, DocumentNote, DocumentSection, ImportLog
from .headings import mark_headings, set_levels
from .inline_markdown import escape, find_references, keep_literal, unescape
from .languages import recognise_language
from .notes import is_notes_heading, lift_notes, number_ranges
from .title import take_title
from .tree_reader import ask_for_labels

#: Sections longer than this, in characters, are cut at their subsections.
LONG_SECTION = 1_500


def understand(document: Document, name: str, as_is: bool) -> None:
    """Divide a document into sections, and tell its title and footnotes; `name` is its title where it has none.

    With `as_is` the text of paragraphs is left alone, but for references. The notes that the format marks are the
    footnotes; only where there are none are they told by their look.
    """
    log = document.log
    blocks = drop_rules(join_broken_lines(document.blocks, not document.notes), log)
    if document.notes:
        blocks = drop_notes_headings(blocks, log)
        _ask_for_unknown(blocks, document)
    else:
        blocks, document.notes = lift_notes(blocks, log, document.joined)
    _settle_notes(document, as_is)
    if not as_is:
        blocks = join_broken_paragraphs(blocks, log)
        clean_text(blocks, log)
    mark_headings(blocks, document.plain, log)
    blocks = take_title(blocks, document)
    _move_front_notes(blocks, document)
    set_levels(blocks, as_is, log)
    _make_literal(blocks, document)
    document.sections = divide(blocks)
    _find_references(document)
    _keep_labels(document)
    _set_language(document)
    _name_parts(document, name)


def drop_notes_headings(blocks: Sequence[DocumentBlock], log: ImportLog) -> list[DocumentBlock]:
    """Return blocks without headings under which only footnotes stood."""
    rest = []
    for block, after in zip_longest(blocks, blocks[1:]):
        if block.kind == "heading" and (after is None or after.kind == "heading") and is_notes_heading(block.text):
            log.change("notes-heading", block.line, block.text)
        else:
            rest.append(block)
    return rest


def _ask_for_unknown(blocks: Iterable[DocumentBlock], document: Document) -> None:
    """Ask about references that lead to no footnote, in a document that marks its notes."""
    numbers = document.numbers
    for block in blocks:
        for label in find_references(block.text) if block.kind != "code" else ():
            if not (label.isdigit() and int(label) in numbers):
                document.log.ask("reference-without-note", block.line, n=label)


def _settle_notes(document: Document, as_is: bool) -> None:
    """Clean the footnotes and put them in order; leave out those that say nothing, and ask what they say."""
    for note in document.notes:
        note.text = clean_note(note.text, as_is)
        if not (note.text or note.more):
            document.log.ask("empty-note", note.line, n=note.number)
    document.notes = sorted((note for note in document.notes if note.text or note.more), key=lambda note: note.number)


def _move_front_notes(blocks: Iterable[DocumentBlock], document: Document) -> None:
    """Set notes with a sign of their own to which only the title page refers on that page: thanks, a post."""
    cited = {label for block in blocks for label in find_references(block.text)}
    front = [document.title, document.subtitle, *document.front]
    for note in [note for note in document.notes if note.label and not note.label.isdigit()]:
        mark = f"[^{note.number}]"
        if str(note.number) not in cited and any(mark in line for line in front):
            document.log.change("front-note", note.line, note.label, note.text)
            front = [*(line.replace(mark, "") for line in front), f"{escape(note.label)} {note.text}"]
            document.notes.remove(note)
    document.title, document.subtitle, *document.front = front


def _make_literal(blocks: Iterable[DocumentBlock], document: Document) -> None:
    """Escape what looks like a reference or a citation and is none."""
    numbers = document.numbers
    for block in blocks:
        if block.kind != "code":
            block.text = keep_literal(block.text, numbers)
    document.change_front(lambda line: keep_literal(line, numbers))


def divide(blocks: Iterable[DocumentBlock]) -> list[DocumentSection]:
    """Return sections, cut at the headings of the first level, and of the second in long sections.

    An empty rule is the end of the footnotes: what follows is a section of its own.
    """
    trees: list[list[DocumentBlock]] = []
    for block in blocks:
        if block.kind == "rule":
            trees += [[DocumentBlock("heading", "", block.line, 1)]] if trees else []
        elif block.kind == "heading" and block.level == 1:
            trees.append([block])
        elif trees:
            trees[-1].append(block)
        else:
            trees.append([DocumentBlock("heading", "", block.line, 1), block])
    return [section for tree in trees for section in _cut(tree)]


def _cut(tree: Sequence[DocumentBlock]) -> Iterable[DocumentSection]:
    cuts = [at for at, block in enumerate(tree) if at and block.kind == "heading" and block.level == 2]
    if len(cuts) < 2 or sum(len(block.text) for block in tree) <= LONG_SECTION:
        cuts = []
    for start, end in zip([0, *cuts], [*cuts, len(tree)], strict=True):
        head, rest = tree[start], list(tree[start + 1 : end])
        for block in rest:
            if block.kind == "heading":
                block.level = max(2, min(6, block.level - head.level + 1))
        yield DocumentSection(head.text, rest, head.line)


def _find_references(document: Document) -> None:
    """List the footnotes that each section refers to; ask about gaps, and about footnotes without a reference."""
    numbers = document.numbers
    for section in document.sections:
        texts = [section.title, *(block.text for block in section.blocks if block.kind != "code")]
        labels = [label for text in texts for label in find_references(text)]
        section.references = [int(label) for label in labels if label.isdigit() and int(label) in numbers]
    cited: set[int] = set()
    for before, note in pairwise([DocumentNote(0, 1), *document.notes]):
        counted = before.label in ("", str(before.number)) and note.label in ("", str(note.number))
        if missing := range(before.number + 1, note.number) if counted else ():
            document.log.ask("gap", note.line, note.number, numbers=number_ranges(missing))
    highest = 0
    for number in (number for section in document.sections for number in section.references):
        if number < highest and number not in cited:
            document.log.ask("out-of-order", 1, number, n=number, before=highest)
        highest = max(highest, number)
        cited.add(number)
    for note in document.notes:
        if note.number not in cited:
            document.log.ask("note-without-reference", note.line, note.number, n=note.number)


def _keep_labels(document: Document) -> None:
    """Keep printed labels that are not the numbers, where each is one footnote's own in its chapter; else ask."""
    if all(note.label in ("", str(note.number)) for note in document.notes):
        return
    labels = {note.number: read_label(note.label or str(note.number), note.chapter) for note in document.notes}
    known = {number: label for number, label in labels.items() if label}
    chapters = [
        {known[number].chapter for number in section.references if number in known} for section in document.sections
    ]
    unique = len({label.id for label in known.values()}) == len(document.notes)
    if not unique or any(len(each) > 1 for each in chapters):
        ask_for_labels(document)
        return
    document.labels = known
    for section, each in zip(document.sections, chapters, strict=True):
        section.chapter = str(next(iter(each), ""))


def _set_language(document: Document) -> None:
    """Set the language: that which the file names, else that which its words show, else English, which is asked for."""
    text = "".join(block.text for section in document.sections for block in section.blocks) or document.title
    if not re.fullmatch("[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*", document.language):
        document.language = recognise_language(text)
        if not document.language and len(text) > 200:
            document.log.ask("language", 1)
    script = "-Hant" if document.language.lower().startswith(("zh-hant", "zh-tw", "zh-hk")) else ""
    document.language = primary_language(document.language or FALLBACK) + script


def _name_parts(document: Document, name: str) -> None:
    """Give makeshift names to what has none, and ask for what no text says."""
    words = wording(document.language)
    if not unescape(document.title):
        document.title = name
    for position, section in enumerate(document.sections):
        if not unescape(section.title):
            document.log.ask("no-heading", section.line)
            section.title = words["import-after-notes"] if position else words["import-text"]
    document.log.ask("publisher", 1)
