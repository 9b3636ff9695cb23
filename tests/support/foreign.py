"""Which words of a page are in Japanese without being marked so; `python -m support.foreign SITE` in tests/ counts them."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
#: What no reader is shown, and attributes that are read out.
UNSEEN = {"script", "style", "template"}
SPOKEN = ("alt", "aria-label", "title", "placeholder")


class UnmarkedWords(HTMLParser):
    """Collects the Japanese of a page that stands in no element with `lang="ja"`."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []  # elements, each with the language of what is in it
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        around = self.open[-1][1] if self.open else ""
        language = values.get("lang") or ("unseen" if tag in UNSEEN else around)
        for name in SPOKEN:
            self.note(values.get(name) or "", language)
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == name for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.note(data, self.open[-1][1] if self.open else "")

    def note(self, text: str, language: str) -> None:
        if JAPANESE.search(text) and language not in ("ja", "unseen"):
            self.found.append(text.strip())


def find_unmarked(page: Path) -> list[str]:
    """Return the Japanese of a page that is not marked."""
    parser = UnmarkedWords()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


if __name__ == "__main__":
    pages = sorted(Path(sys.argv[1]).rglob("*.html"))
    found = [(page, text) for page in pages for text in find_unmarked(page)]
    for page, text in found:
        print(f"{page}: {text[:100]}")
    print(f"{len(found)} in {len(pages)} pages")
