"""How well an import recovers the commentary that the shipped edition annotates: the import beside the shipped data.

    make bench-import                    # with the text in ../shared/source
    make bench-import SOURCE=paper.txt

What is right is known from the shipped data (footnotes, sources, locators) and from the text itself (places of the
references, paragraphs). The project that is made is thrown away; nothing is asserted here, tests/importing/test_steps.py does.
"""

from __future__ import annotations

import re
import sys
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotated_edition import Edition, open_edition
from annotated_edition.importing.document import Document
from annotated_edition.importing.steps import import_file
from support.editions import FOOTNOTES_OF
from support.places import ROOT

#: Footnotes of the original that say 同上.
IBID = ("3", "4", "10", "15", "17")


@dataclass
class Scores:
    """One line for each thing that is counted."""

    lines: list[tuple[str, int, int]] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def add(self, what: str, right: int, of: int) -> None:
        self.lines.append((what, right, of))

    def __getitem__(self, what: str) -> tuple[int, int]:
        return next((right, of) for name, right, of in self.lines if name == what)


def fold(text: str) -> str:
    """Return a text without width, spaces, punctuation and markup."""
    text = re.sub(r"<sup>\d+</sup>|\[\^\d+\]", "", text)
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def scores(source: Path, imported: Edition, document: Document, shipped: Edition) -> Scores:
    """Score the import of `source` against the shipped edition and the text."""
    found = Scores()
    text = source.read_text(encoding="utf-8")
    body = text[: text.index("\n<sup>1</sup>")]
    paragraphs = [(p, s) for s in imported.sections for p in s.paragraphs]
    right = 0
    for mark in re.finditer(r"<sup>(\d+)</sup>", body):
        before = fold(body[max(0, mark.start() - 40) : mark.start()])[-15:]
        holding = [p for p, _ in paragraphs if mark[1] in p.footnotes]
        if len(holding) == 1 and before in fold(holding[0].text):
            right += 1
        else:
            found.misses.append(f"reference {mark[1]}")
    found.add("references in the right paragraph", right, len(re.findall(r"<sup>\d+</sup>", body)))
    found.add("footnotes", len(imported.footnotes.keys() & shipped.footnotes.keys()), len(shipped.footnotes))
    titles = {fold(each.title) for each in shipped.sources.values()}
    own = [fold(each.title) for each in imported.sources.values()]
    found.add("sources found", len(titles & set(own)), len(titles))
    found.add("sources too many", len(own) - len(titles & set(own)), 0)
    right = of = ibid = 0
    for number, footnote in shipped.footnotes.items():
        wanted = [(fold(shipped.sources[c.source].title), c.locator) for c in footnote.citations]
        mine = imported.footnotes[number].citations if number in imported.footnotes else ()
        got = [(fold(imported.sources[c.source].title), c.locator) for c in mine]
        good = sum(one == other for one, other in zip(wanted, got, strict=False))
        right, of = right + good, of + len(wanted)
        if good < len(wanted) or len(got) != len(wanted):
            asked = any(str(q.footnote) == number for q in document.log.questions)
            found.misses.append(f"footnote {number}: {got} for {wanted}{'' if asked else ' (not asked)'}")
        ibid += number in IBID and got == wanted
    found.add("citations with source and locator", right, of)
    found.add("同上 resolved", ibid, len(IBID))
    broken = [
        p.text[-20:]
        for s in imported.sections
        for p in s.paragraphs
        if len(p.text) > 60 and not re.search(r"[。！？」』）)]$", p.text) and f"{p.text[-10:]}\n\n" not in body
    ]
    broken += [
        b
        for b in re.findall(r"\S{12}\n\n(?=[^\s#<(-])", body)
        if not re.search(r"[。：」』）)>]\s*$", b)
        and any(fold(b) == fold(p.text)[-len(fold(b)) :] and len(p.text) > 60 for p, _ in paragraphs)
    ]
    found.add("paragraphs broken in mid-word", len(broken), 0)
    found.misses += [f"broken: {each}" for each in broken]
    order = [int(s.references[0].footnote) for s in imported.sections if s.references]
    found.add("sections with footnotes, in order", len(order) if order == sorted(order) else 0, len(FOOTNOTES_OF))
    pure = all(
        any({int(r.footnote) for r in s.references} <= {*map(int, numbers)} for numbers in FOOTNOTES_OF.values())
        for s in imported.sections
    )
    found.add("no section mixes two of the shipped ones", int(pure), 1)
    found.add("problems of a strict check", sum(p.severity != "note" for p in imported.problems), 0)
    return found


def run(source: Path, folder: Path) -> tuple[Scores, Document]:
    """Import a text into a folder and score it."""
    document = import_file(source, folder)
    imported = open_edition(folder / "data", folder / "docs")
    return scores(source, imported, document, open_edition(ROOT / "data", ROOT / "docs")), document


def main() -> None:
    """Print the scores."""
    named = [Path(each) for each in sys.argv[1:] if each]
    sources = named or sorted((ROOT.parent / "shared" / "source").glob("*.txt"))
    if not sources:
        print("no source: name the text of the commentary with SOURCE=…")
        return
    with tempfile.TemporaryDirectory() as folder:
        found, document = run(sources[0], Path(folder) / "edition")
    for what, right, of in found.lines:
        print(f"{right:4} of {of:<4} {what}")
    print(f"{len(document.log.questions):4} questions, {len(document.log.changes)} changes reported")
    for miss in found.misses:
        print(f"  miss: {miss}")


if __name__ == "__main__":
    main()
