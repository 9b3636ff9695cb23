"""Text that fits a terminal."""

from __future__ import annotations

import io
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from annotated_edition.commands.console import print_wrapped, wrap


def printed(text: str, terminal: bool) -> str:
    out = io.StringIO()
    print_wrapped(Console(file=out, width=20, force_terminal=terminal, no_color=True, highlight=False), text, 2)
    return out.getvalue()


def test_a_terminal_gets_lines_a_pipe_one() -> None:
    text = "防衛外交とは何かを問う、短い文である。"
    assert printed(text, terminal=False) == f"  {text}\n"
    lines = printed(text, terminal=True).splitlines()
    assert len(lines) == 3
    assert all(line.startswith("  ") for line in lines)
    assert "".join(line.strip() for line in lines) == text


@given(st.text("aあ漢。、「」（ .,1"), st.integers(8, 30))
def test_wrapping_loses_nothing_and_begins_no_line_with_a_stop(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    whole = " ".join(text.split())
    for before, line in pairwise(lines):
        assert line
        assert line[0] not in "。、」" or f"{before} {line}" in whole  # written so, after a space
        assert cell_len(before) <= width or not re.search("[あ漢]{2}| ", before)
