"""What axe-core finds on a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

RUN = "([part, rules]) => axe.run(part, { runOnly: rules, resultTypes: ['violations'], preload: false })"
#: WCAG 2.2 at level AA, and good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What of it is not the same in another scheme of colours.
COLOURS = ["color-contrast", "link-in-text-block"]
#: Text that fades in has no contrast yet.
AT_REST = "document.getAnimations().every(each => each.playState !== 'running')"


@cache
def script() -> str:
    """Return axe-core."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, part: str = "html", rules: list[str] = RULES) -> list[str]:
    """Return what axe-core finds on a page as it stands, or in a part of it, each with the element."""
    page.wait_for_function(AT_REST)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(script())
    found = page.evaluate(RUN, [part, rules])
    return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"]]
