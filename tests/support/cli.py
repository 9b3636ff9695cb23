"""The command `edition`, in the process of the test or in one of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from annotated_edition.commands.main import main
from support.editions import ENGLISH

MAIN = "from annotated_edition.commands.main import main; main(prog_name='edition')"


#: Variables that Python and libraries read when they start begin so.
AT_START = ("FONTCONFIG", "PYTHON", "TZ")


def run(*arguments: str, cwd: Path = ENGLISH, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `edition` in this process, which starts no interpreter and imports nothing anew, where that is the same."""
    if any(name.startswith(AT_START) for name in environment):
        return run_process(*arguments, cwd=cwd, **environment)
    with contextlib.chdir(cwd):
        result = CliRunner(env=environment).invoke(main, arguments, prog_name="edition")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


def run_process(*arguments: str, cwd: Path = ENGLISH, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `edition` in a process of its own, as a shell does; its output is read as UTF-8."""
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
    )
