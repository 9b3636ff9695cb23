"""The command `edition verify`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..model.wording import wording
from ..publishing.verify import verify
from .shared import PROBLEMS, open_readable, project, show_problems


@click.command("verify")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@project
def command(site: Path, project: Path) -> None:
    """See whether a built SITE has every page, annotation and data file of the edition, whatever host has built it.

    So it sees for each translation that the site has. Exits with 1 where something is lacking: a host that reads no
    plugins ignores ours in silence.

    Example: edition verify site
    """
    edition = open_readable(project)
    editions = {"": edition}
    for language, below in edition.languages.items():
        if (site / below).is_dir():  # not every host builds them
            editions[below] = open_readable(project, language)
    if problems := [each for below, own in editions.items() for each in verify(own, site, below)]:
        show_problems(problems, edition.language)
        sys.exit(PROBLEMS)
    numbers = {"sections": len(edition.sections), "footnotes": len(edition.footnotes)}
    for below in editions:
        click.echo(wording(edition.language)["verified"].format(folder=site / below, **numbers))
