"""The search over a shelf: which editions may hold a text is read from small files, the rest from their own indexes.

Every run of two to four folded characters has a number of 32 bits; its first bits say in which slot the editions
that have it are listed. A query loads the slots of its own runs, and then the index of each edition that is in all.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

from ..model.edition import Edition
from ..site.search import search_entries
from ..views.lookup import strip_differences

#: Lengths of runs; a longer word is found by its runs of the last length.
SIZES = (2, 3, 4)
#: Slots of a file; files that are made together.
SLOTS, TOGETHER = 256, 64
#: Slots that each edition adds, so that few editions share one by chance; most slots of a shelf.
SLOTS_EACH, MOST_BITS = 4096, 22
#: The character that means 0 in a list of differences: none that JSON escapes but one.
ZERO = 35


def grams_of(edition: Edition) -> bytes:
    """Return the numbers of all runs of two to four characters that a search finds in an edition, ascending."""
    texts = {text for each in search_entries(edition) for text in (each.title, *each.trail, *each.text.split("\n"))}
    runs: set[str] = set()
    for line in map(strip_differences, texts):
        for size in SIZES:
            runs.update([line[at : at + size] for at in range(len(line) - size + 1)])
    return array("I", sorted(set(map(gram_number, runs)))).tobytes()


def gram_number(run: str) -> int:
    """Return the number of a run of characters, its CRC-32; `shelf.js` computes the same."""
    return crc32(run.encode("utf-8", "replace"))


def slot_bits(editions: int) -> int:
    """Return how many bits of a number name its slot on a shelf of so many editions."""
    return min(max((editions * SLOTS_EACH - 1).bit_length(), 8), MOST_BITS)


def write_shards(grams: Sequence[bytes], only: Iterable[int] | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of slots, or of some; `grams` are those of the editions in their order."""
    bits = slot_bits(len(grams))
    shift = 32 - bits
    numbers = [memoryview(each).cast("I") for each in grams]
    files = 1 << bits - 8
    together = min(TOGETHER, files) if only is None else 1
    for first in range(0, files, together) if only is None else sorted(only):
        start = first * SLOTS << shift
        end = start + (SLOTS * together << shift)
        slots, last = [""] * SLOTS * together, [-1] * SLOTS * together
        for at, own in enumerate(numbers):
            for number in own[bisect_left(own, start) : bisect_left(own, end)]:
                slot = number - start >> shift
                if last[slot] != at:
                    slots[slot] += chr(ZERO + at - last[slot] - 1)
                    last[slot] = at
        for each in range(together):
            content = json.dumps(slots[each * SLOTS : (each + 1) * SLOTS], ensure_ascii=False)
            yield f"search/{first + each:04x}.js", f"aeShard({content});\n".encode()


def changed_shards(old: bytes, new: bytes, editions: int) -> set[int]:
    """Return the files of slots that an edition changes whose runs were others before."""
    shift = 32 - slot_bits(editions) + 8
    return {number >> shift for number in set(array("I", old)) ^ set(array("I", new))}
