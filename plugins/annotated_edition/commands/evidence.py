"""The command `edition evidence`."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from ..site.pages import write_evidence
from ..views.evidence import weigh
from ..views.records import encode
from ..views.tables import evidence_table
from .console import print_wrapped
from .shared import format_option, open_readable, print_json, project


@click.command("evidence")
@format_option("text", "json", "csv")
@project
def command(form: str, project: Path) -> None:
    """Say what the argument rests on: sources, publishers, claims, and what has no footnote.

    A claim is a sentence with a source. The same source again, or another one of its publisher, is no corroboration.

    Example: edition evidence --format csv > evidence.csv
    """
    edition = open_readable(project)
    if form == "json":
        print_json(encode(weigh(edition)))
    elif form == "csv":
        click.echo(evidence_table(edition, weigh(edition)), nl=False)
    else:
        console = Console(highlight=False)
        for line in write_evidence(edition).rstrip("\n").split("\n"):
            text = line.lstrip(" ")
            print_wrapped(console, text, len(line) - len(text), "bold" if line == text else "")
