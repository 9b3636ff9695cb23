"""Reads whatever pandoc reads: its tree as a document whose notes are the footnotes, under their printed numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..model.problems import Place, problem
from ..reading import pandoc
from .document import DocumentBlock, ImportedDocument, ImportLog, ImportRefused, NoteText
from .tree_reader import ESCAPED_CARET, PRIVATE, REFERENCE_MARK, NativeNote, TreeReader, flatten

Tree = Mapping[str, Any]


def parse(data: bytes | str, form: str, place: Place, restore: Callable[[str], str] = str) -> Tree:
    """Return pandoc's tree of a file in one of its formats; `restore` undoes what was done to its text before.

    Raises ImportRefused (AE807) where pandoc cannot read it.
    """
    try:
        tree: Tree = json.loads(restore(pandoc.run(["-f", form, "-t", "json"], data)))
    except (pandoc.PandocError, ValueError, RecursionError) as error:
        raise ImportRefused(problem("AE807", place, message=str(error))) from None
    return tree


def read_tree(
    tree: Tree, place: Place, reader: TreeReader, log: ImportLog, set_lines: Callable[[TreeReader], None] | None = None
) -> ImportedDocument:
    """Return the document that a tree holds; `set_lines` puts lines in the place of ordinals of blocks.

    Raises ImportRefused (AE113) where it is nested too deeply.
    """
    try:
        metadata = reader.read_metadata(tree.get("meta", {}), log)
        reader.read(tree["blocks"])
    except RecursionError:
        raise ImportRefused(problem("AE113", place, what="depth", limit=1000)) from None
    if set_lines:
        set_lines(reader)
    log.changes += reader.log.changes
    notes, numbers = number_notes(reader.notes, log)
    write_references(reader.blocks, notes.values(), numbers)
    metadata.title, metadata.subtitle, *metadata.abstract = (
        _refer(text, numbers) for text in (metadata.title, metadata.subtitle, *metadata.abstract)
    )
    return ImportedDocument(reader.blocks, notes, metadata)


def number_notes(native: Sequence[NativeNote], log: ImportLog) -> tuple[dict[int, NoteText], list[int]]:
    """Return the notes by number, and the number of each.

    Printed numbers are kept where each note has one of its own; else the order of the references counts.
    """
    printed = [note.number for note in native]
    own = all(printed) and len(set(printed)) == len(printed)
    numbers = [note.number if own and note.number else position for position, note in enumerate(native, 1)]
    for number, note in zip(numbers, native, strict=True):
        if note.number and note.number != number:
            log.change("renumbered", note.line, str(note.number), str(number))
        if len(note.blocks) > 1:
            log.change("note-flattened", note.line, " ⏎ ".join(block.text for block in note.blocks))
    notes = zip(numbers, native, strict=True)
    return {number: NoteText(number, flatten(note.blocks), note.line) for number, note in notes}, numbers


def write_references(blocks: Iterable[DocumentBlock], notes: Iterable[NoteText], numbers: Sequence[int]) -> None:
    """Write marks of references as `[^n]`; `numbers` are those of the notes in the order of the marks."""
    for block in blocks:
        block.text = _refer(block.text, numbers)
    for note in notes:
        note.text = _refer(note.text, numbers)


def _refer(text: str, numbers: Sequence[int]) -> str:
    return REFERENCE_MARK.sub(lambda mark: f"[^{numbers[int(mark[1])]}]", text).replace(ESCAPED_CARET, "\\[^")


def read_with_pandoc(data: bytes | str, form: str, place: Place, log: ImportLog) -> ImportedDocument:
    """Return the document that a file in one of pandoc's formats holds."""
    tree = parse(data, form, place, lambda json: PRIVATE.sub("", json))
    return read_tree(tree, place, TreeReader(), log)
