"""The editions to test with: where the shipped one has its footnotes; the English one, with files laid over it."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from annotated_edition import Edition, open_edition
from support.places import CACHE, ROOT

#: The sections of the shipped edition, each with the footnotes that the original has there.
FOOTNOTES_OF = {
    "introduction": range(1, 2),
    "definition": range(2, 7),
    "jasmine": range(7, 16),
    "five-cooperation-concepts": range(16, 22),
    "common-ground": range(22, 29),
    "conclusion": range(29, 31),
}
ENGLISH = Path(__file__).parent / "english"
#: Laid over the English edition: footnotes with signs, letters and numbers that start anew in each chapter.
LABELLED = Path(__file__).parents[1] / "golden" / "problems" / "labels-of-chapters"


def open_at(root: Path) -> Edition:
    """Open the edition in a folder."""
    return open_edition(root / "data", root / "docs", CACHE)


@cache
def shipped() -> Edition:
    """Open the shipped edition, which is Japanese."""
    return open_at(ROOT)


@cache
def english() -> Edition:
    """Open the English edition."""
    return open_at(ENGLISH)


def make(folder: Path, overlay: Path | None = None, **files: str) -> Path:
    """A copy of the English edition in `folder`, with the files of `overlay` and `files` (path=text) laid over it."""
    root = folder / "edition"
    shutil.copytree(ENGLISH, root, ignore=shutil.ignore_patterns(".cache"))
    if overlay is not None:
        for file in overlay.rglob("*"):
            if file.is_file() and not file.name.startswith("expected"):
                target = root / file.relative_to(overlay)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root
