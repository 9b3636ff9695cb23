"""The command `edition source`."""

from __future__ import annotations

import sys
from http.client import HTTPException
from pathlib import Path

import click

from ..importing.new_source import BIB_FILE, add_sources, read_references
from ..model.messages import describe
from ..model.problems import Place, Problem, problem
from ..model.wording import wording
from ..publishing.asker import MANNERS, Asker
from ..publishing.look_up import look_up, name_kind
from ..reading import limits
from ..reading.files import read_file, write_whole
from ..reading.pandoc import PandocError
from .shared import PROBLEMS, end_with_problems, fail, project, shell_language, show_problems


@click.group("source")
def command() -> None:
    """Add to the sources of an edition.

    Example: edition source add reference.ris
    """


@command.command("add")
@click.argument("what", metavar="FILE|-|DOI|ISBN|URL")
@click.option("--online", is_flag=True, help="Ask doi.org, openlibrary.org or the page itself.")
@project
def add(what: str, online: bool, project: Path) -> None:
    """Write sources at the end of data/sources.bib, each with a key of author and year.

    They are read from a file in BibTeX, RIS or CSL-JSON, or from what is pasted (-). A DOI, an ISBN or an address is
    looked up with --online alone: nothing is asked of the network otherwise. A source that is there already is named.

    Example: edition source add 10.1000/182 --online
    """
    kind = name_kind(what)
    if kind and not online:
        end_with_problems(problem("AE717", Place(what), reason="online"))
    file = project / BIB_FILE
    try:
        text = _read(what, kind)
        bib = read_file(file, limits.FILE) if file.exists() else b""
        new, keys, problems = add_sources(bib, read_references(text))
    except (ValueError, PandocError, RecursionError) as error:
        cause = error.args[0] if error.args else ""
        reason = describe(cause, shell_language())[0].rstrip(".。") if isinstance(cause, Problem) else str(error)
        end_with_problems(problem("AE717", Place(what), reason=reason))
    words = wording(shell_language())
    if keys:
        try:
            write_whole(file, new)
        except OSError as error:
            fail(words["not-written"].format(file=BIB_FILE, reason=error.strerror), PROBLEMS)
    for key in keys:
        click.echo(words["source-added"].format(key=key, file=BIB_FILE))
    if problems:
        show_problems(problems, shell_language(), err=True)
        sys.exit(PROBLEMS)


def _read(what: str, kind: str) -> str:
    """Return what describes the sources: an answer of the network, what is pasted, or a file."""
    if kind:
        import json

        try:
            return json.dumps(look_up(what, Asker(MANNERS)))
        except (OSError, HTTPException, ValueError) as error:
            reason = wording(shell_language()).get(f"links-reason-{error}", str(error) or type(error).__name__)
            end_with_problems(problem("AE718", Place(what), reason=reason))
    if what == "-":
        return sys.stdin.buffer.read(limits.FILE).decode("utf-8", "replace")
    return read_file(Path(what), limits.FILE).decode("utf-8", "replace")
