"""Writes the sections and the first page as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model.wording import wording
from ..reading.markup import slug_of
from ..reading.scan import normalise
from ..resolving.sections import END_NOTES
from .document import Document, DocumentBlock
from .inline_markdown import unescape
from .slugs import make_slug, take_name

#: What begins another block than a paragraph.
BLOCK_START = re.compile(r"(#{1,6}(?=\s)|[-+*](?=\s)|>|\d{1,9}(?=[.)]\s)|:(?=\s)|!!!|\?\?\?|===|~~~|```|\|)")
TAKEN_ID = re.compile(r"p-\d|fn|note-|term-|footnotes")


def write_pages(document: Document) -> dict[str, str]:
    """Return the pages of the sections and the first page, by path; the sections are told theirs."""
    files = {}
    for number, section in enumerate(document.sections, 1):
        name = make_slug(section.title)
        section.page = f"text/{number:02d}{'-' + name if name else ''}.md"
        id_ = f" {{#original-{END_NOTES}}}" if slug_of(section.title) == END_NOTES else ""
        text = f"# {section.title}{id_}\n\n{write_blocks(section.blocks)}"
        head = f"---\nchapter: {section.chapter}\n---\n" if section.chapter else ""
        files[f"docs/{section.page}"] = head + write_labels(text, document, section.chapter)
    return files | {"docs/index.md": write_index(document)}


def write_labels(text: str, document: Document, chapter: str = "") -> str:
    """Return a text of a chapter whose references have the printed labels instead of numbers."""

    def printed(reference: re.Match[str]) -> str:
        label = document.labels.get(int(reference[1]))
        return f"[^{label.short(chapter)}]" if label else reference[0]

    return re.sub(r"(?<!\\)\[\^(\d+)\]", printed, text) if document.labels else text


def write_blocks(blocks: Sequence[DocumentBlock]) -> str:
    """Return blocks as the Markdown of a section."""
    parts: list[str] = []
    ids: set[str] = set()
    in_list = False
    counted: set[int] = set()  # depths at which a numbered list goes on
    for block in blocks:
        if block.kind != "item":
            in_list = False
            counted.clear()
            parts.append(f"\n{_write_block(block, ids)}\n")
            continue
        numbered, depth = bool(re.fullmatch(r"\d+\.", block.marker)), block.level
        if numbered and depth not in counted and not depth and block.marker != "1.":
            in_list = False  # a list that does not begin at 1 would be counted anew
            parts.append(f"\n{block.marker[:-1]}\\. {block.text}\n")
            continue
        mark = "-" if block.marker in ("", "-") else f"- {block.marker}"
        if numbered:
            mark = block.marker if depth in counted else "1."
        parts.append(f"{'' if in_list else chr(10)}{'    ' * depth}{mark} {escape_start(block.text)}\n")
        in_list = True
        counted = {other for other in counted if other < depth} | ({depth} if numbered else set())
    return normalise("".join(parts)).strip("\n") + "\n"


def _write_block(block: DocumentBlock, ids: set[str]) -> str:
    match block.kind:
        case "heading":
            name = make_slug(block.text)
            sound = name[:1].isalpha() and not TAKEN_ID.match(name)
            return f"{'#' * block.level} {block.text} {{#{take_name(name if sound else f'part-{len(ids) + 1}', ids)}}}"
        case "quote":
            return f"> {block.text}"
        case "table" | "code":
            return block.text
    return escape_start(block.text)


def escape_start(text: str) -> str:
    """Return a text that begins no other block than a paragraph."""

    def literal(start: re.Match[str]) -> str:
        first, rest = start[0][0], start[0][1:]
        if first.isdigit():
            return f"{start[0]}\\"
        return (f"&#{ord(first)};" if first in ":?=~|" else f"\\{first}") + rest

    return BLOCK_START.sub(literal, text, count=1) if BLOCK_START.match(text) else text


def write_index(document: Document) -> str:
    """Return docs/index.md: title, what stands under it, and the contents."""
    heading = wording(document.language)["import-contents"]
    titles = (re.sub(r"([\\`*_\[\]])", r"\\\1", unescape(section.title)) for section in document.sections)
    contents = "".join(f"- [{title}]({each.page})\n" for title, each in zip(titles, document.sections, strict=True))
    front = ([f"**{document.subtitle}**"] if document.subtitle else []) + document.front
    body = "".join(f"{escape_start(line)}\n\n" for line in front).replace("](../images/", "](images/")
    return f"# {document.title}\n\n{body}## {heading} {{#contents}}\n\n{contents}"
