"""Reads what Word prints at each note, which pandoc does not tell: own marks, formats, restarts, endnotes."""

from __future__ import annotations

import html
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping

from .tree_reader import ITEM_MARK, NOTE_MARK, PRIVATE

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Bytes of all parts of a file, unpacked, beyond which it is left to pandoc as it is.
MAX_UNPACKED = 300_000_000
NOTE_KINDS = ("footnote", "endnote")
_PARTS = {"document": "word/document.xml", "settings": "word/settings.xml"}
_PARTS |= {kind: f"word/{kind}s.xml" for kind in NOTE_KINDS}
#: The beginning of a paragraph that is an item of a list.
NUMBERED_PARAGRAPH = re.compile(r"<w:pPr>(?:(?!</w:pPr>).)*<w:numPr>.*?</w:pPr>", re.DOTALL)
_SIGNS = "*†‡§"
_KANJI = "〇一二三四五六七八九"


def mark_word_notes(data: bytes, nonce: str) -> bytes:
    """Return a Word file whose notes begin with a mark of their label, and items of lists in them with one of theirs.

    Pandoc knows neither. In marks `nonce` and two hexadecimal digits stand for a private character.
    A file that cannot be taken apart comes back as it is.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                return data
            files = {name: archive.read(name) for name in archive.namelist()}
        trees = {name: ET.fromstring(files[path]) for name, path in _PARTS.items() if path in files}
        texts = {kind: files[_PARTS[kind]].decode() for kind in NOTE_KINDS if kind in trees}
        labels = {(kind, id_): label for kind, id_, label in reversed([*_labels(trees)])}
    except (zipfile.BadZipFile, ET.ParseError, RuntimeError, UnicodeDecodeError, KeyError):
        return data

    def hide(private: re.Match[str]) -> str:
        return f"{nonce}{ord(private[0]) % 256:02x}"

    for kind, text in texts.items():

        def mark(note: re.Match[str], kind: str = kind) -> str:
            label = html.escape(labels.get((kind, note[1]), ""))
            shown = PRIVATE.sub(hide, NOTE_MARK.format(key=f"{kind} {note[1]}", number=label))
            return f"{note[0]}<w:p><w:r><w:t>{shown}</w:t></w:r></w:p>" if label else note[0]

        text = NUMBERED_PARAGRAPH.sub(rf"\g<0><w:r><w:t>{PRIVATE.sub(hide, ITEM_MARK)}</w:t></w:r>", text)
        files[_PARTS[kind]] = re.sub(rf'<w:{kind}\b[^>]*\bw:id="([^"]+)"[^>]*>', mark, text).encode()
    marked = io.BytesIO()
    with zipfile.ZipFile(marked, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return marked.getvalue()


def _labels(trees: Mapping[str, ET.Element]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, id and label of each reference to a note in the order of the text."""
    rules = {kind: _rules(trees.get("settings"), kind) for kind in NOTE_KINDS}
    sections = [
        {kind: _rules(section, kind, rule) for kind, rule in rules.items()}
        for section in trees["document"].iter(f"{_W}sectPr")
    ]
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
