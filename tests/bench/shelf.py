"""What a shelf of N editions costs, beside Zensical and stock Material, which build the same text as one site.

    export PYTHONPATH=tests
    python tests/bench/shelf.py                              # 10 and 100 editions
    python tests/bench/shelf.py --sizes 1000 --alone --write # a shelf of 1,000 by itself; keeps the results, and writes
                                                             # the pages of the guide anew

Whole processes are measured: from nothing, with nothing changed, and with one footnote changed; a lookup; 40 searches in
a browser; and over TCP a cluster of one worker against one of two.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import results
from builds import rows
from commentaries import as_yaml, commentaries, edition, write
from environment import peers_python
from measure import Cost, measure
from peers import PROJECTS
from shelf_search import search

#: The largest shelf that is also built by clusters of one and two workers.
SMALL = 50
EDITION = Path(sys.executable).with_name("edition")


def make_shelf(root: Path, size: int) -> Path:
    """Write a shelf of so many editions; return its folder."""
    for each in commentaries(size):
        write(root / "editions" / each.name, edition([each]))
    write(root, {"shelf.yml": as_yaml({"title": "論考の書架", "language": "ja", "editions": ["editions/*"]})})
    return root


def change_footnote(root: Path) -> None:
    """Change the page that a footnote of the first edition cites."""
    file = root / "editions" / "commentary-001" / "data" / "footnotes.yml"
    text = file.read_text(encoding="utf-8").replace("citations:", "after: 変更\n  citations:", 1)
    file.write_text(text, encoding="utf-8")


def show(found: dict[str, Any], name: str, cost: Cost) -> Cost:
    """Note and print what a row took: seconds, seconds of processors, memory."""
    print(f"  {name:12} {cost.seconds:8.2f} s {cost.processor:8.2f} s {cost.memory / 1e6:7.0f} MB", flush=True)
    found[name] = {"seconds": round(cost.seconds, 2), "processor": round(cost.processor, 2), "memory": cost.memory}
    return cost


def sizes_of(site: Path) -> tuple[int, int]:
    """Return the bytes of a site on the disk, each file once, and those of its pages."""
    once = {file.stat().st_ino: file.stat().st_size for file in site.rglob("*") if file.is_file()}
    return sum(once.values()), sum(file.stat().st_size for file in site.rglob("*.html"))


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """Run a scheduler and so many workers, each in an empty folder, until the context ends; give their address."""
    with ExitStack() as stack:

        def start(name: str, *arguments: str) -> None:
            (folder / name).mkdir(parents=True)
            command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard", "--scheduler-file", str(file)]
            out = subprocess.DEVNULL
            stack.callback(subprocess.Popen(command, cwd=folder / name, stdout=out, stderr=out).kill)

        file = folder / "scheduler.json"
        start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0")
        for each in range(workers):
            start(f"worker-{each}", "worker", "--no-nanny", "--nthreads", "1")
        from distributed import Client

        while not file.is_file():
            time.sleep(0.1)
        with Client(scheduler_file=str(file)) as client:
            client.wait_for_workers(workers)
            address = client.scheduler.address
        yield address


def empty(root: Path) -> None:
    """Remove all that a shelf has built."""
    for name in ("site", ".cache"):
        shutil.rmtree(root / name)


def run(size: int, alone: bool, temporary: Path) -> dict[str, Any]:
    """Measure all rows for a number of editions."""
    print(f"{size} editions", flush=True)
    found: dict[str, Any] = {}
    root = make_shelf(temporary / "shelf", size)
    command = (str(EDITION), "shelf", "build")
    whole = show(found, "nothing", measure(command, root))
    show(found, "unchanged", measure(command, root))
    change_footnote(root)
    show(found, "footnote", measure(command, root))
    show(found, "lookup", measure((str(EDITION), "shelf", "lookup", "commentary-001:1"), root))
    disk, pages = sizes_of(root / "site")
    found["disk"] = round(disk / pages, 2)
    print(f"  disk {disk / 1e6:.0f} MB, pages {pages / 1e6:.0f} MB: {found['disk']}", flush=True)
    found["search"] = search(root / "site")
    if not alone:
        compare(found, whole, size, temporary)
    for workers in (1, 2) if size <= SMALL else ():
        empty(root)
        with cluster(temporary / f"cluster-{workers}", workers) as address:
            # The workers are no processes of the command: its seconds alone count.
            show(found, f"workers-{workers}", measure((*command, "--scheduler", address), root))
    return found


def compare(found: dict[str, Any], whole: Cost, size: int, temporary: Path) -> None:
    """Measure the others with the same text."""
    others = rows(Path(sys.executable), peers_python())
    for name in ("zensical", "stock"):
        write(temporary / name, PROJECTS[others[name].project](commentaries(size)))
        cost = show(found, name, measure(others[name].command, temporary / name))
        compared = whole.seconds / cost.seconds, whole.processor / cost.processor
        print(f"  shelf / {name}: {compared[0]:.2f}, of processors {compared[1]:.2f}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What a shelf costs, beside others.")
    parser.add_argument("--sizes", default="10,100", help="numbers of editions, with commas")
    parser.add_argument("--alone", action="store_true", help="measure no other tools")
    parser.add_argument("--write", action="store_true", help="keep the results, and write the page of the guide anew")
    asked = parser.parse_args()
    for size in map(int, asked.sizes.split(",")):
        with tempfile.TemporaryDirectory() as temporary:
            found = run(size, asked.alone, Path(temporary))
        if asked.write:
            results.keep("shelf", size, found)


if __name__ == "__main__":
    main()
