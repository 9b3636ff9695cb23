"""Sites to test: built once for a whole run, editions that are quick to build, and what a build leaves behind."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.editions import make

#: Seconds for which a worker waits for what another one makes.
PATIENCE = 600


def make_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Return `folder`, which the first worker that asks for it makes; the others wait until it is whole."""
    outcome = folder.with_name(f"{folder.name}.outcome")
    try:
        folder.with_name(f"{folder.name}.begun").mkdir()
    except FileExistsError:
        end = time.monotonic() + PATIENCE
        while not outcome.is_file() and time.monotonic() < end:
            time.sleep(0.1)
        said = outcome.read_text(encoding="utf-8") if outcome.is_file() else "another worker never ended it"
        if said:
            pytest.fail(f"{folder.name} was not made: {said}", pytrace=False)
        return folder
    said = "another worker failed in it"
    try:
        make(folder)
        said = ""
    finally:
        part = outcome.with_suffix(".part")
        part.write_text(said, encoding="utf-8")
        part.rename(outcome)
    return folder


def build_with_mkdocs(root: Path, folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Build the site of an edition into `folder` by `mkdocs build`."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder), *options],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )


def tree(folder: Path) -> dict[str, str]:
    """Return every file of a folder with the hash of its content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def with_quick_theme(folder: Path, **files: str) -> Path:
    """Make an edition with a theme that is quick to build."""
    root = make(folder, **files)
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("  name: material\n  font: false", "  name: mkdocs")
    config.write_text(text, encoding="utf-8")
    return root


def add_hook(root: Path, code: str) -> None:
    """Add a hook of MkDocs to an edition."""
    (root / "hook.py").write_text(code, encoding="utf-8")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("hooks: [hook.py]\n")
