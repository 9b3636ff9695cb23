"""Long lines that a slow recogniser would read for minutes, or for days; a limit of time would be no proof."""

from __future__ import annotations

import pytest

from support.growth import LONG, PARSERS, repeat


@pytest.mark.parametrize("parser", ["page", "faults of a page", "field", "HTML", "sentences", "front matter"])
def test_a_long_line_is_read_in_one_go(parser: str) -> None:
    for repetition in LONG:
        PARSERS[parser](repeat(repetition, 100_000))
