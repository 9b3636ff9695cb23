"""Exports are delivered whole, named, summed, and the same each time."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from annotated_edition import Edition
from annotated_edition.exports.book import Book, MissingPart, edition_moment
from annotated_edition.exports.delivery import EXPORT_FORMATS, MAKERS, deliver
from annotated_edition.exports.folder import WORKSHOP
from annotated_edition.publishing.site_folder import Refused, lock_folder
from support.editions import english, make
from support.exports import export
from support.places import ROOT


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
@pytest.mark.parametrize("exported", ["shipped"], indirect=True)
def test_two_exports_of_the_books_are_the_same(exported: tuple[Edition, Path], tmp_path: Path) -> None:
    _, folder = exported
    assert export(ROOT, "--format", "pdf", "--format", "epub", "--to", str(tmp_path / "dist")).returncode == 0
    books = [name for name in files_in(folder) if name.endswith((".pdf", ".epub"))]
    assert len(books) == 2
    assert [n for n in books if (folder / n).read_bytes() != (tmp_path / "dist" / n).read_bytes()] == []


@pytest.mark.slow
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


@pytest.mark.slow
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


def book(**files: bytes) -> Book:
    """The English edition, with a site of these files."""
    return Book(
        edition=english(),
        render=lambda writer: "",
        read=lambda path: None,
        address=None,
        moment=edition_moment(english(), None),
        site=lambda: files,
    )


def test_a_folder_takes_the_place_of_the_last_one_but_not_of_somebody_s_files(tmp_path: Path) -> None:
    (first,) = deliver(book(a=b"1", b=b"22"), ["folder"], tmp_path)
    assert (first.size, first.missing, first.format) == (3, None, "folder")
    (second,) = deliver(book(a=b"3"), ["folder"], tmp_path)
    assert files_in(second.file) == ["a"]
    (second.file / "thesis.txt").write_text("years of work", encoding="utf-8")
    (third,) = deliver(book(a=b"4"), ["folder"], tmp_path)
    assert third.size == 0
    assert third.missing is not None
    assert (third.missing.code, third.missing.values) == ("export-foreign", {"file": f"{third.file.name}/thesis.txt"})
    assert (third.file / "a").read_bytes() == b"3"
    sums = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert [line.split("  ")[1] for line in sums] == [f"{third.file.name}/a"]


@pytest.mark.parametrize("form", ["folder", "bibtex"])
@pytest.mark.parametrize("moves", [0, 1, 2])
def test_a_killed_export_loses_nothing_and_does_not_block_the_next(
    tmp_path: Path, form: str, moves: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = deliver(book(a=b"1"), [form], tmp_path)
    before = files_in(tmp_path)
    move, left = Path.replace, moves

    def stop(path: Path, target: Path) -> Path:
        nonlocal left
        if path.parent.name.startswith(WORKSHOP) or target.parent.name.startswith(WORKSHOP):
            if not left:
                os._exit(9)
            left -= 1
        return move(path, target)

    process = os.fork()
    if not process:  # killed within, as by the system
        monkeypatch.setattr(Path, "replace", stop)
        list(deliver(book(a=b"2", b=b"3"), [form], tmp_path))
        os._exit(0)
    os.waitpid(process, 0)
    list(deliver(book(), [], tmp_path))
    assert files_in(tmp_path) in (before, sorted([*before, f"{first.file.name}/b"]))
    (second,) = deliver(book(a=b"4"), [form], tmp_path)
    assert second.missing is None
    assert files_in(tmp_path) == before


def test_a_file_of_somebody_is_not_replaced(tmp_path: Path) -> None:
    (first,) = deliver(book(), ["bibtex"], tmp_path)
    first.file.write_text("years of work", encoding="utf-8")
    (second,) = deliver(book(), ["bibtex"], tmp_path)
    assert second.missing is not None
    assert (second.missing.code, second.size) == ("export-foreign", 0)
    assert first.file.read_text(encoding="utf-8") == "years of work"


@pytest.mark.skipif(sys.platform == "win32", reason="no lock of a folder")
def test_two_exports_into_a_folder_at_once_are_refused(tmp_path: Path) -> None:
    with lock_folder(tmp_path), pytest.raises(Refused):
        list(deliver(book(), ["bibtex"], tmp_path))


def test_what_is_missing_leaves_the_rest(tmp_path: Path) -> None:
    def fail() -> dict[str, bytes]:
        raise MissingPart("export-no-site")

    broken = replace(book(), site=fail)
    deliveries = list(deliver(broken, ["zip", "bibtex"], tmp_path))
    assert [(each.format, each.size > 0, each.missing is None) for each in deliveries] == [
        ("zip", False, False), ("bibtex", True, True),
    ]  # fmt: skip
    assert files_in(tmp_path) == ["SHA256SUMS", f"{broken.name}.bib"]


def test_the_makers_are_those_of_the_formats() -> None:
    assert MAKERS.keys() == EXPORT_FORMATS.keys()
