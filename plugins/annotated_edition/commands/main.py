"""The command `edition`: its group, whose commands are imported when they are asked for."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from typing import Any

import click

from .. import __version__
from .shared import end_with_defect

#: Name of a command → its module here, which has it as `command`.
COMMANDS = {
    "build": "build",
    "check": "check",
    "cite": "cite",
    "evidence": "evidence",
    "explain": "explain",
    "export": "export",
    "import": "import_",
    "links": "links",
    "lookup": "lookup",
    "new": "new",
    "pages": "pages",
    "schema": "schema",
    "verify": "verify",
}


class Commands(click.Group):
    """A group whose commands are imported when they are asked for; a defect of the package has a status of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the command of a name."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{COMMANDS[name]}", __package__).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an exception that is not click's is a defect of the package."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise
        except Exception:
            import traceback

            end_with_defect(traceback.format_exc())


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="mkdocs-annotated-edition")
def main() -> None:
    """Annotated editions of footnoted commentaries.

    Shell completion: eval "$(_EDITION_COMPLETE=bash_source edition)", or zsh_source, fish_source.
    """
    for stream in (sys.stdout, sys.stderr):  # a pipe on a Japanese Windows is cp932, which lacks some characters
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
