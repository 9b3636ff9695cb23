"""The command `edition schema`."""

from __future__ import annotations

from pathlib import Path

import click

from ..importing.new_project import schema_files
from ..model.problems import Place, problem
from ..reading.fields_guide import write_fields_guide
from .shared import end_with_problem, shell_language


@click.command("schema")
@click.argument("name", required=False)
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder to write all of them into."
)
@click.option(
    "--format", "form", type=click.Choice(["json", "markdown"]), default="json", show_default=True,
    help="As Markdown: a page that explains the fields of all kinds.",
)  # fmt: skip
@click.option("--language", help="Language of the explanations.  [default: that of the shell]")
def command(name: str | None, folder: Path | None, form: str, language: str | None) -> None:
    """Print the JSON Schema of a kind of data file (NAME), list the kinds, or write all into a folder.

    Editors of YAML complete and check by it; a new edition holds them in schemas/.

    Example: edition schema footnotes
    """
    language = language or shell_language()
    if form == "markdown":
        if name or folder:
            raise click.UsageError("--format markdown goes with neither NAME nor --to.")
        click.echo(write_fields_guide(language), nl=False)
        return
    files = schema_files(language)
    kinds = [file.removesuffix(".json") for file in files]
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for file, text in files.items():
                (folder / file).write_text(text, encoding="utf-8")
        except OSError as error:
            end_with_problem(problem("AE809", Place(folder.as_posix()), reason=error.strerror or ""))
    if name is None:
        click.echo("\n".join(kinds))
    elif name in kinds:
        click.echo(files[f"{name}.json"], nl=False)
    else:
        raise click.BadParameter(f"{name}: one of {', '.join(kinds)}", param_hint="NAME")
