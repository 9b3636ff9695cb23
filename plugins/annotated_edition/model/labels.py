"""The printed label of a footnote: 17, 12a, *, or 2:3 for note 3 of chapter 2."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from typing import Final

#: Characters that are invisible inside `[^17]`: zero-width ones, variation selectors, the soft hyphen.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
_LABEL = re.compile(
    r"(?:(?P<chapter>[A-Za-z0-9][A-Za-z0-9-]{0,19}):)?(?P<mark>[^\s:\[\]{}()<>&@\"'`\\/|^,;、，；]{1,12})"
)
#: Signs that printers use for notes, by the names that stand for them in ids; for others their code point stands.
_SIGNS: Final[Mapping[str, str]] = {
    "*": "star", "∗": "star", "†": "dagger", "‡": "ddagger", "§": "section", "¶": "pilcrow", "‖": "parallel",
    "#": "hash",
}  # fmt: skip


class FootnoteLabel(str):
    """The printed label of a footnote, with that of its chapter before a colon where the labels start anew in each."""

    __slots__ = ()

    @property
    def chapter(self) -> str:
        """ASCII label of the chapter; empty where the footnotes are numbered through."""
        return self.rpartition(":")[0]

    @property
    def mark(self) -> str:
        """What is printed at the reference."""
        return self.rpartition(":")[2]

    @property
    def number(self) -> int | None:
        """The number that the mark is; None for other marks."""
        return int(self.mark) if self.mark.isascii() and self.mark.isdigit() else None

    @property
    def slug(self) -> str:
        """The label in ASCII letters, digits and hyphens, for ids and addresses: 17, 12a, star, c2-3."""
        parts = re.findall(r"[A-Za-z0-9]+|[^A-Za-z0-9]", self.mark)
        mark = "-".join(
            part if part.isascii() and part.isalnum() else _SIGNS.get(part, f"u{ord(part):x}") for part in parts
        )
        return f"c{self.chapter}-{mark}" if self.chapter else mark

    @property
    def id(self) -> str:
        """The id of the footnote on every page and in every export: fn-17."""
        return f"fn-{self.slug}"

    def name(self, words: Mapping[str, str]) -> str:
        """Return the label as a sentence names it, in a language's words: 脚注17, 第2章の脚注3."""
        if self.chapter.isdigit():
            return words["footnote-in-chapter"].format(chapter=self.chapter, n=self.mark)
        return words["footnote-n"].format(n=self)

    def short(self, chapter: str) -> str:
        """Return what names the footnote within a chapter: its mark, or for another chapter's the whole label."""
        return self.mark if self.chapter == chapter else self


def read_label(written: str, chapter: str = "") -> FootnoteLabel | None:
    """Return the label that is written: `17`, `１７`, `12a`, `*`, `2:3`; None for what no label can be.

    A label without a chapter is one of `chapter`.
    """
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", written)).strip()
    match = _LABEL.fullmatch(text)
    if not match:
        return None
    mark = match["mark"]
    if mark.isascii() and mark.isdigit():
        mark = mark.lstrip("0") or "0"
    chapter = match["chapter"] or chapter
    return FootnoteLabel(f"{chapter}:{mark}" if chapter else mark)


def find_label(written: str, chapter: str, labels: Container[str]) -> FootnoteLabel:
    """Return the label that is written in a chapter: one of the chapter, or a sign that no chapter has for itself."""
    label = read_label(written, chapter) or FootnoteLabel(written)
    if label not in labels and label.number is None and (sign := FootnoteLabel(label.mark)) in labels:
        return sign
    return label
