"""Editions that are quick to build, and what a build leaves behind."""

from __future__ import annotations

import hashlib
from pathlib import Path

from support.editions import make


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
