"""The command `edition`: its group, whose commands are imported when they are asked for."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from .. import __version__
from .shared import end_with_defect

COMMANDS = "build check cite evidence explain export import links lookup new pages schema verify"


class Commands(click.Group):
    """A group whose commands are imported when they are asked for; a defect of the package has a status of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return COMMANDS.split()

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import a command from the module of its name, which has it as `command`."""
        if name not in self.list_commands(ctx):
            return None
        module = import_module(f".{name}_" if iskeyword(name) else f".{name}", __package__)
        command: click.Command = module.command
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


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(__version__, package_name="mkdocs-annotated-edition")
def main() -> None:
    """Annotated editions of footnoted commentaries.

    Shell completion: eval "$(_EDITION_COMPLETE=bash_source edition)", or zsh_source, fish_source.
    """
    for stream in (sys.stdout, sys.stderr):  # a pipe on a Japanese Windows is cp932, which lacks some characters
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
