"""Reads what Word prints at each note, which pandoc does not tell: own marks, formats, restarts, endnotes."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from .document import DocumentNote, ImportLog
from .tree_reader import flatten

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = "*†‡§"
_KANJI = "〇一二三四五六七八九"


def set_word_labels(data: bytes, notes: Sequence[DocumentNote], log: ImportLog) -> None:
    """Give the notes of a Word file the labels that it prints; none where they cannot be told.

    Pandoc sets the items of lists in them as paragraphs, which is recorded.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: f"word/{name}.xml" for name in ("document", "settings", "footnotes", "endnotes")}
            there = set(archive.namelist())
            trees = {name: ET.fromstring(archive.read(part)) for name, part in parts.items() if part in there}
    except (zipfile.BadZipFile, ET.ParseError, RuntimeError):
        return
    by_text: defaultdict[str, list[str]] = defaultdict(list)
    elements = {
        (kind, note.get(f"{_W}id")): note
        for kind in ("footnote", "endnote")
        for note in (trees[f"{kind}s"].iter(f"{_W}{kind}") if f"{kind}s" in trees else ())
    }
    listed: set[str] = set()
    for kind, id_, label in _labels(trees):
        element = elements.get((kind, id_), ET.Element("none"))
        letters = _letters("".join(text.text or "" for text in element.iter(f"{_W}t")))
        by_text[letters].append(label)
        if element.find(f".//{_W}numPr") is not None:
            listed.add(letters)
    found = []
    for note in notes:
        letters = _letters(flatten(note.blocks))
        found.append(by_text[letters])
        if letters in listed:
            log.change("note-flattened", note.line, " ⏎ ".join(block.text for block in note.blocks))
    if all(found) and len(notes) == sum(map(len, by_text.values())):
        for note, labels in zip(notes, found, strict=True):
            note.label = labels.pop(0)


def _letters(text: str) -> str:
    text = re.sub(r"\]\([^()\s]*\)|https?://\S+|</?su[bp]>", "", text)
    return re.sub(r"[\W_\d]+", "", text)[:200]


def _labels(trees: Mapping[str, ET.Element]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, id and label of each reference to a note in the order of the text."""
    rules = {kind: _rules(trees.get("settings"), kind) for kind in ("footnote", "endnote")}
    sections = [_section_rules(section, rules) for section in trees["document"].iter(f"{_W}sectPr")]
    count = dict.fromkeys(rules, 0)
    current = 0
    deleted = {
        run for name in ("del", "moveFrom") for part in trees["document"].iter(f"{_W}{name}") for run in part.iter()
    }
    for element in trees["document"].iter():
        if element.tag == f"{_W}sectPr":
            current += 1
            for kind, (_, restart, _) in (sections[current] if current < len(sections) else {}).items():
                count[kind] = 0 if restart == "eachSect" else count[kind]
            continue
        for kind in rules if element.tag == f"{_W}r" and element not in deleted else ():
            reference = element.find(f"{_W}{kind}Reference")
            if reference is None:
                continue
            if reference.get(f"{_W}customMarkFollows") in ("1", "true", "on"):
                label = "".join(text.text or "" for text in element.iter(f"{_W}t")).strip()
            else:
                count[kind] += 1
                form, _, start = (sections[current] if current < len(sections) else rules)[kind]
                label = format_number(count[kind] + start - 1, form)
            yield kind, reference.get(f"{_W}id", ""), label


def _rules(tree: ET.Element | None, kind: str, default: tuple[str, str, int] | None = None) -> tuple[str, str, int]:
    """Return form, restart and first number that properties say of notes of a kind."""
    form, restart, start = default or ("decimal" if kind == "footnote" else "lowerRoman", "continuous", 1)
    properties = tree.find(f"{_W}{kind}Pr") if tree is not None else None
    if properties is None:
        return form, restart, start
    values = {child.tag.removeprefix(_W): child.get(f"{_W}val", "") for child in properties}
    number = values.get("numStart", "")
    return values.get("numFmt") or form, values.get("numRestart") or restart, int(number) if number.isdigit() else start


def _section_rules(section: ET.Element, rules: Mapping[str, tuple[str, str, int]]) -> dict[str, tuple[str, str, int]]:
    return {kind: _rules(section, kind, rule) for kind, rule in rules.items()}


def format_number(number: int, form: str) -> str:
    """Return a number in one of Word's formats; digits for those that are rare."""
    match form:
        case "lowerRoman" | "upperRoman":
            roman, rest = "", number
            for value, sign in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
                                (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):  # fmt: skip
                roman, rest = roman + sign * (rest // value), rest % value
            return roman.upper() if form == "upperRoman" else roman
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter.upper() if form == "upperLetter" else letter
        case "chicago":
            return _SIGNS[(number - 1) % 4] * ((number - 1) // 4 + 1)
        case "japaneseCounting" | "ideographDigital" | "chineseCounting":
            return "".join(_KANJI[int(digit)] for digit in str(number))
    return str(number)
