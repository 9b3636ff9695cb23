"""What axe-core finds on a page."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = "([part, rules]) => axe.run(part, { runOnly: rules, resultTypes: ['violations'], preload: false })"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, part: str = "html") -> list[str]:
    """Return what axe-core finds on a page as it stands, or in a part of it, each with the element."""
    page.wait_for_timeout(350)  # the theme's transitions; text that fades in has no contrast yet
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate(RUN, [part, RULES])
    return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"]]
