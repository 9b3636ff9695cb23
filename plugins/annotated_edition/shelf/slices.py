"""What an edition is told of its neighbours on a shelf; an edition by itself has none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..model.edition import Edition, Neighbour
from ..reading import limits
from ..reading.files import read_file

#: Stands at the root of the copy of an edition that a shelf builds.
SLICE_FILE = "shelf-slice.json"


def encode_slice(neighbours: Mapping[str, Iterable[Neighbour]]) -> bytes:
    """Return the neighbours of an edition as bytes, the same for the same neighbours."""
    rows = {key: [[each.title, each.address] for each in neighbours[key]] for key in sorted(neighbours)}
    return json.dumps(rows, ensure_ascii=False).encode()


def add_neighbours(edition: Edition, root: Path, above: str = "") -> Edition:
    """Return an edition with its neighbours on the shelf; as it is where the folder at `root` has no slice.

    `above` leads from the root of its site to that of the original's, of which a translation is a folder.
    """
    file = root / SLICE_FILE
    if not file.is_file():
        return edition
    rows = json.loads(read_file(file, limits.FILE))
    return replace(
        edition,
        neighbours={
            key: tuple(Neighbour(title, above + address) for title, address in own) for key, own in rows.items()
        },
    )
