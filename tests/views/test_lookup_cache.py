"""What a lookup needs comes from the cache while no file has changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotated_edition import Edition, __version__
from annotated_edition.views import lookup_cache
from annotated_edition.views.lookup_cache import LOOKUP_FILE, load_lookups
from support.editions import make, open_at


class Opener:
    """Opens an edition, and counts how often."""

    def __init__(self, root: Path) -> None:
        self.root, self.times = root, 0

    def __call__(self) -> Edition:
        self.times += 1
        return open_at(self.root)


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    return Opener(make(tmp_path))


def test_the_second_lookup_opens_nothing_and_says_the_same(opener: Opener) -> None:
    first = load_lookups(opener.root, opener)
    second = load_lookups(opener.root, opener)
    assert opener.times == 1
    assert second == json.loads(json.dumps(first))
    assert second["language"] == "en"
    assert list(second["footnotes"]) == ["1", "2", "3", "4"]
    assert second["footnotes"]["2"].keys() == {"text", "record", "lines", "items"}


@pytest.mark.parametrize("change", ["content", "new file", "deleted file"])
def test_a_changed_file_is_read_again(opener: Opener, change: str) -> None:
    load_lookups(opener.root, opener)
    file = opener.root / "data" / "footnotes.yml"
    if change == "content":
        file.write_text(file.read_text(encoding="utf-8").replace("14-15", "16-17"), encoding="utf-8")
    elif change == "new file":
        (opener.root / "docs" / "new.md").write_text("# New\n", encoding="utf-8")
    else:
        (opener.root / "docs" / "index.md").unlink()
    lookups = load_lookups(opener.root, opener)
    assert opener.times == 2
    assert ("16–17" in lookups["footnotes"]["2"]["record"]["text"]) == (change == "content")


@pytest.mark.parametrize(("name", "value"), [("__version__", f"{__version__}.1"), ("FOLDING", {})])
def test_another_version_of_the_package_opens_again(
    opener: Opener, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    load_lookups(opener.root, opener)
    monkeypatch.setattr(lookup_cache, name, value)
    load_lookups(opener.root, opener)
    assert opener.times == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b"{}", b'{"key": 1}', b"\xff\x00"])
def test_a_damaged_cache_counts_as_absent(opener: Opener, damage: bytes) -> None:
    whole = load_lookups(opener.root, opener)
    (opener.root / LOOKUP_FILE).write_bytes(damage)
    assert load_lookups(opener.root, opener) == whole
    assert load_lookups(opener.root, opener) == json.loads(json.dumps(whole))
    assert opener.times == 2


def test_a_cut_cache_counts_as_absent(opener: Opener) -> None:
    load_lookups(opener.root, opener)
    whole = (opener.root / LOOKUP_FILE).read_bytes()
    (opener.root / LOOKUP_FILE).write_bytes(whole[: len(whole) // 2])
    load_lookups(opener.root, opener)
    assert opener.times == 2
    assert (opener.root / LOOKUP_FILE).read_bytes() == whole


def test_what_has_errors_is_not_kept(opener: Opener) -> None:
    (opener.root / "docs" / "index.md").write_text("# Index\n\nA claim[^31].\n", encoding="utf-8")
    load_lookups(opener.root, opener)
    load_lookups(opener.root, opener)
    assert opener.times == 2


def test_a_cache_that_cannot_be_written_is_done_without(opener: Opener) -> None:
    (opener.root / ".cache").write_text("a file", encoding="utf-8")
    load_lookups(opener.root, opener)
    assert list(load_lookups(opener.root, opener)["footnotes"]) == ["1", "2", "3", "4"]
