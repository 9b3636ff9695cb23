"""What is kept between runs, and that it is nothing but a copy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotated_edition.reading import cache
from annotated_edition.reading.cache import load_or_make


class Maker:
    """Makes a result and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, int]:
        self.times += 1
        return {"made": self.times}


def test_a_result_is_made_once_for_each_origin(tmp_path: Path) -> None:
    make = Maker()
    assert [load_or_make(tmp_path, origin, make, dict) for origin in ("a", "a", ["a"], "a")] == [
        {"made": 1}, {"made": 1}, {"made": 2}, {"made": 1},
    ]  # fmt: skip


@pytest.mark.parametrize("damaged", ["", "{", "{}", "[]", "null", '{"other": 1}', "\ufeff"])
def test_a_damaged_file_counts_as_absent(tmp_path: Path, damaged: str) -> None:
    make = Maker()
    load_or_make(tmp_path, "a", make, lambda data: data["made"])
    (file,) = tmp_path.iterdir()
    file.write_text(damaged, encoding="utf-8")
    assert load_or_make(tmp_path, "a", make, lambda data: data["made"]) == 2
    assert load_or_make(tmp_path, "a", make, lambda data: data["made"]) == 2


def test_without_a_folder_or_in_one_that_cannot_be_written_everything_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    make = Maker()
    for folder in (None, None, tmp_path / "file" / "cache", tmp_path / "file" / "cache"):
        load_or_make(folder, "a", make, dict)
    assert make.times == 4


def test_the_oldest_files_go_and_those_of_others_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "CACHED_FILES", 2)
    for age in (30, 20, 10):
        file = tmp_path / f"{age:064}.json"
        file.touch()
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "other.json").touch()
    load_or_make(tmp_path, "a", Maker(), dict)
    left = {path.name for path in tmp_path.iterdir()}
    assert len(left) == 3
    assert {f"{10:064}.json", "other.json"} < left
