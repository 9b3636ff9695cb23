"""The search index."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from pathlib import Path

TAGS = re.compile(r"<[^>]*>")
SEARCH_INDEX = "search_index.json"
#: Characters of text that a search loads together: few files for a host, and soon the first of them for a phone.
TOGETHER = 200_000


def search_files(config: Mapping[str, object], entries: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """The files of the theme's search index, by name, from which a first search is answered soon; the index is last.

    The index keeps the titles: its `docs` are lines of location and title. The texts, without tags, are lines of other
    files, which `texts` of its `config` names with the number of their lines. A name depends on what is in the file, so
    that no browser takes an older one for it.
    """
    heads: list[str] = []
    named: list[tuple[str, int]] = []
    part: list[str] = []
    room = TOGETHER

    def written() -> tuple[str, str]:
        text = "\n".join(part)
        named.append((f"{sha256(text.encode()).hexdigest()[:12]}.txt", len(part)))
        part.clear()
        return named[-1][0], text

    for entry in entries:
        heads.append(f"{entry['location']}\t{' '.join(entry['title'].split())}")
        text = " ".join(TAGS.sub(" ", entry["text"]).split())
        if part and room < len(text):
            yield written()
            room = TOGETHER
        room -= len(text)
        part.append(text)
    if part:
        yield written()
    whole = {"config": {**config, "texts": named}, "docs": "\n".join(heads)}
    yield SEARCH_INDEX, json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def searched(folder: Path) -> list[dict[str, str]]:
    """The entries of an index whose files are in a folder: location, title, text."""
    index = json.loads((folder / SEARCH_INDEX).read_text(encoding="utf-8"))
    lines = [(folder / name).read_text(encoding="utf-8").split("\n") for name, _ in index["config"]["texts"]]
    heads = [line.split("\t") for line in index["docs"].split("\n") if line]
    entries = zip(heads, chain.from_iterable(lines), strict=True)
    return [{"location": location, "title": title, "text": text} for (location, title), text in entries]
