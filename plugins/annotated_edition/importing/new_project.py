"""Writes what every project has, fills in the skeleton, and puts a folder in place whole."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from ..model.problems import Place, Problem, problem
from ..reading import schema

SCHEMAS = "schemas"
#: Names of the skeleton → in a project: hidden files would be left out of a wheel, and a module taken for one of ours.
HIDDEN = {"gitignore": ".gitignore", "github": ".github", "test_data": "test_data.py"}


def today() -> str:
    """Return the date of a new edition; SOURCE_DATE_EPOCH sets it."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()


def schema_line(name: str) -> str:
    """Return the line by which an editor of YAML finds the schema of a file in data/."""
    return f"# yaml-language-server: $schema=../{SCHEMAS}/{name}.json\n"


def schema_files(language: str) -> dict[str, str]:
    """Return the JSON Schema of each kind of data file, by its name; what fields mean is said in `language`."""
    schemas = {name: schema.json_schema(name, language) for name in schema.FILES}
    return {f"{name}.json": json.dumps(each, ensure_ascii=False, indent=1) + "\n" for name, each in schemas.items()}


def write_frame(language: str, title: str, pages: Iterable[tuple[str, str]], terms: bool) -> dict[str, str]:
    """Return what every project has besides its text and data, by path; `pages` are titles and paths in order."""
    values = {"language": language, "title": title, "pages": list(pages), "terms": terms}
    files = _fill_in("frame", values) | _fill_in(f"{language}/frame", values)
    return files | {f"{SCHEMAS}/{name}": text for name, text in schema_files(language).items()}


def read_style(language: str) -> str:
    """Return the citation style of a new project, as CSL."""
    return _fill_in(f"{language}/frame", {"title": ""})["data/note.csl"]


def write_sample(language: str, title: str, author: str, publisher: str, style: str | None = None) -> dict[str, str]:
    """Return a small complete project that shows how things are written, by path; `style` is the CSL of its own."""
    values = {"title": title, "author": author, "publisher": publisher, "today": today()}
    files = _fill_in(f"{language}/sample", values)
    pages = [
        (text.split("\n", 1)[0].removeprefix("# "), path.removeprefix("docs/"))
        for path, text in sorted(files.items())
        if path.startswith("docs/text/")
    ]
    return write_frame(language, title, pages, terms=True) | files | ({"data/note.csl": style} if style else {})


def _fill_in(folder: str, values: Mapping[str, object]) -> dict[str, str]:
    """Return the files of a folder of the skeleton, filled in, by path."""
    environment = Environment(
        variable_start_string="<<", variable_end_string=">>", block_start_string="<%", block_end_string="%>",
        comment_start_string="<#", comment_end_string="#>",
        undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True, autoescape=False,
    )  # fmt: skip
    environment.filters["yaml"] = lambda text: json.dumps(text, ensure_ascii=False)
    root = resources.files("annotated_edition") / "skeleton"
    files = _files(root.joinpath(*folder.split("/")), "")
    return {path: environment.from_string(text).render(values) for path, text in files}


def _files(folder: Traversable, path: str) -> Iterable[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{path}{HIDDEN.get(entry.name, entry.name)}"
        if entry.is_file():
            yield name, entry.read_text(encoding="utf-8")
        elif entry.name != "__pycache__":
            yield from _files(entry, f"{name}/")


class NewFolder:
    """A folder that appears whole or not at all: `path` is filled, and `keep` puts it in place.

    What goes wrong is `problem` (AE808, AE809); an empty folder in its place is no hindrance.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target
        self.problem: Problem | None = None
        try:
            if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
                self._fail("AE808")
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            self.path = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        except OSError as error:
            self._fail("AE809", error)

    def _fail(self, code: str, error: OSError | None = None) -> None:
        reason = (error.strerror or str(error)) if error else ""
        self.problem = problem(code, Place(self.target.as_posix()), **({"reason": reason} if error else {}))

    def write(self, files: Mapping[str, str]) -> None:
        """Write files by their paths."""
        try:
            for name, text in files.items():
                file = self.path / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            self._fail("AE809", error)

    def keep(self) -> None:
        """Put the folder in place."""
        try:
            self.path.chmod(0o755)
            if self.target.is_dir():
                self.target.rmdir()
            self.path.rename(self.target)
        except OSError as error:
            self._fail("AE808" if self.target.exists() else "AE809", error)

    def __enter__(self) -> NewFolder:
        return self

    def __exit__(self, *_: object) -> None:
        if self.path != self.target:
            with contextlib.suppress(OSError):
                shutil.rmtree(self.path)
