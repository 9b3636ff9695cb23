"""What a process costs from its start to its end: seconds, processor time, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took."""

    seconds: float
    """From start to end."""
    processor: float
    """Seconds of all processors, those of its own processes included."""
    memory: int
    """Bytes that it held at its largest; of several processes the largest."""


class Failed(Exception):
    """A command that ended with an error, with the end of what it said."""


def measure(command: Sequence[str], folder: Path) -> Cost:
    """Runs a command in a folder; Failed where it ends with an error."""
    # A small interpreter of its own starts it: a child is charged with the memory of the process that it was forked from.
    starter = [sys.executable, "-I", "-S", __file__, *command]
    done = subprocess.run(starter, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Failed((done.stderr or done.stdout)[-2000:])
    return Cost(*json.loads(done.stderr.splitlines()[-1]))


def main() -> None:
    """Runs what the arguments say, and writes what it cost as the last line of standard error."""
    command = sys.argv[1:]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    unit = 1 if sys.platform == "darwin" else 1024
    print("\n" + json.dumps([seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit]), file=sys.stderr)


if __name__ == "__main__":
    main()
