"""Exports are delivered whole, named, summed, and the same each time."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from annotated_edition import Edition
from support.editions import make
from support.exports import export
from support.places import ROOT

pytestmark = pytest.mark.slow


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_two_exports_are_the_same(exported: tuple[Edition, Path], tmp_path: Path) -> None:
    edition, folder = exported
    root = ROOT if edition.language == "ja" else make(tmp_path)
    assert export(root, "--to", str(tmp_path / "dist")).returncode == 0
    names = files_in(folder)
    assert names == files_in(tmp_path / "dist")
    assert [n for n in names if (folder / n).read_bytes() != (tmp_path / "dist" / n).read_bytes()] == []


def test_files_are_named_after_the_edition_and_summed(exported: tuple[Edition, Path]) -> None:
    _, folder = exported
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert re.fullmatch(
            r"[a-z0-9.-]+-annotated-\d+\.\d+\.\d+-\d{4}-\d\d-\d\d(\.(epub|pdf|html|zip|bib|ris|csl\.json|txt)|/.+)",
            name,
        )
        assert digest == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert len(list(folder.iterdir())) == 10


def test_one_format_keeps_the_sums_of_the_others(tmp_path: Path) -> None:
    root = make(tmp_path)
    dist = root / "dist"
    dist.mkdir()
    (dist / "earlier.pdf").write_bytes(b"x")
    (dist / "SHA256SUMS").write_text("0a  earlier.pdf\n0b  gone.pdf\n", encoding="utf-8")
    done = export(root, "--format", "epub")
    assert done.returncode == 0
    names = [line.split("  ")[1] for line in (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    assert names == ["earlier.pdf", "harbour-papers-7-annotated-0.1.0-2026-11-23.epub"]
    assert str(dist / names[1]) in done.stdout
