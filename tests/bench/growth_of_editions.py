"""How an edition's costs grow with its size: seconds, memory and bytes of each command, at N, 2 N, 4 N, 8 N footnotes.

    python tests/bench/growth_of_editions.py                 # 1,250 to 10,000 footnotes
    python tests/bench/growth_of_editions.py --from 125 --doublings 2 --commands check,build

All footnotes cite one source, the worst case for lists of those that cite the same. N footnotes have N / 2 terms and
N / 100 sections. Exits with 1 where a doubling costs more than MOST times as much.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from measure import Failed, measure

ENGLISH = Path(__file__).parents[1] / "support" / "english"
COMMANDS = {
    "check": ("check",),
    "lookup": ("lookup", "7"),
    "evidence": ("evidence", "--format", "json"),
    "build": ("build",),
    "html": ("export", "--format", "html"),
    "epub": ("export", "--format", "epub"),
}
#: Footnotes of a section, and letters by which numbers become words that no other word contains.
FOOTNOTES, LETTERS = 100, str.maketrans("0123456789", "abcdefghij")
#: How many times as much a doubling may cost; less than MINIMUM seconds, bytes of memory and of output are not judged.
MOST, MINIMUM = 2.5, (1.0, 200_000_000, 1_000_000)


def name_term(number: int) -> str:
    """Return the name of a term."""
    return f"z{str(number).translate(LETTERS)}q"


def write_edition(root: Path, size: int) -> None:
    """Write an edition of so many footnotes, which cite one source."""
    shutil.copytree(ENGLISH, root, ignore=shutil.ignore_patterns(".cache", "initiatives", "text"))
    for file in ("comparison.yml", "events.yml"):
        (root / "data" / file).unlink(missing_ok=True)
    numbers = range(1, size + 1)
    footnotes = (f"- number: {n}\n  citations:\n    - {{source: hale-1899, locator: {n}}}\n" for n in numbers)
    (root / "data" / "footnotes.yml").write_text("".join(footnotes))
    terms = (f"- id: t-{n}\n  name: {name_term(n)}\n  definition: A thing[^{n}].\n" for n in range(1, size // 2 + 1))
    (root / "data" / "terms.yml").write_text("".join(terms))
    pages: list[str] = []
    for first in range(1, size + 1, FOOTNOTES):
        own = range(first, min(first + FOOTNOTES, size + 1))
        claims = (f"Claim {n} of a {name_term((n + 1) // 2)}.[^{n}]\n" for n in own)
        pages.append(f"text/s{first}.md")
        (root / "docs" / "text").mkdir(exist_ok=True)
        (root / "docs" / pages[-1]).write_text(f"# Section {first}\n\n" + "\n".join(claims))
    edition = root / "data" / "edition.yml"
    head = edition.read_text(encoding="utf-8").partition("sections:")[0]
    edition.write_text(head + "sections:\n" + "".join(f"  - {page}\n" for page in pages), encoding="utf-8")
    bib = root / "data" / "sources.bib"
    entries = bib.read_text(encoding="utf-8").split("\n@")
    bib.write_text(next(f"@{each.lstrip('@')}" for each in entries if "hale-1899" in each.split("\n")[0]) + "\n")
    (root / "docs" / "index.md").write_text("# Home\n")


def run(name: str, root: Path) -> tuple[float, float, float]:
    """Return processor seconds, bytes of memory and bytes of output of a command, without what an earlier run kept."""
    edition = str(Path(sys.executable).with_name("edition"))
    folder = root / ("site" if name == "build" else "dist")
    shutil.rmtree(folder, ignore_errors=True)
    cost = measure((edition, *COMMANDS[name]), root)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.exists() else 0
    return cost.processor, cost.memory, size


def main() -> None:
    """Measure, print, and exit with 1 where something grows faster than it may."""
    parser = argparse.ArgumentParser(description="How an edition's costs grow with its size.")
    parser.add_argument("--from", dest="first", type=int, default=1250, help="footnotes of the smallest edition")
    parser.add_argument("--doublings", type=int, default=3)
    parser.add_argument("--commands", default=",".join(COMMANDS), help="with commas")
    asked = parser.parse_args()
    before: dict[str, tuple[float, float, float]] = {}
    steep = 0
    print(f"{'footnotes':>9} {'command':9} {'seconds':>8} {'MB':>6} {'output MB':>9}   growth")
    for step in range(asked.doublings + 1):
        size = asked.first * 2**step
        with tempfile.TemporaryDirectory() as temporary:
            root = Path(temporary) / "edition"
            write_edition(root, size)
            for name in asked.commands.split(","):
                try:
                    costs = run(name, root)
                except Failed as error:
                    print(f"{size:9} {name:9} failed: {str(error).splitlines()[-1][:200]}", flush=True)
                    steep += 1
                    continue
                pairs = zip(costs, before.get(name, costs), MINIMUM, strict=True)
                ratios = [now / max(then, least) for now, then, least in pairs] if name in before else []
                steep += any(ratio > MOST for ratio in ratios)
                seconds, memory, output = costs[0], costs[1] / 1e6, costs[2] / 1e6
                growth = " ".join(f"{ratio:.2f}" for ratio in ratios)
                print(f"{size:9} {name:9} {seconds:8.1f} {memory:6.0f} {output:9.1f}   {growth}", flush=True)
                before[name] = costs
    sys.exit(1 if steep else 0)


if __name__ == "__main__":
    main()
