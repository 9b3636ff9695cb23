"""How pandoc is run: where it is, how long it may take, how it failed."""

from __future__ import annotations

import functools
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .bounded import PATIENCE, limit_processor_time

#: Seconds of processor time that any run may take, and characters of input for which another second is granted.
TIMEOUT = 5.0
CHARACTERS_A_SECOND = 20_000
#: Megabytes of its heap; it comes to somewhat more in all.
HEAP = 600
#: Exit statuses of a process without processor time left (SIGXCPU, SIGKILL), and of pandoc without memory.
OUT_OF_TIME, OUT_OF_MEMORY = (-24, -9), 251
#: Characters of a message.
LONGEST_MESSAGE = 200
#: What says nothing to a reader of a message: a call stack, warnings, data in an address.
NOISE = re.compile(r"HasCallStack.*|^\[(?:WARNING|INFO)\].*?$|data:\S+", re.DOTALL | re.MULTILINE)
#: A path up to its last part.
FOLDERS = re.compile(r"(?<![\w:/.])(?:[A-Za-z]:)?(?:[/\\][^\s/\\:\"']+)*[/\\](?=[^\s/\\])")


class PandocError(Exception):
    """Pandoc is missing, took too long or refused its input; the message is one plain line without paths."""


@functools.cache
def binary() -> Path:
    """Return the program: the one that pypandoc-binary ships, else the one on PATH; PandocError without one."""
    package = importlib.util.find_spec("pypandoc")  # found, not imported: it would import a client for the network
    for folder in (package.submodule_search_locations if package else None) or ():
        for name in ("pandoc", "pandoc.exe"):
            if (file := Path(folder, "files", name)).is_file():
                return file
    if path := shutil.which("pandoc"):
        return Path(path)
    raise PandocError("pandoc is not installed (the package pypandoc-binary brings it)")


def run(arguments: Sequence[str], text: str | bytes, timeout: float | None = None) -> str:
    """Return what pandoc makes of `text`, or of the bytes of a file; `timeout` in seconds grows with it if not given.

    Raises PandocError where pandoc is missing, takes too long or too much memory, or exits with another status than 0.
    It runs in its sandbox: nothing that the text names is read or fetched.
    """
    seconds = TIMEOUT + len(text) / CHARACTERS_A_SECOND if timeout is None else timeout
    command = [str(binary()), "+RTS", f"-M{HEAP}m", "-RTS", "--sandbox", *arguments]
    try:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            limit_processor_time(process.pid, seconds)
            try:
                given = text.encode("utf-8", "replace") if isinstance(text, str) else text
                output, errors = process.communicate(given, seconds * PATIENCE)
            except BaseException:
                process.kill()
                raise
    except subprocess.TimeoutExpired:
        raise PandocError(f"pandoc did not end within {seconds:.0f} s") from None
    except OSError as error:
        raise PandocError(f"pandoc cannot be started ({error.strerror})") from None
    if process.returncode in OUT_OF_TIME:
        raise PandocError(f"pandoc did not end within {seconds:.0f} s")
    if process.returncode == OUT_OF_MEMORY:
        raise PandocError(f"pandoc needs more than {HEAP} MB of memory")
    if process.returncode:
        raise PandocError(_plain_message(errors.decode("utf-8", "replace"), process.returncode))
    return output.decode("utf-8", "replace")


@functools.cache
def version() -> str:
    """Return the version of the program, such as 3.9; PandocError without one."""
    return run(["--version"], "").split(maxsplit=2)[1]


def stamp() -> str:
    """Return size and time of the program, which tell one from another without a start; PandocError without one."""
    status = binary().stat()
    return f"{status.st_size}-{status.st_mtime_ns}"


def _plain_message(errors: str, status: int) -> str:
    line = " ".join(FOLDERS.sub("", NOISE.sub("", errors)).split()).removeprefix("pandoc: ")
    if len(line) > LONGEST_MESSAGE:
        line = f"{line[:LONGEST_MESSAGE]}…"
    return line or f"pandoc ended with exit status {status}"
