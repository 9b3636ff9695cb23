"""The command `edition check`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from ..model.messages import describe, format_annotation
from ..model.problems import Problem
from ..model.wording import wording
from ..publishing.build import stops_build
from .shared import PROBLEMS, format_option, open_project, print_json, project, show_problems


@click.command("check")
@format_option("text", "json", "github")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings as well; an open question (todo) is none.")
@project
def command(form: str, strict: bool, project: Path) -> None:
    """List everything wrong or doubtful in data/ and docs/, by file and line.

    Example: edition check --strict
    """
    edition = open_project(project)
    if form == "json":
        print_json([_encode(problem, edition.language) for problem in edition.problems])
    elif form == "github":
        for problem in edition.problems:
            click.echo(format_annotation(problem, edition.language))
    elif edition.problems:
        show_problems(edition.problems, edition.language)
    else:
        click.echo(wording(edition.language)["no-problems"])
    if stops_build(edition.problems, strict):
        sys.exit(PROBLEMS)


def _encode(problem: Problem, language: str) -> dict[str, object]:
    message, fix = describe(problem, language)
    return {"code": problem.code, "severity": problem.severity, **asdict(problem.place), "message": message, "fix": fix}
