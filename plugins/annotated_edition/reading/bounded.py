"""A function of ours in a process of its own, with an end to its time and memory: `python -m` runs it there."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO

if sys.platform != "win32":
    import resource

#: How many times longer than its processor time a process may take, on a machine that has others to serve.
PATIENCE = 3


class OutOfBounds(Exception):
    """The process took more time or memory than it may, or died."""


def run_bounded(task: str, data: bytes, seconds: float, memory: int, progress: Callable[[str], None]) -> Any:
    """Return what a function, named as `module:function`, makes of data and of `progress`, by way of JSON.

    `seconds` of processor time and `memory` in bytes are its limits where the system has such; OutOfBounds beyond them.
    """
    command = [sys.executable, "-P", "-m", __name__, task, str(int(seconds)), str(memory)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin
        assert process.stdout
        timer = threading.Timer(seconds * PATIENCE, process.kill)
        timer.start()
        try:
            with suppress(BrokenPipeError), process.stdin as stream:
                stream.write(data)
            for line in process.stdout:
                step, result = json.loads(line)
                if step is None:
                    return result
                progress(step)
        finally:
            timer.cancel()
            process.kill()
    raise OutOfBounds


def limit_processor_time(process: int, seconds: float) -> None:
    """Give a process that has just begun so many seconds of processor time, where the system can."""
    if sys.platform == "linux":
        with suppress(OSError):
            resource.prlimit(process, resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))


def _limit_own(seconds: int, memory: int) -> None:
    if sys.platform != "win32":
        for kind, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
            with suppress(OSError, ValueError):
                resource.setrlimit(kind, (most, most))


def main(task: str, seconds: str, memory: str) -> None:
    """Run a function on what comes in; write its steps and its result, each as JSON on a line."""
    _limit_own(int(seconds), int(memory))
    out: BinaryIO = sys.stdout.buffer

    def write(step: str | None, result: object = None) -> None:
        out.write(json.dumps([step, result]).encode() + b"\n")
        out.flush()

    module, _, function = task.partition(":")
    write(None, getattr(import_module(module), function)(sys.stdin.buffer.read(), write))


if __name__ == "__main__":
    main(*sys.argv[1:])
