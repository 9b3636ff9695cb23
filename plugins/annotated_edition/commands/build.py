"""The command `edition build`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from ..model.problems import NOTE, Place, Problem, problem, sort_problems
from ..model.wording import wording
from ..publishing.build import Outcome, build, stops_build
from ..publishing.last_build import build_key, load_build, store_build
from ..publishing.site_folder import absolute, restore_site
from .shared import INTERRUPTED, PROBLEMS, end_with_defect, end_with_problems, open_project, project, show_problems


@click.command("build")
@click.option("--site-dir", type=click.Path(path_type=Path), help="Folder of the built site.  [default: site]")
@click.option("--strict", is_flag=True, help="Fail on warnings as well.")
@click.option("--final", is_flag=True, help="Fail on warnings and on open points (todo:): for what is published.")
@project
def command(site_dir: Path | None, strict: bool, final: bool, project: Path) -> None:
    """Build the site; the last one stays as it is until the next is whole.

    Example: edition build --strict
    """
    strict = strict or final
    named = site_dir or project / "site"
    site = absolute(named)
    restore_site(site)
    key = build_key(project, site, strict)
    if (last := load_build(project, site, key)) and not (final and _has_open_points(last[1])):
        language, problems = last
        show_problems(problems, language, err=True)
        click.echo(wording(language)["up-to-date"].format(folder=named))
        return
    edition = open_project(project)
    outcome = Outcome(built=False)
    if not stops_build(edition.problems, strict) and not (final and _has_open_points(edition.problems)):
        try:
            outcome = build(project, site, strict)
        except KeyboardInterrupt:
            end_with_problems(problem("AE810", Place(site.name)), code=INTERRUPTED)
    if outcome.defect:
        end_with_defect(outcome.defect)
    problems = sort_problems([*edition.problems, *outcome.problems])
    if outcome.built and outcome.repeatable:
        store_build(project, site, key, edition.language, problems)
    show_problems(problems, edition.language, err=True)
    if not outcome.built:
        sys.exit(PROBLEMS)
    click.echo(wording(edition.language)["built"].format(folder=named))


def _has_open_points(problems: Iterable[Problem]) -> bool:
    return any(each.severity == NOTE for each in problems)
