"""The text of a section as a book has it."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from xml.etree import ElementTree as etree

import pytest
from markupsafe import Markup

from annotated_edition import Mark
from annotated_edition.exports.book import BookWriter, TextLost
from annotated_edition.hosts.book_text import convert_for_book
from annotated_edition.hosts.site_config import SYNTAX
from support.editions import make, open_at

PAGE = "text/opening.md"


class Marking:
    """A book that shows what it is given."""

    page = PAGE

    def mark(self, mark: Mark) -> Markup:
        return Markup("<x>{}:{}</x>").format(mark.kind, mark.text)

    def attribute(self, name: str, value: str) -> str | None:
        return None if name == "class" else f"book-{value}"


def converted(folder: Path, text: str, extensions: tuple[str, ...] = SYNTAX) -> str:
    edition = open_at(make(folder, **{f"docs/{PAGE}": f"---\ndescription: A\n---\n{text}"}))
    return convert_for_book(edition, cast(BookWriter, Marking()), extensions)


def test_marks_and_attributes_are_set_by_the_book(tmp_path: Path) -> None:
    xhtml = converted(tmp_path, "# Opening\n\nA keeper[^1] & [a link](x.md).<br>\n\n- item[^2]\n")
    etree.fromstring(f"<r>{xhtml}</r>")
    assert 'A <x>term:keeper</x>\u2060<x>reference:1</x> &amp; <a href="book-x.md">a link</a>.<br />' in xhtml
    assert 'id="book-p-1"' in xhtml
    assert "permalink" not in xhtml


def test_text_after_a_paragraph_s_mark_is_kept(tmp_path: Path) -> None:
    xhtml = converted(
        tmp_path, "# Opening\n\n- One[^1].\n\n    More of it.\n\n- Two[^2].\n\nTerm\n:   Definition[^3].\n"
    )
    text = "".join(etree.fromstring(f"<r>{xhtml}</r>").itertext())
    assert [word for word in ("One", "More of it.", "Two", "Definition") if word not in text] == []


def test_what_only_a_site_has_is_left_out(tmp_path: Path) -> None:
    xhtml = converted(tmp_path, "# Opening\n\nA keeper[^1].\n")
    for name in ("doc-endnotes", "about-keeper", "note-1", "ae-original"):
        assert name not in xhtml


def test_a_mark_that_is_lost_is_an_error_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "losing.py").write_text(
        "from markdown.extensions import Extension\nfrom markdown.preprocessors import Preprocessor\n"
        "class Losing(Preprocessor):\n    def run(self, lines):\n"
        "        return [line for line in lines if not line.startswith('Lost')]\n"
        "class LosingExtension(Extension):\n    def extendMarkdown(self, md):\n"
        "        md.preprocessors.register(Losing(md), 'losing', 20)\n"
        "def makeExtension(**options):\n    return LosingExtension(**options)\n",
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patch, pytest.raises(TextLost) as lost:
        patch.syspath_prepend(tmp_path)
        converted(tmp_path, "# Opening\n\nOne[^1].\n\nLost[^2].\n", (*SYNTAX, "losing"))
    problem = lost.value.problem
    assert (problem.code, problem.place.file, problem.place.line) == ("AE310", f"docs/{PAGE}", 8)
