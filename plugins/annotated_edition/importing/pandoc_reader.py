"""Reads whatever pandoc reads: its tree as a document whose notes are the footnotes, under their printed numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ..reading import pandoc
from .document import Document, ImportLog, ImportRefused
from .tree_reader import ESCAPED_CARET, PRIVATE, REFERENCE_MARK, TreeReader, flatten

Tree = Mapping[str, Any]


def read_with_pandoc(data: bytes | str, form: str, log: ImportLog) -> Document:
    """Return the document that a file in one of pandoc's formats holds."""
    tree = parse(data, form, lambda json: PRIVATE.sub("", json))
    return number_notes(read_tree(tree, TreeReader(), log))


def parse(data: bytes | str, form: str, restore: Callable[[str], str] = str) -> Tree:
    """Return pandoc's tree of a file in one of its formats; `restore` undoes what was done to its text before.

    Raises ImportRefused (AE807) where pandoc cannot read it.
    """
    try:
        tree: Tree = json.loads(restore(pandoc.run(["-f", form, "-t", "json"], data)))
    except (pandoc.PandocError, ValueError, RecursionError) as error:
        raise ImportRefused("AE807", message=str(error)) from None
    return tree


def read_tree(tree: Tree, reader: TreeReader, log: ImportLog) -> Document:
    """Return the document that a tree holds, its notes without numbers and its references as marks.

    Raises ImportRefused (AE113) where it is nested too deeply.
    """
    document = Document(log)
    try:
        reader.read_metadata(tree.get("meta", {}), document)
        reader.read(tree["blocks"])
    except RecursionError:
        raise ImportRefused("AE113", what="depth", limit=1000) from None
    log.changes += reader.log.changes
    document.blocks, document.notes = reader.blocks, reader.notes
    return document


def number_notes(document: Document) -> Document:
    """Return a document whose notes have numbers, and whose references are written with these.

    Printed numbers are kept where each note has one of its own; else the order of the references counts.
    """
    notes = document.notes
    keep = all(note.number for note in notes) and len(document.numbers) == len(notes)
    for position, note in enumerate(notes, 1):
        if note.number and note.number != position and not keep:
            document.log.change("renumbered", note.line, str(note.number), str(position))
        note.number = note.number if keep else position
        if len(note.blocks) > 1:
            document.log.change("note-flattened", note.line, " ⏎ ".join(block.text for block in note.blocks))

    def refer(text: str) -> str:
        text = REFERENCE_MARK.sub(lambda mark: f"[^{notes[int(mark[1])].number}]", text)
        return text.replace(ESCAPED_CARET, "\\[^")

    for note in notes:
        note.text = refer(flatten(note.blocks))
    for block in document.blocks:
        block.text = refer(block.text)
    document.title, document.subtitle, *document.front = map(
        refer, (document.title, document.subtitle, *document.front)
    )
    return document
