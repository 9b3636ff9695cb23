"""A shelf's site is put at an address, and only what has changed travels."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pytest

from annotated_edition.shelf.send import SENT_FILE, ForeignPlace, send_site


def write(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_what_has_changed_is_sent_and_what_is_gone_is_removed(kind: str, tmp_path: Path) -> None:
    site = write(tmp_path / "site", {".marker": "", "index.html": "one", "論考/1.html": "two", "old/2.html": "three"})
    address = (tmp_path / "there").as_uri() if kind == "file" else f"memory://{tmp_path.name}"
    there = fsspec.get_mapper(address)
    assert send_site(site, address) == (3, 0)
    assert send_site(site, address) == (0, 0)
    there["CNAME"] = b"example.org"
    (site / "old" / "2.html").unlink()
    write(site, {"index.html": "four"})
    assert send_site(site, address) == (1, 1)
    texts = {path: there[path].decode() for path in there if path != SENT_FILE}
    assert texts == {"CNAME": "example.org", "index.html": "four", "論考/1.html": "two"}


def test_what_a_killed_run_may_have_sent_is_sent_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, address = write(tmp_path / "site", {"index.html": "one"}), f"memory://{tmp_path.name}"
    send_site(site, address)
    write(site, {"index.html": "two"})
    system, root = fsspec.core.url_to_fs(address)
    put = type(system).put

    def killed(*arguments: object) -> None:
        put(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(type(system), "put", killed)
        send_site(site, address)
    write(site, {"index.html": "one"})
    assert send_site(site, address) == (1, 0)
    assert system.cat_file(f"{root}/index.html") == b"one"


def test_a_place_of_others_is_left_alone(tmp_path: Path) -> None:
    place = write(tmp_path / "there", {"mine.txt": "mine"})
    with pytest.raises(ForeignPlace):
        send_site(write(tmp_path / "site", {"index.html": "one"}), place.as_uri())
    assert [each.name for each in place.iterdir()] == ["mine.txt"]
