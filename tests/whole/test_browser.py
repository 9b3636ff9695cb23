"""Every page of the shipped site in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.axe import COLOURS, violations
from support.browser import DESK, PHONE, SMALL_DESK, TABLET, Open, expect

pytestmark = pytest.mark.browser

#: The smallest phone.
SMALL_PHONE = (320, 844)
#: Layout shift that nobody sees: a tenth of what is called good (web.dev/cls). A long page drawn in parts has 0.0007.
UNSEEN = 0.01


@pytest.fixture(scope="session")
def paths(site: Path) -> list[str]:
    """The addresses of all pages; one for the short addresses of footnotes, which are alike."""
    pages = sorted(p.relative_to(site).as_posix().removesuffix("index.html") for p in site.rglob("*.html"))
    return [path for path in pages if not re.search(r"(^|/)n/(?!25/)", path)]


SHIFT = """() => new Promise((done) => {
  let sum = 0;
  const add = (list) => { for (const entry of list.getEntries()) sum += entry.value; };
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 200);
})"""

SMALL_TEXT = """() => {
  const found = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const element = node.parentElement, size = parseFloat(getComputedStyle(element).fontSize);
    if (node.data.trim() && size && size < 13 && element.getClientRects().length) found.add(`${node.data.trim()}: ${size}`);
  }
  return [...found];
}"""

#: A link within a line of text may be as narrow as its words (WCAG 2.5.8), not lower.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, label[for], summary, [tabindex='0']")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getClientRects().length)
  .filter((e) => !e.matches(".md-skip, .md-overlay, .md-option"))
  .map((e) => [e, e.getBoundingClientRect(), getComputedStyle(e).display === "inline"])
  .filter(([e, box, inline]) => Math.round(box.height) < 24 || (!inline && Math.round(box.width) < 24))
  .map(([e, box]) => `${e.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)"""


@pytest.mark.parametrize("size", [SMALL_PHONE, PHONE, DESK])
def test_every_page_is_quiet_still_legible_and_no_wider_than_the_window(
    open_page: Open, site_url: str, paths: list[str], size: tuple[int, int]
) -> None:
    page = open_page("", size)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    wrong = []
    for path in paths:
        if (path.startswith("en/") and size != PHONE) or (
            "guide/" in path and (size != DESK or path.startswith("en/"))
        ):
            continue  # English pages are laid out as those in Japanese, and written ones are alike
        page.goto(site_url + path)
        if (shift := page.evaluate(SHIFT)) > UNSEEN:
            wrong.append(f"{path} shifts by {shift}")
        if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
            wrong.append(f"{path} scrolls sideways")
        wrong += [f"{path} {text}" for text in page.evaluate(SMALL_TEXT)]
        if size != DESK:
            wrong += [f"{path} {target}" for target in page.evaluate(SMALL_TARGETS)]
    assert wrong == []
    assert [url for url in requests if not url.startswith(site_url) and not url.startswith("data:")] == []


def test_lines_are_as_long_and_as_high_as_japanese_is_read(open_page: Open) -> None:
    for size in (TABLET, SMALL_DESK, DESK):
        page = open_page("commentary/definition/", size)
        style = page.locator("#p-1").evaluate(
            "e => [e.getBoundingClientRect().width, ...['fontSize', 'lineHeight'].map(n => parseFloat(getComputedStyle(e)[n]))]"
        )
        width, font, leading = style
        assert 36 <= width / font <= 40
        assert 1.8 <= leading / font <= 1.9


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_axe_finds_nothing_on_any_page(open_page: Open, paths: list[str], site_url: str, size: tuple[int, int]) -> None:
    page = open_page("", size, color_scheme="light")
    wrong = {}
    for path in paths:
        if size == PHONE and not re.match(
            r"(?:commentary/jasmine/|(?!whole)[a-z]*/|initiatives/jasmine/|n/25/)?$", path
        ):
            continue  # written pages, and those of two languages, are alike on a phone
        if path.startswith("en/") and not re.match(
            r"en/(?:commentary/jasmine/|chronology/|footnotes/|sources/|n/25/)?$", path
        ):
            continue  # which are of the same templates
        page.goto(site_url + path)
        found = violations(page)
        if size == DESK and not path.startswith(
            ("en/", "guide/")
        ):  # which have no colours of their own, nor has a phone
            page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
            found += [f"dark: {each}" for each in violations(page, rules=COLOURS)]
        if found:
            wrong[path] = found
    assert wrong == {}


def test_a_reference_leads_to_its_footnote_and_back_without_a_script(open_page: Open) -> None:
    page = open_page("commentary/five-cooperation-concepts/", java_script_enabled=False)
    page.locator("#fnref-17 a").click()
    expect(page).to_have_url(re.compile(r"#fn-17$"))
    entry = page.locator("#fn-17")
    assert "「同上」→" in entry.inner_text()
    entry.locator("[role=doc-backlink]").first.click()
    expect(page).to_have_url(re.compile(r"#fnref-17$"))
    page.locator("#fn-17 a", has_text="脚注一覧で見る").click()
    expect(page).to_have_url(re.compile(r"/footnotes/#fn-17$"))
    assert "同上。" in page.locator("article#fn-17").inner_text()


#: What begins a line and may not: the number of a footnote, a stop or a closing bracket, the sign of a numbered page.
WRAPPED = r"""() => {
  const wrong = [], range = document.createRange();
  const box = (node, at) => { range.setStart(node, at); range.setEnd(node, at + 1); return range.getClientRects()[0]; };
  const acceptNode = ({ parentElement: parent }) =>
    parent.closest("script, template, code, rt, rp, dialog, .ae-spoken") || !parent.checkVisibility() ? 2 : 1;
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT, { acceptNode });
  let last = null, block = null;
  for (let node; (node = walker.nextNode());) {
    const own = node.parentElement.closest("p, li, dt, dd, td, th, h1, h2, h3, summary, div, .ae-beside, .ae-citation");
    if (block !== own) last = null;
    block = own;
    const number = node.parentElement.closest("sup.ae-ref, sup.ae-pointer");
    const cited = node.parentElement.closest(".ae-cluster, .ae-citations, .ae-citation");
    [...node.data].forEach((sign, at) => {
      const here = /[\s\u2060]/.test(sign) ? null : box(node, at);
      if (!here?.width) return;
      const begins = last && here.top > last.box.top + 8 && here.left < last.box.left - 10;
      const never = number || /[、。，．」』）〉】！？〕]/.test(sign) || (sign === "頁" && /[0-9]/.test(last?.sign) && cited);
      if (begins && never) wrong.push(`${last.sign}|${node.data.slice(at, at + 8)}`);
      last = { box: here, sign };
    });
  }
  return wrong;
}"""


def test_what_may_not_begin_a_line_does_not(open_page: Open, site_url: str) -> None:
    page = open_page("")
    for address in ("", "commentary/jasmine/", "commentary/common-ground/", "initiatives/", "footnotes/", "sources/"):
        page.goto(site_url + address)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        for width in (320, 344, 360, 390, 412, 1280, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(WRAPPED) == [], (address, width)
