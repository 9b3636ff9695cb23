"""Nothing is written over but what an earlier run has written."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.publishing import own_files
from annotated_edition.publishing.own_files import PAGES_LIST, ForeignFile, read_sums, write_own


def read(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != PAGES_LIST
    }


def test_own_files_are_written_over_and_those_of_others_kept(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine")
    write_own(tmp_path, {"a.md": "1", "b/c.json": "2"})
    write_own(tmp_path, {"a.md": "3"})
    assert read(tmp_path) == {"a.md": "3", "b/c.json": "2", "mine.md": "mine"}
    write_own(tmp_path, {"b/c.json": "4", "mine.md": "mine"})  # the same as what is there


@pytest.mark.parametrize("path", ["mine.md", "a.md", "folder", "link.md", "out/x.md", "loop.md"])
def test_a_file_of_somebody_is_refused_before_anything_is_written(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "in"
    write_own(folder, {"a.md": "1"})
    (folder / "a.md").write_text("changed since")
    (folder / "mine.md").write_text("mine")
    (folder / "folder").mkdir()
    (folder / "link.md").symlink_to(tmp_path / "nowhere.md")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "out").symlink_to(tmp_path)
    before = read(folder)
    with pytest.raises(ForeignFile) as raised:
        write_own(folder, {"0.md": "new", path: "new"})
    assert raised.value.path == path
    assert read(folder) == before
    assert not (tmp_path / "x.md").exists()


@pytest.mark.parametrize("written", [0, 1, 2])
def test_after_a_kill_the_next_run_knows_its_files(
    tmp_path: Path, written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_own(tmp_path, {"a.md": "1", "b.md": "1"})
    whole, left = own_files.write_whole, written + 1

    def write_some(file: Path, content: bytes) -> None:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        whole(file, content)

    with monkeypatch.context() as killed:
        killed.setattr(own_files, "write_whole", write_some)
        with pytest.raises(KeyboardInterrupt):
            write_own(tmp_path, {"a.md": "2", "b.md": "2"})
    assert read(tmp_path) == {"a.md": "2" if written else "1", "b.md": "2" if written == 2 else "1"}
    write_own(tmp_path, {"a.md": "3", "b.md": "3"})
    assert read(tmp_path) == {"a.md": "3", "b.md": "3"}


def test_a_list_of_somebody_is_not_taken_for_one_of_ours(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text("my own notes\n")
    with pytest.raises(ForeignFile):
        read_sums(tmp_path / "SHA256SUMS")
