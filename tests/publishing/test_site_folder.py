"""The folder of a site: replaced whole or not at all, and never at the cost of somebody's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.publishing.site_folder import (
    MARKER,
    Refused,
    check_own,
    lock_site,
    new_folder,
    recover,
    replace_site,
    restore_site,
)
from support.builds import tree


def publish(site: Path, **files: str) -> None:
    with new_folder(site) as new:
        for name, text in files.items():
            (new / name).write_text(text, encoding="utf-8")
        replace_site(site, new)


def test_a_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, a="1", b="2")
    publish(site, a="3")
    assert tree(site).keys() == {"a", MARKER}
    assert (site / "a").read_text(encoding="utf-8") == "3"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_is_not_published_is_removed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, a="1")
    with new_folder(site) as new:
        (new / "half").write_text("x", encoding="utf-8")
    assert tree(site).keys() == {"a", MARKER}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_files_of_others_are_refused_wherever_they_stand(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, a="1")
    (site / ".DS_Store").write_bytes(b"")
    check_own(site)
    (site / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        publish(site, a="2")
    assert (refused.value.problem.code, refused.value.problem.values["file"]) == ("AE703", "thesis.txt")
    assert (site / "thesis.txt").is_file()
    building = tmp_path / ".site.building"
    building.mkdir()
    (building / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(Refused), new_folder(site):
        pass
    assert (building / "mine.txt").is_file()


def test_a_site_of_mkdocs_itself_is_called_that(tmp_path: Path) -> None:
    for name in ("404.html", "index.html", "sitemap.xml"):
        (tmp_path / name).touch()
    with pytest.raises(Refused, match="AE712"):
        check_own(tmp_path)


def test_a_link_and_a_file_are_refused_an_empty_folder_is_not(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Refused):
        check_own(tmp_path / "file")
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(Refused):
        check_own(tmp_path / "link")
    (tmp_path / "empty").mkdir()
    check_own(tmp_path / "empty")
    check_own(tmp_path / "none")


def test_the_old_site_comes_back_where_a_build_was_killed_between_the_renames(tmp_path: Path) -> None:
    site, previous = tmp_path / "site", tmp_path / ".site.previous"
    publish(site, a="1")
    site.rename(previous)
    restore_site(site)
    assert tree(site).keys() == {"a", MARKER}
    assert not previous.exists()
    publish(previous, b="2")  # what a kill after the second rename leaves
    recover(site)
    assert tree(site).keys() == {"a", MARKER}
    assert not previous.exists()


def test_one_process_holds_the_lock(tmp_path: Path) -> None:
    site = tmp_path / "site"
    with lock_site(site):
        with pytest.raises(Refused) as refused, lock_site(site):
            pass
        assert refused.value.problem.code == "AE705"
    with lock_site(site):
        pass
