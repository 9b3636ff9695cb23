"""What several commands share: options, opening an edition, showing problems, ending."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from .. import __version__
from ..model.messages import CONTROLS, show_on_one_line
from ..model.wording import LANGUAGES, wording

if TYPE_CHECKING:
    from ..model.edition import Edition
    from ..model.problems import Problem

# Nothing is imported above that a lookup from the cache does not need.

#: Exit statuses beside 0.
PROBLEMS, USAGE, DEFECT, INTERRUPTED = 1, 2, 3, 130
FOLDER = click.Path(file_okay=False, path_type=Path)
COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def find_edition(ctx: click.Context, param: click.Parameter, folder: str | None) -> Path | None:
    """Return the root of the edition of an option, None where it is not given; end where there is none."""
    from ..reading.files import find_root

    if folder is None:
        return None
    root = find_root(Path(folder))
    if root is None:
        fail(wording(shell_language())["no-edition"].format(folder=folder))
    return root


#: The option `--project`, handed over as the root of the edition.
project = click.option(
    "--project", metavar="FOLDER", type=click.Path(), default=".", callback=find_edition,
    help="Folder of the edition, or one inside it.",
)  # fmt: skip


def format_option(*formats: str, help: str | None = None) -> Callable[[Any], Any]:
    """Return the option `--format`, handed over as `form`; its default is the first format."""
    return click.option("--format", "form", type=click.Choice(formats), default=formats[0], help=help)


#: The option `--language`, which asks for a translation.
translation = click.option("--language", metavar="TAG", help="Ask for a translation, such as en.")


def open_project(root: Path, language: str | None = None) -> Edition:
    """Open the edition in a folder, or its translation into a language, whatever is wrong with it."""
    from ..reading.layer import find_languages
    from ..resolving.passes import open_edition

    others = find_languages(root, "edition.yml")
    edition = open_edition(root / "data", root / "docs", root / ".cache", language if language in others else None)
    if language and language != edition.language:
        words = wording(edition.language)
        languages = words["comma"].join((edition.language, *others))
        fail(words["no-translation"].format(language=language, languages=languages))
    return edition


def open_readable(root: Path, language: str | None = None) -> Edition:
    """Open an edition whose data can be read; end with its errors where they cannot."""
    edition = open_project(root, language)
    if not edition.readable:
        show_errors(edition)
        sys.exit(PROBLEMS)
    return edition


def print_json(value: object) -> None:
    """Print a value as JSON; what a terminal would act on is escaped."""
    lines = json.dumps(value, ensure_ascii=False, indent=1).split("\n")
    click.echo("\n".join(CONTROLS.sub(lambda control: f"\\u{ord(control[0]):04x}", line) for line in lines))


def show_errors(edition: Edition) -> bool:
    """Print the errors of an edition to standard error; return whether it has any."""
    errors = [problem for problem in edition.problems if problem.severity == "error"]
    show_problems(errors, edition.language, err=True)
    return bool(errors)


def show_problems(problems: Iterable[Problem], language: str, err: bool = False) -> None:
    """Print problems, each on a line."""
    from ..model.messages import format_line

    for problem in problems:
        text = format_line(problem, language)
        if (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("NO_COLOR"):
            place, code, rest = text.partition(problem.code)
            text = click.style(place, bold=True) + click.style(code, fg=COLOURS[problem.severity]) + rest
        click.echo(text, err=err)


def shell_language() -> str:
    """Return the language of the shell, where the package speaks it; else English."""
    language = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "en")[:2]
    return language if language in LANGUAGES else "en"


def fail(message: str, code: int = USAGE) -> NoReturn:
    """Print a message on one line, and end."""
    click.echo(show_on_one_line(message), err=True)
    sys.exit(code)


def end_with_problems(*problems: Problem, code: int = PROBLEMS) -> NoReturn:
    """Print problems in the language of the shell, and end."""
    show_problems(problems, shell_language(), err=True)
    sys.exit(code)


def end_with_defect(report: str) -> NoReturn:
    """Say that the fault is the package's, with what a report of it needs, and end."""
    click.echo(f"{report.rstrip()}\n\n{wording('en')['defect'].format(version=__version__)}", err=True)
    sys.exit(DEFECT)
