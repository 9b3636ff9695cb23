"""Adapter to the shell: the command `edition`, and `edition lookup`, which is to answer at once."""

from __future__ import annotations

import io
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from . import __version__, find_root, open_edition
from .exports import REFERENCES
from .wording import wording

if TYPE_CHECKING:
    from .kept import Shown
    from .model import Edition, Problem

# Nothing is imported here that a lookup does not need; the other commands are in a module of their own.

PROBLEMS, USAGE, DEFECT = 1, 2, 3
COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


class _Commands(click.Group):
    """Commands of which a defect of ours ends with a status of its own; they are read when one of them is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        from . import commands  # noqa: F401

        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a name."""
        if name not in self.commands:
            from . import commands  # noqa: F401
        return super().get_command(ctx, name)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; whatever is raised but by click is no fault of the user's."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise
        except Exception:
            import traceback

            defect(traceback.format_exc())


def defect(said: str) -> NoReturn:
    """Says that the fault is ours, with what a report of it needs, and ends."""
    click.echo(f"{said.rstrip()}\n\n{wording('en')['defect'].format(version=__version__)}", err=True)
    sys.exit(DEFECT)


class _Project(click.ParamType[Path]):
    """The folder of an edition, found upwards."""

    name = "folder"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        root = find_root(Path(value))
        if root is None:
            fail(wording(os.environ.get("LANG", "en")[:2])["no-edition"].format(folder=value))
        return root


project = click.option(
    "--project", type=_Project(), default=".", show_default=True, help="Folder of the edition, or one inside it."
)


def open_project(root: Path) -> Edition:
    """The edition in a folder, whatever is wrong with it."""
    return open_edition(root / "data", root / "docs", root / ".cache")


def open_readable(root: Path) -> Edition:
    """An edition whose data can be read; ends with its errors where they cannot."""
    edition = open_project(root)
    if not edition.readable:
        end_with_errors(edition)
    return edition


def end_with_errors(edition: Edition) -> NoReturn:
    """Lists the errors of an edition, and ends."""
    from .problems import ERROR

    show_problems([p for p in edition.problems if p.severity == ERROR], edition.language, err=True)
    sys.exit(PROBLEMS)


def show_problems(found: list[Problem], language: str, err: bool = False) -> None:
    """Lists problems, each on a line."""
    from .problems import line

    for each in found:
        text = line(each, language)
        if (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("NO_COLOR"):
            place, code, rest = text.partition(each.code)
            text = click.style(place, bold=True) + click.style(code, fg=COLOURS[each.severity])
            text += rest
        click.echo(text, err=err)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="mkdocs-annotated-edition")
def main() -> None:
    """Annotated editions of footnoted commentaries.

    Shell completion: eval "$(_EDITION_COMPLETE=bash_source edition)", or zsh_source, fish_source.
    """
    for stream in (sys.stdout, sys.stderr):  # a pipe on a Japanese Windows is cp932, which lacks some characters
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


@main.command("lookup")
@click.argument("query", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json", *REFERENCES]), default="text", show_default=True)
@project
def lookup_command(query: tuple[str, ...], form: str, project: Path) -> None:
    """Look footnotes up by number (17, 3-5, 注17) or by words.

    BibTeX, RIS and CSL-JSON have each source that the footnotes cite once.

    Example: edition lookup 17 --format ris
    """
    from .kept import find

    asked = " ".join(query)
    found = find(project, asked, partial(open_readable, project))
    if found.unknown or not found.footnotes:
        words = wording(found.language)
        numbers = words["comma"].join(map(str, found.unknown))
        message = words["no-footnote" if found.unknown else "no-hit"]
        fail(message.format(n=numbers, query=asked, lowest=found.lowest, highest=found.highest))
    if form == "json":
        click.echo(json.dumps([each.record for each in found.footnotes], ensure_ascii=False, indent=1))
    elif form in REFERENCES:
        from .exports.formats import write
        from .exports.item import Item

        items = [Item(csl, tuple(bibtex), text) for each in found.footnotes for csl, bibtex, text in each.items]
        click.echo(write(form, items), nl=False)
    else:
        click.echo("\n".join(map(_text, found.footnotes)), nl=False, color=_takes_styles())


def fail(message: str, code: int = USAGE) -> NoReturn:
    """Says on one line why not, and ends."""
    click.echo(" ".join(message.split()), err=True)
    sys.exit(code)


def _text(footnote: Shown) -> str:
    """A footnote as a terminal shows it, each line with its end."""
    return "".join(
        "".join(click.style(text, **{style: True}) if text and style else text for text, style in line) + "\n"
        for line in footnote.lines
    )


def _takes_styles() -> bool:
    """Whether standard output takes styles, told as Rich tells it, which is not imported for so little."""
    compatible, forced = os.environ.get("TTY_COMPATIBLE"), os.environ.get("FORCE_COLOR")
    if compatible in ("0", "1"):
        terminal = compatible == "1"
    else:
        terminal = sys.stdout.isatty() if forced is None else forced != ""
    return terminal and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")
