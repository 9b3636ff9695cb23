"""The command `edition check`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ..model.edition import Edition
from ..model.messages import describe, format_annotation
from ..model.problems import Problem, sort_problems
from ..model.wording import wording
from ..publishing.build import stops_build
from ..reading.bib import read_bib
from ..resolving.outcome import find_unprinted
from .shared import PROBLEMS, open_project, project, show_problems


@click.command("check")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings as well; an open question (todo) is none.")
@click.option("--bibliography", is_flag=True, help="List the fields of sources that the citation style does not print.")
@project
def command(form: str, strict: bool, bibliography: bool, project: Path) -> None:
    """List everything wrong or doubtful in data/ and docs/, by file and line.

    Example: edition check --strict
    """
    edition = open_project(project)
    problems = sort_problems([*edition.problems, *(_unprinted(edition, project) if bibliography else ())])
    if form == "json":
        click.echo(json.dumps([_as_json(p, edition.language) for p in problems], ensure_ascii=False, indent=1))
    elif form == "github":
        for each in problems:
            click.echo(format_annotation(each, edition.language))
    elif problems:
        show_problems(problems, edition.language)
    else:
        click.echo(wording(edition.language)["no-problems"])
    if stops_build(problems, strict):
        sys.exit(PROBLEMS)


def _unprinted(edition: Edition, project: Path) -> Iterator[Problem]:
    file = "data/sources.bib"
    entries, _ = read_bib((project / file).read_bytes(), file)
    return find_unprinted(entries, edition.sources)


def _as_json(problem: Problem, language: str) -> dict[str, object]:
    message, fix = describe(problem, language)
    place = {"file": problem.place.file, "line": problem.place.line, "column": problem.place.column}
    return {"code": problem.code, "severity": problem.severity, **place, "message": message, "fix": fix}
