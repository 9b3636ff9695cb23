"""A new project: its skeleton, and how a folder is put in place whole."""

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
#: What names in the package stand for: hidden files would be left out of it, and a module taken for one of ours.
HIDDEN = {"gitignore": ".gitignore", "github": ".github", "test_data": "test_data.py"}


def today() -> str:
    """The date of a new edition; SOURCE_DATE_EPOCH sets it."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()


def schema_line(name: str) -> str:
    """The line by which an editor of YAML finds the schema of a file in data/."""
    return f"# yaml-language-server: $schema=../{SCHEMAS}/{name}.json\n"


def schema_files(language: str) -> dict[str, str]:
    """The JSON Schema of each kind of data file, by name of its file; what fields mean is said in `language`."""
    made = {name: schema.json_schema(name, language) for name in schema.FILES}
    return {f"{name}.json": json.dumps(each, ensure_ascii=False, indent=1) + "\n" for name, each in made.items()}


def frame(language: str, title: str, pages: Iterable[tuple[str, str]], terms: bool) -> dict[str, str]:
    """What every project has besides its text and data, by path; `pages` are titles and source paths in order."""
    values = {"language": language, "title": title, "pages": list(pages), "terms": terms}
    made = _rendered("frame", values) | _rendered(f"{language}/frame", values)
    return made | {f"{SCHEMAS}/{name}": text for name, text in schema_files(language).items()}


def style(language: str) -> str:
    """The citation style of a new project, CSL."""
    return _rendered(f"{language}/frame", {"title": ""})["data/note.csl"]


def sample(language: str, title: str, author: str, publisher: str) -> dict[str, str]:
    """A small complete project that shows how things are written, by path."""
    values = {"title": title, "author": author, "publisher": publisher, "today": today()}
    made = _rendered(f"{language}/sample", values)
    headings = [
        (text.split("\n", 1)[0].removeprefix("# "), path.removeprefix("docs/"))
        for path, text in sorted(made.items())
        if path.startswith("docs/text/")
    ]
    return frame(language, title, headings, terms=True) | made


def _rendered(folder: str, values: Mapping[str, object]) -> dict[str, str]:
    """The files of a folder of the skeleton, filled in."""
    environment = Environment(
        variable_start_string="<<", variable_end_string=">>", block_start_string="<%", block_end_string="%>",
        comment_start_string="<#", comment_end_string="#>",
        undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True, autoescape=False,
    )  # fmt: skip
    environment.filters["yaml"] = lambda text: json.dumps(text, ensure_ascii=False)
    root = resources.files("annotated_edition") / "skeleton"
    return {
        path: environment.from_string(text).render(values)
        for path, text in _files(root.joinpath(*folder.split("/")), "")
    }


def _files(folder: Traversable, path: str) -> Iterable[tuple[str, str]]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{path}{HIDDEN.get(each.name, each.name)}"
        if each.is_dir():
            if each.name != "__pycache__":
                yield from _files(each, f"{name}/")
        else:
            yield name, each.read_text(encoding="utf-8")


class NewFolder:
    """A folder that comes into being whole: `path` is filled, then `keep` puts it in place; without that it goes.

    AE808 and AE809 as `problem` where it cannot be made; an empty folder in its place is no hindrance.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.problem: Problem | None = None
        self.path = target
        place = Place(target.as_posix())
        try:
            if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
                self.problem = problem("AE808", place)
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            self.path = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        except OSError as error:
            self.problem = problem("AE809", place, reason=error.strerror or str(error))

    def write(self, files: Mapping[str, str]) -> None:
        """Writes files; what goes wrong is `problem`."""
        try:
            for name, text in files.items():
                file = self.path / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            self.problem = problem("AE809", Place(self.target.as_posix()), reason=error.strerror or str(error))

    def keep(self) -> None:
        """Puts the folder in place."""
        try:
            self.path.chmod(0o755)
            if self.target.is_dir():
                self.target.rmdir()
            self.path.rename(self.target)
        except OSError as error:
            self.problem = problem(
                "AE808" if self.target.exists() else "AE809", Place(self.target.as_posix()), reason=error.strerror or ""
            )

    def __enter__(self) -> NewFolder:
        return self

    def __exit__(self, *_: object) -> None:
        if self.path != self.target:
            with contextlib.suppress(OSError):
                shutil.rmtree(self.path)
