"""One build has the site of an edition and those of its translations, each in its own language, linked page by page."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html
import pytest

from annotated_edition.exports.folder import site_files
from support.browser import DESK, Open
from support.builds import make_once
from support.cli import run
from support.editions import open_at
from support.foreign import find_unmarked
from support.places import ROOT
from support.server import serve
from support.translations import make_translated, open_translation

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SITE = "https://example.org/lights/"
#: Whatever a page names once in each language, but for the title, whose id is made of its words.
IDS = re.compile(r'\sid="([^"]+)"')


@pytest.fixture(scope="session")
def translated(once: Path) -> Path:
    """The site of the English edition with its Arabic translation, of which a page is missing, another one stale."""

    def build(folder: Path) -> None:
        root = make_translated(folder)
        with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
            file.write(f"site_url: {SITE}\n")
        (root / "translations" / "ar" / "docs" / "index.md").unlink()
        page = root / "docs" / "text" / "opening.md"
        page.write_text(page.read_text(encoding="utf-8").replace("wrote little", "wrote less"), encoding="utf-8")
        done = run("build", cwd=root)
        assert done.returncode == 0, done.stderr
        assert "AE831" in done.stderr

    return make_once(once / "translated", build) / "edition" / "site"


def tree(page: Path) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page.read_bytes())


@pytest.mark.browser
def test_a_page_asks_for_no_site_map_of_the_other_language(translated: Path, browser: Browser) -> None:
    with serve(translated) as address, browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        refused: list[str] = []  # by the page's policy, since the site is to stand elsewhere
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: refused.append(message.text))
        page.goto(f"{address}text/opening/", wait_until="networkidle")
        page.wait_for_timeout(500)  # the theme's script would ask when it has settled
        assert f"{address}text/opening/" in asked
        assert [url for url in asked if "sitemap" in url or not url.startswith(address)] == []
        assert refused == []


@pytest.mark.slow
def test_each_page_leads_to_the_same_page_in_the_other_language(translated: Path) -> None:
    pages = [path.relative_to(translated).as_posix() for path in translated.rglob("*.html") if path.name != "404.html"]
    assert len(pages) > 20
    assert {f"ar/{page}" for page in pages if not page.startswith("ar/")} == {p for p in pages if p.startswith("ar/")}
    for page in pages:
        other = page.removeprefix("ar/") if page.startswith("ar/") else f"ar/{page}"
        (link,) = tree(translated / page).xpath("//a[@class='ae-language']")
        lead = posixpath.normpath(posixpath.join(posixpath.dirname(page), link.get("href"), "index.html"))
        assert (lead, link.get("hreflang"), link.get("lang")) == (other, *(["ar" if other[:3] == "ar/" else "en"] * 2))
        alternates = {
            each.get("hreflang"): each.get("href") for each in tree(translated / page).xpath("//link[@hreflang]")
        }
        url = SITE + page.removeprefix("ar/").removesuffix("index.html")
        assert alternates == {"en": url, "ar": url.replace(SITE, f"{SITE}ar/"), "x-default": url}


@pytest.mark.slow
def test_a_translation_is_in_its_own_language_throughout(translated: Path) -> None:
    home = tree(translated / "ar" / "text" / "reforms" / "index.html")
    assert (home.get("lang"), home.find("body").get("dir")) == ("ar", "rtl")
    assert home.xpath("//link[@rel='canonical']/@href") == [f"{SITE}ar/text/reforms/"]
    short = tree(translated / "ar" / "n" / "2" / "index.html")
    assert (short.get("lang"), short.get("dir")) == ("ar", "rtl")
    assets = translated / "ar" / "assets" / "annotated-edition"
    cards = (assets / "cards.js").read_text(encoding="utf-8")
    assert "من يعتني بالضوء" in cards
    assert "Whoever tends" not in cards
    assert "كتب حراس الساحل" in (assets / "search-index.js").read_text(encoding="utf-8")
    assert "كتب" not in (translated / "assets" / "annotated-edition" / "search-index.js").read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_is_missing_or_stale_is_said_to_the_reader(translated: Path) -> None:
    home, opening, reforms = (
        tree(translated / "ar" / page / "index.html") for page in (".", "text/opening", "text/reforms")
    )
    assert home.xpath("//p[@class='ae-outdated']/text()")[0].startswith("Some of this page has not been translated")
    assert {each.get("lang") for each in home.xpath("//article/*[self::h1 or self::p][not(@class)]")} == {"en"}
    assert opening.xpath("//p[@class='ae-outdated']/text()")[0].startswith("The original of this page has changed")
    assert opening.xpath("//article/p[@id='p-1']/@lang") == reforms.xpath("//p[@class='ae-outdated']") == []


@pytest.mark.slow
def test_programs_are_told_which_edition_translates_which(translated: Path) -> None:
    described = []
    for folder in (translated, translated / "ar"):
        (text,) = tree(folder / "index.html").xpath("//script[@type='application/ld+json']/text()")
        described.append(json.loads(text))
    original, translation = described
    assert original["workTranslation"] == [{"@type": "CreativeWork", "@id": f"{SITE}ar/", "inLanguage": "ar"}]
    assert translation["translationOfWork"] == {"@type": "CreativeWork", "@id": SITE, "inLanguage": "en"}
    assert translation["translator"] == [{"@type": "Person", "name": "سامي حداد"}]
    assert translation["isBasedOn"]["name"] == "On keeping lights: Two reforms of a coast"
    records = [json.loads((folder / "data" / "edition.json").read_text()) for folder in (translated, translated / "ar")]
    assert [record["translations"] for record in records] == [{"ar": "ar/"}, {"en": "../"}]


@pytest.mark.slow
def test_a_folder_for_a_disk_has_the_language_that_is_asked_for(tmp_path: Path) -> None:
    root = make_translated(tmp_path)
    files = site_files(root, open_at(root), tmp_path)
    assert "ar/index.html" not in files
    assert "hreflang" not in files["index.html"].decode()
    alone = site_files(root, open_translation(root), tmp_path)
    assert "ar/index.html" not in alone
    assert "hreflang" not in alone["text/opening.html"].decode()
    assert 'lang="ar"' in alone["index.html"].decode()


def test_the_english_edition_has_everything_at_the_same_place_and_no_japanese_that_is_not_marked(site: Path) -> None:
    unmarked = {path: words for path in (site / "en").rglob("*.html") if (words := find_unmarked(path))}
    assert unmarked == {}
    for page in (
        "footnotes",
        "terms",
        "chronology",
        "sources",
        "initiatives",
        "initiatives/jasmine",
        "commentary/jasmine",
    ):
        own, other = (set(IDS.findall((folder / page / "index.html").read_text())) for folder in (site, site / "en"))
        assert len(own - other) <= 1, page  # the title's, which is made of its words
    problems = open_translation(ROOT, "en").own_problems
    assert [problem for problem in problems if problem.severity != "note"] == []


@pytest.mark.slow
def test_a_translation_is_looked_up_and_cited_by_its_language() -> None:
    assert "JPIDD is a meeting" in run("lookup", "17", "--language", "en", cwd=ROOT).stdout
    (record,) = json.loads(run("lookup", "17", "--language", "en", "--format", "json", cwd=ROOT).stdout)
    assert (record["footnote"], record["citations"][0]["source"]) == (17, "mod-2024-jpidd-2")
    assert "[The Second Japan Pacific Islands Defense Dialogue" in record["citations"][0]["full"]
    cited = run("cite", "--language", "en", cwd=ROOT).stdout
    assert "防衛省による「防衛外交」" in cited
    assert "(in Japanese)" in cited
    assert "translated by" in cited
    assert run("lookup", "17", "--language", "fr", cwd=ROOT).returncode == 2


def test_the_switch_keeps_the_place_on_the_page(open_page: Open) -> None:
    page = open_page("footnotes/#fn-17", DESK)
    assert page.locator("a.ae-language").evaluate("link => link.href").endswith("/en/footnotes/#fn-17")
    page.locator("a.ae-language").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#fn-17").bounding_box()["y"] < 300  # type: ignore[index]
    assert page.locator("a.ae-language").inner_text() == "日本語"
