"""The list of attributes at the end of a block's text, as Python-Markdown's attr_list reads it."""

from __future__ import annotations

from collections.abc import Sequence

from markdown.extensions.attr_list import get_attrs_and_remainder

#: Each line as its offset in the whole text, and its text without the markers of what it is nested in.
Lines = list[tuple[int, str]]


def split_attributes(text: str) -> tuple[str, Sequence[tuple[str, str | None]]]:
    """Return a text without the list of attributes at its end, and these; with any other braces it stays as it is."""
    shown, brace, written = text.rstrip(" ").rpartition("{")
    if not brace or not written.endswith("}") or "}" in written[:-1]:
        return text, []
    attributes, _ = get_attrs_and_remainder(written[:-1].removeprefix(":").strip(" "))
    is_list = written.startswith(":") or any(name in ("id", ".") for name, _ in attributes)
    return (shown.rstrip(" "), attributes) if is_list else (text, [])


def split_id(body: Lines) -> tuple[Lines, str | None, int]:
    """Return prose without the id at its end, the id, and the length of it on the last line of the text."""
    offset, last = body[-1]
    shown, attributes = split_attributes(last)
    id_ = next((value for name, value in attributes if name == "id"), None)
    if len(body) > 1 and not shown and attributes:  # Python-Markdown's attr_list takes a line of its own
        offset, last = body[-2]
        body = body[:-1]
        shown, trailing = split_attributes(last)
        if id_ or [name for name, _ in trailing] != ["id"]:
            shown, rest = last.rstrip(), 0
        else:
            id_ = trailing[0][1]
            rest = len(last) - len(shown)
    elif [name for name, _ in attributes] == ["id"]:
        rest = len(last) - len(shown)
    else:
        id_, shown, rest = None, last.rstrip(), 0
    return [*body[:-1], (offset, shown)], id_, rest
