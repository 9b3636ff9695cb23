"""What Word prints at each note."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from annotated_edition.importing.word_labels import format_number, mark_word_notes

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def labels(folder: Path, body: str, settings: str = "") -> list[str]:
    """Return the labels of a file whose notes say what their ids are: f1 and e1."""
    parts = {"document": body, "settings": settings}
    for kind in ("footnote", "endnote"):
        notes = "".join(
            f'<w:{kind} w:id="{n}"><w:r><w:t>{kind}{chr(96 + n)}</w:t></w:r></w:{kind}>' for n in range(1, 6)
        )
        parts[f"{kind}s"] = notes
    with zipfile.ZipFile(folder / "a.docx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {W}>{content}</w:{name}>")
    with zipfile.ZipFile(io.BytesIO(mark_word_notes((folder / "a.docx").read_bytes(), "N"))) as archive:
        parts = {kind: archive.read(f"word/{kind}s.xml").decode() for kind in ("footnote", "endnote")}
    found = re.findall(r'<w:(\w+)Reference w:id="(\d)"', body)
    return [re.findall(f"Nd0{kind} {id_}Nd1(.*?)Nd2", parts[kind])[0] for kind, id_ in found]


def foot(id_: int, mark: str = "") -> str:
    own = ' w:customMarkFollows="1"' if mark else ""
    return f'<w:r><w:footnoteReference w:id="{id_}"{own}/><w:t>{mark}</w:t></w:r>'


END = '<w:r><w:endnoteReference w:id="1"/></w:r>'
RESTART = '<w:footnotePr><w:numFmt w:val="lowerLetter"/><w:numRestart w:val="eachSect"/></w:footnotePr>'


@pytest.mark.parametrize(
    ("body", "settings", "expected"),
    [
        (foot(1) + foot(2), "", ["1", "2"]),
        (foot(1, "*") + foot(2) + foot(3), "", ["*", "1", "2"]),
        (foot(1) + END + foot(2), "", ["1", "i", "2"]),
        (f"{foot(1)}{foot(2)}<w:sectPr/>{foot(3)}<w:sectPr/>", RESTART, ["a", "b", "a"]),
        (f"{foot(1)}<w:sectPr/>{foot(2)}<w:sectPr>{RESTART}</w:sectPr>", "", ["1", "a"]),
        (foot(1) + foot(2), '<w:footnotePr><w:numStart w:val="7"/></w:footnotePr>', ["7", "8"]),
    ],
)
def test_labels(tmp_path: Path, body: str, settings: str, expected: list[str]) -> None:
    assert labels(tmp_path, body, settings) == expected


@pytest.mark.parametrize(
    ("number", "form", "label"),
    [(4, "lowerRoman", "iv"), (28, "upperLetter", "BB"), (5, "chicago", "**"), (12, "japaneseCounting", "一二"), (3, "rare", "3")],
)  # fmt: skip
def test_formats(number: int, form: str, label: str) -> None:
    assert format_number(number, form) == label


def test_a_broken_file_is_left_alone() -> None:
    assert mark_word_notes(b"PK no zip", "N") == b"PK no zip"
