"""The site as a folder, a zip and one HTML file, opened by file:// with the network off."""

from __future__ import annotations

import hashlib
import html
import os
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from annotated_edition.exports.site import TEXT, Token, _Page, cut, written
from playwright.sync_api import Browser, BrowserContext, Page, expect
from test_exports import export
from test_search import FURTHER_QUERIES, QUERIES, Index, index, matching

from annotated_edition import Edition, open_edition
from annotated_edition.views.lookup import lookup
from annotated_edition.views.records import texts
from support.editions import make
from support.places import ROOT

__all__ = ["index"]  # a fixture


@pytest.fixture(scope="session")
def edition() -> Edition:
    return open_edition(ROOT / "data", ROOT / "docs", ROOT / ".cache")


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the exports."""
    folder = tmp_path_factory.mktemp("offline") / "dist"
    wanted = [argument for name in ("folder", "zip", "html") for argument in ("--format", name)]
    done = export(ROOT, *wanted, "--to", str(folder))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 3
    return folder


@pytest.fixture(scope="session")
def folder(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip, unpacked."""
    target = tmp_path_factory.mktemp("unpacked with a space")
    (file,) = dist.glob("*.zip")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(target)
    return next(target.iterdir())


@pytest.fixture(scope="session")
def single(dist: Path) -> Path:
    (file,) = dist.glob("*.html")
    return file


# --- what is in them ----------------------------------------------------------------------------------------------


class Parsed(HTMLParser):
    """Ids, addresses and references to ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.named: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "link" and dict(attrs).get("rel") == "license":  # names something, asks for nothing
            return
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                (self.sources if tag == "link" else self.links).append(value or "")
            elif name == "src":
                self.sources.append(value or "")
            elif name in ("for", "aria-labelledby", "aria-describedby"):
                self.named += (value or "").split()


#: What the sizes do not count: data, the short addresses and the guide's pictures.
NOT_COUNTED = ("data/", "n/", "guide/images/")


def size(folder: Path) -> int:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sum(p.stat().st_size for p in files if not p.relative_to(folder).as_posix().startswith(NOT_COUNTED))


def packed_size(archive: Path) -> int:
    with zipfile.ZipFile(archive) as container:
        entries = container.infolist()
    return sum(e.compress_size for e in entries if not e.filename.partition("/")[2].startswith(NOT_COUNTED))


def test_they_are_small(dist: Path, folder: Path, single: Path) -> None:
    assert size(folder) <= 1_000_000
    assert packed_size(next(dist.glob("*.zip"))) <= 400_000
    assert single.stat().st_size <= 350_000


def test_the_folder_has_what_is_needed_and_no_more(folder: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    odd = re.compile(r"\.map$|404|sitemap|lunr|javascripts|stylesheets|search_index|_headers|^\.|/\.")
    assert [name for name in names if odd.search(name)] == []
    assert "index.html" in names
    assert "data/footnotes.json" in names


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
    sums = dict(reversed(line.split("  ")) for line in (dist / "SHA256SUMS").read_text("utf-8").splitlines())  # type: ignore[misc]
    files = [path for path in dist.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    assert sums == {p.relative_to(dist).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_every_internal_link_leads_somewhere(folder: Path) -> None:
    pages = {path: Parsed(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    wrong = []
    for path, page in pages.items():
        assert [id_ for id_, n in Counter(page.ids).items() if n > 1] == [], path
        assert set(page.named) <= set(page.ids), path
        for href in [*page.links, *page.sources]:
            address, fragment = urldefrag(href)
            if re.match(r"https?:|mailto:|data:", address):
                continue
            target = (path.parent / unquote(address)).resolve() if address else path
            if (
                address.startswith("/")
                or not target.is_file()
                or (fragment and target.suffix == ".html" and fragment not in pages[target].ids)
            ):
                wrong.append((path.name, href))
    assert wrong == []
    assert [each for page in pages.values() for each in page.sources if re.match("(?!data:)[a-z]+:", each)] == []


def test_every_fragment_of_the_single_file_is_there_once(single: Path, edition: Edition) -> None:
    page = Parsed(single.read_text(encoding="utf-8"))
    assert [id_ for id_, n in Counter(page.ids).items() if n > 1] == []
    assert set(page.named) <= set(page.ids)
    inner = [href for href in page.links if not re.match(r"https?:|mailto:", href)]
    assert [href for href in inner if not href.startswith("#") or href[1:] not in page.ids] == []
    assert [each for each in page.sources if not each.startswith("data:")] == []
    for number, footnote in edition.footnotes.items():
        assert f"fn-{number}" in page.ids
        assert footnote.references[0].id in page.ids


@pytest.mark.parametrize("kind", ["folder", "single"])
def test_it_says_what_it_is(kind: str, folder: Path, single: Path, edition: Edition) -> None:
    text = (single if kind == "single" else folder / "about-this-edition.html").read_text(encoding="utf-8")
    said = html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]*>", "", text, flags=re.DOTALL))
    for each in ("第1.0.0版、2026年11月23日", "https://example.org/e/", "CC BY 4.0", edition.imprint.title):
        assert each in said
    assert re.search("引用するには.*相澤李帆「防衛省による「防衛外交」.*第342号", said, re.DOTALL)


def test_two_exports_are_the_same(dist: Path, tmp_path: Path) -> None:
    wanted = [argument for name in ("folder", "zip", "html") for argument in ("--format", name)]
    again = tmp_path / "again"
    assert export(ROOT, *wanted, "--to", str(again), TZ="Asia/Tokyo", PYTHONHASHSEED="7").returncode == 0
    assert export(ROOT, *wanted, "--to", str(again), TZ="Asia/Tokyo", PYTHONHASHSEED="8").returncode == 0  # over itself
    for path in dist.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(dist)).read_bytes(), path


def test_single_file_is_valid(single: Path, folder: Path) -> None:
    jar = os.environ.get("VNU_JAR")
    if not jar:
        pytest.skip("VNU_JAR does not say where vnu.jar, the validator of HTML, is")
    files = [str(single), *map(str, sorted(folder.rglob("*.html")))]
    done = subprocess.run(["java", "-jar", jar, "--errors-only", *files], capture_output=True, encoding="utf-8")
    assert done.stdout + done.stderr == ""


# --- in a browser -------------------------------------------------------------------------------------------------


@pytest.fixture
def offline(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens contexts without a network; says at the end what was requested or complained of."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def watch(page: Page) -> None:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else said.append(r.url))

    def open_context(**options: object) -> BrowserContext:
        contexts.append(browser.new_context(offline=True, **options))  # type: ignore[arg-type]
        contexts[-1].on("page", watch)
        return contexts[-1]

    yield open_context
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture(params=["folder", "single"])
def start(request: pytest.FixtureRequest, folder: Path, single: Path) -> Callable[[str, str], str]:
    """The address of a page (its path on the site without suffix, its id in the single file)."""
    if request.param == "single":
        return lambda page, id_: f"{single.as_uri()}#{id_}"
    return lambda page, id_: (folder / f"{page}.html").as_uri()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_opens_in_silence(
    offline: Callable[..., BrowserContext], folder: Path, single: Path, width: int
) -> None:
    page = offline(
        viewport={"width": width, "height": 900}, color_scheme="dark" if width == 390 else "light"
    ).new_page()
    for file in [*sorted(folder.rglob("*.html")), single]:
        page.goto(file.as_uri())
        if file.parent.parent.name == "n":  # a short address, of a frame of its own
            continue
        expect(page.locator(".reader-search")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, file
        scheme = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert scheme == ("rgb(22, 24, 29)" if width == 390 else "rgb(253, 252, 249)")


@pytest.mark.browser
def test_every_lookup_answers(
    offline: Callable[..., BrowserContext], start: Callable[[str, str], str], edition: Edition
) -> None:
    page = offline().new_page()
    page.goto(start("footnotes", "footnotes"))
    field, cards = page.locator("#find"), page.locator(".ae-card[data-number]")
    expect(page.locator(".ae-term-notes .ae-note, #fn-17").first).to_be_attached()
    known = texts(edition)
    for query in [*map(str, edition.footnotes), "12-15", "乗艦協力", "注17", "外套"]:
        field.fill(query)
        found = [str(number) for number in lookup(known, known.items, query).numbers]
        expect(page.locator(".ae-card[data-number]:not([hidden])")).to_have_count(len(found))
        shown = cards.evaluate_all("cards => cards.filter(c => !c.hidden).map(c => c.dataset.number)")
        assert shown == found, query
    field.fill("17")
    expect(page.locator("#fn-17")).to_contain_text("「同上」→")


#: Whether all fragments of this very file are there.
THERE = "hrefs => hrefs.every(h => !h.startsWith('#') || document.getElementById(h.slice(1)))"


@pytest.mark.browser
def test_search_finds_what_it_finds_online(
    offline: Callable[..., BrowserContext], start: Callable[[str, str], str], index: Index
) -> None:
    page = offline().new_page()
    page.goto(start("index", "index"))
    titles = {entry["location"]: html.unescape(re.sub(r"<[^>]*>", "", entry["title"])) for entry in index}
    field, hits = page.locator("#reader-query"), page.locator(".reader-results [data-hit]")
    for query in [*QUERIES, *FURTHER_QUERIES]:
        field.fill(query)
        expected = matching(index, query)
        expect(hits).to_have_count(len(expected))
        found = hits.evaluate_all("links => links.map(e => [e.dataset.hit, e.textContent, e.getAttribute('href')])")
        assert sorted(title for _, title, _ in found) == sorted(" ".join(titles[each].split()) for each in expected)
        assert page.evaluate(THERE, [href for *_, href in found])
    field.fill("ルールに基づく")
    expect(hits.first).to_contain_text("ルールに基づく")
    hits.first.click()
    expect(page.locator(".reader-results")).to_be_hidden()
    expect(page.locator(":target")).to_contain_text("ルールに基づく")


@pytest.mark.browser
def test_popovers_by_touch(offline: Callable[..., BrowserContext], start: Callable[[str, str], str]) -> None:
    page = offline(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    page.goto(start("commentary/five-cooperation-concepts", "section-4"))
    note = page.locator("#note-17")
    expect(note).to_be_attached()
    expect(note).to_be_hidden()
    page.locator("#fnref-17 a").tap()
    expect(note).to_be_visible()
    expect(note).to_contain_text("同上")
    note.get_by_role("button", name="閉じる").tap()
    expect(note).to_be_hidden()
    term = (
        page.locator("#fnref-17, #section-4\\.p-1, #p-1")
        .locator("xpath=ancestor-or-self::article")
        .locator("a.ae-term")
        .first
    )
    id_ = term.get_attribute("data-note")
    term.tap()
    expect(page.locator(f"#{id_}")).to_be_visible()


@pytest.mark.browser
def test_notes_stand_in_the_margin_of_a_wide_page(
    offline: Callable[..., BrowserContext], start: Callable[[str, str], str]
) -> None:
    page = offline(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(start("commentary/five-cooperation-concepts", "section-4"))
    note = page.locator("#note-17")
    expect(note).to_be_visible()
    text, beside = page.locator("#fnref-17").bounding_box(), note.bounding_box()
    assert text is not None
    assert beside is not None
    assert beside["x"] > text["x"]
    page.emulate_media(media="print")
    expect(note).to_be_hidden()
    expect(page.locator("#fn-17")).to_be_visible()
    expect(page.locator(".reader-header")).to_be_hidden()


@pytest.mark.browser
def test_footnotes_and_terms_without_a_script(browser: Browser, start: Callable[[str, str], str]) -> None:
    with browser.new_context(offline=True, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(start("commentary/five-cooperation-concepts", "section-4"))
        page.locator("#fnref-17 a").click()
        expect(page.locator("#fn-17:target")).to_contain_text("「同上」→")
        page.locator("#fn-17").get_by_role("link", name=re.compile("本文へ戻る|概要|脚注17の参照箇所")).first.click()
        expect(page.locator("#fnref-17:target")).to_be_visible()
        page.locator("#reader-contents").get_by_role("link", name="用語", exact=True).click()
        expect(page.get_by_role("heading", name="用語", exact=True).first).to_be_in_viewport()


@pytest.mark.browser
def test_colours_are_switched_and_kept(
    offline: Callable[..., BrowserContext], start: Callable[[str, str], str]
) -> None:
    page = offline(color_scheme="light").new_page()
    page.goto(start("index", "index"))
    page.locator(".reader-scheme").click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(22, 24, 29)")
    page.reload()
    expect(page.locator("body")).to_have_css("background-color", "rgb(22, 24, 29)")


# --- what keeps them from being made ------------------------------------------------------------------------------


def test_a_foreign_file_in_the_folder_stays(tmp_path: Path) -> None:
    root = make(tmp_path)
    assert export(root, "--format", "folder").returncode == 0
    (made,) = (path for path in (root / "dist").iterdir() if path.is_dir())
    (made / "mine.txt").write_text("mine", encoding="utf-8")
    done = export(root, "--format", "folder")
    assert done.returncode == 1
    assert "mine.txt" in done.stderr
    assert (made / "mine.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (None, "There is no mkdocs.yml"),
        ("site_name: x\ntheme: material\nplugins: [annotated-edition]\n", "search among the plugins"),
        ("site_name: x\ntheme: material\nplugins: [annotated-edition]\nnav: [none.md]\n", "none.md"),
    ],
)
def test_without_a_site_the_rest_is_made(tmp_path: Path, config: str | None, said: str) -> None:
    root = make(tmp_path)
    (root / "mkdocs.yml").unlink()
    if config:
        (root / "mkdocs.yml").write_text(config, encoding="utf-8")
    done = export(root, "--format", "html", "--format", "epub")
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.suffix for path in sorted((root / "dist").iterdir())] == ["", ".epub"]


# --- HTML ---------------------------------------------------------------------------------------------------------


def tokens(article: str) -> list[Token]:
    return _Page(f'<article class="md-content__inner">{article}</article>').tokens


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<p>\n  a\n  b</p>\n<p>c</p>", "<p>a\nb<p>c</p>"),
        ("<p>a</p> b", "<p>a</p> b"),
        ("<p>a</p><em>b</em>", "<p>a</p><em>b</em>"),
        ("<ul>\n<li>a</li>\n<li>b <b>c</b>\n d</li>\n</ul>", "<ul><li>a<li>b <b>c</b>\nd</ul>"),
        ("<pre>\n a\n\n b</pre>", "<pre>\n a\n\n b</pre>"),
        (
            '<a href="x?a=1&amp;b=2" title="" rel="noopener noreferrer">&lt;</a>',
            '<a href="x?a=1&amp;b=2" title>&lt;</a>',
        ),
        ('<a href="a/">b</a><img src="a.png" alt="x y">', '<a href="a/">b</a><img src=a.png alt="x y">'),
        ('<svg viewBox="0 0 1 1"><path d="M0" /></svg>', '<svg viewbox="0 0 1 1"><path d=M0></path></svg>'),
    ],
)
def test_html_is_written_in_short(given: str, expected: str) -> None:
    assert written(tokens(given)) == expected


def test_elements_are_cut_out_whole() -> None:
    rest, found = cut(tokens('<p>a <b class="x">b <b>c</b><br></b> d</p><b class="y x">e</b>'), "x")
    assert written(rest) == "<p>a  d</p>"
    assert [written(each) for each in found] == ["<b class=x>b <b>c</b><br></b>", '<b class="y x">e</b>']
    assert (TEXT, " d", {}) in rest
