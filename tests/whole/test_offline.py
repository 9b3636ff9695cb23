"""The folder, as the zip has it, and the single HTML file, opened by file:// with the network off."""

from __future__ import annotations

import hashlib
import html
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import pytest

from annotated_edition import Edition, open_edition
from support.axe import COLOURS, RULES, violations
from support.browser import expect
from support.cli import run
from support.exports import check_html
from support.html import Html
from support.panel import Panel
from support.places import CACHE, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytestmark = pytest.mark.slow

Open = Callable[..., "BrowserContext"]
Start = Callable[[str, str], str]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(ROOT / "data", ROOT / "docs", CACHE)


# --- what is in them ----------------------------------------------------------------------------------------------


def test_they_are_small(dist: Path, folder: Path, single: Path) -> None:
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 3_000_000
    assert next(dist.glob("*.zip")).stat().st_size <= 1_200_000
    assert single.stat().st_size <= 700_000


def test_the_folder_has_what_is_needed_and_no_more(folder: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    odd = re.compile(r"\.map$|404|sitemap|lunr|workers|search_index|_headers|^\.|/\.")
    assert [name for name in names if odd.search(name)] == []
    assert {"index.html", "data/footnotes.json", "assets/annotated-edition/search-index.js"} <= set(names)


def test_zip_and_folder_are_the_same_and_summed(dist: Path, folder: Path) -> None:
    whole = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    other = dist / folder.name
    assert {p.relative_to(other).as_posix(): p.read_bytes() for p in other.rglob("*") if p.is_file()} == whole
    (file,) = dist.glob("*.zip")
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {(entry.date_time, entry.external_attr, entry.create_system) for entry in entries} == {
        ((2026, 9, 21, 14, 13, 20), 0o644 << 16, 3)
    }
    lines = (dist / "SHA256SUMS").read_text("utf-8").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    files = [path for path in dist.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    assert sums == {p.relative_to(dist).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_every_internal_link_of_the_folder_leads_somewhere(folder: Path) -> None:
    pages = {path: Html(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    wrong = []
    for path, page in pages.items():
        for href in [*page.links, *page.requests]:
            address, fragment = urldefrag(href)
            if re.match(r"https?:|mailto:|data:", address):
                continue
            target = (path.parent / unquote(address)).resolve() if address else path
            there = not address.startswith("/") and target.is_file()
            if not there or (fragment and target in pages and fragment not in pages[target].ids):
                wrong.append((path.name, href))
    assert wrong == []
    requested = [each for page in pages.values() for each in page.requests]
    assert [each for each in requested if re.match("(?!data:)[a-z]+:|//", each)] == []


def test_two_exports_are_the_same(dist: Path, tmp_path: Path) -> None:
    formats = [argument for name in ("folder", "zip", "html") for argument in ("--format", name)]
    dated = {"SOURCE_DATE_EPOCH": "1790000000", "SITE_URL": "https://example.org/e"}
    again = tmp_path / "again"
    for odd in ({"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}, {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "8"}):
        assert run("export", *formats, "--to", str(again), cwd=ROOT, **dated, **odd).returncode == 0  # over itself
    for path in dist.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(dist)).read_bytes(), path


def test_the_single_file_is_valid(single: Path) -> None:
    check_html(single)


# --- in a browser -------------------------------------------------------------------------------------------------


@pytest.fixture
def offline(browser: Browser) -> Iterator[Open]:
    """Opens contexts without a network; says at the end what was requested or complained of."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def watch(page: Page) -> None:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else said.append(r.url))

    def context(**options: object) -> BrowserContext:
        contexts.append(browser.new_context(offline=True, **options))  # type: ignore[arg-type]
        contexts[-1].on("page", watch)
        return contexts[-1]

    yield context
    for each in contexts:
        each.close()
    assert said == []


@pytest.fixture(params=["folder", "single"])
def start(request: pytest.FixtureRequest, folder: Path, single: Path) -> Start:
    """The address of a page: its path without suffix in the folder, its id in the single file."""
    if request.param == "single":
        return lambda page, id_: f"{single.as_uri()}#{id_}"
    return lambda page, id_: (folder / f"{page}.html").as_uri()


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_opens_in_silence(offline: Open, folder: Path, single: Path, size: dict[str, int]) -> None:
    dark = size is PHONE
    page = offline(viewport=size, color_scheme="dark" if dark else "light").new_page()
    for file in [*sorted(folder.rglob("*.html")), single]:
        parts = file.relative_to(folder).parts if file != single else ()
        if dark and parts[:1] in (("guide",), ("en",)):
            continue  # which are laid out as the others
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, file
        if file.parent.parent.name == "n":  # a short address, a page by itself
            continue
        expect(page.locator("button.ae-search-open:visible").first).to_be_visible()
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert colour == ("rgb(22, 24, 29)" if dark else "rgb(253, 252, 249)"), file


def test_notes_and_terms_by_touch(offline: Open, start: Start) -> None:
    page = offline(viewport=PHONE, has_touch=True).new_page()
    page.goto(start("commentary/five-cooperation-concepts", "section-4"))
    note = page.locator("#note-17")
    expect(note).to_be_hidden()
    page.locator("#fnref-17 a").tap()
    expect(note).to_be_visible()
    expect(note).to_contain_text("同上")
    note.get_by_role("button", name="閉じる").tap()
    expect(note).to_be_hidden()
    term = page.locator("article:has(#fnref-17) a.ae-term").first
    term.tap()
    expect(page.locator(f"#{term.get_attribute('data-ae-note')}")).to_be_visible()


def test_notes_by_keyboard(offline: Open, start: Start) -> None:
    page = offline(viewport=PHONE).new_page()
    page.goto(start("commentary/jasmine", "section-3"))
    page.locator("#fnref-10 a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#note-10")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.ae-note')?.id") == "note-10"
    page.keyboard.press("Escape")
    expect(page.locator("#note-10")).to_be_hidden()
    expect(page.locator("#fnref-10 a")).to_be_focused()


def test_notes_stand_in_the_margin_of_a_wide_page_and_not_on_paper(offline: Open, start: Start) -> None:
    page = offline(viewport=DESK).new_page()
    page.goto(start("commentary/five-cooperation-concepts", "section-4"))
    note = page.locator("#fnref-17 + .ae-beside")
    expect(note).to_be_visible()
    assert box(note)["x"] > box(page.locator("#fnref-17"))["x"]
    assert box(note)["x"] + box(note)["width"] <= DESK["width"]
    page.emulate_media(media="print")
    expect(note).to_be_hidden()
    expect(page.locator("#fn-17")).to_be_visible()
    expect(page.locator("button.ae-search-open").first).to_be_hidden()


def test_sources_are_copied(offline: Open, start: Start) -> None:
    page = offline(viewport=DESK).new_page()
    page.goto(start("sources", "sources"))
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: text => { window.copied = text; }}})"
    )
    card = page.locator("article:has(> [id$='mod-2024-jpidd-2'])")
    for button, part in (
        ("出典をコピー", "防衛省・自衛隊「第2回日・太平洋"),
        ("BibTeX", "@online{mod-2024-jpidd-2,"),
        ("RIS", "TY  - "),
    ):
        card.get_by_role("button", name=button).click()
        expect(card.locator(".ae-said")).to_have_text("コピーしました")
        assert part in page.evaluate("window.copied")


def test_a_note_is_copied(offline: Open, start: Start) -> None:
    page = offline(viewport=PHONE, has_touch=True).new_page()
    page.goto(start("commentary/conclusion", "section-6"))
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: text => { window.copied = text; }}})"
    )
    page.locator("#fnref-30 a").tap()
    page.locator("#note-30").get_by_role("button", name="出典をコピー").tap()
    expect(page.locator("#note-30 .ae-said")).to_have_text("コピーしました")
    assert "Morgenthau" in page.evaluate("window.copied")


def test_how_to_cite_is_on_the_title_page(offline: Open, single: Path) -> None:
    page = offline(viewport=DESK).new_page()
    page.goto(single.as_uri())
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: text => { window.copied = text; }}})"
    )
    front = page.locator("#top")
    front.get_by_role("button", name="RIS").last.click()
    expect(front.locator(".ae-said").last).to_have_text("コピーしました")
    assert "第1.0.0版" in page.evaluate("window.copied") or "1.0.0" in page.evaluate("window.copied")


def test_without_a_script_all_of_it_is_there(browser: Browser, start: Start) -> None:
    with browser.new_context(offline=True, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(start("commentary/five-cooperation-concepts", "section-4"))
        page.locator("#fnref-17 a").click()
        expect(page.locator("#fn-17:target")).to_contain_text("「同上」→")
        page.locator("#fn-17").get_by_role("link", name="参照箇所へ戻る").first.click()
        expect(page.locator("#fnref-17:target")).to_be_visible()
        page.locator("a.ae-term").first.click()
        expect(page.locator(":target")).to_be_in_viewport()
        ours = "button:is(.ae-search-open, .ae-scheme, [data-ae-copy], [data-ae-format])"
        assert page.locator(ours).filter(visible=True).count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_switched_and_kept(offline: Open, single: Path, scheme: str) -> None:
    page = offline(color_scheme=scheme).new_page()
    page.goto(single.as_uri())
    before, after = ("rgb(253, 252, 249)", "rgb(22, 24, 29)")[:: 1 if scheme == "light" else -1]
    expect(page.locator("body")).to_have_css("background-color", before)
    page.get_by_role("button", name="明暗を切り替える").click()
    expect(page.locator("body")).to_have_css("background-color", after)
    page.reload()
    expect(page.locator("body")).to_have_css("background-color", after)
    page.emulate_media(media="print")
    expect(page.locator("body")).to_have_css("background-color", "rgb(253, 252, 249)")


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_axe_on_the_single_file(offline: Open, single: Path, size: dict[str, int], scheme: str) -> None:
    page = offline(viewport=size, color_scheme=scheme, bypass_csp=True).new_page()
    page.goto(single.as_uri())
    rules = COLOURS if scheme == "dark" else RULES
    assert violations(page, rules=rules) == []
    Panel(page).ask("防衛省")
    assert violations(page, "dialog.ae-search", rules) == []


def test_lines_of_the_single_file_have_36_to_40_characters(offline: Open, single: Path) -> None:
    for width in (834, 1280, 1440):
        page = offline(viewport={"width": width, "height": 900}).new_page()
        page.goto(single.as_uri())
        measure, font, leading = page.locator("#section-2\\.p-1").evaluate(
            "e => [e.getBoundingClientRect().width, ...['fontSize', 'lineHeight'].map(n => parseFloat(getComputedStyle(e)[n]))]"
        )
        assert 36 <= measure / font <= 40
        assert 1.8 <= leading / font <= 1.9


@pytest.mark.parametrize("kind", ["folder", "single"])
def test_it_says_what_it_is(kind: str, folder: Path, single: Path, edition: Edition) -> None:
    text = (single if kind == "single" else folder / "commentary/jasmine.html").read_text(encoding="utf-8")
    said = html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]*>", "", text, flags=re.DOTALL))
    online = ("https://example.org/e/",) if kind == "single" else ()  # a folder does not know where its site is
    for each in ("1.0.0版", "2026年11月23日", "CC BY 4.0", edition.imprint.title, *online):
        assert each in said
    assert re.search("相澤李帆「防衛省による「防衛外交」.*第342号", said, re.DOTALL)
