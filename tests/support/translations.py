"""The English edition with its translation into Arabic, whole, and what may be laid over both."""

from __future__ import annotations

import shutil
from pathlib import Path

from annotated_edition import Edition, open_edition
from support.cli import run
from support.editions import make
from support.places import CACHE

ARABIC = Path(__file__).parent / "arabic"


def make_translated(folder: Path, recorded: bool = True, **files: str) -> Path:
    """A copy of the English edition with the Arabic translation; `files` are laid over both, at last."""
    root = make(folder)
    shutil.copytree(ARABIC, root / "translations" / "ar")
    if recorded:
        run("translate", "ar", "--done", cwd=root)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def open_translation(root: Path, language: str | None = "ar") -> Edition:
    """Open the translation of an edition."""
    return open_edition(root / "data", root / "docs", CACHE, language)
