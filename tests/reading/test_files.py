"""Files and folders: whole writes, paths that stay inside, names, the root of an edition."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotated_edition.reading.files import (
    FileTooLarge,
    digest,
    file_states,
    find_root,
    is_file_name,
    is_inside,
    read_file,
    write_whole,
)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.txt"
    write_whole(file, b"one")
    write_whole(file, b"two")
    assert file.read_bytes() == b"two"
    (tmp_path / "c").mkdir()
    with pytest.raises(OSError):
        write_whole(tmp_path / "c", b"in the place of a folder")
    assert {path.name for path in tmp_path.rglob("*")} == {"a", "b.txt", "c"}


def test_only_regular_files_are_read_and_only_up_to_a_limit(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("file")
    assert read_file(tmp_path / "link", 5) == b"12345"
    with pytest.raises(FileTooLarge):
        read_file(tmp_path / "file", 4)
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    for name in ("loop", "pipe", "/dev/zero", "none", "", "x" * 300, "nul\0"):
        with pytest.raises(OSError):
            read_file(tmp_path / name, 5)


def test_a_loop_of_links_is_a_path_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert is_inside(tmp_path / "loop", tmp_path)
    assert find_root(tmp_path / "loop" / "x") is None


def test_a_path_through_a_link_may_lead_out(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path)
    assert is_inside(tmp_path / "in" / "x", tmp_path / "other", tmp_path / "in")
    assert not is_inside(tmp_path / "in" / "link" / "x", tmp_path / "in")


@pytest.mark.parametrize("name", ["a.md", "節.md", "a b.md", "README", "compass.md", "a.b.md", ".md"])
def test_names_that_every_system_takes(name: str) -> None:
    assert is_file_name(name) == (name != ".md")


@pytest.mark.parametrize("name", ["aux.md", "CON", "nul.tar.md", "dot..md", "a?b.md", "back\\slash.md", "tail .md", "line\nend.md", "x" * 101, ""])  # fmt: skip
def test_names_that_some_system_does_not_take(name: str) -> None:
    assert not is_file_name(name)


def test_the_root_is_the_nearest_folder_with_an_edition(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "edition.yml").touch()
    (tmp_path / "docs" / "text").mkdir(parents=True)
    assert find_root(tmp_path / "docs" / "text") == tmp_path.resolve()
    assert find_root(Path("/")) is None


def test_the_states_of_files_differ_where_a_file_has_changed(tmp_path: Path) -> None:
    for name in ("a/one.txt", "a/.hidden", "a/__pycache__/x.pyc", ".git/config", "b/two.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "b" / "back").symlink_to(tmp_path)
    (tmp_path / "b" / "nowhere").symlink_to(tmp_path / "none")
    states = file_states(tmp_path)
    assert [state[0] for state in states] == ["a/one.txt", "b/two.txt"]
    assert [state[0] for state in file_states(tmp_path, "a", "none")] == ["a/one.txt"]
    (tmp_path / "a" / "one.txt").write_text("y", encoding="utf-8")
    assert file_states(tmp_path) != states
    assert file_states(tmp_path / "none") == []


def test_a_digest_tells_values_apart() -> None:
    assert digest(["a", 1]) == digest(("a", 1)) != digest(["a", "1"])
