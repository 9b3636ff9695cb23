"""What must be true of the data of this edition, whatever is written in it. Add what must be true of yours."""

import unittest
from pathlib import Path

from annotated_edition import open_edition

ROOT = Path(__file__).resolve().parent.parent
EDITION = open_edition(ROOT / "data", ROOT / "docs")


class Data(unittest.TestCase):
    """The edition as the site shows it."""

    def test_nothing_is_wrong(self) -> None:
        """Questions left open (todo) are no faults."""
        wrong = [f"{p.place.file}:{p.place.line} {p.code}" for p in EDITION.problems if p.severity != "note"]
        self.assertEqual([], wrong)

    def test_footnotes_are_numbered_without_a_gap(self) -> None:
        """Printed numbers begin at 1."""
        self.assertEqual(list(range(1, len(EDITION.footnotes) + 1)), list(EDITION.footnotes))

    def test_every_footnote_is_referenced(self) -> None:
        """A footnote without a place in the text cannot be found by a reader."""
        self.assertEqual([], [number for number, each in EDITION.footnotes.items() if not each.references])

    def test_every_source_is_cited(self) -> None:
        """The list of sources is that of the footnotes."""
        self.assertEqual([], [key for key, source in EDITION.sources.items() if not source.footnotes])


if __name__ == "__main__":
    unittest.main()
