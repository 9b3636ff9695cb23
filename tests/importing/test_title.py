"""Title, subtitle, authors and date."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import Document, DocumentBlock
from annotated_edition.importing.title import take_title
from support.imports import kinds

TEXT = "The text begins here and is long enough to be one. " * 3


def take(document: Document, *texts: str) -> list[str]:
    """Take the title off; return the texts of the blocks that are left."""
    blocks = []
    for line, text in enumerate(texts, 1):
        level = len(text) - len(text.lstrip("#"))
        blocks.append(DocumentBlock("heading" if level else "paragraph", text.lstrip("# "), line, level))
    return [block.text for block in take_title(blocks, document)]


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
    document = Document()
    found = take(document, *texts)
    assert (document.title, document.subtitle, found) == (title, subtitle, rest)
    assert ("no-title" in kinds(document.log)) == (not title)


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
    document = Document()
    take(document, "# Jars", line, TEXT)
    assert (document.authors, document.front, kinds(document.log)) == (authors, [line], questions)


def test_what_the_file_says_of_itself_comes_first() -> None:
    document = Document(
        title="On *Jars*",
        subtitle="A Study",
        authors=[("Dan Moss", "Pier")],
        date="May 3, 2021",
        front=["An abstract."],
    )
    rest = take(document, "# On Jars", "2020-01-01", TEXT)
    assert (document.title, document.subtitle, document.date) == ("On *Jars*", "A Study", "2021-05-03")
    assert (document.authors, document.front) == ([("Dan Moss", "Pier")], ["An abstract."])
    assert (rest, kinds(document.log)) == (["On Jars", "2020-01-01", TEXT], [])
    document = Document(title="On Jars")
    rest = take(document, "# On Jars", "2020-01-01", TEXT)
    assert (document.front, document.date) == (["2020-01-01"], "2020-01-01")
    assert (rest, kinds(document.log)) == ([TEXT], ["no-author"])
