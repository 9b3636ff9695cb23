"""The command `edition import`."""

from __future__ import annotations

import contextlib
import signal
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from ..importing.report import REPORT, as_json, render
from ..importing.steps import import_file
from ..model.problems import Place, Problem, problem
from ..model.wording import wording
from .shared import INTERRUPTED, end_with_problem, shell_language


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="Folder to make.")
@click.option("--as-is", is_flag=True, help="Leave the text of paragraphs as it is.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(file: Path, folder: Path, as_is: bool, form: str) -> None:
    """Make an edition of FILE: Markdown, text, HTML, Word, OpenDocument, EPUB, LaTeX, JATS, reStructuredText or PDF.

    Sections, references, footnotes and sources are recovered, ibid. and short titles resolved. What is doubtful is left
    as a question (todo:), which `edition check` lists. FOLDER is made whole or not at all, and never overwritten.

    Example: edition import paper.docx --to my-edition
    """
    words = wording(shell_language())
    tell = Console(stderr=True, highlight=False)

    def end(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        with tell.status("") if tell.is_terminal else contextlib.nullcontext() as status:
            steps = (lambda step: status.update(words["import-step"].format(step=step))) if status else (lambda _: None)
            outcome = import_file(file, folder, as_is, steps)
    except KeyboardInterrupt:
        end_with_problem(problem("AE810", Place(file.name)), INTERRUPTED)
    if isinstance(outcome, Problem):
        end_with_problem(outcome)
    click.echo(as_json(outcome) if form == "json" else render(outcome, "txt"), nl=False)
    if form == "text":
        click.echo()
        click.echo(words["import-written"].format(folder=folder, report=folder / REPORT / "report.html"))
