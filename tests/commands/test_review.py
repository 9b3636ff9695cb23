"""The command `edition review`: what it needs, and what it says."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotated_edition.commands import review
from support.cli import MAIN, run
from support.reviewing import ask, make_open


def test_without_its_libraries_it_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "LIBRARIES", ("no_such_library",))
    done = run("review")
    assert done.returncode == 1
    assert "AE820" in done.stderr
    assert "no_such_library" in done.stderr


@pytest.mark.parametrize("ended_by", ["button", "keys"])
@pytest.mark.slow
def test_it_says_its_address_and_ends(ended_by: str, tmp_path: Path) -> None:
    root = make_open(tmp_path)
    command = [sys.executable, "-c", MAIN, "review", "--no-browser", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        assert process.stderr
        address = next(word for word in process.stdout.readline().split() if word.startswith("http://127.0.0.1:"))
        if ended_by == "button":
            assert "The review has ended" in ask(f"{address}end", {})[1]
        else:
            assert ask(address)[0] == 200
            process.send_signal(signal.SIGINT)
        assert "The review has ended" in process.stdout.read()
        assert process.stderr.read() == ""
        assert process.wait(20) == 0


def test_a_folder_without_an_edition_is_named(tmp_path: Path) -> None:
    assert run("review", str(tmp_path)).returncode == 2
