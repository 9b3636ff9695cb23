"""The command `edition new`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..importing.new_project import NewFolder, write_sample
from ..importing.styles import find_style
from ..model.problems import Problem
from ..model.wording import LANGUAGES, wording
from .shared import end_with_problem, shell_language


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the edition.  [default: that of the shell]")
@click.option("--title", help="Title of what is annotated.")
@click.option("--author", help="Its author.")
@click.option("--publisher", help="Its publisher.")
@click.option("--style", help="Citation style, a note style of the CSL project by its name, such as oscola.")
def command(
    folder: Path,
    language: str | None,
    title: str | None,
    author: str | None,
    publisher: str | None,
    style: str | None,
) -> None:
    """Make a small complete edition in FOLDER, to be written on.

    What is not said by an option is asked, in a terminal. Nothing is ever overwritten.

    Example: edition new my-edition --title "On keeping lights"
    """
    language = language or shell_language()
    words = wording(language)
    csl = find_style(style) if style else None
    if isinstance(csl, Problem):
        end_with_problem(csl)
    with NewFolder(folder) as made:
        if made.problem:
            end_with_problem(made.problem)
        if sys.stdin.isatty():
            title = title or click.prompt(words["new-title"], default=words["new-default-title"])
            author = click.prompt(words["new-author"], default="", show_default=False) if author is None else author
            publisher = (
                click.prompt(words["new-publisher"], default="", show_default=False) if publisher is None else publisher
            )
        made.write(write_sample(language, title or words["new-default-title"], author or "", publisher or "", csl))
        if not made.problem:
            made.keep()
        if made.problem:
            end_with_problem(made.problem)
    click.echo(words["new-done"].format(folder=folder))
