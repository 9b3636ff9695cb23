"""A new project: what `edition new` makes, its schemas, and the wheel that works when installed alone."""

from __future__ import annotations

import json
import os
import re
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest
import yaml

from annotated_edition import open_edition
from annotated_edition.importing.new_project import (
    SAMPLE_LANGUAGES,
    SCHEMAS,
    new_folder,
    schema_files,
    write_files,
    write_sample,
)
from annotated_edition.reading import schema
from support.cli import run
from support.places import ROOT


def make(folder: Path, language: str = "en") -> Path:
    """Write a new project as `edition new` does."""
    with new_folder(folder) as new:
        write_files(
            new, write_sample(language, 'A: "title"', "Ada Quill", "Pier Press", site_url="https://example.org/a/")
        )
    return folder


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
@pytest.mark.slow
def test_a_new_project_is_complete(tmp_path: Path, language: str) -> None:
    root = make(tmp_path / "made", language)
    edition = open_edition(root / "data", root / "docs")
    assert [each.code for each in edition.problems] == []
    assert edition.work.title == 'A: "title"'
    assert [author.name for author in edition.work.authors] == ["Ada Quill"]
    assert (len(edition.sections), len(edition.footnotes)) == (2, 3)
    assert "<<" not in "".join(file.read_text(encoding="utf-8") for file in root.rglob("*") if file.is_file())


def test_an_editor_finds_the_schemas_here_as_in_a_new_project(tmp_path: Path) -> None:
    root = make(tmp_path / "made", "ja")
    settings = (root / ".vscode" / "settings.json").read_text(encoding="utf-8")
    assert settings == (ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8")
    assert {Path(name).stem for name in json.loads(settings)["yaml.schemas"]} == set(schema.FILES)
    assert json.loads((root / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))["forwardPorts"]
    for name, text in schema_files("ja").items():
        assert (ROOT / SCHEMAS / name).read_text(encoding="utf-8") == text, "make guide"


@pytest.mark.skipif(os.name != "posix", reason="asks for processes")
def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    dead = f".made.import-{process.pid}-x1"
    others = [f".made.import-{os.getpid()}-x1", f".other.import-{process.pid}-x1", ".made.import-notes", ".made-x"]
    for name in (dead, *others):
        write_files(tmp_path / name, {"kept": "x"})
    make(tmp_path / "made")
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([*others, "made"])


def test_the_command_makes_a_project_once(tmp_path: Path) -> None:
    done = run("new", "made", "--language", "ja", "--title", "灯台", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "made/data/edition.yml").is_file()
    again = run("new", "made", cwd=tmp_path)
    assert again.returncode == 1
    assert again.stderr.startswith("made:1: AE808 ")


@pytest.mark.skipif(os.name != "posix", reason="make")
def test_its_two_commands_run_the_programs_beside_the_edition_that_is_installed(tmp_path: Path) -> None:
    """As pipx and uv install it: one link on the path, the other programs where it leads to."""
    root, programs, links = make(tmp_path / "made"), tmp_path / "its programs", tmp_path / "links"
    programs.mkdir()
    links.mkdir()
    (programs / "edition").touch(mode=0o755)
    (links / "edition").symlink_to(programs / "edition")
    path = "/usr/bin:/bin"

    def plan(target: str, path: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", "-n", target], cwd=root, env={"PATH": path}, capture_output=True, encoding="utf-8"
        )

    assert plan("serve", f"{links}:{path}").stdout.startswith(f'"{programs}/mkdocs" serve')
    assert plan("test", f"{links}:{path}").stdout.startswith(f'"{programs}/edition" check --strict')
    if not any(Path(folder, "edition").exists() for folder in path.split(":")):
        assert "edition is not found" in plan("serve", path).stderr


def test_a_folder_in_which_anything_fails_goes(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), new_folder(tmp_path / "made") as new:
        write_files(new, {"a/b.txt": "text"})
        assert (new / "a/b.txt").read_text(encoding="utf-8") == "text"
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_every_data_file_names_a_schema_that_is_there(tmp_path: Path) -> None:
    make(tmp_path / "made")
    for file in (tmp_path / "made/data").glob("*.yml"):
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", file.read_text(encoding="utf-8"))
        assert named, file
        described = json.loads((file.parent / named[1]).resolve().read_text(encoding="utf-8"))
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        fields = data[0] if isinstance(data, list) else data
        known = described
        while "$ref" in known or "items" in known:
            known = described["$defs"][known["$ref"].rsplit("/", 1)[1]] if "$ref" in known else known["items"]
        assert fields.keys() <= known["properties"].keys()


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_every_schema_says_what_its_fields_mean(language: str) -> None:
    files = schema_files(language)
    assert [name.removesuffix(".json") for name in files] == list(schema.FILES)
    assert all('"description"' in text for text in files.values())


def test_the_style_of_new_projects_is_the_shipped_one() -> None:
    skeleton = ROOT / "plugins/annotated_edition/skeleton"
    assert (skeleton / "ja/frame/data/note.csl").read_text() == (ROOT / "data/ja-note.csl").read_text()
    english = (skeleton / "en/frame/data/note.csl").read_text(encoding="utf-8")
    assert "zotero.org/styles/chicago-notes-bibliography-subsequent-ibid-17th-edition" in english
    assert "creativecommons.org/licenses/by-sa/3.0" in english


@pytest.mark.slow
def test_questions_are_listed_and_stop_nothing(tmp_path: Path) -> None:
    run("new", "made", "--language", "en", cwd=tmp_path)
    file = tmp_path / "made/data/footnotes.yml"
    file.write_text(file.read_text().replace("- number: 2", "- number: 2\n  todo: Which page?, 100%"))
    checked = run("check", "--strict", "--project", "made", cwd=tmp_path)
    assert checked.returncode == 0
    assert checked.stdout.startswith("data/footnotes.yml:6: AE801 Which page?, 100% Fix: ")
    shown = run("check", "--format", "github", "--project", "made", cwd=tmp_path).stdout
    assert shown.startswith("::notice file=data/footnotes.yml,line=6,col=3,title=AE801::Which page?, 100%25 Fix: ")
    (tmp_path / "made/docs/text/01-introduction.md").write_text("# Introduction\n\nA claim.[^31]\n")
    shown = run("check", "--format", "github", "--project", "made", cwd=tmp_path)
    assert shown.returncode == 1
    assert "::error file=docs/text/01-introduction.md,line=3,col=9,title=AE303::" in shown.stdout


@pytest.mark.slow
def test_the_wheel_alone_makes_and_builds_an_edition(tmp_path: Path) -> None:
    """In a folder and an environment that know nothing of this repository; its dependencies are those of this one."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
        "NO_MKDOCS_2_WARNING": "1"
    }
    venv.create(tmp_path / "alone", with_pip=False)
    folder = tmp_path / "alone" / ("Scripts" if sys.platform == "win32" else "bin")
    python = folder / "python"
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-deps",
        "--no-index",
        "-q",
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True, env=environment)
    # Files named in it are added to the path, and installations for development are not.
    own = next((tmp_path / "alone").rglob("site-packages"))
    (own / "others.pth").write_text("\n".join(site.getsitepackages()))

    def do(*command: str, cwd: Path = tmp_path) -> str:
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    where = do(str(python), "-c", "import annotated_edition; print(annotated_edition.__file__)")
    assert Path(where.strip()).is_relative_to(own)
    do(str(folder / "edition"), "new", "made", "--language", "ja", "--title", "灯台")
    made = tmp_path / "made"
    do(str(folder / "edition"), "check", "--strict", cwd=made)
    do(str(python), "-m", "unittest", "discover", "--start-directory", "tests", cwd=made)
    do(str(folder / "edition"), "build", "--strict", cwd=made)
    page = (made / "site/text/01-introduction/index.html").read_text(encoding="utf-8")
    assert "同上、20-21頁" in page
    assert (made / "site" / "footnotes" / "index.html").is_file()
    assert (made / SCHEMAS / "footnotes.json").is_file()
