"""How commands print text that is to fit a terminal."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

#: What a line may be broken at: white space, and on either side of a character of an unspaced script.
UNITS = r"\s+|[^\s\u2e80-\uffef]+|."
#: What may not begin a line, and what may not end one.
NOT_FIRST = frozenset(
    "。、，．・：；？！」』）］｝〕〉》】〟’”ー々ゝゞ…‥,.:;?!)]}ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
)
NOT_LAST = frozenset("「『（［｛〔〈《【〝‘“([{")


def print_wrapped(console: Console, text: str, indent: int, style: str = "") -> None:
    """Print a paragraph, each of its lines indented where the output is a terminal; a pipe gets it on one line."""
    for line in wrap(text, max(console.width - indent, 8)) if console.is_terminal else [text]:
        console.print(Text(" " * indent).append(line, style), soft_wrap=True)


def wrap(text: str, width: int) -> list[str]:
    """Return a text in lines of at most `width` columns, none begun by 、 or 」; a longer word stays whole."""
    units: list[str] = []
    for unit in re.findall(UNITS, " ".join(text.split())):
        if units and unit != " " and units[-1] != " " and (unit[0] in NOT_FIRST or units[-1][-1] in NOT_LAST):
            units[-1] += unit
        else:
            units.append(unit)
    lines = [""]
    for unit in units:
        if lines[-1] and cell_len(lines[-1] + unit.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += unit if lines[-1] else unit.lstrip()
    return lines
