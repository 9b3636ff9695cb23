"""The command `edition review`: what it needs, and what it says."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path

import pytest

from annotated_edition.commands import review
from annotated_edition.review import server
from support.cli import run
from support.reviewing import make_open


def test_without_its_libraries_it_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "LIBRARIES", ("no_such_library",))
    done = run("review")
    assert done.returncode == 1
    assert "AE820" in done.stderr
    assert "no_such_library" in done.stderr


def test_it_opens_the_browser_and_says_the_address_and_the_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = make_open(tmp_path)
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    init = server.Review.__init__

    def end_soon(self: server.Review, root: Path) -> None:
        init(self, root)
        threading.Timer(1, lambda: self.stop()).start()

    monkeypatch.setattr(server.Review, "__init__", end_soon)
    done = run("review", str(root))
    assert done.returncode == 0
    assert opened[0].startswith("http://127.0.0.1:")
    assert opened[0] in done.stdout
    assert "The review has ended" in done.stdout
    assert run("review", str(tmp_path)).returncode == 2
