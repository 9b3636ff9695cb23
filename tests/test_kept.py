"""Answers of `edition lookup` that are kept: the same as new ones, and none once anything has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotated_edition import Edition, kept, load, open_edition, yaml_reader
from annotated_edition.cli import main
from annotated_edition.kept import FILE, content, find
from conftest import ROOT
from editions import ENGLISH, make

#: What is asked: numbers, ranges, words, nothing, what does not exist.
QUERIES = ["1", "2 4", "1-4", "3,1", "lamps", "harbour phare", "nowhere", "99", "2-99", ""]
FORMATS = ["text", "json", "bibtex", "ris", "csl-json"]


def ask(root: Path, query: str, form: str = "text", styled: bool = False) -> tuple[int, str]:
    """Exit status and all that is said."""
    environment = {"TTY_COMPATIBLE": "1" if styled else "0"}
    arguments = ["lookup", query, "--format", form, "--project", str(root)]
    done = CliRunner(env=environment).invoke(main, arguments, color=styled)
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped edition and the English one, each without anything kept."""
    folder = tmp_path_factory.mktemp("kept")
    for part in ("data", "docs"):
        shutil.copytree(ROOT / part, folder / "shipped" / part)
    return {"shipped": folder / "shipped", "english": make(folder)}


@pytest.mark.parametrize("name", ["shipped", "english"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_kept_answer_is_the_one_that_is_new(copies: dict[str, Path], name: str, form: str) -> None:
    root = copies[name]
    for query in [*QUERIES, *(["17", "防衛省"] if name == "shipped" else [])]:
        (root / FILE).unlink(missing_ok=True)
        new = ask(root, query, form)
        assert (root / FILE).is_file()
        assert ask(root, query, form) == new, query


def test_what_is_compared_is_what_is_read() -> None:
    """A lookup from what is kept imports no reader; what it repeats must be what the readers say."""
    assert set(kept.TEXTS) == {*load.PAGES, ".bib", ".csl", ".yml"}
    assert kept.MAX_BYTES == yaml_reader.MAX_BYTES


def test_styles_are_kept_as_well(copies: dict[str, Path]) -> None:
    (copies["english"] / FILE).unlink(missing_ok=True)
    new = ask(copies["english"], "1-4", styled=True)
    assert "\x1b[1m" in new[1] and "\x1b[3m" in new[1]
    assert ask(copies["english"], "1-4", styled=True) == new != ask(copies["english"], "1-4")


@pytest.mark.parametrize("file", ["data/footnotes.yml", "data/sources.bib", "docs/text/opening.md", "data/note.csl"])
def test_any_change_of_the_edition_asks_anew(tmp_path: Path, file: str) -> None:
    root = make(tmp_path)
    ask(root, "1")
    before = content(root)
    time = (root / file).stat()
    text = (root / file).read_text(encoding="utf-8")
    (root / file).write_text(text.replace("e", "é", 1) if file.endswith(".md") else f"{text}\n", encoding="utf-8")
    os.utime(root / file, ns=(time.st_atime_ns, time.st_mtime_ns))  # it is the content that counts
    assert content(root) != before


def test_a_changed_footnote_is_told(tmp_path: Path) -> None:
    root = make(tmp_path)
    assert "Lamps and Keepers" in ask(root, "1")[1]
    sources = root / "data/sources.bib"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("Lamps and Keepers", "Lamps and Tenders"), encoding="utf-8")
    assert "Lamps and Tenders" in ask(root, "1")[1]


@pytest.mark.parametrize("damage", ["empty", "cut off", "another's answer", "no JSON", "a folder"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: str) -> None:
    root = make(tmp_path)
    new = ask(root, "1-4")
    whole = (root / FILE).read_bytes()
    if damage == "a folder":
        (root / FILE).unlink()
        (root / FILE).mkdir()
    else:
        damaged = {
            "empty": b"",
            "cut off": whole[: len(whole) // 2],
            "another's answer": whole.replace(b"1899", b"1789"),
            "no JSON": b"\xff" * 99,
        }
        (root / FILE).write_bytes(damaged[damage])
    assert ask(root, "1-4") == new
    assert damage == "a folder" or (root / FILE).read_bytes() == whole


def test_an_edition_that_cannot_be_read_is_not_kept(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "data/footnotes.yml").write_text("- number: [\n", encoding="utf-8")
    first = ask(root, "1")
    assert first[0] == 1
    assert "data/footnotes.yml" in first[1]
    assert not (root / FILE).exists()
    assert ask(root, "1") == first


def test_what_cannot_be_told_is_not_kept(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "docs/large.md").write_bytes(b"x" * 3_000_000)
    assert content(root) is None
    ask(root, "1")
    assert not (root / FILE).exists()


@pytest.mark.parametrize("kind", ["page", "folder", "pipe"])
def test_links_and_pipes_are_not_kept(tmp_path: Path, kind: str) -> None:
    root = make(tmp_path)
    ask(root, "1")
    try:
        if kind == "pipe":
            os.mkfifo(root / "docs/note.md")
        else:
            (root / "docs/note.md").symlink_to(root / ("docs/index.md" if kind == "page" else "docs/text"))
    except (AttributeError, OSError):
        pytest.skip("this system has none")
    assert content(root) is None


def test_a_new_file_asks_anew(tmp_path: Path) -> None:
    root = make(tmp_path)
    found = [content(root)]
    for file in ("data/terms.yaml", "data/initiatives/a.yml", "docs/text/a.md", "docs/aux.yml", "docs/a/a.MD"):
        (root / file).parent.mkdir(exist_ok=True)
        (root / file).write_text("a", encoding="utf-8")
        found.append(content(root))
    assert None not in found
    assert len(set(found)) == len(found)
    (root / "docs/.a.md").write_text("a", encoding="utf-8")  # no one reads it
    assert content(root) == found[-1]


def test_another_installation_asks_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [content(ENGLISH)]
    monkeypatch.setattr(kept, "__file__", str(tmp_path / "kept.py"))
    for text in ("{}", "{ }"):
        (tmp_path / "en.json").write_text(text, encoding="utf-8")
        found.append(content(ENGLISH))
    assert len(set(found)) == 3


def test_what_was_kept_of_another_edition_is_no_answer(tmp_path: Path) -> None:
    root, other = (
        make(tmp_path / "one"),
        make(tmp_path / "other", **{"docs/text/reforms.md": "# Reforms\n\nFog[^3].\n"}),
    )
    ask(root, "1")
    new = ask(other, "1-4")
    shutil.copyfile(root / FILE, other / FILE)
    assert ask(other, "1-4") == new


def test_an_edition_with_errors_is_not_kept(tmp_path: Path) -> None:
    root = make(tmp_path, **{"docs/index.md": "# On keeping lights\n\nA claim[^31].\n"})
    assert ask(root, "1")[0] == 0
    assert not (root / FILE).exists()


def test_an_edition_saved_while_it_was_read_is_not_kept(tmp_path: Path) -> None:
    root = make(tmp_path)

    def opened() -> Edition:
        edition = open_edition(root / "data", root / "docs", root / ".cache")
        (root / "docs/index.md").write_text("# Lights\n", encoding="utf-8")
        return edition

    assert find(root, "1", opened).footnotes
    assert not (root / FILE).exists()


def test_where_nothing_can_be_kept(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / ".cache").write_text("", encoding="utf-8")
    assert ask(root, "1")[0] == 0
    assert ask(root, "1") == ask(ENGLISH, "1")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    root = make(tmp_path)
    new = ask(root, "1")
    (root / FILE).unlink()
    try:
        os.mkfifo(root / FILE)
    except (AttributeError, OSError):
        pytest.skip("this system has none")
    assert ask(root, "1") == new


def test_a_kept_answer_imports_only_what_it_needs() -> None:
    program = (
        "import sys; from annotated_edition.cli import main; main(['lookup', '2'], standalone_mode=False);"
        "print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", program]
    for _ in range(2):  # the first keeps the answer
        done = subprocess.run(command, cwd=ENGLISH, capture_output=True, encoding="utf-8", check=True)
    unneeded = {"pydantic", "yaml", "jinja2", "markdown", "mkdocs", "rich", "nh3", "weasyprint", "dataclasses"}
    own = {f"annotated_edition.{name}" for name in ("commands", "load", "model", "resolve", "schema", "pandoc")}
    assert (unneeded | own) & set(done.stderr.split()) == set()
