"""The command `edition review`."""

from __future__ import annotations

import sys
import webbrowser
from importlib.util import find_spec
from pathlib import Path

import click

from ..model.problems import Place, problem
from ..model.wording import wording
from .shared import end_with_problems, fail, find_edition, open_readable, shell_language

#: The libraries of the extra `review`.
LIBRARIES = ("starlette", "uvicorn", "ruamel.yaml", "pypdfium2", "PIL")


@click.command("review")
@click.argument("project", metavar="[PROJECT]", type=click.Path(), default=".", callback=find_edition)
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
def command(project: Path, no_browser: bool) -> None:
    """Settle the open questions of an edition in the browser, one at a time; nothing leaves this machine.

    Answers are written into the files of PROJECT at once, and can be taken back. Ctrl-C ends it; the next run goes on.

    Example: edition review my-edition
    """
    if missing := [name for name in LIBRARIES if not _is_installed(name)]:
        end_with_problems(problem("AE820", Place("edition review"), missing=", ".join(missing)))
    from ..review.server import Review, serve

    words = wording(open_readable(project).language)

    def show(address: str) -> None:
        click.echo(words["review-address"].format(address=address))
        if not no_browser and not webbrowser.open(address):
            click.echo(words["review-open-it"], err=True)

    try:
        serve(Review(project), show)
    except KeyboardInterrupt:
        pass
    except OSError as error:
        fail(wording(shell_language())["not-done"].format(file="127.0.0.1", reason=error.strerror or error))
    click.echo(words["review-ended"])
    sys.stdout.flush()


def _is_installed(name: str) -> bool:
    """Return whether a library can be imported."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
