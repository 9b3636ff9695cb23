"""What a build costs: the edition of N commentaries and the same text built by others, in turn.

    python tests/bench/builds.py                                  # 1, 10 and 100 commentaries, all rows
    python tests/bench/builds.py --sizes 1,10 --rows stock,edition-full
    python tests/bench/builds.py --sizes 100 --write              # keeps the results; writes page and picture anew

Whole processes are measured, each of which builds into an empty folder. Only all rows of a size are kept, never some:
what is compared was measured in one run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import results
from commentaries import commentaries, write
from environment import peers_python
from measure import Cost, Failed, measure
from peers import PROJECTS

#: Builds of each row by the number of commentaries; a row that takes longer than LONG seconds is built once.
ROUNDS = {1: 9, 10: 5, 100: 3}
LONG = 60
PAGE = "site/commentary-001/3"


@dataclass(frozen=True, slots=True)
class Row:
    """One way to build one project."""

    project: str
    """Its name in `PROJECTS`."""
    command: tuple[str, ...]
    """What builds it."""
    removed: tuple[str, ...] = ("site",)
    """What is put aside before each build."""


def rows(own: Path, peer: Path) -> dict[str, Row]:
    """All rows by name; `own` and `peer` are the interpreters of the edition and of the others."""
    mkdocs = ("-m", "mkdocs", "build", "--quiet")
    return {
        "edition-empty": Row("edition", (str(own), *mkdocs), ("site", ".cache")),
        "edition-full": Row("edition", (str(own), *mkdocs)),
        "edition-build": Row("edition", (str(own.with_name("edition")), "build")),
        "edition-unchanged": Row("edition", (str(own.with_name("edition")), "build"), ()),
        "stock": Row("stock", (str(peer), *mkdocs)),
        "plain": Row("plain", (str(peer), *mkdocs)),
        "bibtex": Row("bibtex", (str(peer), *mkdocs)),
        "sphinx": Row("sphinx", (str(peer), "-m", "sphinx", "-q", ".", "site")),
        "zensical": Row("zensical", (str(peer.with_name("zensical")), "build"), ("site", ".cache")),
    }


def build(row: Row, folder: Path, aside: Path) -> Cost:
    """One build of a row into an empty folder.

    What was there is put aside: a disk is slow for minutes where thousands of files have just been deleted.
    """
    for name in row.removed:
        if (folder / name).exists():
            (folder / name).rename(Path(tempfile.mkdtemp(dir=aside)) / name)
    return measure(row.command, folder)


def run(size: int, chosen: Mapping[str, Row], temporary: Path) -> dict[str, Any]:
    """Builds all rows in turn, several times; what each took, by name, without those that failed."""
    folders = {name: temporary / row.project for name, row in chosen.items()}
    made = commentaries(size)
    for row in chosen.values():
        write(temporary / row.project, PROJECTS[row.project](made))
    aside = temporary / "aside"
    aside.mkdir()
    if "edition-full" in chosen and "edition-empty" not in chosen:
        build(chosen["edition-full"], folders["edition-full"], aside)
    left, costs = dict(chosen), {name: list[Cost]() for name in chosen}
    pages: dict[str, int] = {}
    for number in range(ROUNDS.get(size, 3)):
        for name, row in list(left.items()):
            try:
                cost = build(row, folders[name], aside)
            except Failed as error:
                print(f"{name} failed: {error}", file=sys.stderr)
                del left[name], costs[name]
                continue
            print(f"  {number + 1} {name:14} {cost.seconds:8.2f} s {cost.memory / 1e6:7.0f} MB", flush=True)
            costs[name].append(cost)
            files = (folders[name] / PAGE / "index.html", folders[name] / f"{PAGE}.html")
            pages[name] = next(file.stat().st_size for file in files if file.is_file())
            if cost.seconds > LONG:
                del left[name]
    return {
        name: {
            "seconds": [round(each.seconds, 3) for each in found],
            "processor": round(statistics.median(each.processor for each in found), 3),
            "memory": max(each.memory for each in found),
            "page": pages[name],
        }
        for name, found in costs.items()
    }


def main() -> None:
    """Measures, prints, and keeps what it measured where that is asked for."""
    parser = argparse.ArgumentParser(description="What a build costs, beside others.")
    parser.add_argument("--sizes", default="1,10,100", help="numbers of commentaries, with commas")
    parser.add_argument("--rows", default="", help="names of rows, with commas; all if it is not given")
    parser.add_argument("--write", action="store_true", help="keep the results, and write the guide's page anew")
    asked = parser.parse_args()
    every = rows(Path(sys.executable), peers_python())
    names = asked.rows.split(",") if asked.rows else list(every)
    if unknown := sorted(set(names) - set(every)):
        parser.error(f"no such row: {', '.join(unknown)}; there are {', '.join(every)}")
    if asked.write and asked.rows:
        parser.error("--write keeps whole runs; leave out --rows")
    for size in map(int, asked.sizes.split(",")):
        print(f"{size} commentaries", flush=True)
        with tempfile.TemporaryDirectory() as temporary:
            found = run(size, {name: every[name] for name in names}, Path(temporary))
        print(results.builds(found))
        if asked.write:
            results.keep("builds", size, found)


if __name__ == "__main__":
    main()
