"""The command `edition schema`."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import click

from ..importing.new_project import schema_files
from ..model.problems import Place, problem
from ..model.wording import wording
from ..reading import limits
from ..reading.fields_guide import write_fields_guide
from ..reading.files import read_file, write_whole
from .shared import FOLDER, end_with_problems, fail, format_option, shell_language


@click.command("schema")
@click.argument("name", required=False)
@click.option("--to", type=FOLDER, help="Folder to write all of them into.")
@format_option("json", "markdown", help="As Markdown: a page that explains the fields of all kinds.")
@click.option("--language", help="Language of the explanations.  [default: that of the shell]")
def command(name: str | None, to: Path | None, form: str, language: str | None) -> None:
    """Print the JSON Schema of a kind of data file (NAME), list the kinds, or write all into a folder.

    Editors of YAML complete and check by it; a new edition holds them in schemas/.

    Example: edition schema footnotes
    """
    language = language or shell_language()
    if form == "markdown":
        if name or to:
            raise click.UsageError("--format markdown goes with neither NAME nor --to.")
        click.echo(write_fields_guide(language), nl=False)
        return
    files = schema_files(language)
    kinds = [file.removesuffix(".json") for file in files]
    if to is not None:
        try:
            for file in files:
                if (to / file).exists() and not _is_schema(to / file):
                    fail(wording(language)["not-generated"].format(file=to / file))
            for file, text in files.items():
                write_whole(to / file, text.encode())
        except OSError as error:
            end_with_problems(problem("AE809", Place(to.as_posix()), reason=error.strerror or ""))
    if name is None:
        click.echo("\n".join(kinds))
    elif name in kinds:
        click.echo(files[f"{name}.json"], nl=False)
    else:
        raise click.BadParameter(f"{name}: one of {', '.join(kinds)}", param_hint="NAME")


def _is_schema(file: Path) -> bool:
    """Return whether a file is an earlier schema of that name."""
    with suppress(OSError, ValueError, RecursionError):
        content = json.loads(read_file(file, limits.FILE))
        return isinstance(content, dict) and content.get("title") == f"data/{file.stem}.yml"
    return False
