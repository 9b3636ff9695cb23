"""The command `edition explain`."""

from __future__ import annotations

from pathlib import Path

import click

from ..model.messages import explain, write_guide
from ..model.problems import CODES
from ..model.wording import wording
from ..reading.files import find_root
from .shared import fail, format_option, open_project


@click.command("explain")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--all", "every", is_flag=True, help="Explain every code.")
@format_option("text", "markdown")
@click.option("--language", help="Language of the text.  [default: that of the edition here, else English]")
def command(codes: tuple[str, ...], every: bool, form: str, language: str | None) -> None:
    """Say what the code of a problem means and what to do about it.

    Example: edition explain AE303
    """
    if not language:
        root = find_root(Path())
        language = open_project(root).language if root else "en"
    words = wording(language)
    named = list(CODES) if every else [code.upper() for code in codes]
    if not named:
        raise click.UsageError("Name a code, or ask for --all.")
    for code in named:
        if code not in CODES:
            fail(words["no-code"].format(code=code))
    if form == "markdown" and every:
        click.echo(write_guide(language), nl=False)
        return
    for code in named:
        cause, remedy = explain(code, language)
        kind = words["parenthesis"].format(text=words[f"guide-{CODES[code]}"])
        click.echo(f"{code}{kind} {cause}\n  {words['fix']}{remedy}")
