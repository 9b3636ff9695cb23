"""Where things are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
#: What pandoc has set is kept between runs of the tests, apart from what the project itself keeps.
CACHE = ROOT / ".cache" / "tests"
