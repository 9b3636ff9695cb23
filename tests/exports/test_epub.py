"""The EPUB, read by epubcheck and as XML."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from annotated_edition import Edition
from annotated_edition.citing.words import join_name
from annotated_edition.importing.document import ImportLog
from annotated_edition.importing.inline_markdown import unescape
from annotated_edition.importing.new_project import SAMPLE_LANGUAGES
from annotated_edition.importing.read import read_document
from annotated_edition.importing.structure import understand
from annotated_edition.model.labels import FootnoteLabel
from annotated_edition.model.spans import plain
from support.cli import run
from support.exports import OPF, PIXEL, XHTML, Epub, check_epub, export, said, squeezed

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
DC = "{http://purl.org/dc/elements/1.1/}"
pytestmark = pytest.mark.slow


def test_epub_is_valid(epub_file: Path) -> None:
    check_epub(epub_file)


def test_epub_begins_with_its_type(epub_file: Path) -> None:
    assert epub_file.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"


def test_epub_has_every_paragraph_in_order(exported: tuple[Edition, Path], epub: Epub) -> None:
    edition, _ = exported
    assert epub.spine[:3] == ["cover.xhtml", "about.xhtml", "nav.xhtml"]
    sections = [name for name in epub.spine if name.startswith("section-")]
    assert sections == [f"section-{number}.xhtml" for number in range(1, len(edition.sections) + 1)]
    for number, section in enumerate(edition.sections, 1):
        ids = epub.ids(f"section-{number}.xhtml")
        for paragraph in section.paragraphs:
            assert squeezed(said(ids[paragraph.id], ("sup",))) == squeezed(paragraph.text), paragraph.id
        headings = [
            each for each in epub.pages[f"section-{number}.xhtml"].iter() if re.fullmatch(rf"{XHTML}h[1-6]", each.tag)
        ]
        expected = [heading.text for heading in section.headings]
        assert [said(heading) for heading in headings][: len(expected)] == expected


def test_epub_has_every_footnote_under_its_number(exported: tuple[Edition, Path], epub: Epub) -> None:
    edition, _ = exported
    carried: dict[str, str] = {}
    for page, root in epub.pages.items():
        for aside in root.iter(f"{XHTML}aside"):
            assert (aside.get(EPUB_TYPE), aside.get("role")) == ("footnote", "doc-footnote")
            number = FootnoteLabel((aside.get("id") or "").removeprefix("fn-"))
            assert number not in carried
            carried[number] = page
            footnote = edition.footnotes[number]
            text = squeezed(said(aside))
            assert text.startswith(number)
            for spans in (footnote.before, footnote.cluster, footnote.after):
                assert squeezed(plain(spans)) in text
    assert sorted(carried, key=int) == list(edition.footnotes)
    for number, section in enumerate(edition.sections, 1):
        ids = epub.ids(f"section-{number}.xhtml")
        for reference in section.references:
            anchor = ids[reference.id]
            assert (anchor.get(EPUB_TYPE), anchor.get("role")) == ("noteref", "doc-noteref")
            assert anchor.text == reference.footnote
            page, _, fragment = (anchor.get("href") or "").partition("#")
            assert (page or f"section-{number}.xhtml", fragment) == (
                carried[reference.footnote],
                f"fn-{reference.footnote}",
            )


def test_epub_has_every_term_with_its_reading(exported: tuple[Edition, Path], epub: Epub) -> None:
    edition, _ = exported
    ids = epub.ids("terms.xhtml")
    for term in edition.terms.values():
        (name,) = ids[term.id].iter(f"{XHTML}dfn")
        assert said(name, ("rt",)) == term.name
        kana = re.sub(r"[ぁ-ゖァ-ヺー・]+", "", term.name)
        if term.reading and kana:
            assert "".join(said(each) for each in name.iter(f"{XHTML}rt"))
        definition = next(
            each
            for dl in epub.pages["terms.xhtml"].iter(f"{XHTML}dl")
            for at, each in enumerate(dl)
            if at and dl[at - 1] is ids[term.id]
        )
        assert squeezed(plain(term.definition)) in squeezed(said(definition, ("sup",)))
    assert len(list(epub.pages["terms.xhtml"].iter(f"{XHTML}dt"))) == len(edition.terms)


def test_epub_has_initiatives_comparison_events_and_sources(exported: tuple[Edition, Path], epub: Epub) -> None:
    edition, _ = exported
    text = squeezed(said(epub.pages["initiatives.xhtml"], ("sup",)))
    for initiative in edition.initiatives.values():
        assert squeezed(initiative.name.official) in text
        assert squeezed(plain(initiative.summary)) in text
    for path, element in edition.elements.items():
        assert path.replace("/", "-") in epub.ids("initiatives.xhtml")
        assert squeezed(element.official_name) in text
        assert squeezed(plain(element.summary)) in text
    for row in edition.comparison:
        assert all(squeezed(plain(cell)) in text for cell in (*row.cells.values(), row.common))
    text = squeezed(said(epub.pages["chronology.xhtml"], ("sup",)))
    assert all(squeezed(plain(spans)) in text for event in edition.events for spans in (event.title, event.summary))
    assert all(event.id in epub.ids("chronology.xhtml") for event in edition.events)
    for source in edition.sources.values():
        assert squeezed(plain(source.full)) in squeezed(said(epub.ids("sources.xhtml")[source.key]))


def test_epub_links_lead_somewhere_and_nothing_is_fetched(epub: Epub) -> None:
    ids = {page: epub.ids(page) for page in epub.pages}
    for page, root in epub.pages.items():
        for element in root.iter():
            if (href := element.get("href")) and not re.match(r"https?:|mailto:", href):
                target, _, fragment = unquote(href).partition("#")
                assert (target or page) in epub.files
                assert not fragment or fragment in ids[target or page], href
            assert "src" not in element.attrib or not re.match(r"\w+:", element.get("src") or "")


def test_epub_says_what_it_is(exported: tuple[Edition, Path], epub: Epub) -> None:
    edition, _ = exported
    said_of = {
        name: [e.text for e in epub.package.iter(f"{DC}{name}")]
        for name in ("title", "language", "date", "creator", "contributor", "source", "rights", "relation")
    }
    assert said_of["title"] == [edition.imprint.title]
    assert said_of["language"] == [edition.language]
    assert said_of["date"] == [edition.imprint.date]
    assert said_of["creator"] == []  # who wrote the original has not made this edition
    assert said_of["contributor"] == [author.name for author in edition.work.authors]
    assert plain(edition.work.rights) in (said_of["rights"][0] or "")
    meta = {(m.get("property") or "", m.text) for m in epub.package.iter(f"{OPF}meta")}
    assert {
        ("role", "ant"),
        ("schema:accessMode", "textual"),
        ("schema:accessibilityHazard", "none"),
        ("schema:version", edition.imprint.version),
    } <= meta
    about = squeezed(said(epub.pages["about.xhtml"]))
    for text in (
        plain(edition.imprint.notice),
        edition.imprint.version,
        edition.imprint.license or "",
        join_name(edition.work.authors[0].name),
    ):
        assert squeezed(text) in about
    if edition.language == "ja":
        assert said_of["relation"] == ["https://example.org/e/"]
        assert "https://example.org/e/" in about


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_a_new_project_makes_a_valid_epub_without_empty_elements(tmp_path: Path, language: str) -> None:
    done = run("new", "made", "--language", language, "--title", "T", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = export(tmp_path / "made", "--format", "epub", "--to", str(tmp_path / "dist"))
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "dist").glob("*.epub")
    check_epub(file)
    package = Epub(file).package
    assert [each.tag for each in package.iter() if each.tag.startswith(DC) and not each.text] == []
    assert [each.text for each in package.iter(f"{DC}source")] == ["“T.”" if language == "en" else "「T」。"]


def test_odd_texts_make_a_valid_epub(odd: Path) -> None:
    (file,) = odd.glob("*.epub")
    epub = Epub(file)
    check_epub(file)
    assert epub.files["pictures/1.png"] == PIXEL
    opening = said(epub.pages["section-1.xhtml"])
    assert "keepers\u20601\u2060,2 wrote" in opening
    assert "gone raw" in opening
    assert "<b>code</b> [^1]" in opening
    hrefs = {said(a): a.get("href") for a in epub.pages["section-1.xhtml"].iter(f"{XHTML}a")}
    assert hrefs["this"] == "#first"
    assert hrefs["that"] == "section-2.xhtml#first"
    assert hrefs["the list"] == "section-2.xhtml#fn-3"
    assert hrefs["terms"] == "terms.xhtml#keeper"
    assert hrefs["the\nguide"] is None
    assert "fn-4" in epub.ids("section-2.xhtml")
    assert epub.ids("section-2.xhtml")["fnref-2"].get("href") == "section-1.xhtml#fn-2"


def test_it_is_imported_as_the_edition_that_it_was(exported: tuple[Edition, Path], epub_file: Path) -> None:
    edition, _ = exported
    document = read_document(epub_file, ImportLog(), lambda _: None)
    understand(document, "", as_is=False)
    assert [note.number for note in document.notes] == list(map(int, edition.footnotes))
    assert [n for section in document.sections for n in section.references] == [
        int(reference.footnote) for section in edition.sections for reference in section.references
    ]
    titles = {unescape(section.title) for section in document.sections}
    assert {section.title for section in edition.sections} <= titles
