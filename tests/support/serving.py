"""An edition that is served while it is edited."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serve_edition(root: Path) -> Iterator[str]:
    """Run `mkdocs serve` for an edition; give its address, and fail on a traceback in its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    with (
        (root / "log.txt").open("w", encoding="utf-8") as log,
        subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
    text = (root / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in text, text


def wait_for(url: str, needle: str, seconds: float = 40) -> str:
    """Return the page at `url` once it holds `needle`."""
    end, text = time.monotonic() + seconds, ""
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                text = answer.read().decode()
        except OSError as error:
            text = str(error)
        if needle in text:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{needle!r} never came; the last answer was:\n{text[-3000:]}")
