"""What several commands share: the project that they work on, how they show problems, how they end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from .. import __version__
from ..model.wording import LANGUAGES, wording

if TYPE_CHECKING:
    from ..model.edition import Edition
    from ..model.problems import Problem

# Nothing is imported above that a lookup from the cache does not need.

#: Exit statuses beside 0.
PROBLEMS, USAGE, DEFECT, INTERRUPTED = 1, 2, 3, 130
COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


class _Project(click.ParamType[Path]):
    """Takes a folder for the edition that it lies in."""

    name = "folder"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        from ..reading.files import find_root

        root = find_root(Path(value))
        if root is None:
            fail(wording(shell_language())["no-edition"].format(folder=value))
        return root


project = click.option(
    "--project", type=_Project(), default=".", show_default=True, help="Folder of the edition, or one inside it."
)


def open_project(root: Path) -> Edition:
    """Open the edition in a folder, whatever is wrong with it."""
    from ..resolving.passes import open_edition

    return open_edition(root / "data", root / "docs", root / ".cache")


def open_readable(root: Path) -> Edition:
    """Open an edition whose data can be read; end with its errors where they cannot."""
    edition = open_project(root)
    if not edition.readable:
        end_with_errors(edition)
    return edition


def show_problems(problems: Iterable[Problem], language: str, err: bool = False) -> None:
    """Print problems, each on a line."""
    from ..model.messages import format_line

    for each in problems:
        text = format_line(each, language)
        if (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("NO_COLOR"):
            place, code, rest = text.partition(each.code)
            text = click.style(place, bold=True) + click.style(code, fg=COLOURS[each.severity]) + rest
        click.echo(text, err=err)


def shell_language() -> str:
    """Return the language of the shell, where the package speaks it; else English."""
    language = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "en")[:2]
    return language if language in LANGUAGES else "en"


# --- ends -------------------------------------------------------------------------------------------------------


def fail(message: str, code: int = USAGE) -> NoReturn:
    """Print a message on one line, and end."""
    click.echo(" ".join(message.split()), err=True)
    sys.exit(code)


def end_with_errors(edition: Edition) -> NoReturn:
    """Print the errors of an edition, and end."""
    show_problems([each for each in edition.problems if each.severity == "error"], edition.language, err=True)
    sys.exit(PROBLEMS)


def end_with_problem(problem: Problem, code: int = PROBLEMS) -> NoReturn:
    """Print one problem in the language of the shell, and end."""
    show_problems([problem], shell_language(), err=True)
    sys.exit(code)


def end_with_defect(report: str) -> NoReturn:
    """Say that the fault is the package's, with what a report of it needs, and end."""
    click.echo(f"{report.rstrip()}\n\n{wording('en')['defect'].format(version=__version__)}", err=True)
    sys.exit(DEFECT)
