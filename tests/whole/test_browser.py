"""Every page of the shipped site in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect


@pytest.fixture(scope="session")
def addresses(site: Path) -> list[str]:
    """The address of every page, relative to the site."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("index.html"))
    return [path.removesuffix("index.html") for path in found]


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_asks_another_host_or_complains_or_scrolls_sideways(
    site_url: str, browser: Browser, addresses: list[str], width: int
) -> None:
    requests: list[str] = []
    messages: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: messages.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: messages.append(f"{page.url}: {error}"))
        for address in addresses:
            page.goto(site_url + address)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, address
    assert [url for url in requests if not url.startswith(site_url) and not url.startswith("data:")] == []
    assert [message for message in messages if "favicon" not in message] == []


def test_a_reference_leads_to_its_footnote_and_back_without_a_script(site_url: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site_url + "commentary/five-cooperation-concepts/")
        page.locator("#fnref-17 a").click()
        expect(page).to_have_url(re.compile(r"#fn-17$"))
        entry = page.locator("#fn-17")
        assert "「同上」→" in entry.inner_text()
        entry.locator("[role=doc-backlink]").first.click()
        expect(page).to_have_url(re.compile(r"#fnref-17$"))
        page.locator("#fn-17 a", has_text="脚注一覧で見る").click()
        expect(page).to_have_url(re.compile(r"/footnotes/#fn-17$"))
        assert "同上。" in page.locator("article#fn-17").inner_text()


#: What begins a line and may not: the number of a footnote, or the stop after it.
WRAPPED = """() => {
  const wrong = [];
  const box = (node, start) => {
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, start + 1);
    return range.getBoundingClientRect();
  };
  for (const number of document.querySelectorAll("sup.ae-ref, sup.ae-pointer")) {
    const here = number.getBoundingClientRect();
    let next = number.nextSibling;
    while (next?.nodeType === 1 && next.matches(".ae-note")) next = next.nextSibling;
    if (next?.nodeType === 3 && /^[、。」）]/.test(next.data)) {
      const stop = box(next, 0);
      if (stop.width && stop.left < here.left - 5) wrong.push(number.textContent + next.data.slice(0, 8));
    }
    const before = number.previousSibling;
    if (before?.nodeType === 3 && before.data.length) {
      const last = box(before, before.data.length - 1);
      if (last.width && here.left < last.left - 5) wrong.push(number.textContent);
    }
  }
  return wrong;
}"""


def test_no_number_and_no_stop_after_it_begins_a_line(site_url: str, browser: Browser) -> None:
    pages = ["", "commentary/jasmine/", "commentary/common-ground/", "initiatives/", "initiatives/jasmine/"]
    with browser.new_context() as context:
        page = context.new_page()
        for address in pages:
            page.goto(site_url + address)
            for width in range(320, 460, 9):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate(WRAPPED) == [], (address, width)
