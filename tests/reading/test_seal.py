"""What is kept in a project is believed only where this user's own runs wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.reading import seal
from annotated_edition.reading.seal import load_sealed, store_sealed


def test_a_value_comes_back(tmp_path: Path) -> None:
    store_sealed(tmp_path / "a.json", {"語": [1, None]})
    assert load_sealed(tmp_path / "a.json") == {"語": [1, None]}
    assert load_sealed(tmp_path / "none.json") is None


@pytest.mark.parametrize("text", ["", "[[1]]", '{"a": 1}', "0" * 64 + "\n[1]", "[" * 100_000, "\x00"])
def test_what_nobody_sealed_counts_as_absent(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    assert load_sealed(tmp_path / "a.json") is None


def test_the_file_of_another_name_user_or_version_counts_as_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_sealed(tmp_path / "a.json", [1])
    (tmp_path / "b.json").write_bytes((tmp_path / "a.json").read_bytes())
    assert load_sealed(tmp_path / "b.json") is None
    with monkeypatch.context() as changed:
        changed.setattr(seal, "__version__", "0")
        assert load_sealed(tmp_path / "a.json") is None
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    seal.read_key.cache_clear()
    try:
        assert load_sealed(tmp_path / "a.json") is None
        store_sealed(tmp_path / "a.json", [2])
        assert load_sealed(tmp_path / "a.json") == [2]
        assert {file.name for file in (tmp_path / "another" / "annotated-edition").iterdir()} == {"key"}
    finally:
        seal.read_key.cache_clear()


def test_without_a_place_for_the_key_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    seal.read_key.cache_clear()
    try:
        store_sealed(tmp_path / "a.json", [1])
        assert not (tmp_path / "a.json").exists()
    finally:
        seal.read_key.cache_clear()
