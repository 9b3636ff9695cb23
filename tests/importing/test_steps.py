"""The whole import: golden cases, bad files, the commentary itself, and what was written found again."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotated_edition import Edition
from annotated_edition.importing.document import ImportLog
from annotated_edition.importing.markdown_text import read_markdown
from annotated_edition.importing.resolve import resolve
from annotated_edition.importing.structure import understand
from annotated_edition.importing.take_apart import take_apart
from annotated_edition.importing.write_sources import give_keys
from bench.import_scores import run as run_scores
from support.catalogue import interrupt_import
from support.cli import run
from support.golden import GOLDEN, compare
from support.imports import CITED, JARS, cited, imported, kinds, letters, referred, refused

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


@pytest.mark.slow  # pandoc, for each of them
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path, tmp_path: Path) -> None:
    (file,) = case.glob("input.*")
    folder = tmp_path / "made"
    imported(file, folder)
    made = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for pattern in OWN
        for path in folder.glob(pattern)
    }
    expected = case / "expected"
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(expected, ignore_errors=True)
    for name, text in made.items():
        if os.environ.get("UPDATE_GOLDEN"):
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
        compare(text, expected / name)
    assert {path.relative_to(expected).as_posix() for path in expected.rglob("*") if path.is_file()} == made.keys()


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
        ("broken.odt", b"PK\x03\x04 no zip", "AE807"),
        ("broken.epub", b"PK\x03\x04 no zip", "AE807"),
        ("broken.pdf", b"%PDF-1.7 no more", "AE807"),
        ("empty.html", b"<html><body></body></html>", "AE803"),
        ("missing.md", None, "AE101"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("pdfminer")
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name, tmp_path / "made") == code


def test_the_command_refuses_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 no zip")
    done = run("import", "broken.docx", "--to", "made", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("broken.docx:1: AE807 ")


def test_a_hundred_megabytes_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    with file.open("wb") as stream:
        stream.truncate(100_000_000)
    assert refused(file, tmp_path / "made") == "AE802"


@pytest.mark.slow
def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "jars.md"
    file.write_text(JARS, encoding="utf-8")
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    assert refused(file, folder) == "AE808"
    assert [each.name for each in folder.iterdir()] == ["mine.txt"]
    (folder / "mine.txt").unlink()
    assert cited(imported(file, folder)) == CITED  # an empty folder is no hindrance


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.slow
def test_an_interrupted_import_leaves_nothing(tmp_path: Path) -> None:
    status, said = interrupt_import(tmp_path, JARS)
    assert status == 130
    assert said.startswith("text.md:1: AE810 ")
    assert [each.name for each in tmp_path.iterdir()] == ["text.md"]


@pytest.mark.slow
def test_as_is_keeps_the_text(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    text = "# 題\n\n著者 一\n\n## 節\n\n2023 年の ASEAN 諸国は**重**要である[^1]。\n\n[^1]: 甲「乙」2023 年。\n"
    file.write_text(text, encoding="utf-8")
    edition = imported(file, tmp_path / "as-is", as_is=True)
    assert "2023 年の ASEAN 諸国は" in edition.sections[0].paragraphs[0].text
    assert "2023年のASEAN諸国は" in imported(file, tmp_path / "changed").sections[0].paragraphs[0].text


def test_a_term_that_is_never_shown_is_withdrawn(tmp_path: Path) -> None:
    """It stands only within a link, so that its entry would be a warning that nothing can settle."""
    file = tmp_path / "a.md"
    text = "# 題\n\n## 節\n\n[「北方協議会」（NHC）](https://example.org)と「南方協議会」（SHC）。\n"
    file.write_text(text, encoding="utf-8")
    edition = imported(file, tmp_path / "made")
    assert list(edition.terms) == ["shc"]
    assert [each.code for each in edition.problems if each.severity != "note"] == []


@pytest.mark.slow
def test_the_single_file_of_an_edition_comes_back(tmp_path: Path) -> None:
    (case,) = (GOLDEN / "import" / "books-publisher-pages").glob("input.*")
    before = imported(case, tmp_path / "made")
    done = run("export", "--format", "html", "--to", "dist", cwd=tmp_path / "made")
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "made/dist").glob("*.html")
    after = imported(file, tmp_path / "again")

    def titled(edition: Edition) -> dict[int, list[tuple[str, str | None]]]:
        return {
            n: [(edition.sources[each.source].title, each.locator) for each in f.citations]
            for n, f in edition.footnotes.items()
        }

    assert titled(after) == titled(before)
    assert [each for each in referred(after) if each[1]] == [each for each in referred(before) if each[1]]


@pytest.mark.slow
def test_the_commentary_is_recovered(shared: Path, tmp_path: Path) -> None:
    (source,) = (shared / "source").glob("*.txt")
    found, document = run_scores(source, tmp_path / "made")
    assert found["references in the right paragraph"] == (30, 30)
    assert found["footnotes"] == (30, 30)
    assert found["sources found"] == (16, 16)
    assert found["sources too many"] == (0, 0)
    assert found["citations with source and locator"] == (34, 34)
    assert found["同上 resolved"] == (5, 5)
    assert found["paragraphs broken in mid-word"] == (0, 0)
    assert found["sections with footnotes, in order"] == (6, 6)
    assert found["problems of a strict check"] == (0, 0)
    assert not [miss for miss in found.misses if "not asked" in miss]
    assert document.log.questions


# --- properties: each example starts pandoc, so that there are fewer of them -------------------------------------------

FEWER = settings(max_examples=max(10, settings().max_examples // 4))
WORDS = st.text(st.sampled_from("山川空海青赤一二三ABCabc12"), min_size=1, max_size=12)
MARKS = st.sampled_from(
    ["# ", "## ", "- ", "1. ", "> ", "---", "**", "[^1]", "[^2]", "[^1]: ", "[^z]", "[^z]: ", "^[", "]", "<sup>1</sup>", "[1]", "（1）",
     "。", "、", "<b>", "<!-- ", "\\", "`", "|", "    ", "$", "_", "~", "^", "@", "{#z}", "\n\n"]
)  # fmt: skip
#: A note that begins as another one does is none that anyone writes.
LINES = st.lists(WORDS | MARKS, max_size=6).map("".join).filter(lambda line: line.count("]: ") < 2)
TEXTS = st.lists(LINES, max_size=14).map("\n".join)


@FEWER
@given(TEXTS, st.booleans())
@example("[^1]: \n        111", False)
def test_no_character_is_lost_unreported(text: str, as_is: bool) -> None:
    """What stood in the file stands in a section, a footnote, the front, or among the changes and questions."""
    log = ImportLog()
    document = read_markdown(text, log)
    understand(document, "", as_is)
    kept = [
        document.title,
        document.subtitle,
        *document.front,
        *(f"{note.text} {note.more}" for note in document.notes),
    ]
    for section in document.sections:
        kept += [section.title, *(f"{block.marker} {block.text}" for block in section.blocks)]
    kept += [change.before for change in log.changes]
    kept += [str(value) for question in log.questions for value in question.values.values()]
    kept += [str(note.number) for note in document.notes]
    # Labels and ids are names, no text; an empty item has no place in the text by which its number could be read.
    written = re.sub(r"</?sup>|\[\^\w\]|\{#z\}|(?m:^(?:[\s>*+-]|\d+\. )+)", "", text)
    assert not letters(written) - letters("".join(kept))


CITED_SOURCES = st.tuples(
    st.sampled_from(["甲一郎", "乙二郎", "丙三郎"]),
    st.sampled_from(["海の本", "空の本", "山の道"]),
    st.integers(1, 999),
)
#: How a reference and a footnote are written.
FORMS = ["[^{}]|[^{}]: ", "<sup>{}</sup>|<sup>{}</sup> ", "［{}］|［{}］", "（注{}）|注{}　", "（{}）|（{}）"]


@FEWER
@given(st.lists(CITED_SOURCES, min_size=1, max_size=12), st.sampled_from(FORMS))
def test_what_is_written_is_found_again(sources: list[tuple[str, str, int]], form: str) -> None:
    """A document generated from sources and pages gives them back, its repetitions as 同上 among them."""
    reference, definition = form.split("|")
    text, notes, before = "# 題\n\n著者 一\n\n## 節\n\n", "\n\n## 注\n\n", None
    for number, (author, title, page) in enumerate(sources, 1):
        full = f"{author}『{title}』（見本書房、2001年）{page}頁。"
        text += f"文の{'甲乙丙丁戊己庚辛壬癸'[number % 10]}である{reference.format(number)}。"
        notes += definition.format(number) + (f"同上、{page}頁。" if before == (author, title) else full) + "\n\n"
        before = (author, title)
    log = ImportLog()
    document = read_markdown(text + notes, log)
    understand(document, "", False)
    assert kinds(log) == ["author", "publisher"]
    assert [n for section in document.sections for n in section.references] == list(range(1, len(sources) + 1))
    for note in document.notes:
        take_apart(note)
    resolve(document)
    assert kinds(log) == ["author", "publisher"]
    got = [(each.source.description, int(each.printed.locator)) for note in document.notes for each in note.citations]
    assert [(source.authors[0][0], source.title, page) for source, page in got] == sources
    assert len(document.sources) == len({(author, title) for author, title, _ in sources})
    give_keys(document.sources)
    assert len({source.key for source in document.sources}) == len(document.sources)
