"""Text that fits a terminal."""

from __future__ import annotations

import io

from rich.console import Console

from annotated_edition.commands.console import print_wrapped


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
