"""Title, subtitle, authors and date."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import DocumentBlock, DocumentParts, ImportLog, Metadata
from annotated_edition.importing.title import take_title
from support.imports import kinds

TEXT = "The text begins here and is long enough to be one. " * 3


def take(*texts: str, metadata: Metadata | None = None) -> tuple[DocumentParts, list[str], ImportLog]:
    blocks = []
    for line, text in enumerate(texts, 1):
        level = len(text) - len(text.lstrip("#"))
        blocks.append(DocumentBlock("heading" if level else "paragraph", text.lstrip("# "), line, level))
    parts, log = DocumentParts(), ImportLog()
    rest = take_title(blocks, metadata or Metadata(), parts, log)
    return parts, [block.text for block in rest], log


@pytest.mark.parametrize(
    ("texts", "title", "subtitle", "rest"),
    [
        (["# Jars", "## Clay", TEXT], "Jars", "", ["Clay", TEXT]),
        (["# Jars", "——of clay", "## Clay", TEXT], "Jars", "of clay", ["Clay", TEXT]),
        (["# Jars", "## A Study", "## Clay", TEXT], "Jars", "A Study", ["Clay", TEXT]),
        (["# Jars", "## はじめに", "## Clay", TEXT], "Jars", "", ["はじめに", "Clay", TEXT]),
        (["Series 5", "# Jars", TEXT], "Jars", "", [TEXT]),
        (["**Jars**", "Dan Moss", "## Clay", TEXT, "## Glass"], "Jars", "", ["Clay", TEXT, "Glass"]),
        (["## Jars", "### Clay", TEXT], "Jars", "", ["Clay", TEXT]),
        ([TEXT, "## Clay", TEXT], "", "", [TEXT, "Clay", TEXT]),
    ],
)
def test_title_and_subtitle(texts: list[str], title: str, subtitle: str, rest: list[str]) -> None:
    parts, found, log = take(*texts)
    assert (parts.title, parts.subtitle, found) == (title, subtitle, rest)
    assert ("no-title" in kinds(log)) == (not title)


@pytest.mark.parametrize(
    ("line", "authors", "questions"),
    [
        ("By Dan Moss", [("Dan Moss", "")], []),
        ("Dan Moss", [("Dan Moss", "")], []),
        ("理論研究部研究員 港 一郎", [("港 一郎", "理論研究部研究員")], []),
        ("港 一郎", [("港 一郎", "")], ["author"]),
        ("港一郎", [("港一郎", "")], ["author"]),
        ("見本港湾研究所", [], ["no-author"]),
        ("キーワード：港、海", [], ["no-author"]),
        ("May 3, 2021", [], ["no-author"]),
    ],
)
def test_an_author_under_the_title(line: str, authors: list[tuple[str, str]], questions: list[str]) -> None:
    parts, _, log = take("# Jars", line, TEXT)
    assert (parts.authors, parts.front, kinds(log)) == (authors, [line], questions)


def test_what_the_file_says_of_itself_comes_first() -> None:
    metadata = Metadata("On *Jars*", "A Study", [("Dan Moss", "Pier")], "May 3, 2021", "en", ["An abstract."])
    parts, rest, log = take("# On Jars", "2020-01-01", TEXT, metadata=metadata)
    assert (parts.title, parts.subtitle, parts.authors, parts.date) == (
        "On *Jars*",
        "A Study",
        [("Dan Moss", "Pier")],
        "2021-05-03",
    )
    assert (rest, kinds(log)) == (["On Jars", "2020-01-01", TEXT], [])
    metadata = Metadata("On Jars")
    parts, rest, log = take("# On Jars", "2020-01-01", TEXT, metadata=metadata)
    assert (parts.front, parts.date, rest, kinds(log)) == (["2020-01-01"], "2020-01-01", [TEXT], ["no-author"])
