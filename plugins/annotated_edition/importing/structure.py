"""Understands a document: title, sections, references and footnotes told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from ..model.wording import FALLBACK, LANGUAGES, primary_language, wording
from .cleaning import clean_note, clean_text, drop_rules, join_broken_lines, join_broken_paragraphs
from .document import DocumentBlock, DocumentParts, DocumentSection, ImportedDocument, ImportLog
from .headings import mark_headings, set_levels
from .inline_markdown import HAS_CJK, find_references, keep_literal, unescape
from .notes import is_notes_heading, lift_notes, number_ranges
from .title import take_title

#: Sections longer than this, in characters, are cut at their subsections.
LONG_SECTION = 1_500


def understand(document: ImportedDocument, name: str, as_is: bool, log: ImportLog) -> DocumentParts:
    """Return the parts of a document; `name` is its title where it has none.

    With `as_is` the text of paragraphs is left alone, but for references. The notes that the format marks are the
    footnotes; only where there are none are they told by their look.
    """
    parts = DocumentParts()
    blocks = drop_rules(join_broken_lines(map(replace, document.blocks), not document.notes), log)
    if document.notes:
        parts.notes = dict(document.notes)
        blocks = drop_notes_headings(blocks, log)
        _ask_for_unknown(blocks, parts, log)
    else:
        blocks, parts.notes = lift_notes(blocks, log)
    _ask_for_empty(parts, log)
    if not as_is:
        blocks = join_broken_paragraphs(blocks, log)
        clean_text(blocks, log)
    parts.notes = {n: replace(note, text=clean_note(note.text, as_is)) for n, note in sorted(parts.notes.items())}
    mark_headings(blocks, document.plain, log)
    blocks = take_title(blocks, document.metadata, parts, log)
    set_levels(blocks, as_is, log)
    _make_literal(blocks, parts)
    parts.sections = divide(blocks)
    for section in parts.sections:
        texts = [section.title, *(block.text for block in section.blocks if block.kind != "code")]
        labels = [label for text in texts for label in find_references(text)]
        section.references = [int(label) for label in labels if label.isdigit() and int(label) in parts.notes]
    _ask_for_numbers(parts, log)
    _set_language(parts, document.metadata.language)
    _name_parts(parts, name, log)
    return parts


def drop_notes_headings(blocks: Sequence[DocumentBlock], log: ImportLog) -> list[DocumentBlock]:
    """Return blocks without headings under which only footnotes stood."""
    rest = []
    for block, after in zip_longest(blocks, blocks[1:]):
        if block.kind == "heading" and (after is None or after.kind == "heading") and is_notes_heading(block.text):
            log.change("notes-heading", block.line, block.text)
        else:
            rest.append(block)
    return rest


def _ask_for_unknown(blocks: Iterable[DocumentBlock], parts: DocumentParts, log: ImportLog) -> None:
    """Ask about references that lead to no footnote, in a document that marks its notes."""
    for block in blocks:
        if block.kind != "code":
            for label in find_references(block.text):
                if not (label.isdigit() and int(label) in parts.notes):
                    log.ask("reference-without-note", block.line, n=label)


def _ask_for_empty(parts: DocumentParts, log: ImportLog) -> None:
    """Leave out footnotes that say nothing, and ask what they say."""
    for number in [number for number, note in parts.notes.items() if not note.text.strip()]:
        log.ask("empty-note", parts.notes.pop(number).line, n=number)


def _ask_for_numbers(parts: DocumentParts, log: ImportLog) -> None:
    """Ask about gaps, and about footnotes that nothing refers to."""
    numbers = list(parts.notes)
    if missing := set(range(1, max(numbers, default=0) + 1)) - set(numbers):
        log.ask("gap", parts.notes[numbers[0]].line, numbers=number_ranges(missing))
    cited = Counter(number for section in parts.sections for number in section.references)
    for number, note in parts.notes.items():
        if not cited[number]:
            log.ask("note-without-reference", note.line, number, n=number)


def _make_literal(blocks: Iterable[DocumentBlock], parts: DocumentParts) -> None:
    """Escape what looks like a reference or a citation and is none."""
    for block in blocks:
        if block.kind != "code":
            block.text = keep_literal(block.text, parts.notes)
    parts.title, parts.subtitle = keep_literal(parts.title, parts.notes), keep_literal(parts.subtitle, parts.notes)
    parts.front = [keep_literal(line, parts.notes) for line in parts.front]


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
    length = sum(len(block.text) for block in tree)
    cuts = [at for at, block in enumerate(tree) if at and block.kind == "heading" and block.level == 2]
    if length <= LONG_SECTION or len(cuts) < 2:
        cuts = []
    for start, end in zip([0, *cuts], [*cuts, len(tree)], strict=True):
        head, rest = tree[start], list(tree[start + 1 : end])
        for block in rest:
            if block.kind == "heading":
                block.level = max(2, min(6, block.level - head.level + 1))
        yield DocumentSection(head.text, rest, head.line)


def _set_language(parts: DocumentParts, named: str) -> None:
    """Set the language: that which the file names, else Japanese where a good part of the text is, else English."""
    texts = [block.text for section in parts.sections for block in section.blocks]
    text = "".join(texts) or parts.title
    seen = "ja" if len(HAS_CJK.findall(text)) * 5 > len(text) else FALLBACK
    parts.language = primary_language(named) if primary_language(named) in LANGUAGES else seen


def _name_parts(parts: DocumentParts, name: str, log: ImportLog) -> None:
    """Give makeshift names to what has none, and ask for what no text says."""
    words = wording(parts.language)
    parts.title = parts.title if unescape(parts.title) else name
    for position, section in enumerate(parts.sections):
        if not unescape(section.title):
            log.ask("no-heading", section.line)
            section.title = words["import-after-notes"] if position else words["import-text"]
    log.ask("publisher", 1)
