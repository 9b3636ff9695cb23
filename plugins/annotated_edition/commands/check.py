"""The command `edition check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from ..model.edition import Edition
from ..model.messages import describe, format_annotation
from ..model.problems import Problem, sort_problems
from ..model.wording import wording
from ..publishing.build import stops_build
from ..reading import limits
from ..reading.bib import read_bib
from ..reading.files import read_file
from ..reading.layer import find_languages
from ..resolving.outcome import find_unprinted
from .shared import PROBLEMS, format_option, open_project, print_json, project, show_problems


@click.command("check")
@format_option("text", "json", "github")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings as well; an open question (todo) is none.")
@click.option("--bibliography", is_flag=True, help="List the fields of sources that the citation style does not print.")
@project
def command(form: str, strict: bool, bibliography: bool, project: Path) -> None:
    """List everything wrong or doubtful in data/ and docs/, and in translations/, by file and line.

    Example: edition check --strict
    """
    edition = open_project(project)
    translations = [open_project(project, language) for language in find_languages(project, "edition.yml")]
    theirs = [found for translation in translations for found in translation.own_problems]
    unprinted = _unprinted(edition, project) if bibliography else ()
    problems = sort_problems([*edition.problems, *theirs, *unprinted])
    if form == "json":
        print_json([_encode(problem, edition.language) for problem in problems])
    elif form == "github":
        workspace = os.path.realpath(os.environ.get("GITHUB_WORKSPACE") or project)
        folder = Path(os.path.relpath(os.path.realpath(project), workspace)).as_posix()
        for problem in problems:
            click.echo(format_annotation(problem, edition.language, folder))
    elif problems:
        show_problems(problems, edition.language)
    else:
        click.echo(wording(edition.language)["no-problems"])
    if stops_build(problems, strict):
        sys.exit(PROBLEMS)


def _unprinted(edition: Edition, project: Path) -> Iterator[Problem]:
    file = "data/sources.bib"
    try:
        entries, _ = read_bib(read_file(project / file, limits.FILE), file)
    except OSError:  # reported by the edition
        return iter(())
    return find_unprinted(entries, edition.sources)


def _encode(problem: Problem, language: str) -> dict[str, object]:
    message, fix = describe(problem, language)
    return {"code": problem.code, "severity": problem.severity, **asdict(problem.place), "message": message, "fix": fix}
