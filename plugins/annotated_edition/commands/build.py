"""The command `edition build`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..model.problems import sort_problems
from ..model.wording import wording
from ..publishing.build import build, restore
from .shared import PROBLEMS, end_with_defect, is_stopped, open_project, project, show_problems


@click.command("build")
@click.option("--site-dir", type=click.Path(path_type=Path), help="Folder of the built site.  [default: site]")
@click.option("--strict", is_flag=True, help="Fail on warnings as well.")
@project
def command(site_dir: Path | None, strict: bool, project: Path) -> None:
    """Build the site; the last one stays as it is until the next is whole.

    Example: edition build --strict
    """
    edition = open_project(project)
    found, language = edition.problems, edition.language
    site = project / "site" if site_dir is None else site_dir
    restore(site)
    if not is_stopped(found, strict):
        outcome = build(project, site, strict)
        if outcome.defect:
            end_with_defect(outcome.defect)
        found = sort_problems([*found, *outcome.problems])
        if outcome.built:
            show_problems(found, language, err=True)
            click.echo(wording(language)["built"].format(folder=site))
            return
    show_problems(found, language, err=True)
    sys.exit(PROBLEMS)
