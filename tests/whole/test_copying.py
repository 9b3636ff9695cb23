"""The buttons that copy citations, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.browser import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize("online", [True, False], ids=["http", "file"])
def test_copying_in_every_format(browser: Browser, site: Path, site_url: str, online: bool) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"] if online else []) as context:
        page = context.new_page()
        for path, card, form, begins in (
            ("footnotes/", "#fn-6", "RIS", "TY  - BOOK"),
            ("sources/", ".ae-card:has(#mod-exchange)", "BibTeX", "@online{mod-exchange,"),
            ("commentary/jasmine/", ".ae-cite", "CSL-JSON", "["),
        ):
            page.goto(site_url + path if online else f"{(site / path / 'index.html').as_uri()}")
            if card == ".ae-cite":
                page.locator(".ae-cite summary").click()
            page.evaluate("addEventListener('copy', () => { window.copied = String(getSelection()) || "
                          "document.activeElement.value }, true)")  # fmt: skip
            ways = page.locator(f"{card} .ae-ways").first
            ways.get_by_role("button", name=f"{form}でコピー").click()
            expect(ways.get_by_role("status")).to_have_text("コピーしました")
            if online:
                assert page.evaluate("navigator.clipboard.readText()").startswith(begins)


def test_without_a_script_no_button_shows(browser: Browser, site_url: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for path in ("footnotes/", "sources/", "commentary/jasmine/"):
            page.goto(site_url + path)
            assert page.locator("button[data-ae-format]:visible").count() == 0
        page.locator(".ae-cite summary").click()
        expect(page.locator(".ae-cite")).to_contain_text("第1.0.0版")
        page.goto(site_url + "sources/")
        for suffix in ("bib", "ris", "csl.json", "csv"):
            assert page.request.get(site_url + f"data/sources.{suffix}").ok
            assert page.locator(f".ae-downloads a[href$='data/sources.{suffix}']").count() == 1
