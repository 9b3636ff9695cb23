"""What a shelf of N editions costs, beside Zensical and stock Material, which build the same text as one site.

    python tests/bench/shelf.py                      # 10 and 100 editions
    python tests/bench/shelf.py --sizes 1000 --alone # a shelf of 1,000 by itself

Whole processes are measured: from nothing, with nothing changed, and with one footnote changed; one worker against two.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from builds import rows
from commentaries import as_yaml, commentaries, edition, write
from environment import peers_python
from measure import Cost, measure
from peers import PROJECTS

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


def show(name: str, cost: Cost) -> None:
    """Print what a row took: seconds, seconds of processors, memory."""
    print(f"  {name:26} {cost.seconds:8.2f} s {cost.processor:8.2f} s {cost.memory / 1e6:7.0f} MB", flush=True)


def sizes_of(site: Path) -> tuple[int, int]:
    """Return the bytes of a site on the disk, each file once, and those of its pages."""
    once = {file.stat().st_ino: file.stat().st_size for file in site.rglob("*") if file.is_file()}
    return sum(once.values()), sum(file.stat().st_size for file in site.rglob("*.html"))


def run(size: int, alone: bool, temporary: Path) -> None:
    """Measure all rows for a number of editions."""
    print(f"{size} editions", flush=True)
    root = make_shelf(temporary / "shelf", size)
    command = (str(EDITION), "shelf", "build")
    whole = measure(command, root)
    show("shelf, from nothing", whole)
    show("shelf, nothing changed", measure(command, root))
    change_footnote(root)
    show("shelf, one footnote", measure(command, root))
    disk, pages = sizes_of(root / "site")
    print(f"  disk {disk / 1e6:.0f} MB, pages {pages / 1e6:.0f} MB: {disk / pages:.2f}", flush=True)
    if alone:
        return
    others = rows(Path(sys.executable), peers_python())
    for name in ("zensical", "stock"):
        write(temporary / name, PROJECTS[others[name].project](commentaries(size)))
        cost = measure(others[name].command, temporary / name)
        show(name, cost)
        compared = whole.seconds / cost.seconds, whole.processor / cost.processor
        print(f"  shelf / {name}: {compared[0]:.2f}, of processors {compared[1]:.2f}", flush=True)
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".cache")
    show("shelf, from nothing, again", measure(command, root))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What a shelf costs, beside others.")
    parser.add_argument("--sizes", default="10,100", help="numbers of editions, with commas")
    parser.add_argument("--alone", action="store_true", help="measure no other tools")
    asked = parser.parse_args()
    for size in map(int, asked.sizes.split(",")):
        with tempfile.TemporaryDirectory() as temporary:
            run(size, asked.alone, Path(temporary))


if __name__ == "__main__":
    main()
