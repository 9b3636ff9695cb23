"""An edition full of attacks in every form that a reader gets, and what acts in a page of one."""

from __future__ import annotations

import re
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html

from annotated_edition.reading.faults import find_field_faults
from annotated_edition.reading.markup import is_element
from annotated_edition.reading.scan import scan
from support.attacks import IN_FIELDS, attacks
from support.cli import run
from support.editions import open_at
from support.panel import Panel
from support.rendering import Unusual
from support.server import serve
from support.serving import serve_edition, wait_for
from support.sweep import GENERATED, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: What a page does although its author may not make it: said by the page itself.
WATCH = """
window.fires = []; window.copied = [];
window.fired = field => window.fires.push(field);
addEventListener("click", event => event.preventDefault(), true);
navigator.clipboard && (navigator.clipboard.writeText = async text => { window.copied.push(text); });
document.execCommand = () => { window.copied.push("by command"); return true; };
"""
#: Uses every element that an author may have made; says which lie outside the text.
OVERLAYS = """() => {
  const article = document.querySelector("article.md-content__inner, .ae-parts") ?? document.body;
  const box = article.getBoundingClientRect(), over = [];
  const ours = ".ae-note, .ae-generated, .ae-search";
  for (const each of article.querySelectorAll("*")) {
    if (each.closest(ours)) continue;
    if (["fixed", "sticky"].includes(getComputedStyle(each).position)) over.push(each.outerHTML.slice(0, 90));
    for (const type of ["pointerover", "mouseover", "focus", "focusin", "toggle", "click"])
      if (type !== "click" || each.textContent.match(/PROBE|TRIED/)) each.dispatchEvent(new Event(type, { bubbles: true }));
  }
  for (let x = 4; x < innerWidth; x += innerWidth / 24) for (let y = 4; y < innerHeight; y += innerHeight / 24) {
    const each = document.elementFromPoint(x, y);
    const outside = x < box.left - 1 || x > box.right + 1 || y < box.top - 1 || y > box.bottom + 1;
    if (outside && each && article !== document.body && article.contains(each) && !each.closest(ours))
      over.push(each.outerHTML.slice(0, 90));
  }
  return over;
}"""
#: What ran or was copied; what would run, although nothing has called it.
EXECUTIONS = """() => [...window.fires, ...window.copied, ...[...document.querySelectorAll("*")]
  .flatMap(element => [...element.attributes]
  .filter(a => !(element === document.documentElement && [...element.style].join() === "--ae-printed"))
  .filter(a => /fire[ds]/.test(a.value) && (/^on|^srcdoc$|^style$/i.test(a.name) ||
    (/^(href|src|action|formaction|xlink:href)$/i.test(a.name) && /^[\\s\\x00-\\x20]*(javascript|data|vbscript):/i.test(a.value))))
  .map(a => `${element.tagName} ${a.name}=${a.value}`))]"""
#: Attacks on one page: few enough for the limits of a page.
A_PAGE = 400
PROBE = re.compile(r"PROBE\d")
DIGITS = re.compile(r"\d+")
#: Attributes of ours that hold texts of fields.
TEXTS = ("data-ae-copy", "data-label")
#: Elements around the text of an author: what is further out is the theme's or ours.
AROUND = ("article", "body", "main", "section")


@dataclass
class Outcome:
    """What happened in the pages of one form, or of all."""

    executions: list[str]
    overlays: list[str]
    dead: list[str]
    foreign: list[str]
    fields: set[str]
    pages: int = 0


@contextmanager
def forms_of(folder: Path, payloads: list[str]) -> Iterator[tuple[dict[str, list[str]], set[str], int]]:
    """Make the forms; give the addresses of the pages of each, the names of the fields, and how many attacks there are."""
    on_pages, in_fields = attacks(), [text.replace("PROBE", "TRIED") for text in attacks(IN_FIELDS)]
    draft, fields = write(folder / "draft", payloads, in_fields)
    add_pages(draft, on_pages)
    sound = write_sound(folder, payloads, [text for text in in_fields if not find_field_faults(text)])
    add_pages(sound, [text for text in on_pages if not scan(text).faults])
    exported = export(sound, folder)
    done = run("build", cwd=sound)
    assert done.returncode == 0, done.stdout + done.stderr
    with ExitStack() as stack:
        served = stack.enter_context(serve_edition(draft))
        site = stack.enter_context(serve(sound / "site"))
        sitemap = wait_for(f"{served}sitemap.xml", "</urlset>", 180)
        yield (
            {
                "served draft": re.findall(r"<loc>(.*?)</loc>", sitemap),
                "site": [site + each.relative_to(sound / "site").as_posix() for each in pages_below(sound / "site")],
                **{form: [each.as_uri() for each in pages] for form, pages in exported.items()},
            },
            fields,
            len(on_pages) + 2 * len(in_fields),
        )


def export(root: Path, folder: Path) -> dict[str, list[Path]]:
    """Export an edition; return the pages of each form."""
    formats = [argument for name in ("folder", "html", "epub") for argument in ("--format", name)]
    done = run("export", *formats, "--to", str(folder / "dist"), cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    (epub,) = (folder / "dist").glob("*.epub")
    with zipfile.ZipFile(epub) as archive:
        archive.extractall(folder / "epub")
    return {
        "folder": pages_below(next((folder / "dist").glob("*/"))),
        "single file": list((folder / "dist").glob("*.html")),
        "EPUB": list((folder / "epub").rglob("*.xhtml")),
    }


def pages_below(folder: Path) -> list[Path]:
    """Return the pages of a site, of the short addresses of footnotes but one."""
    return [each for each in folder.rglob("*.html") if each.parts[-3] != "n" or each.parts[-2] == "1"]


def own_markup(folder: Path) -> set[tuple[str, str, str]]:
    """Return what of an edition without attacks no author may write, whichever form it has."""
    root = write_sound(folder, ["x FIRE", "y FIRE"], [])
    add_pages(root, ["![x](x.png)"])
    return {
        each for pages in export(root, folder).values() for page in pages for each in find_unusual(page.read_bytes())
    }


def write_sound(folder: Path, payloads: list[str], attacks: list[str]) -> Path:
    """Write an edition with those payloads that are no problem where they stand."""
    refused = {GENERATED}
    for attempt in range(5):
        root, _ = write(folder / f"sound-{attempt}", payloads, attacks, refused)
        problems = [each for each in open_at(root).problems if each.severity == "error"]
        if not problems:
            return root
        for each in problems:
            lines = (root / each.place.file).read_text(encoding="utf-8").split("\n")
            refused |= set(re.findall(r"fired\('(.*?)'\)", lines[each.place.line - 1].replace("\\", "")))
    raise AssertionError(problems)


def add_pages(root: Path, attacks: list[str]) -> None:
    """Add attacks to an edition: on other pages, and the first of them in its section."""
    section = root / "docs" / "text" / "opening.md"
    (root / "docs" / "attack").mkdir()
    for number, at in enumerate(range(0, len(attacks), A_PAGE)):
        part = "\n\n".join(attacks[at : at + A_PAGE])
        (root / "docs" / "attack" / f"{number}.md").write_text(f"# Attack {number}\n\n{part}\n", encoding="utf-8")
        with (root / "mkdocs.yml").open("a", encoding="utf-8") as config:  # whose navigation is its end
            config.write(f"  - attack/{number}.md\n")
    section.write_text(
        f"{section.read_text(encoding='utf-8')}\n\n" + "\n\n".join(attacks[: A_PAGE // 2]), encoding="utf-8"
    )
    for name in ("attack", "text"):
        (root / "docs" / name / "x.png").touch()


def look_at(
    browser: Browser, form: str, addresses: list[str], fields: set[str], own: set[tuple[str, str, str]]
) -> Outcome:
    """Open the pages of a form, use them, and return what acts, covers, is dead, or may not stand there."""
    outcome = Outcome([], [], [], [], set(), len(addresses))
    origin = addresses[0][: addresses[0].index("/", 8) + 1]
    with browser.new_context(viewport={"width": 1100, "height": 800}) as context:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("dialog", lambda dialog: (outcome.executions.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: outcome.dead.append(f"{page.url}: {error}"))
        page.on("request", lambda each: each.url.startswith((origin, "data:")) or outcome.executions.append(each.url))
        for address in addresses:
            with urllib.request.urlopen(address) as answer:
                html = answer.read()
            outcome.foreign += [f"{address}: {each}" for each in {*find_unusual(html), *find_probes(html)} - own]
            page.goto(address)
            drawn = page.content()
            outcome.fields |= {field for field in fields if f"fired('{field}')" in drawn}
            outcome.overlays += [f"{address}: {each}" for each in page.evaluate(OVERLAYS)]
            outcome.executions += [f"{address}: {each}" for each in page.evaluate(EXECUTIONS)]
            if form != "EPUB":
                outcome.dead += [f"{address}: {each}" for each in find_dead(page)]
            outcome.executions += [f"{address}: {each}" for each in page.evaluate(EXECUTIONS)]
    return outcome


def find_dead(page: Page) -> Iterator[str]:
    """Yield what does not work on a page: the search, the first note."""
    if page.locator(".ae-search-open").count():
        panel = Panel(page)
        panel.ask("note by a sign")  # of which there is one, for hits of payloads take long to draw
        if not panel.hits():
            yield "the search is dead"
        page.keyboard.press("Escape")
    if (reference := page.locator("sup.ae-ref a[data-ae-note]")).count():
        reference.first.click()
        if not page.locator(f'[id="{reference.first.get_attribute("data-ae-note")}"]').first.is_visible():
            yield "no note opens"


def article_of(html: bytes) -> lxml.html.HtmlElement:
    """Return what the text of a page stands in."""
    tree = lxml.html.document_fromstring(html)
    return next(tree.iter("article"), tree.find("body"))


def find_unusual(html: bytes) -> set[tuple[str, str, str]]:
    """Return elements and attributes of a page's article that no author may write, numbers aside."""
    unusual = Unusual(lxml.html.tostring(article_of(html), encoding="unicode"))
    return {(tag, name, "" if name in TEXTS else DIGITS.sub("0", value)) for tag, name, value in unusual.found} | {
        (each.tag, "", "") for each in article_of(html).iter() if isinstance(each.tag, str) and not is_element(each.tag)
    }


def find_probes(html: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield the attributes around the text of attacks on written pages that may not stand there."""
    for each in article_of(html).iter():
        if isinstance(each.tag, str) and PROBE.search(each.text or ""):
            for around in (each, *takewhile(lambda outer: outer.tag not in AROUND, each.iterancestors())):
                yield from Unusual(lxml.html.tostring(around, encoding="unicode").partition(">")[0] + ">").found
