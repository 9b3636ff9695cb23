"""A review by keyboard alone: answered, ended in the middle, opened again, built strictly."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotated_edition import open_edition
from annotated_edition.importing.steps import import_file
from support.axe import violations
from support.browser import DESK, PHONE, pages_of
from support.cli import run
from support.reviewing import make_open, reviewing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def press(page: Page, *keys: str) -> None:
    """Press keys one after another; the last one leads to another page."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


def left(page: Page) -> int:
    """Return how many questions are open."""
    bar = page.locator("progress")
    return (
        int(bar.get_attribute("max") or 0) - int(bar.get_attribute("value") or 0)
        if page.locator("form#answer").count()
        else 0
    )


def test_a_small_edition_is_settled_by_keyboard_and_taken_back(browser: Browser, tmp_path: Path) -> None:
    root = make_open(tmp_path)
    before = (root / "data/footnotes.yml").read_text(encoding="utf-8")
    with reviewing(root) as address, pages_of(browser, address) as open_page:
        page = open_page("")
        for path, size in (("q/note-2", DESK), ("list", DESK), ("", PHONE), ("q/term-keeper", PHONE)):
            other = open_page(path, size)
            assert violations(other) == [], (path, size)
            assert other.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.keyboard.press("o")
        page.keyboard.type("hale-1899")
        page.locator("#preview", has_not_text="Moreau, Claire").wait_for()  # the note as it will stand
        assert (root / "data/footnotes.yml").read_text(encoding="utf-8") == before
        press(page, "Escape", "a")
        assert "No footnote cites the source moreau-1902" in page.locator("#message").inner_text()
        press(page, "u")
        assert (root / "data/footnotes.yml").read_text(encoding="utf-8") == before
        press(page, "a")  # note 1
        press(page, "l")  # note 4, later
        press(page, "s", "t")  # notes 2 and 3
        press(page, "a")  # the term
        press(page, "a")  # note 4
        assert page.locator("h1").inner_text() == "Nothing is left to settle here"
        assert violations(page) == []
    assert "todo" not in "".join(file.read_text(encoding="utf-8") for file in (root / "data").glob("*.yml"))


def test_a_page_works_without_a_script(browser: Browser, tmp_path: Path) -> None:
    root = make_open(tmp_path)
    with reviewing(root) as address, pages_of(browser, address) as open_page:
        page = open_page("q/note-2", java_script_enabled=False)
        page.get_by_role("button", name="Show how it will stand").click()
        assert "pp. 14-15" in page.locator("#preview").inner_text()
        page.get_by_role("link", name="Back to the question").click()
        page.get_by_role("button", name="Keep as text").click()
        assert page.locator("#message").inner_text() == "Footnote 2: settled (1)."


@pytest.mark.slow
def test_a_report_of_the_corpus_is_settled_by_keyboard(browser: Browser, shared: Path, tmp_path: Path) -> None:
    if os.environ.get("HYPOTHESIS_PROFILE") != "nightly":
        pytest.skip("84 questions by keyboard take minutes: tried every night")
    report = shared / "corpus/pdf/R48179.pdf"
    if not report.is_file():
        pytest.skip("no corpus beside the project")
    root = tmp_path / "report"
    import_file(report, root)
    notes = root / "data/footnotes.yml"
    notes.write_text(
        notes.read_text(encoding="utf-8").replace("- number: 20\n", "# Ask the author.\n- number: 20\n"),
        encoding="utf-8",
    )
    hosts = set()
    page = browser.new_page()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2].partition(":")[0]))
    with reviewing(root) as address:
        page.goto(address)
        first = left(page)
        assert first >= 50
        page.locator("figure img").first.evaluate("image => image.decode()")
        for _ in range(3):
            press(page, "a")
    with reviewing(root) as address:
        page.goto(address)
        assert left(page) == first - 3
        theirs = notes.read_text(encoding="utf-8").replace("# Ask the author.", "# Ask both authors.")
        notes.write_text(theirs, encoding="utf-8")
        press(page, "a")
        assert page.locator("h1").inner_text() == "The files have changed"
        assert notes.read_text(encoding="utf-8") == theirs
        press(page, "a")
        for _ in range(30):
            if not left(page):
                break
            kind = page.locator("h1 small").inner_text()
            keys = {"kept word for word": ("k", "t"), "a proposed term": ("k", "a")}
            press(page, *keys.get(kind, ("a",)))
        assert page.locator("h1").inner_text() == "Nothing is left to settle here"
    page.close()
    assert hosts == {"127.0.0.1"}
    assert "# Ask both authors.\n- number: 20\n" in notes.read_text(encoding="utf-8")
    edition = open_edition(root / "data", root / "docs", root / ".cache")
    assert edition.problems == ()
    assert run("build", "--final", cwd=root).returncode == 0
    shutil.rmtree(root)
