"""Importing a text: golden cases in many styles, properties, bad files, Word, HTML, PDF, and the commentary itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from annotated_edition.TODO_ import pandoc
from annotated_edition.TODO_importing import write
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from annotated_edition import Edition, open_edition
from annotated_edition.importing.citations import date_of, take_apart
from annotated_edition.importing.read import read_markdown
from annotated_edition.importing.resolve import resolve
from annotated_edition.importing.steps import import_file
from annotated_edition.importing.structure import understand
from bench.import_scores import run as run_scores
from support.catalogue import interrupt_import
from support.cli import run
from support.golden import GOLDEN, compare

CASES = sorted(path.parent for path in (GOLDEN / "import").glob("*/input.*"))
#: What an import makes that is not the same in every project.
OWN = (
    "data/edition.yml",
    "data/footnotes.yml",
    "data/sources.bib",
    "data/terms.yml",
    "docs/**/*.md",
    "import-report/report.txt",
)


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763856000")


def imported(file: Path, folder: Path, as_is: bool = False) -> Edition:
    report, problems = import_file(file, folder, as_is)
    assert report is not None, problems
    return open_edition(folder / "data", folder / "docs")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path, tmp_path: Path) -> None:
    (file,) = case.glob("input.*")
    folder = tmp_path / "made"
    imported(file, folder)
    made = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for pattern in OWN
        for path in folder.glob(pattern)
        if path.name != "note.csl"
    }
    expected = case / "expected"
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(expected, ignore_errors=True)
    for name, text in made.items():
        if os.environ.get("UPDATE_GOLDEN"):
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
        compare(text, expected / name)
    kept = {path.relative_to(expected).as_posix() for path in expected.rglob("*") if path.is_file()}
    assert kept == made.keys()


# --- other kinds of files ------------------------------------------------------------------------------------------

NOTED = """# On Jars

By Dan Moss

## Clay

A jar is made of clay.[^1] It is fired twice.[^2]

## Glass

Glass came later.[^3]

[^1]: Eve Fern, *Jars* (Leith: Pier Press, 2001), 5.
[^2]: Ibid., 6.
[^3]: Eve Fern, “Glass,” *Vessels* 2, no. 1 (2004): 9; Fern, *Jars*, 10.
"""


def citations(edition: Edition) -> dict[int, list[tuple[str, str | None]]]:
    return {n: [(c.source, c.locator) for c in f.citations] for n, f in edition.footnotes.items()}


CITED = {
    1: [("fern-2001", "5")], 2: [("fern-2001", "6")], 3: [("fern-2004", "9"), ("fern-2001", "10")],
}  # fmt: skip


def test_word_with_real_footnotes(tmp_path: Path) -> None:
    file = tmp_path / "jars.docx"
    command = [str(pandoc.binary()), "-f", "markdown", "-t", "docx", "-o", str(file)]
    subprocess.run(command, input=NOTED.encode(), check=True)
    edition = imported(file, tmp_path / "made")
    assert citations(edition) == CITED
    assert [[r.footnote for r in s.references] for s in edition.sections] == [[1, 2], [3]]
    assert [p.code for p in edition.problems if p.severity != "note"] == []


def test_a_web_page_of_pandocs(tmp_path: Path) -> None:
    command = [str(pandoc.binary()), "-f", "markdown", "-t", "html", "--standalone", "--metadata", "title=On Jars"]
    file = tmp_path / "jars.html"
    file.write_bytes(subprocess.run(command, input=NOTED.encode(), check=True, capture_output=True).stdout)
    assert citations(imported(file, tmp_path / "made")) == CITED


PAGE = """<html><style>body {{ font: 11pt/1.6 "Noto Sans CJK JP", sans-serif }} sup {{ font-size: 6pt }} h1 {{ font-size: 18pt }}
h2 {{ font-size: 14pt }} .note {{ font-size: 8pt; margin: 2pt }} .break {{ break-after: page }}</style><body>{}</body></html>"""
PDF_BODY = """<h1>甕の話</h1><p>苔山 一</p><h2>はじめに</h2>
<p>甕は土で作られる<sup>1</sup>。焼くのは二度である<sup>2</sup>。土は山から運ばれ、水で練られ、ろくろの上で形を得る。
形ができると日陰で乾かし、十分に乾いたものだけを窯に入れる。窯の火は三日のあいだ絶やさずに守られるのである。</p>
<div class="break"></div><h2>おわりに</h2><p>硝子は後から来た<sup>3</sup>。</p>
<p class="note"><sup>1</sup> 羊歯花子『甕』（見本書房、2001年）5頁。</p>
<p class="note"><sup>2</sup> 同上、6頁。</p><p class="note"><sup>3</sup> 羊歯花子「硝子」『架空器物』第2号（2004年）9頁。</p>"""


@pytest.mark.browser
def test_pdf(tmp_path: Path, browser: Browser) -> None:
    pytest.importorskip("pdfminer")
    page = browser.new_page()
    page.set_content(PAGE.format(PDF_BODY))
    file = tmp_path / "jars.pdf"
    header = "<span style='font-size:8px' class=pageNumber></span>"
    page.pdf(path=str(file), display_header_footer=True, header_template="<span></span>", footer_template=header)
    edition = imported(file, tmp_path / "made")
    assert citations(edition) == {1: [("book-2001", "5")], 2: [("book-2001", "6")], 3: [("article-2004", "9")]}
    assert [(s.title, [r.footnote for r in s.references]) for s in edition.sections] == [
        ("はじめに", [1, 2]),
        ("おわりに", [3]),
    ]
    assert edition.work.title == "甕の話"
    page.set_content("<svg width=200 height=200><circle cx=90 cy=90 r=50 /></svg>")
    page.pdf(path=str(file))
    page.close()
    assert refused(file, tmp_path / "picture") == ["AE805"]


# --- bad files -----------------------------------------------------------------------------------------------------


def refused(file: Path, folder: Path) -> list[str]:
    """The codes for which a file is refused; nothing may be left of the attempt."""
    before = set(folder.parent.iterdir())
    report, problems = import_file(file, folder)
    assert report is None
    assert set(folder.parent.iterdir()) == before
    return [each.code for each in problems]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.md", b"", "AE803"),
        ("blank.txt", b" \n\n\t\n", "AE803"),
        ("binary.md", b"\x00\x01\x02" * 50, "AE804"),
        ("picture.png", b"\x89PNG\r\n\x1a\n", "AE804"),
        ("packed.txt", b"PK\x03\x04rest", "AE804"),
        ("sjis.txt", "脚注".encode("shift_jis"), "AE102"),
        ("utf16.txt", "脚注".encode("utf-16"), "AE102"),
        ("broken.docx", b"PK\x03\x04 no zip", "AE807"),
        ("broken.pdf", b"%PDF-1.7 no more", "AE807"),
        ("empty.html", b"<html><body></body></html>", "AE803"),
        ("missing.md", None, "AE101"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("pdfminer")
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name, tmp_path / "made") == [code]
    done = run("import", name, "--to", "made", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"{name}:1: {code} ")


def test_a_hundred_megabytes(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    with file.open("wb") as stream:
        stream.truncate(100_000_000)
    assert refused(file, tmp_path / "made") == ["AE802"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "jars.md"
    file.write_text(NOTED)
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    assert refused(file, folder) == ["AE808"]
    assert [each.name for each in folder.iterdir()] == ["mine.txt"]
    (folder / "mine.txt").unlink()
    assert citations(imported(file, folder)) == CITED  # an empty folder is no hindrance


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_interrupted(tmp_path: Path) -> None:
    """Ended in the middle of writing, nothing is left."""
    status, said = interrupt_import(tmp_path, NOTED)
    assert status == 130
    assert said.startswith("text.md:1: AE810 ")
    assert [each.name for each in tmp_path.iterdir()] == ["text.md"]


# --- the parts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023年6月3日", "2023-06-03"), ("令和5年", "2023"), ("令和元年5月", "2019-05"), ("平成20年4月1日付", "2008-04-01"),
        ("昭和64年1月7日", "1989-01-07"), ("２０２３年１２月", "2023-12"), ("二〇二三年", "2023"), ("2023（令和5）年", "2023"),
        ("May 3, 2021", "2021-05-03"), ("3 May 2021", "2021-05-03"), ("Sept. 2021", "2021-09"), ("2021-05-03", "2021-05-03"),
        ("2021/5/3", "2021-05-03"), ("2020年2月30日", ""), ("May 32, 2021", ""), ("第3号", ""), ("", ""),
    ],
)  # fmt: skip
def test_dates(text: str, date: str) -> None:
    assert date_of(text) == date


LETTERS = st.characters(categories=["L", "N"], exclude_characters="注註")
SIGNS = st.sampled_from(
    [*'「」『』（）()[]、。；;,. :：<>&*"“”', "同上", "前掲", "Ibid., ", "https://a.jp/b", "2023年", "5頁", " "]
)
NOTES = st.lists(st.text(LETTERS, max_size=8) | SIGNS, max_size=25).map("".join)


@given(NOTES)
def test_no_character_of_a_footnote_is_lost(text: str) -> None:
    taken = take_apart(text)
    said = taken.before + "".join(cited.text for cited in taken.citations) + taken.after
    assert letters(said) == letters(text)


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text if unicodedata.category(char)[0] in "LN")


WORDS = st.text(st.sampled_from("山川空海青赤一二三ABCabc12"), min_size=1, max_size=12)
LINES = st.lists(
    WORDS
    | st.sampled_from(
        [
            "# ",
            "## ",
            "- ",
            "1. ",
            "> ",
            "---",
            "**",
            "[^1]",
            "[^2]",
            "<sup>1</sup>",
            "[1]",
            "（1）",
            "。",
            "、",
            "<b>",
            "\\",
            "`",
            "|",
            "    ",
        ]
    ),
    max_size=6,
).map("".join)
TEXTS = st.lists(LINES, max_size=14).map("\n".join)


@given(TEXTS, st.booleans())
def test_no_character_is_lost_unreported(text: str, as_is: bool) -> None:
    """What stood in the file stands in a section, a footnote, the front, or among the changes and questions."""
    document = read_markdown(text)
    found = understand(document, as_is)
    kept = [found.title, found.subtitle, *found.front, *(note.text for note in found.notes.values())]
    kept += [
        text
        for section in found.sections
        for text in (section.title, *(f"{b.marker} {b.text}" for b in section.blocks))
    ]
    kept += [change.before for change in found.changes]
    kept += [str(value) for question in found.questions for value in question.values.values()]
    kept += [str(number) for number in found.notes]
    missing = letters(re.sub(r"</?sup>", "", text)) - letters("".join(kept))
    assert not missing


CITED_SOURCES = st.tuples(
    st.sampled_from(["甲一郎", "乙二郎", "丙三郎"]),
    st.sampled_from(["海の本", "空の本", "山の道"]),
    st.integers(1, 999),
)
#: How a reference and a footnote are written.
FORMS = ["[^{}]|[^{}]: ", "<sup>{}</sup>|<sup>{}</sup> ", "［{}］|［{}］", "（注{}）|注{}　", "（{}）|（{}）"]


@given(st.lists(CITED_SOURCES, min_size=1, max_size=12), st.sampled_from(FORMS))
def test_what_is_written_is_found_again(cited: list[tuple[str, str, int]], form: str) -> None:
    """A document generated from sources and pages gives them back, its repetitions as 同上 among them."""
    reference, definition = form.split("|")
    text, notes, before = "# 題\n\n著者 一\n\n## 節\n\n", "\n\n## 注\n\n", None
    for number, (author, title, page) in enumerate(cited, 1):
        full = f"{author}『{title}』（見本書房、2001年）{page}頁。"
        text += f"文の{'甲乙丙丁戊己庚辛壬癸'[number % 10]}である{reference.format(number)}。"
        notes += definition.format(number) + (f"同上、{page}頁。" if before == (author, title) else full) + "\n\n"
        before = (author, title)
    found = understand(read_markdown(text + notes))
    assert [each.kind for each in found.questions] == ["author"]
    assert [number for section in found.sections for number in section.numbers] == list(range(1, len(cited) + 1))
    footnotes, sources, questions = resolve([(note, take_apart(note.text)) for note in found.notes.values()])
    assert questions == []
    got = [(c.source.cited, int(c.locator)) for f in footnotes for c in f.citations if c.source]
    assert [(source.authors[0][0], source.title, page) for source, page in got] == cited
    assert len(sources) == len({(author, title) for author, title, _ in cited})
    write.give_keys(sources)
    assert len({source.key for source in sources}) == len(sources)


def test_as_is_keeps_the_text(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "# 題\n\n著者 一\n\n## 節\n\n2023 年の ASEAN 諸国は**重**要である[^1]。\n\n[^1]: 甲「乙」2023 年。\n",
        encoding="utf-8",
    )
    edition = imported(file, tmp_path / "as-is", as_is=True)
    assert "2023 年の ASEAN 諸国は" in edition.sections[0].paragraphs[0].text
    assert "2023年のASEAN諸国は" in imported(file, tmp_path / "changed").sections[0].paragraphs[0].text


def test_the_report_is_one_in_three_forms(tmp_path: Path) -> None:
    (tmp_path / "jars.md").write_text(NOTED)
    done = run("import", "jars.md", "--to", "made", "--format", "json", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert report == json.loads((tmp_path / "made/import-report/report.json").read_text())
    assert [len(f["citations"]) for f in report["footnotes"]] == [1, 1, 2]
    page = (tmp_path / "made/import-report/report.html").read_text()
    assert all(f["citations"][0]["source"] in page for f in report["footnotes"])
    assert "http" not in re.sub(r"<(?:li|td)>.*?</(?:li|td)>", "", page)  # nothing is fetched
    checked = run("check", "--strict", "--project", "made", cwd=tmp_path)
    assert checked.returncode == 0
    assert "AE801" in checked.stdout


def test_the_single_file_of_an_edition_comes_back(tmp_path: Path) -> None:
    (case,) = (GOLDEN / "import" / "books-publisher-pages").glob("input.*")
    before = imported(case, tmp_path / "made")
    done = run("export", "--format", "html", "--to", "dist", cwd=tmp_path / "made")
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "made/dist").glob("*.html")
    after = imported(file, tmp_path / "again")

    def said(edition: Edition) -> dict[int, list[tuple[str, str | None]]]:
        return {
            n: [(edition.sources[c.source].title, c.locator) for c in f.citations] for n, f in edition.footnotes.items()
        }

    def sections(edition: Edition) -> list[tuple[str, list[int]]]:
        return [(s.title, [r.footnote for r in s.references]) for s in edition.sections if s.references]

    assert said(after) == said(before)
    assert sections(after)[: len(before.sections)] == sections(before)  # generated pages follow


def test_the_commentary(shared: Path, tmp_path: Path) -> None:
    (source,) = (shared / "source").glob("*.txt")
    found, report = run_scores(source, tmp_path / "made")
    assert found["references in the right paragraph"] == (30, 30)
    assert found["footnotes"] == (30, 30)
    assert found["sources found"] == (16, 16)
    assert found["sources too many"] == (0, 0)
    assert found["citations with source and locator"][0] >= 33
    assert found["同上 resolved"] == (5, 5)
    assert found["paragraphs broken in mid-word"] == (0, 0)
    assert found["sections with footnotes, in order"][0] >= 6
    assert found["problems of a strict check"] == (0, 0)
    assert not [miss for miss in found.misses if "not asked" in miss]
    assert report.questions
