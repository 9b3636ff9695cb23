"""What must cause a build, and what need not."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from annotated_edition.model.problems import Place, problem
from annotated_edition.publishing import last_build
from annotated_edition.publishing.last_build import BUILD_FILE, build_key, load_build, store_build
from support.editions import make


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    return make(tmp_path)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page": lambda root: write(root / "docs/index.md", "# Other\n"),
    "data": lambda root: write(root / "data/terms.yml", "[]\n"),
    "the style": lambda root: write(root / "data/note.csl", "<style/>"),
    "the configuration": lambda root: write(root / "mkdocs.yml", "site_name: Other\n"),
    "a new picture": lambda root: write(root / "docs/a.png", "x"),
    "a template": lambda root: write(root / "overrides/main.html", "x"),
    "a deleted page": lambda root: (root / "docs/index.md").unlink(),
    "a renamed page": lambda root: (root / "docs/index.md").rename(root / "docs/other.md"),
    "another time of a file": lambda root: os.utime(root / "docs/index.md", (1, 1)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_causes_a_build(root: Path, change: str) -> None:
    before = build_key(root, root / "site", False)
    assert before == build_key(root, root / "site", False)
    CHANGES[change](root)
    assert build_key(root, root / "site", False) != before


def test_a_file_of_the_same_size_and_time_causes_a_build(root: Path) -> None:
    page = root / "docs/index.md"
    before, status = build_key(root, root / "site", False), page.stat()
    text = page.read_text(encoding="utf-8")
    page.write_text(text.swapcase(), encoding="utf-8")
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert page.stat().st_size == status.st_size
    assert build_key(root, root / "site", False) != before


def test_a_file_behind_a_link_causes_a_build(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "overrides").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (root / "docs" / "loop").symlink_to(root, target_is_directory=True)
    before = build_key(root, root / "site", False)
    write(tmp_path / "elsewhere" / "main.html", "x")
    assert build_key(root, root / "site", False) != before


def test_options_cause_a_build(root: Path) -> None:
    before = build_key(root, root / "site", False)
    assert build_key(root, root / "site", True) != before
    assert build_key(root, root / "other", False) != before


@pytest.mark.parametrize("tag", ["!ENV ADDRESS", '!ENV [NOTHING, ADDRESS, ""]'])
def test_a_variable_that_the_configuration_names_causes_a_build(
    root: Path, tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"site_url: {tag}\n")
    before = build_key(root, root / "site", False)
    monkeypatch.setenv("UNRELATED", "x")
    assert build_key(root, root / "site", False) == before
    monkeypatch.setenv("ADDRESS", "https://example.org/")
    assert build_key(root, root / "site", False) != before


def test_variables_that_cannot_be_told_cause_a_build(root: Path) -> None:
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("site_url: !ENV\n  - ADDRESS\n")
    assert build_key(root, root / "site", False) == ""


def test_the_time_that_the_site_bears_causes_a_build(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = build_key(root, root / "site", False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000001")
    assert build_key(root, root / "site", False) != before


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
def test_a_commit_causes_a_build(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    before = build_key(root, root / "site", False)
    person = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for command in (["init", "-q"], [*person, "commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    assert build_key(root, root / "site", False) != before


def test_another_version_of_what_is_installed_causes_a_build(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    before = build_key(root, root / "site", False)
    (tmp_path / "mkdocs_material-99.dist-info").mkdir()
    assert build_key(root, root / "site", False) != before


@pytest.mark.parametrize(
    ("name", "value"), [("__version__", "99"), ("stamp", lambda: "another pandoc"), ("PACKAGE", Path(__file__).parent)]
)
def test_another_program_causes_a_build(root: Path, name: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    before = build_key(root, root / "site", False)
    monkeypatch.setattr(last_build, name, value)
    assert build_key(root, root / "site", False) != before


@pytest.mark.parametrize("path", [".cache/x.json", ".git/index", "site/index.html", "plugins/__pycache__/a.pyc"])
def test_hidden_files_and_the_output_cause_no_build(root: Path, path: str) -> None:
    before = build_key(root, root / "site", False)
    write(root / path, "x")
    assert build_key(root, root / "site", False) == before


def stored(root: Path) -> str:
    write(root / "site/index.html", "x")
    write(root / "site/a/index.html", "y")
    key = build_key(root, root / "site", False)
    store_build(root, root / "site", key, "en", [problem("AE304", Place("data/footnotes.yml", 3), number=4)])
    return key


def test_a_site_that_stands_as_it_was_written_needs_no_build(root: Path) -> None:
    language, problems = load_build(root, root / "site", stored(root)) or ("", ())
    assert language == "en"
    assert [(each.code, each.place, dict(each.values)) for each in problems] == [
        ("AE304", Place("data/footnotes.yml", 3), {"number": 4})
    ]


SITE_CHANGES: dict[str, Callable[[Path], object]] = {
    "a changed file": lambda site: write(site / "a/index.html", "z"),
    "a deleted file": lambda site: (site / "a/index.html").unlink(),
    "a new file": lambda site: write(site / "new.html", "z"),
    "no site": shutil.rmtree,
}


@pytest.mark.parametrize("change", SITE_CHANGES)
def test_a_site_that_does_not_stand_as_it_was_written_causes_a_build(root: Path, change: str) -> None:
    key = stored(root)
    SITE_CHANGES[change](root / "site")
    assert load_build(root, root / "site", key) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b"{}", b"\xff"])
def test_a_damaged_memory_causes_a_build(root: Path, damage: bytes) -> None:
    key = stored(root)
    (root / BUILD_FILE).write_bytes(damage)
    assert load_build(root, root / "site", key) is None


def test_without_a_key_or_a_memory_there_is_a_build(root: Path) -> None:
    stored(root)
    assert load_build(root, root / "site", "") is None
    (root / BUILD_FILE).unlink()
    assert load_build(root, root / "site", build_key(root, root / "site", False)) is None


def test_without_a_configuration_there_is_no_key(root: Path) -> None:
    (root / "mkdocs.yml").unlink()
    assert build_key(root, root / "site", False) == ""


def test_a_memory_that_cannot_be_written_is_done_without(root: Path) -> None:
    shutil.rmtree(root / ".cache", ignore_errors=True)
    (root / ".cache").write_text("", encoding="utf-8")
    assert load_build(root, root / "site", stored(root)) is None
