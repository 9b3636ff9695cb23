"""Runs of text with their looks and targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from .labels import FootnoteLabel

BlockKind = Literal["", "paragraph", "item", "quote", "row", "cell"]
#: What stands in plain text before a block, where it is no line feed.
JOINTS = {"": "", "cell": " | "}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one appearance and one target."""

    text: str
    """Plain text, unescaped."""
    style: Literal["", "emphasis", "strong", "code", "unknown", "number"] = ""
    """How it is set; unknown is the mark of something that does not exist, number a footnote's number on the line."""
    href: str | None = None
    """Address that it links to: absolute, or the source path of a page of this site."""
    footnote: FootnoteLabel | None = None
    """Printed label of the footnote that it points to."""
    term: str | None = None
    """Id of the term that it points to."""
    element: str | None = None
    """`initiative/element` that it points to."""
    source: str | None = None
    """Key of the source that it points to."""
    block: BlockKind = ""
    """What of the text begins with it, on a line of its own; a cell goes on with the row before it."""
    language: str | None = None
    """BCP 47 tag of its language where that is not the edition's."""


Spans = tuple[Span, ...]


def plain(spans: Spans) -> str:
    """Return the text of spans, without raised pointers to footnotes; blocks on lines of their own."""
    shown = (span for span in spans if span.footnote is None or span.style == "number")
    return "".join(JOINTS.get(span.block, "\n") + span.text for span in shown).lstrip("\n")


def split_blocks(spans: Iterable[Span]) -> Iterator[tuple[BlockKind, Spans]]:
    """Yield the blocks of a text, each with its kind; the first may have none."""
    spans = tuple(spans)
    starts = [0, *(at for at, span in enumerate(spans) if at and span.block)]
    for start, end in zip(starts, [*starts[1:], len(spans)], strict=True):
        yield (spans[start].block if spans else ""), spans[start:end]


def without_addresses(spans: Spans) -> Spans:
    """Return spans without the addresses that they spell out, for where a link to the source stands beside."""
    brief: list[Span] = []
    for span in spans:
        if not span.href or span.text != span.href:
            brief.append(span)
        elif brief:
            brief[-1] = replace(brief[-1], text=brief[-1].text.rstrip(" ,"))
    return tuple(brief)
