"""Texts that lie in a file instead of in memory."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest
from annotated_edition.TODO_files import Aside, Made
from hypothesis import given
from hypothesis import strategies as st

KEYS = st.integers(0, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="one process builds all there")
@given(st.lists(st.tuples(KEYS, st.none() | st.text(st.characters()))))
def test_texts_put_aside_are_those_of_a_mapping(steps: list[tuple[int, str | None]]) -> None:
    """Each step takes a text away, or puts one there."""
    aside, expected = Aside[int](Path(tempfile.gettempdir())), dict[int, str]()
    for key, text in steps:
        if text is None:
            assert aside.pop(key, None) == expected.pop(key, None)
        else:
            aside[key] = expected[key] = text
        assert dict(aside) == expected


def test_a_text_is_made_when_it_is_asked_for_whole_or_in_parts() -> None:
    made = Made({"whole": lambda: "ab", "parts": lambda: iter(["a", "", "b"]), "never": lambda: 1 / 0})  # type: ignore[dict-item, return-value]
    assert list(made) == ["whole", "parts", "never"]
    assert made["whole"] == made["parts"] == "ab"
