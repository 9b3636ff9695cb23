"""The command `edition` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.editions import ENGLISH

MAIN = "from annotated_edition.commands.main import main; main(prog_name='edition')"


def run(*arguments: str, cwd: Path = ENGLISH, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `edition` with some arguments; its output is read as UTF-8."""
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
    )
