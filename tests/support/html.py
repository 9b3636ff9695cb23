"""Pages as a reader of HTML takes them."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser


class Html(HTMLParser):
    """Ids, links and requests of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.requests: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids[values["id"]] += 1
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "link" and values.get("rel") not in ("canonical", "license", "prev", "next"):
            self.requests.append(values["href"])
        if "src" in values:
            self.requests.append(values["src"])
