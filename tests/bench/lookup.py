"""What `edition lookup 17` costs with a full cache, beside an interpreter that only imports click and rich.

python tests/bench/lookup.py [--write]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import results
from commentaries import commentaries, write
from environment import ROOT
from measure import measure
from peers import PROJECTS

ROUNDS = 21
LARGE = 100


def main() -> None:
    """Runs both in turn, in the shipped edition and in a large one."""
    own = Path(sys.executable)
    lookup = (str(own.with_name("edition")), "lookup", "17")
    imports = (str(own), "-c", "import click, rich")
    found: dict[str, Any] = {"imports": [], "shipped": [], "large": []}
    with tempfile.TemporaryDirectory() as temporary:
        large = Path(temporary)
        write(large, PROJECTS["edition"](commentaries(LARGE)))
        for folder in (ROOT, large):
            measure(lookup, folder)  # fills the cache
        for _ in range(ROUNDS):
            for name, command, folder in (
                ("imports", imports, ROOT),
                ("shipped", lookup, ROOT),
                ("large", lookup, large),
            ):
                found[name].append(round(measure(command, folder).seconds, 4))
    print(results.lookup(found))
    if "--write" in sys.argv:
        results.keep("lookup", None, found)


if __name__ == "__main__":
    main()
