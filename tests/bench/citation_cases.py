"""What the edition makes of the small projects of a folder: case → outcome, held against tests/golden/cases/.

    .venv/bin/python tests/bench/citation_cases.py [FOLDER] [CASE …]     # the folder: ../shared/cases/citations

Each case is a project; 1 where one comes out otherwise than it should.
"""

from __future__ import annotations

import os
import sys
import tempfile
from difflib import ndiff
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.cases import EXPECTED, outcome
from support.places import ROOT


def main() -> int:
    """Print each case with its outcome, and how many of them are not as expected."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "cases" / "citations"
    differing = 0
    for root in sorted(path for path in folder.iterdir() if path.is_dir()):
        if sys.argv[2:] and root.name not in sys.argv[2:]:
            continue
        with tempfile.TemporaryDirectory() as temporary:
            lines = list(outcome(root, Path(temporary) / "site"))
        expected = EXPECTED / f"{root.name}.txt"
        if os.environ.get("UPDATE_GOLDEN"):
            expected.write_text("\n".join(lines) + "\n", encoding="utf-8")
        right = expected.read_text(encoding="utf-8").splitlines() if expected.is_file() else []
        differing += lines != right
        print(root.name, "as expected" if lines == right else "DIFFERS", sep=": ")
        print("\n".join(f"  {line}" for line in ndiff(right, lines)), flush=True)
    print(f"{differing} differences")
    return min(differing, 1)


if __name__ == "__main__":
    sys.exit(main())
