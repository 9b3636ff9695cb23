"""What an author may not write: said at its place, and shown as text where a draft is built all the same."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from annotated_edition import open_edition
from annotated_edition.reading.scan import scan
from support.attacks import attacks
from support.builds import build_with_mkdocs
from support.cli import run
from support.editions import ENGLISH, make
from support.golden import GOLDEN
from support.panel import Panel
from support.places import CACHE
from support.rendering import foreign, live, render_all
from support.server import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CASES: dict[str, dict[str, Any]] = tomllib.loads((GOLDEN / "trust" / "cases.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    file = case.get("file", "docs/text/opening.md")
    files = {file: case.get("whole") or (ENGLISH / file).read_text(encoding="utf-8") + f"\n{case['text']}\n"}
    if "edition" in case:
        edition_file = (ENGLISH / "data" / "edition.yml").read_text(encoding="utf-8")
        files["data/edition.yml"] = edition_file.replace("sections:\n", case["edition"])
    root = make(tmp_path, **files)
    edition = open_edition(root / "data", root / "docs", CACHE)
    assert [f"{each.place.file}:{each.place.line} {each.code}" for each in edition.problems] == case["problems"]
    for page, html in render_all(edition).items():
        assert live(html) == [], page
        assert foreign(html) == set(), page


#: What a page does although its author may not make it: said by the page itself.
WATCH = """
window.fires = []; window.copied = [];
addEventListener("click", event => event.preventDefault(), true);
navigator.clipboard && (navigator.clipboard.writeText = async text => { window.copied.push(text); });
document.execCommand = () => { window.copied.push("by command"); return true; };
"""
#: Uses every element that an author may have made, and says which lie outside the text.
USE = """() => {
  const article = document.querySelector("article.md-content__inner, .ae-parts");
  const box = article.getBoundingClientRect(), over = [];
  const ours = ".ae-note, .ae-generated, .ae-search";
  for (const each of article.querySelectorAll("*")) {
    if (each.closest(ours)) continue;
    if (["fixed", "sticky"].includes(getComputedStyle(each).position)) over.push(each.outerHTML.slice(0, 90));
    for (const type of ["pointerover", "mouseover", "focus", "focusin", "toggle", "click"])
      if (type !== "click" || each.textContent.includes("PROBE")) each.dispatchEvent(new Event(type, { bubbles: true }));
  }
  for (let x = 4; x < innerWidth; x += innerWidth / 24) for (let y = 4; y < innerHeight; y += innerHeight / 24) {
    const each = document.elementFromPoint(x, y);
    const outside = x < box.left - 1 || x > box.right + 1 || y < box.top - 1 || y > box.bottom + 1;
    if (outside && each && article.contains(each) && !each.closest(ours)) over.push(each.outerHTML.slice(0, 90));
  }
  return over;
}"""
#: Attacks on one page: few enough for the limits of a page.
A_PAGE = 150


@pytest.mark.slow
def test_no_attribute_acts(tmp_path: Path, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    """Every attack in a draft; those that are no problem also in the published site and in the single file."""
    written = attacks()
    harmless = [text for text in written if not scan(text).faults]
    draft = make(tmp_path / "draft", **pages_of(written))
    sound = make(tmp_path / "sound", **pages_of(harmless))
    assert build_with_mkdocs(draft, tmp_path / "site").returncode == 0
    for command in (["build"], ["export", "--format", "html", "--to", str(sound / "dist")]):
        done = run(*command, cwd=sound)
        assert done.returncode == 0, done.stdout + done.stderr
    (single,) = (sound / "dist").glob("*.html")
    found: list[str] = []
    for folder, pages in ((tmp_path / "site", None), (sound / "site", None), (sound / "dist", [single.name])):
        found += look_at(browser, folder, pages)
    with capsys.disabled():
        print(f"\n  {len(written)} attacks in a draft, {len(harmless)} of them in 2 published forms: {len(found)} act")
    assert found == []


def pages_of(attacks: list[str]) -> dict[str, str]:
    """Return pages with the attacks: of other pages, and the first of a section."""
    parts = ["\n\n".join(attacks[at : at + A_PAGE]) for at in range(0, len(attacks), A_PAGE)]
    section = (ENGLISH / "docs" / "text" / "opening.md").read_text(encoding="utf-8")
    pages = {f"docs/attack/{number}.md": f"# Attack {number}\n\n{part}\n" for number, part in enumerate(parts)}
    pictures = {"docs/attack/x.png": "", "docs/text/x.png": ""}
    return {**pages, **pictures, "docs/text/opening.md": f"{section}\n\n{parts[0]}\n"}


def look_at(browser: Browser, folder: Path, pages: list[str] | None) -> list[str]:
    """Return what acts on the pages of a folder with attacks: code, requests, covers, copies, what does not work."""
    found: list[str] = []
    names = pages or [f"{path.parent.relative_to(folder).as_posix()}/" for path in folder.rglob("attack/*/index.html")]
    with serve(folder) as address, browser.new_context(viewport={"width": 1100, "height": 800}) as context:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("dialog", lambda dialog: (found.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
        page.on("request", lambda request: request.url.startswith((address, "data:")) or found.append(request.url))
        for name in [*names, *([] if pages else ["text/opening/"])]:
            page.goto(address + name)
            found += [f"{name}: {each}" for each in page.evaluate(USE)]
            found += [f"{name}: ran {each}" for each in page.evaluate("[...window.fires, ...window.copied]")]
            panel = Panel(page)
            panel.ask("keeper")
            found += [] if panel.hits() else [f"{name}: the search is dead"]
            page.keyboard.press("Escape")
            if (reference := page.locator("sup.ae-ref a[data-ae-note]")).count():
                reference.first.click()
                opened = page.locator(f'[id="{reference.first.get_attribute("data-ae-note")}"]').first
                found += [] if opened.is_visible() else [f"{name}: no note opens"]
    return found
