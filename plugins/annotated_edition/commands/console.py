"""How commands print text that is to fit a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from ..views.terminal import wrap


def print_wrapped(console: Console, text: str, indent: int, style: str = "") -> None:
    """Print a paragraph, each of its lines indented where the output is a terminal; a pipe gets it on one line."""
    for line in wrap(text, max(console.width - indent, 8)) if console.is_terminal else [text]:
        console.print(Text(" " * indent).append(line, style), soft_wrap=True)
