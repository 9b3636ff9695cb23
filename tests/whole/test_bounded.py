"""Input that asks for more than anybody writes ends without much memory, in a problem or a page."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest

from annotated_edition.reading.faults import find_excess
from support.editions import make
from support.places import CACHE, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no account of memory")]
#: MiB that reading, rendering and pandoc may take: pandoc alone takes half of it.
MEMORY = 512
#: What takes its time where something is done for each of them, or for each pair: repeated up to what is read.
PARTS = {
    "references": "[^1] ", "unknown references": "[^99]\n\n", "unknown terms": "[[x]]\n\n", "tags": "<a>\n\n", "comments": "<!-- \n\n",
    "open tags": '<a b="\n', "divisions": "<div markdown>\n", "emphasis": "*a **b* ", "links": "[a](b)\n\n", "definitions": "[a]: b\n\n",
    "own notes": "[^a]: b\n\n", "items": "- x\n", "headings": "## h {#a}\n\n", "rows": "| b |\n", "terms": "keeper ",
    "attributes": "x {: a=b }\n\n", "ampersands": "&", "quotations": "> x\n\ny\n\n", "fences": "```\n", "backslashes": "\\", "cited": "[@x]\n\n",
}  # fmt: skip
DATA = {
    "list": ("data/terms.yml", "- x\n", 500_000),
    "key twice": ("data/terms.yml", "a: b\n", 400_000),
    "references": ("data/footnotes.yml", "- number: 1\n  after: '" + "[^1]" * 4_900 + "'\n", 1),
    "braces": ("data/sources.bib", "@book{a, title=" + "{" * 40 + "x" * 1_900_000 + "}" * 40 + "}", 1),
    "entries": ("data/sources.bib", "@book{a,\n", 200_000),
    "signs": ("data/sources.bib", "@", 1_900_000),
    "style": ("data/note.csl", "<a>", 600_000),
}
#: A small process that starts another: Linux counts for a program what the process that starts it has had.
START = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
#: Reads and renders an edition; prints how much memory that and pandoc needed at most, in MiB.
RUN = """
import resource, sys
from pathlib import Path
from annotated_edition import open_edition
from support.rendering import render_all
root = Path(sys.argv[1])
edition = open_edition(root / "data", root / "docs", Path(sys.argv[2]))
render_all(edition)
unit = 2**20 if sys.platform == "darwin" else 2**10
print(*(resource.getrusage(who).ru_maxrss // unit for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
"""


def memory(root: Path) -> int:
    """Return the memory that it takes to read and render an edition, in MiB; the time-out only guards against hanging."""
    command = [sys.executable, "-c", START, sys.executable, "-c", RUN, str(root), str(CACHE)]
    path = os.pathsep.join([str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    return max(map(int, done.stdout.split()))


def as_much_as_is_read(part: str) -> str:
    """Return a part of a page as often as a page may hold it."""
    sizes = (2**power for power in range(18))
    most = max(takewhile(lambda size: find_excess("# T\n\n" + part * size) is None, sizes))
    return part * most


def test_pages(tmp_path: Path) -> None:
    texts = {f"docs/guide/{n}.md": f"# T\n\n{as_much_as_is_read(part)}\n" for n, part in enumerate(PARTS.values())}
    for start in range(0, len(texts), 7):
        files = dict(list(texts.items())[start : start + 7])
        assert memory(make(tmp_path / str(start), **files)) < MEMORY, list(PARTS)[start : start + 7]


@pytest.mark.parametrize("name", DATA)
def test_data(name: str, tmp_path: Path) -> None:
    path, part, times = DATA[name]
    assert memory(make(tmp_path, **{path: part * times})) < MEMORY
