"""The command `edition lookup`."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from ..model.labels import FootnoteLabel
from ..model.wording import wording
from ..views.lookup import lookup
from ..views.lookup_cache import load_lookups
from .shared import fail, format_option, open_readable, print_json, project, translation

# Nothing is imported above that a lookup from the cache does not need.


@click.command("lookup")
@click.argument("query", nargs=-1)
@format_option("text", "json", "bibtex", "ris", "csl-json")
@translation
@project
def command(query: tuple[str, ...], form: str, language: str | None, project: Path) -> None:
    """Look footnotes up by number (17, 3-5, 注17) or by words.

    BibTeX, RIS and CSL-JSON have each source that the footnotes cite once.

    Example: edition lookup 17 --format ris
    """
    text = " ".join(query)
    cached = load_lookups(project, partial(open_readable, project, language), _file_name(language))
    footnotes = {FootnoteLabel(label): footnote for label, footnote in cached["footnotes"].items()}
    texts = {number: footnote["text"] for number, footnote in footnotes.items()}
    answer = lookup(texts, text, cached["language"])
    if answer.unknown or not answer.numbers:
        words = wording(cached["language"])
        numbers = words["comma"].join(answer.unknown)
        message = words["no-footnote" if answer.unknown else "no-hit"]
        labels: list[str] = list(footnotes) or ["0"]
        fail(message.format(n=numbers, query=text, lowest=labels[0], highest=labels[-1]))
    answered = [footnotes[number] for number in answer.numbers]
    if form == "json":
        print_json([footnote["record"] for footnote in answered])
    elif form == "text":
        click.echo("\n".join(map(_text, answered)), nl=False, color=_takes_styles())
    else:
        from ..citing.formats import write_items
        from ..citing.items import Item

        items = [Item(csl, tuple(bibtex), text) for footnote in answered for csl, bibtex, text in footnote["items"]]
        click.echo(write_items(form, items), nl=False)


def _file_name(language: str | None) -> str | None:
    """Return the name of a translation's folder, if it can be one."""
    return language if language and language.replace("-", "").isalnum() else None


def _text(footnote: dict[str, Any]) -> str:
    """Return a footnote as a terminal shows it, each line with its end."""
    return "".join(
        "".join(click.style(text, **{style: True}) if text and style else text for text, style in line) + "\n"
        for line in footnote["lines"]
    )


def _takes_styles() -> bool:
    """Return whether standard output takes styles; Rich, which decides alike, is not imported for so little."""
    compatible, forced = os.environ.get("TTY_COMPATIBLE"), os.environ.get("FORCE_COLOR")
    if compatible in ("0", "1"):
        terminal = compatible == "1"
    else:
        terminal = sys.stdout.isatty() if forced is None else forced != ""
    return terminal and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")
