"""The command `edition`: its group, whose commands are imported when they are asked for."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any, NoReturn

import click

from .. import __version__
from ..model.messages import show_on_one_line
from ..model.wording import wording
from .shared import INTERRUPTED, PROBLEMS, end_with_defect, fail, shell_language

#: The last second of the year 9999, since 1970: later ones are no dates.
LAST_MOMENT = 253_402_300_799
COMMANDS = (
    "build check cite doctor evidence explain export import links lookup new pages review schema shelf source translate"
    " verify"
)


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

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line; what the system refuses ends it with a line."""
        _open_streams()
        try:
            return super().main(*args, **extra)
        except OSError as error:
            _end_with_refusal(error)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an exception that is not click's or the system's is a defect of the package."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort, OSError):
            raise
        except KeyboardInterrupt:
            fail(wording(shell_language())["interrupted"], INTERRUPTED)
        except Exception:
            import traceback

            end_with_defect(traceback.format_exc())


def _open_streams() -> None:
    """Open what the shell has closed, so that no file is taken for it; end where output would go nowhere."""
    if sys.stdout is None or sys.stderr is None:
        closed = sys.stdout is None
        while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(descriptor)
        sys.stdout, sys.stderr = sys.stdout or os.fdopen(1, "w"), sys.stderr or os.fdopen(2, "w")
        if closed:
            fail(wording(shell_language())["no-output"], PROBLEMS)


def _end_with_refusal(error: OSError) -> NoReturn:
    """Say what the system refuses; a stream that cannot be written is given up, or its end would fail once more."""
    reason = error.strerror or str(error)
    file = error.filename if isinstance(error.filename, str) else wording(shell_language())["an-output"]
    with suppress(OSError):
        click.echo(show_on_one_line(wording(shell_language())["not-done"].format(file=file, reason=reason)), err=True)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError), Path(os.devnull).open("w") as nowhere:
                os.dup2(nowhere.fileno(), stream.fileno())
    sys.exit(PROBLEMS)


def _show_versions(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    """Print the version of the package, and those of the host and the theme that it runs on, and end."""
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    parts = [f"edition {__version__}", f"Python {sys.version.split()[0]}"]
    for name in ("mkdocs", "mkdocs-material", "properdocs"):
        with suppress(PackageNotFoundError):
            parts.append(f"{name} {version(name)}")
    click.echo(", ".join(parts))
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_versions, help="Show versions."
)
def main() -> None:
    """Annotated editions of footnoted commentaries.

    Shell completion: eval "$(_EDITION_COMPLETE=bash_source edition)", or zsh_source, fish_source.
    """
    for stream in (sys.stdout, sys.stderr):  # a pipe on a Japanese Windows is cp932, which lacks some characters
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    moment = os.environ.get("SOURCE_DATE_EPOCH", "")
    if moment and not (moment.isascii() and moment.isdigit() and int(moment[:13]) <= LAST_MOMENT):
        fail(wording(shell_language())["no-moment"].format(value=moment[:40]))
