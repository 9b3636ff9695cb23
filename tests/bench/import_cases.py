"""What an import makes of the small files of a folder: case → outcome, beside what is expected of it.

    make bench-import-cases [CASES=FOLDER]     # the folder: ../shared/cases/documents
    .venv/bin/python tests/bench/import_cases.py FOLDER CASE …

Each case is a file beside a text NAME.expected.txt, which says in words what is right, so that nothing is asserted here
but that the project passes its own check: 1 where one would not build strictly.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotated_edition import open_edition
from annotated_edition.importing.document import ImportRefused
from annotated_edition.importing.steps import import_file
from support.places import ROOT
from support.word import write_word_book

EXPECTED = ".expected.txt"
STOPS, NOTHING = "would stop a strict build: ", "nothing"
#: Sections and footnotes that are shown of one case at the most.
SHOWN = 12


def outcome(file: Path, folder: Path) -> Iterator[str]:
    """Yield what an import makes of a file, line by line."""
    try:
        document = import_file(file, folder)
    except ImportRefused as refused:
        yield f"refused: {refused.code}"
        return
    edition = open_edition(folder / "data", folder / "docs", folder / ".cache")
    open_points = sum(problem.severity == "note" for problem in edition.problems)
    stopping = [f"{problem.code} {problem.place.file}" for problem in edition.problems if problem.severity != "note"]
    unread = sum(note.unread for note in document.notes)
    yield f"{document.language}, {len(edition.footnotes)} notes ({unread} unread), {len(edition.sources)} sources"
    for section in edition.sections[:SHOWN]:
        yield f"  § {section.title}: {', '.join(str(each.footnote) for each in section.references[:SHOWN])}"
    for number, footnote in [*edition.footnotes.items()][:SHOWN]:
        cited = "; ".join(f"{each.source} {each.locator or ''}".strip() for each in footnote.citations)
        yield f"  {number}: {cited or footnote.text[:90]}"
    kinds = ", ".join(question.kind for question in document.log.questions)
    yield f"  {open_points} open points ({kinds}); {STOPS}{', '.join(stopping) or NOTHING}"


def find_cases(folder: Path, made: Path) -> Iterator[tuple[str, str, Path]]:
    """Yield name, expectation and file of each case: those of a folder, and large Word files that are written anew."""
    for expected in sorted(folder.glob(f"*{EXPECTED}")):
        name = expected.name.removesuffix(EXPECTED)
        for file in [file for file in folder.glob(f"{name}.*") if file != expected][:1]:
            yield name, " ".join(expected.read_text(encoding="utf-8").split())[:300], file
    for name, notes, restart in (("word-330-notes", 11, False), ("word-900-notes-restart", 30, True)):
        expected_text = f"{notes * 30} notes in 30 chapters{', counted anew in each' if restart else ''}"
        yield name, expected_text, write_word_book(made / f"{name}.docx", 30, notes, restart)


def main() -> None:
    """Print each case with its outcome."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "cases" / "documents"
    stopped, count = [], 0
    with tempfile.TemporaryDirectory() as made:
        for name, expected, file in find_cases(folder, Path(made)):
            if sys.argv[2:] and name not in sys.argv[2:]:
                continue
            began = time.perf_counter()
            lines = list(outcome(file, Path(made, "editions", name)))
            print(f"{name} ({time.perf_counter() - began:.0f} s)\n  expected: {expected}")
            print("\n".join(f"  → {line}" for line in lines), flush=True)
            count += 1
            if not lines[-1].endswith(f"{STOPS}{NOTHING}"):
                stopped.append(name)
    print(f"{count} cases, stopped: {', '.join(stopped) or NOTHING}")
    sys.exit(bool(stopped))


if __name__ == "__main__":
    main()
