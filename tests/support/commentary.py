"""What is held against the printed commentary without its text: hashes of its citations, and of runs of its words.

    PYTHONPATH=tests python -m support.commentary TEXT

writes tests/golden/commentary.json anew, for who holds a copy of the commentary as plain text. A run has 16 characters,
and one begins at every ninth, so that whatever shares 24 characters with the commentary holds one of them whole. The
text cannot be put together from them.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from annotated_edition import Edition, open_edition
from annotated_edition.model.spans import plain
from support.places import CACHE, ROOT

FILE = ROOT / "tests" / "golden" / "commentary.json"
RUN, STEP = 16, 9
#: Facts that stand in the commentary and here in the same order: members of a group, a turn of phrase.
FACTS = ("スリランカ、バングラデシュ、モルディブ", "を帯びてきたといえるのかもしれない")
#: A name, title or expansion that the data declares.
DECLARED = re.compile(
    r"^\s*(?:-\s*)?(?:name|official_name|title|expansion|alias(?:es)?|ja|en)\s*[:=]\s*(.+?),?\s*$", re.MULTILINE
)
#: A quotation that is marked as one, and short; an address.
MARKED = re.compile(r"「[^「」]{1,80}」|https?://\S+")


def fold(text: str) -> str:
    """Return a text without white space and markup, compatibility forms as plain ones."""
    text = re.sub(r"<[^>]+>|[*_\\#>|`\[\](){}\"']", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", "", re.sub("[‐-―−]", "-", text))


def shorten(text: str) -> str:
    """Return a hash of a text, 40 bits long."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def citations(edition: Edition) -> dict[str, list[str]]:
    """Return the citations of each footnote, folded, without the stop at the end."""
    return {
        str(number): [fold(plain(citation.text)).strip("。.") for citation in footnote.citations]
        for number, footnote in edition.footnotes.items()
    }


def own_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the file and each piece of an edition's own words: no names, titles, addresses or marked quotations."""
    files = [path for folder in ("data", "docs") for path in sorted((root / folder).rglob("*"))]
    texts = {path: path.read_text(encoding="utf-8") for path in files if path.suffix in (".md", ".yml", ".bib")}
    declared = {folded for text in texts.values() for each in DECLARED.findall(text) if len(folded := fold(each)) > 5}
    for path, text in texts.items():
        folded = fold(MARKED.sub("\0", text)) if path.suffix != ".bib" else ""
        for name in sorted(declared, key=len, reverse=True):
            folded = folded.replace(name, "\0")
        for piece in folded.split("\0"):
            yield path.relative_to(root).as_posix(), piece


def shared_runs(root: Path, runs: set[str]) -> list[tuple[str, str]]:
    """Return each file of an edition with a run of characters that the commentary has too."""
    return [
        (file, piece[at : at + RUN])
        for file, piece in own_texts(root)
        for at in range(len(piece) - RUN + 1)
        if shorten(piece[at : at + RUN]) in runs
    ]


def main(text: Path) -> None:
    """Write the hashes; end with an error where a citation does not stand in the text."""
    # Addresses stand in angle brackets, or as links to themselves.
    bare = re.sub(r"<(https?[^>]*)>|\[(https?[^\]]*)\]\([^)]*\)", r"\1\2", text.read_text(encoding="utf-8"))
    printed = fold(bare)
    cited = citations(open_edition(ROOT / "data", ROOT / "docs", CACHE))
    if lacking := [each for texts in cited.values() for each in texts if each not in printed]:
        sys.exit("not as printed: " + "\n".join(lacking))
    runs = {printed[at : at + RUN] for at in range(0, len(printed) - RUN + 1, STEP)}
    facts = fold("\0".join(FACTS))
    kept = {
        "citations": {number: [shorten(each) for each in texts] for number, texts in cited.items()},
        "runs": sorted(shorten(run) for run in runs if run not in facts),
    }
    FILE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
