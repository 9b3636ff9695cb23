"""The command `edition new`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..importing.document import ImportRefused
from ..importing.new_project import SAMPLE_LANGUAGES, find_style, new_folder, write_files, write_sample
from ..model.wording import FALLBACK, wording
from .shared import end_with_problems, shell_language


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--language", type=click.Choice(SAMPLE_LANGUAGES), help="Language of the edition.  [default: that of the shell]"
)
@click.option("--title", help="Title of what is annotated.")
@click.option("--author", help="Its author.")
@click.option("--publisher", help="Its publisher.")
@click.option("--site-url", help="Address at which it will be published.")
@click.option("--style", help="Citation style, a note style of the CSL project by its name, such as oscola.")
def command(
    folder: Path,
    language: str | None,
    title: str | None,
    author: str | None,
    publisher: str | None,
    site_url: str | None,
    style: str | None,
) -> None:
    """Make a small complete edition in FOLDER, to be written on.

    What is not said by an option is asked, in a terminal. Nothing is ever overwritten.

    Example: edition new my-edition --title "On keeping lights"
    """
    spoken = shell_language()
    language = language or (spoken if spoken in SAMPLE_LANGUAGES else FALLBACK)
    words = wording(language)
    try:
        csl = find_style(style) if style else None
        with new_folder(folder) as made:
            title = _ask(title, words["new-title"], words["new-default-title"])
            author, publisher = _ask(author, words["new-author"]), _ask(publisher, words["new-publisher"])
            address = _ask(site_url, words["new-site-url"])
            write_files(made, write_sample(language, title, author, publisher, csl, address))
    except ImportRefused as refused:
        end_with_problems(refused.problem(folder.as_posix()))
    click.echo(words["new-done"].format(folder=folder))


def _ask(option: str | None, question: str, default: str = "") -> str:
    """Return what an option says, else what the user answers where there is a terminal to ask in."""
    if option is None and sys.stdin.isatty():
        option = click.prompt(question, default=default, show_default=bool(default))
    return option or default
