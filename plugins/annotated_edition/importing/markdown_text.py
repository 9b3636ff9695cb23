"""Reads Markdown through pandoc, without losing what its tree does not hold: labels of notes, unused notes, lines."""

from __future__ import annotations

import contextlib
import html
import re

from .document import Document, ImportLog, ImportRefused
from .inline_markdown import ADDRESS
from .tree_reader import ALL_NOTES, ESCAPED_CARET, NOTE_MARK, Node, TreeReader, flatten, number_notes, parse, read_tree

#: Pandoc's Markdown with what other dialects allow, without what changes characters that people write as text.
FORMAT = (
    "markdown+lists_without_preceding_blankline-blank_before_header-blank_before_blockquote"
    "-smart-subscript-superscript-citations-fancy_lists-example_lists-task_lists-implicit_header_references"
    "-tex_math_dollars-raw_tex-latex_macros-yaml_metadata_block"
)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?=\S).*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
#: The beginning of a note, be it within an item, or a whole block of code, in which there is none.
_DEFINITION = re.compile(
    r"^[ \t]*(?P<item>(?:(?:[-*+>]|\d{1,4}[.)])[ \t]+)*)\[\^(?P<label>[^\]\s]+)\]:[ \t]*"
    r"|^ {0,3}(?P<fence>```+|~~~+)[^\n]*\n.*?^ {0,3}(?P=fence)[`~]*[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
#: Marks of emphasis within addresses, and what stands for them while pandoc reads.
HIDDEN, SHOWN = str.maketrans("_*", "\ufde0\ufde1"), str.maketrans("\ufde0\ufde1", "_*")
#: What stands before the text of a line, and within it without being read.
LINE_START = re.compile(r"\A[\s>#|*+-]*(?:\d{1,4}[.)])?")
SILENT = re.compile("\ufdd5\\d+\ufdd6" r"|\[\^[^\]\s]+\]:?|</?[A-Za-z][^>]*>|[\W_]+")
_RULE = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*")
_NUMBER = re.compile(r"\s*(\d{1,4})[.)]\s")


def read_markdown(text: str, log: ImportLog) -> Document:
    """Return the document that a Markdown text holds, with lines of the text."""
    meta, body = split_front_matter(text)
    marked, twice = mark_definitions(ADDRESS.sub(lambda address: address[0].translate(HIDDEN), body))
    tree = parse(marked.replace("\\[^", ESCAPED_CARET), FORMAT, lambda json: json.translate(SHOWN))
    reader = TreeReader(soft_break="\n")
    document = read_tree({**tree, "meta": {**tree["meta"], **meta}}, reader, log)
    set_lines(reader, text)
    document.notes = [note for note in reader.notes if note.line not in twice]
    for note in reader.notes:
        if note.line in twice:
            label, other = twice[note.line]
            log.ask("number-twice", note.line, n=label, text=flatten(note.blocks), other=other)
    return number_notes(document, printed=False)


def split_front_matter(text: str) -> tuple[Node, str]:
    """Return the metadata of a text that begins with YAML, and the text with blank lines in its place.

    Pandoc would take what stands between any two rules for YAML, and refuse the file where it is none.
    """
    if found := _FRONT_MATTER.match(text):
        with contextlib.suppress(ImportRefused):
            meta: Node = parse(found[0], f"{FORMAT}+yaml_metadata_block")["meta"]
            return meta, "\n" * found[0].count("\n") + text[found.end() :]
    return {}, text


def mark_definitions(text: str) -> tuple[str, dict[int, tuple[str, int]]]:
    """Return Markdown whose notes begin with a mark of their line and number, and are all referred to at the end.

    Pandoc's tree holds neither labels nor notes without a reference, and of two notes with one label only the last.
    Such second definitions are returned too: line → label, line of the first.
    """
    lines: dict[str, int] = {}
    twice: dict[int, tuple[str, int]] = {}

    def mark(match: re.Match[str]) -> str:
        line, label, number = text.count("\n", 0, match.start()) + 1, match["label"], ""
        if label is None:
            return match[0]
        if label in lines:
            twice[line] = label, lines[label]
            label = f"{label}\ufde2{line}"
        elif re.fullmatch(r"[0-9]{1,4}", label):
            number = str(int(label))
        lines[label] = line
        return f"\n\n{match['item'].strip(' -*+>')}\n\n[^{label}]: {NOTE_MARK.format(key=line, number=number)}\n\n    "

    marked = _DEFINITION.sub(mark, text)
    return (f"{marked}\n\n{ALL_NOTES}{''.join(f'[^{label}]' for label in lines)}\n" if lines else marked), twice


def set_lines(reader: TreeReader, text: str) -> None:
    """Give blocks, notes and changes their lines in a text, and an item its number as it stands there.

    A block begins on the next line that begins as it does; one that begins on none keeps to the block before it.
    """
    lines = text.split("\n")
    letters = list(map(_letters, lines))
    found = {0: 0}  # ordinals of blocks → lines, from 0
    after = 0
    for block in reader.blocks:
        first, second, *_ = [*block.text.split("\n"), ""]
        start = _letters(second if block.kind == "code" else first)[:16]
        line = next((at for at in range(after, len(lines)) if start and start in letters[at][: len(start) + 4]), None)
        after = after if line is None else line + 1
        found[block.line] = max(0, after - 1 - (block.kind == "code"))
        if block.marker[:1].isdigit() and line is not None and (number := _NUMBER.match(lines[line])):
            block.marker = f"{number[1]}."
        block.line = found[block.line] + 1
    marked = {index: int(line) for line, index in reader.keys.items()}
    for index, note in enumerate(reader.notes):
        note.line = marked.get(index) or found.get(note.line, 0) + 1
    for change in reader.log.changes:
        change.line = found.get(change.line, 0) + 1


def _letters(line: str) -> str:
    """Return what of a line is read: letters and digits."""
    if _RULE.fullmatch(line):
        return "---"
    return SILENT.sub("", html.unescape(LINE_START.sub("", line)))
