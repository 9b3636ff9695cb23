"""The policy of built pages: computed from them, and kept by them in a real browser."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.publishing.policy import find_remote, hash_inline, protect_pages, write_policy
from support.browser import expect
from support.server import QuietHandler, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REPORT = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event =>
  window.violations.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample));
"""


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_hashes_are_of_what_is_written_inline() -> None:
    page = (
        "<script>a</script><script type='application/json'>{}</script><script src='x.js'></script>"
        "<style>b</style><SCRIPT type=module>a &amp; b</SCRIPT><!-- <script>no</script> -->"
    )
    found = hash_inline(page)
    assert found == {"script": sorted([sha256("a"), sha256("a &amp; b")]), "style": [sha256("b")]}
    assert "unsafe-inline" not in write_policy(found["script"], found["style"]).replace(
        "style-src-attr 'unsafe-inline'", ""
    )


PIECES = [
    "<script>a</script>", "<script src='x.js'></script>", "<SCRIPT data-a='>' >b\n</Script >", "<style>c</style>",
    "<style media=\"a>b\">d</style>", "<script type='application/json'>{}</script>", "<!-- <script>no</script> -->",
    "<!-- <script> -->", "<p title='<script>'>", '<p title="</p><style>">', "<title>x <script>y</script></title>",
    "<textarea><style>z</style></textarea>", "text 'quoted", "</p>", "<br>", "<script>if (a < b && c > d) {}</script>",
    "<script>'<!--'</script>", "<p title=don't>", "<title-x><script>e</script></title-x>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_hashes_are_those_of_a_parser(pieces: list[str]) -> None:
    page = "".join(pieces)
    tree = lxml.html.document_fromstring(f"<body>{page}</body>")
    scripts = [
        each.text or "" for each in tree.iter("script") if "src" not in each.attrib and "type" not in each.attrib
    ]
    styles = [each.text or "" for each in tree.iter("style")]
    assert hash_inline(page) == {
        "script": sorted({*map(sha256, scripts)}),
        "style": sorted({*map(sha256, styles)}),
    }


class Host(QuietHandler):
    """A static host that sends what `_headers` says."""

    def end_headers(self) -> None:
        for line in (Path(self.directory) / "_headers").read_text(encoding="utf-8").splitlines()[1:]:
            name, _, value = line.strip().partition(": ")
            self.send_header(name, value)
        super().end_headers()


@pytest.fixture(scope="session", params=[QuietHandler, Host], ids=["meta", "headers"])
def address(request: pytest.FixtureRequest, published: Path) -> Iterator[str]:
    """Where the site is served, without its headers and with them."""
    with serve(published, request.param) as address:
        yield address


def use(page: Page) -> None:
    """Use what the page has: dark colours, notes, the search."""
    from support.panel import Panel

    page.locator("form[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    for link in (page.locator("sup.ae-ref a[data-ae-note]"), page.locator("a.ae-term[data-ae-note]")):
        if link.count():
            link.first.click()
            expect(page.locator(f"#{link.first.get_attribute('data-ae-note')}")).to_be_visible()
            page.keyboard.press("Escape")
    panel = Panel(page)
    panel.ask("防衛")
    assert panel.hits()


#: Pages of every kind, and at every depth, on which something is used.
USED = {"index.html", "404.html", "commentary/jasmine/index.html", "initiatives/jasmine/index.html", "terms/index.html"}


def test_every_page_keeps_its_policy(address: str, published: Path, browser: Browser) -> None:
    messages: list[str] = []
    violations: list[Any] = []
    pages = {path.relative_to(published).as_posix() for path in published.rglob("*.html")}
    assert pages >= USED
    with browser.new_context(viewport={"width": 1100, "height": 900}, color_scheme="light") as context:
        context.add_init_script(REPORT)
        page = context.new_page()
        page.on("console", lambda message: messages.append(f"{message.location}: {message.text}"))
        page.on("pageerror", lambda error: messages.append(str(error)))
        for path in sorted(pages):
            assert "Content-Security-Policy" in (published / path).read_text(encoding="utf-8")
            if re.search(r"(^|/)n/(?!17/)|^en/(?!index|404|n/17/|commentary/jasmine/)", path) and path not in USED:
                continue  # the short addresses of footnotes are alike, and so are the pages of two languages
            page.goto(address + path.removesuffix("index.html"))
            if path in USED:
                page.evaluate("localStorage.clear()")  # where the browser keeps the colours that were chosen
                page.reload()
                use(page)
            violations += page.evaluate("window.violations")
    assert violations == []
    assert messages == []


def test_an_injected_script_does_not_run(address: str, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.evaluate(
            """() => { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.ran = 1">');
            const script = document.createElement('script'); script.textContent = 'window.ran = 2';
            document.body.append(script); }"""
        )
        page.wait_for_timeout(200)
        assert page.evaluate("window.ran") is None


def test_what_is_taken_from_other_hosts_is_found_and_links_are_not() -> None:
    page = (
        '<link rel="canonical" href="https://a.example/"><a href="https://b.example/">b</a><code>x.src="https://c.example"</code>'
        "<link href='//d.example/x.css' rel='stylesheet'><script defer src=https://e.example/x.js></script>"
        '<script>s.src="https://f.example/?a"; import("https://g.example/m.js")</script><img src="/own.png">'
        '<script src="https://own.example/x.js"></script><script type="application/json">{"x": ".src=\'https://h.example\'"}</script>'
    )
    found = find_remote(page, "https://own.example/edition/")
    assert [address.split("/")[2][0] for address in found] == ["d", "e", "f", "g"]


def test_a_folder_gets_its_policies_once(published: Path, tmp_path: Path) -> None:
    page = published / "index.html"
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.html").write_bytes(page.read_bytes())
    assert protect_pages(tmp_path) in (tmp_path / "a" / "x.html").read_text(encoding="utf-8")
    assert (tmp_path / "a" / "x.html").read_bytes() == page.read_bytes()


def test_no_policy_while_serving(site: Path) -> None:
    assert "Content-Security-Policy" not in (site / "index.html").read_text(encoding="utf-8")
