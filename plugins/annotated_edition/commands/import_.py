"""The command `edition import`."""

from __future__ import annotations

import signal
from pathlib import Path

import click
from rich.console import Console

from ..importing.document import ImportRefused
from ..importing.over import import_over
from ..importing.report import REPORT, as_json, render
from ..importing.steps import import_file
from ..model.problems import Place, problem
from ..model.wording import wording
from .shared import INTERRUPTED, end_with_problems, find_edition, format_option, shell_language


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="Folder to make.")
@click.option(
    "--over", "project", metavar="PROJECT", type=click.Path(), callback=find_edition,
    help="Edition whose sections and annotations the text gets.",
)  # fmt: skip
@click.option("--i-hold-the-rights", "rights", is_flag=True, help="With --over: the text may be published.")
@click.option("--site-url", default="", show_default=False, help="Address at which the new edition will be published.")
@click.option("--as-is", is_flag=True, help="Leave the text of paragraphs as it is.")
@format_option("text", "json")
def command(
    file: Path, folder: Path, project: Path | None, rights: bool, site_url: str, as_is: bool, form: str
) -> None:
    """Make an edition of FILE: Markdown, text, HTML, Word, OpenDocument, EPUB, LaTeX, JATS, reStructuredText or PDF.

    Sections, references, footnotes and sources are recovered, ibid. and short titles resolved. What is doubtful is left
    as a question (todo:), which `edition check` lists. FOLDER is made whole or not at all, and never overwritten.

    With --over, the text takes the place of that of an edition, under its footnotes, terms, initiatives and events. The
    copy says that it is private, and is refused inside a git repository, unless you hold the rights.

    Example: edition import paper.docx --to my-edition
    """
    if rights and project is None:
        raise click.UsageError("--i-hold-the-rights goes with --over.")
    if site_url and project:
        raise click.UsageError("--site-url does not go with --over: the copy is published nowhere.")
    words = wording(shell_language())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Console(stderr=True, highlight=False).status("") as status:

            def show(step: str) -> None:
                status.update(words["import-step"].format(step=step))

            if project:
                document = import_over(file, project, folder, rights, as_is, show)
            else:
                document = import_file(file, folder, as_is, show, site_url)
    except KeyboardInterrupt:
        end_with_problems(problem("AE810", Place(file.name)), code=INTERRUPTED)
    except ImportRefused as refused:
        end_with_problems(refused.problem(file.name))
    if form == "json":
        click.echo(as_json(document), nl=False)
    else:
        written = words["import-written"].format(folder=folder, report=folder / REPORT / "report.html")
        click.echo(f"{render(document, 'txt')}\n{written}")
