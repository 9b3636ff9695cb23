"""The command `edition evidence`."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from ..views.evidence import weigh
from ..views.records import encode
from ..views.tables import evidence_table
from ..views.terminal import evidence_lines, wrap
from .shared import open_readable, project


@click.command("evidence")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@project
def command(form: str, project: Path) -> None:
    """Say what the argument rests on: sources, publishers, claims, and what has no footnote.

    A claim is a sentence with a source. The same source again, or another one of its publisher, is no corroboration.

    Example: edition evidence --format csv > evidence.csv
    """
    edition = open_readable(project)
    if form == "json":
        click.echo(json.dumps(encode(weigh(edition)), ensure_ascii=False, indent=1))
    elif form == "csv":
        click.echo(evidence_table(edition, weigh(edition)), nl=False)
    else:
        console = Console(highlight=False)
        for each in evidence_lines(edition):
            print_wrapped(console, each.text, 2 * each.depth, "" if each.depth else "bold")


def print_wrapped(console: Console, text: str, indent: int, style: str = "") -> None:
    """A paragraph, set in on each of its lines in a terminal; a pipe keeps it on one line."""
    for each in wrap(text, max(console.width - indent, 8)) if console.is_terminal else [text]:
        console.print(Text(" " * indent).append(each, style), soft_wrap=True)
