"""The slots of the search: whatever an edition holds, its slots say so."""

from __future__ import annotations

import json
from array import array

from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.shelf.search import (
    SLOTS,
    ZERO,
    changed_shards,
    gram_number,
    grams_of,
    slot_bits,
    write_shards,
)
from annotated_edition.site.search import search_entries
from annotated_edition.views.lookup import strip_differences
from support.editions import english


def editions_of(run: str, shards: dict[str, bytes], editions: int) -> set[int]:
    """Read as `shelf.js` does."""
    slot = gram_number(run) >> (32 - slot_bits(editions))
    text = shards[f"search/{slot // SLOTS:04x}.js"].decode()
    at, found = -1, set()
    for sign in json.loads(text.removeprefix("aeShard(").removesuffix(");\n"))[slot % SLOTS]:
        at += ord(sign) - ZERO + 1
        found.add(at)
    return found


def packed(runs: set[str]) -> bytes:
    return array("I", sorted(map(gram_number, runs))).tobytes()


@given(st.lists(st.sets(st.text("防衛白書能力構築", min_size=2, max_size=3)), min_size=1, max_size=5))
def test_an_edition_is_found_by_each_of_its_runs(editions: list[set[str]]) -> None:
    shards = dict(write_shards([packed(own) for own in editions]))
    for at, own in enumerate(editions):
        assert all(at in editions_of(run, shards, len(editions)) for run in own)


def test_all_that_an_edition_finds_is_in_its_slots() -> None:
    numbers = set(array("I", grams_of(english())))
    for entry in search_entries(english()):
        line = strip_differences(entry.title)
        assert {gram_number(line[at : at + 3]) for at in range(len(line) - 2)} <= numbers


@given(st.sets(st.text("abc", min_size=3, max_size=3)), st.sets(st.text("abc", min_size=3, max_size=3)))
def test_a_change_writes_the_files_that_differ(old: set[str], new: set[str]) -> None:
    other = packed({"xyz"})
    before, after = dict(write_shards([packed(old), other])), dict(write_shards([packed(new), other]))
    changed = changed_shards(packed(old), packed(new), 2)
    assert {path for path in after if after[path] != before[path]} <= {f"search/{each:04x}.js" for each in changed}
    assert dict(write_shards([packed(new), other], changed)).items() <= after.items()
