"""What a reader sees of a block: its text without marks, where terms may be linked, which line breaks show nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ..model.wording import UNSPACED, primary_language
from .blocks import Block
from .inline import is_unspaced

#: A line break with the space around it; after two spaces it is shown as one.
NEWLINE = re.compile(r"(?<! ) ?\n *")
RUBY = re.compile(r"<ruby\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of visible text that comes from one place of the block."""

    start: int  # offset in the visible text
    end: int
    block_start: int  # offset in the block's text
    block_end: int
    stretch: int  # number of the stretch in which terms are looked for; 0 for none
    plain: bool  # whether it is shown character for character


class VisibleText:
    """The visible text of a block, with the way back to the block's own text."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.runs: list[_Run] = []
        parts: list[str] = []
        at = length = 0
        stretch, linked = 1, False

        def add(shown: str, start: int, end: int, in_stretch: bool, plain: bool) -> None:
            nonlocal length
            self.runs.append(_Run(length, length + len(shown), start, end, stretch * in_stretch, plain))
            parts.append(shown)
            length += len(shown)

        for token in block.tokens:
            if token.start > at:
                add(block.text[at : token.start], at, token.start, not linked, True)
            is_ruby = token.kind == "mask" and RUBY.match(block.text, token.start) is not None
            stretch += not is_ruby
            add("" if token.kind == "reference" else token.text, token.start, token.end, is_ruby and not linked, False)
            linked = (linked or token.kind == "open-link") and token.kind != "close-link"
            at = max(at, token.end)
        add(block.text[at:], at, len(block.text), not linked, True)
        self.text = "".join(parts)

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches of the text, as offsets in it, in which a term may be linked; ruby counts by its base."""
        for number, group in groupby(self.runs, key=lambda run: run.stretch):
            if number:
                runs = list(group)
                yield runs[0].start, runs[-1].end

    def find_in_block(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the offsets in the block's text of visible text; None where they part a ruby."""
        runs = [run for run in self.runs if run.start < end and run.end > start]
        first, last = runs[0], runs[-1]
        if (start > first.start and not first.plain) or (end < last.end and not last.plain):
            return None
        return first.block_start + start - first.start, last.block_end - (last.end - end)

    def find_joints(self, language: str) -> Iterator[tuple[int, int]]:
        """Yield the line breaks, as offsets in the block's text, at which a page in `language` shows no space.

        Those between characters of scripts without spaces; in Japanese and Chinese also those beside one.
        """
        needed = 1 if primary_language(language) in UNSPACED else 2
        addresses = {token.end for token in self.block.tokens if token.kind == "address"}
        for run in self.runs:
            for line_break in NEWLINE.finditer(self.text, run.start, run.end) if run.plain else ():
                before = self.text[max(0, line_break.start() - 1) : line_break.start()]
                after = self.text[line_break.end() : line_break.end() + 1]
                start = run.block_start + line_break.start() - run.start
                end = run.block_start + line_break.end() - run.start
                emphasis = "_" in (self.block.text[start - 1 : start], self.block.text[end : end + 1])  # needs its edge
                if not (before and after) or emphasis or start in addresses:
                    continue
                if is_unspaced(before) + is_unspaced(after) >= needed:
                    yield start, end
