"""The search of a page in a browser: its panel is opened, asked and read."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from support.browser import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: What is said, and of each hit, those that a button brings among them: address, title, excerpt, what is marked.
SHOWN = """dialog => {
  for (let more; (more = dialog.querySelector(".ae-search-more")); ) more.click();
  const hits = [...dialog.querySelectorAll(".ae-search-hit > a")].map(link => [
    link.href, link.querySelector(".ae-search-title")?.textContent ?? "",
    link.querySelector(".ae-search-excerpt")?.textContent ?? "",
    [...link.querySelectorAll("mark")].map(mark => mark.textContent),
  ]);
  return [dialog.querySelector("[role=status]").textContent, hits];
}"""
#: Waits for an answer without the pauses of `expect`.
ANSWERED = """dialog => new Promise(done => {
  const look = () => dialog.querySelector("[role=status]").textContent ? done() : setTimeout(look, 5);
  look();
})"""
#: The answers to many queries, one after the other.
ANSWERS = f"""async (dialog, queries) => {{
  const field = dialog.querySelector("input"), answers = [];
  const write = text => {{ field.value = text; field.dispatchEvent(new Event("input", {{ bubbles: true }})); }};
  for (const query of queries) {{
    write("");
    write(query);
    await ({ANSWERED})(dialog);
    answers.push(({SHOWN})(dialog));
  }}
  return answers;
}}"""


class Panel:
    """The panel of the search on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialog = page.locator("dialog.ae-search")
        self.field = self.dialog.get_by_role("searchbox")
        self.said = self.dialog.get_by_role("status")
        self.links = self.dialog.locator(".ae-search-hit > a")
        self.blocks = self.dialog.locator(".ae-search-block")

    def open(self) -> None:
        """Open it by a click, unless it is open."""
        if not self.dialog.is_visible():
            self.page.locator("button.ae-search-open:visible").first.click()
            expect(self.field).to_be_focused()

    def ask(self, query: str) -> None:
        """Write a query, and wait for its answer."""
        self.open()
        self.field.fill("")  # which empties what is said
        self.page.keyboard.insert_text(query)
        self.dialog.evaluate(ANSWERED)

    def hits(self) -> list[Any]:
        """Return address, title, excerpt and marks of every hit."""
        return list(self.dialog.evaluate(SHOWN)[1])

    def answers(self, queries: Iterable[str]) -> list[Any]:
        """Return what is said, and every hit as by `hits`, for each query."""
        self.open()
        return list(self.dialog.evaluate(ANSWERS, list(queries)))

    def marked(self) -> list[str]:
        """Return what is marked on the page that a hit led to, when it is."""
        from playwright.sync_api import Error

        for _ in range(100):
            with suppress(Error):  # the page is on its way
                if texts := self.page.evaluate("[...CSS.highlights.get('ae-found') ?? []].map(String)"):
                    return list(texts)
            self.page.wait_for_timeout(50)
        return []


def location(href: str) -> str:
    """Return the path and the id of an address."""
    parts = urlsplit(href)
    return f"{unquote(parts.path)}#{parts.fragment}".rstrip("#")
