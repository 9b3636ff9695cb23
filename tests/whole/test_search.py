"""The search: what the index holds, what the worker finds in it, what Material shows of it in a real browser.

What is expected is computed here from search_index.json, without the worker's code.
"""

from __future__ import annotations

import html
import json
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, expect

from annotated_edition.site.search import search_files, searched
from support.builds import with_quick_theme
from support.places import ROOT

WORKER = ROOT / "plugins/annotated_edition/assets/search.js"
INVISIBLE = re.compile(r"[\s\u00ad\u200b\u2060]")

QUERIES = [
    "防衛外交",
    "能力構築支援",
    "島嶼国",
    "中心性",
    "ジャスミン",
    "JASMINE",
    "木原",
    "連携",
    "同志国",
    "乗艦協力プログラム",
    "ルールに基づく",
    "秩序",
    "ASEAN諸国",
    "ビエンチャン・ビジョン",
    "5つの協力コンセプト",
    "浜田靖一",
    "シャングリラ会合",
    "モーゲンソー",
    "国家安全保障戦略",
    "大国間競争",
]
FURTHER_QUERIES = [
    "防衛 外交",  # several words
    "乗艦　東ティモール",  # … parted by an ideographic space
    "木原 基調講演 2024年3月20日",
    "  連携   PALM ",
    "ＡＳＥＡＮ諸国",  # full width
    "２０２３年１１月１５日",
    "(JPIDD)",  # half width for full
    "ｼｬﾝｸﾞﾘﾗ会合",
    "jasmine",  # lower case
    "asean諸国",
    "politics AMONG nations",  # English, with spaces inside
    "Vientiane Vision 2.0",
    "ship rider",
    "jasmine_j.pdf",  # parts of addresses
    "www.clearing.mod.go.jp/hakusho_data",
    "2-3、15-16頁",  # a locator
    "ぼうえいがいこう",  # readings
    "たいへいようとうしょこく",
    "呼びかけ、4つの柱",  # a footnote's number and a word joiner stand in between
    "「防衛外交」の定義を与える書籍、内閣官房",  # an author's own note does
    "海上保安庁",  # what a footnote says besides
    "外套",  # nothing
]

Index = list[dict[str, Any]]


@cache
def fold(text: str) -> str:
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()


@cache
def plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def matching(index: Index, query: str) -> list[str]:
    """Locations of the entries that hold each word of the query in their title or text."""
    words = [word for each in query.split() if (word := fold(each))]
    return [
        entry["location"]
        for entry in index
        if words and all(any(word in fold(plain(entry[part])) for part in ("title", "text")) for word in words)
    ]


@pytest.fixture(scope="session")
def index(site: Path) -> Index:
    return searched(site / "search")


@pytest.fixture(scope="session")
def data(site: Path) -> Callable[[str], Any]:
    return lambda name: json.loads((site / f"data/{name}.json").read_text(encoding="utf-8"))


# --- what the index holds -----------------------------------------------------------------------------------------


def test_everything_has_an_entry_of_its_own(index: Index, data: Callable[[str], Any]) -> None:
    locations = [entry["location"] for entry in index]
    expected = [f"footnotes/#footnote-{record['footnote']}" for record in data("footnotes")]
    expected += [f"sources/#{record['source']}" for record in data("sources")]
    expected += [f"terms/#term_{record['term']}" for record in data("terms")]
    for initiative in data("initiatives"):
        page = f"initiatives/{initiative['initiative']}/"
        expected += [page, *(f"{page}#element_{element['element']}" for element in initiative["elements"])]
    events = yaml.safe_load((ROOT / "data/events.yml").read_text(encoding="utf-8"))
    expected += sorted({f"chronology/#year_{str(event['date'])[:4]}" for event in events})
    assert [location for location in expected if locations.count(location) != 1] == []
    assert [location for location in locations if not location.isascii()] == []
    assert len(set(locations)) == len(locations)


def test_every_entry_leads_to_an_anchor(index: Index, site: Path) -> None:
    for entry in index:
        page, _, anchor = entry["location"].partition("#")
        text = (site / page / "index.html").read_text(encoding="utf-8")
        assert not anchor or f' id="{anchor}"' in text, entry["location"]


def test_a_sentence_is_found_whole_and_only_where_it_stands(index: Index, data: Callable[[str], Any]) -> None:
    for record in data("footnotes"):
        for reference in record["references"]:
            found = matching(index, fold(reference["sentence"]))
            assert found, reference["sentence"]
            page = reference["url"].partition("#")[0]
            assert [location for location in found if not location.startswith(page)] == []


def test_a_footnote_is_found_on_the_page_of_footnotes_only(index: Index, data: Callable[[str], Any]) -> None:
    for record in data("footnotes"):
        for citation in record["citations"]:
            found = matching(index, fold(citation["text"]))
            assert f"footnotes/#footnote-{record['footnote']}" in found
            assert [location for location in found if location.startswith("commentary/")] == []
    sections = [entry["location"] for entry in index if entry["location"].startswith("commentary/")]
    assert [location for location in sections if location.endswith("#footnotes")] == []


def test_a_reading_is_found_in_the_glossary_only(index: Index, data: Callable[[str], Any]) -> None:
    for term in data("terms"):
        found = matching(index, term["reading"])
        assert f"terms/#term_{term['term']}" in found
        if re.fullmatch(r"[ぁ-ゖー・]+", term["reading"]):
            assert [location for location in found if not location.startswith("terms/#")] == [], term["reading"]


def test_what_stands_apart_on_a_page_stands_apart_in_the_index(index: Index) -> None:
    texts = {entry["location"]: entry["text"] for entry in index}
    assert texts["terms/#term_asean"].startswith("よみ アセアン 英語 Association of Southeast Asian Nations 意味 ")


def test_no_number_of_a_footnote_is_in_the_text(index: Index) -> None:
    assert [entry["location"] for entry in index if "<sup>" in entry["title"] + entry["text"]] == []
    assert [entry["location"] for entry in index if "↩" in entry["text"] or "表示中" in entry["text"]] == []


def test_the_index_of_another_theme_is_left_to_it(tmp_path: Path) -> None:
    root = with_quick_theme(tmp_path)
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=root, check=True, timeout=120)
    index = json.loads((root / "site" / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert {"location", "title", "text"} == index["docs"][0].keys()


def test_a_large_index_comes_in_parts_that_are_named_by_what_they_say(tmp_path: Path) -> None:
    docs = [{"location": f"a/#{n}", "title": f"節 {n}", "text": f"<p>{n}</p> &lt;" + "国" * 900} for n in range(1000)]
    written = []
    for last in ("前", "後"):
        docs[-1]["text"] = last
        files = dict(search_files({"lang": ["ja"]}, docs))
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        written.append(files.keys() - {"search_index.json"})
        expected = [{**doc, "text": " ".join(re.sub("<[^>]*>", " ", doc["text"]).split())} for doc in docs]
        assert searched(tmp_path) == expected
        assert max(map(len, files.values())) < 250_000
    assert [len(names) for names in written] == [5, 5]
    assert len(written[0] & written[1]) == 4  # a browser that has the others needs one


@pytest.mark.browser
def test_a_query_is_answered_from_all_parts_and_again_when_one_failed(browser: Browser, tmp_path: Path) -> None:
    docs = [{"location": f"a/#{n}", "title": f"節{n}", "text": "国" * 900 + f"{n}番"} for n in range(500)]
    files = tmp_path / "search"
    files.mkdir()
    made = dict(search_files({}, docs))
    names = [name for name in made if name.endswith(".txt")]
    failing = {names[1]}
    with browser.new_context() as context:
        context.route(
            "**/*",
            lambda route: (
                route.abort()
                if (name := route.request.url.rpartition("/")[2]) in failing
                else route.fulfill(
                    body=made.get(name) or (WORKER.read_text(encoding="utf-8") if name == "search.js" else ""),
                    content_type="text/javascript" if name == "search.js" else "text/html",
                )
            ),
        )
        page = context.new_page()
        page.goto("http://edition.test/")
        page.evaluate(
            """index => {
              window.answers = [];
              window.worker = new Worker("/assets/annotated-edition/search.js");
              worker.onmessage = ({data}) => { if (data.type === 3) answers.push(data.data.items) };
              worker.postMessage({type: 0, data: index});
              worker.postMessage({type: 2, data: "番"});
            }""",
            json.loads(made["search_index.json"]),
        )
        page.wait_for_function("window.answers.length")
        page.wait_for_timeout(300)
        assert page.evaluate("answers.at(-1)[0].length") == 101  # a hundred, and how many more
        failing.clear()
        page.evaluate("answers.length = 0; worker.postMessage({type: 2, data: '300番'})")
        page.wait_for_function("window.answers.length && answers.at(-1).length")
        assert [item["location"] for item in page.evaluate("answers.at(-1)[0]")] == ["a/#300", "a/#0"]


# --- what Material shows ------------------------------------------------------------------------------------------


class Search:
    """Material's search, open on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.locator(".md-search__input")
        self.message = page.locator(".md-search-result__meta")
        self.links = page.locator(".md-search-result__link")
        # A page's own entry stands above those of its sections, with no score where it is not itself a hit.
        self.hits = page.locator('.md-search-result__link:not(:has([data-md-score="0.00"]))')

    def empty(self) -> None:
        self.field.click()
        self.field.press("Control+a")
        self.field.press("Backspace")
        expect(self.message).to_have_text("検索キーワードを入力してください")

    def ask(self, query: str) -> None:
        """Types a query, and one key for what an input method inserts without."""
        self.empty()
        self.page.keyboard.insert_text(query)
        self.page.keyboard.press("End")
        expect(self.message).not_to_have_text("検索キーワードを入力してください")

    def listed(self) -> list[str]:
        """Locations of all hits, those that Material renders when the list is scrolled among them."""
        number = re.search(r"\d+", self.message.inner_text())
        pages = int(number[0]) if number else 0
        items = self.page.locator(".md-search-result__item")
        while items.count() < pages:
            shown = items.count()
            self.page.locator(".md-search__scrollwrap").evaluate("e => e.scrollTo(0, e.scrollHeight)")
            expect(items.nth(shown)).to_be_attached()
            self.page.locator(".md-search__scrollwrap").evaluate("e => e.scrollTo(0, 0)")
        assert items.count() == pages
        return self.locations(self.hits)

    def locations(self, links: Locator) -> list[str]:
        addresses = [urlsplit(href) for href in links.evaluate_all("links => links.map(e => e.href)")]
        return [f"{unquote(a.path)}#{a.fragment}".strip("#").removeprefix("/") for a in addresses]


TEXT_AND_MARKS = """links => links.map(link => [
  link.textContent, [...link.querySelectorAll("mark[data-md-highlight]")].map(mark => mark.textContent)
])"""


@pytest.fixture(scope="module")
def shared_search(browser: Browser, site_url: str) -> Iterator[Search]:
    page = browser.new_page()
    page.goto(site_url + "commentary/jasmine/")
    yield Search(page)
    page.close()


@pytest.fixture
def search(browser: Browser, site_url: str) -> Iterator[Search]:
    page = browser.new_page()
    page.goto(site_url + "commentary/jasmine/")
    yield Search(page)
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("query", [*QUERIES, *FURTHER_QUERIES])
def test_a_query_lists_exactly_what_holds_it(shared_search: Search, index: Index, query: str) -> None:
    expected = matching(index, query)
    assert expected or query == "外套"
    shared_search.ask(query)
    assert sorted(shared_search.listed()) == sorted(expected)
    words = [fold(word) for word in query.split()]
    for text, marked in shared_search.hits.evaluate_all(TEXT_AND_MARKS):
        # Material shows no text of a page's own entry below others of the page.
        assert marked or not any(word in fold(text) for word in words)
        assert all(any(word in fold(each) for word in words) for each in marked)


@pytest.mark.browser
def test_a_reading_finds_its_term(shared_search: Search) -> None:
    shared_search.ask("ぼうえいがいこう")
    assert shared_search.listed() == ["terms/#term_defense-diplomacy"]
    expect(shared_search.links.nth(0)).to_contain_text("用語")  # the place
    expect(shared_search.links.nth(1)).to_contain_text("防衛外交")


@pytest.mark.browser
def test_the_title_that_is_the_query_comes_first(shared_search: Search) -> None:
    for query, location in (
        ("防衛外交", "terms/#term_defense-diplomacy"),
        ("脚注17", "footnotes/#footnote-17"),
        ("vientiane vision", "terms/#term_vientiane-vision"),
    ):
        shared_search.ask(query)
        assert location in shared_search.listed()[:2], query


@pytest.mark.browser
def test_nothing_found_is_said_in_materials_words(shared_search: Search) -> None:
    shared_search.ask("外套")
    expect(shared_search.message).to_have_text("何も見つかりませんでした")
    expect(shared_search.links).to_have_count(0)
    shared_search.empty()
    expect(shared_search.links).to_have_count(0)


@pytest.mark.browser
def test_the_index_is_loaded_when_the_search_is_opened(browser: Browser, site_url: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(urlsplit(request.url).path))
        page.goto(f"{site_url}commentary/jasmine/", wait_until="networkidle")
        assert [path for path in requests if "search" in path and path.endswith(".json")] == []
        with page.expect_request("**/search/search_index.json"):
            page.locator(".md-search__input").click()


@pytest.mark.browser
def test_every_key_typed_searches(search: Search, index: Index) -> None:
    search.field.click()
    search.field.press_sequentially("Morgenthau", delay=5)
    expect(search.hits.first).to_contain_text("Morgenthau")
    assert sorted(search.listed()) == sorted(matching(index, "Morgenthau"))


@pytest.mark.browser
def test_enter_opens_the_best_hit_and_marks_it_there(search: Search, site_url: str) -> None:
    search.ask("乗艦協力プログラム")
    search.page.keyboard.press("Enter")
    search.page.wait_for_url("**/terms/**#term_ship-rider-program")
    assert parse_qs(urlsplit(search.page.url).query)["h"] == ["乗艦協力プログラム"]
    expect(search.page.locator("#term_ship-rider-program mark[data-md-highlight]")).to_have_text("乗艦協力プログラム")


@pytest.mark.browser
def test_arrows_walk_through_the_hits(search: Search) -> None:
    search.ask("同志国")
    search.page.keyboard.press("ArrowDown")
    expect(search.links.nth(0)).to_be_focused()
    search.page.keyboard.press("ArrowDown")
    expect(search.links.nth(1)).to_be_focused()
    (target,) = search.locations(search.links.nth(1))
    search.page.keyboard.press("ArrowUp")
    expect(search.links.nth(0)).to_be_focused()
    search.page.keyboard.press("ArrowDown")
    search.page.keyboard.press("Enter")
    search.page.wait_for_url(f"**/{target.replace('#', '*#')}")


@pytest.mark.browser
def test_a_click_leads_to_the_entry(search: Search, index: Index) -> None:
    search.ask("海上保安庁")
    assert search.listed() == ["footnotes/#footnote-17"]
    expect(search.hits).to_contain_text("脚注17")
    search.hits.click()
    search.page.wait_for_url("**/footnotes/*#footnote-17")
    expect(search.page.locator("#footnote-17")).to_be_in_viewport()
    expect(search.page.locator("#fn-17 mark[data-md-highlight]")).to_have_text("海上保安庁")


# --- what the worker answers --------------------------------------------------------------------------------------

ASK = """([code, docs, queries]) => new Promise((resolve, reject) => {
  const worker = new Worker(URL.createObjectURL(new Blob([code], {type: "text/javascript"})));
  const answers = [];
  worker.onerror = (event) => reject(new Error(event.message));
  worker.onmessage = ({data}) => {
    if (data.type === 3) answers.push(data.data.items);
    if (answers.length === queries.length) { worker.terminate(); resolve(answers); }
    else worker.postMessage({type: 2, data: queries[answers.length]});
  };
  worker.postMessage({type: 0, data: {config: {}, docs, options: {}}});
})"""

Ask = Callable[..., list[list[list[dict[str, Any]]]]]
Entry = tuple[str, str, str]


@pytest.fixture(scope="module")
def ask(browser: Browser) -> Iterator[Ask]:
    """Asks a fresh worker, which is given entries (location, title, text)."""
    page = browser.new_page()
    code = WORKER.read_text(encoding="utf-8")

    def ask(entries: list[Entry], *queries: str) -> list[list[list[dict[str, Any]]]]:
        docs = [{"location": location, "title": title, "text": text} for location, title, text in entries]
        return page.evaluate(ASK, [code, docs, list(queries)])

    yield ask
    page.close()


def hits(groups: list[list[dict[str, Any]]]) -> list[str]:
    return [item["location"] for group in groups for item in group if item["score"]]


def bracketed(text: str) -> str:
    """With brackets for marks."""
    return text.replace("<mark data-md-highlight>", "【").replace("</mark>", "】")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("距離は３㌔です。", "3キロ", "距離は【３㌔】です。"),
        ("㌔", "キ", "【㌔】"),
        ("ﾋﾞｼﾞｮﾝを示す", "ビジョン", "【ﾋﾞｼﾞｮﾝ】を示す"),
        ("か\u3099行", "が", "【か\u3099】行"),
        ("𠮷野家は𠮷い", "𠮷", "【𠮷】野家は【𠮷】い"),
        ("葛\U000e0100飾区", "葛飾", "【葛\U000e0100飾】区"),
        ("島 嶼\n国\u2060。防\u200b衛\u00ad外交", "島嶼国。防衛", "【島 嶼 国\u2060。防\u200b衛】\u00ad外交"),
        ("Straße, ΛΌΓΟΣ", "STRASSE λόγος", "【Straße】, 【ΛΌΓΟΣ】"),
        ("防衛外交", "防衛 衛外", "【防衛外】交"),
        ("H<sub>2</sub>O と <code>a&lt;b &amp;&amp; c</code>", "h2o a<b&&c", "【H2O】 と 【a&#60;b &#38;&#38; c】"),
        ("<p>あ</p><p>い</p>", "い", "あ 【い】"),
        ("&amp;lt;b&amp;gt;", "&lt;", "【&#38;lt;】b&#38;gt;"),
    ],
)
def test_what_is_found_is_marked(ask: Ask, text: str, query: str, shown: str) -> None:
    (((item,),),) = ask([("a/", "題", text)], query)
    assert bracketed(item["text"]) == shown


@pytest.mark.browser
@pytest.mark.parametrize("query", ["", " ", "　\n", "\u200b \u2060"])
def test_no_words_no_hits(ask: Ask, query: str) -> None:
    assert ask([("a/", "題 &amp;", " ")], query) == [[]]


@pytest.mark.browser
def test_hostile_titles_and_texts_stay_text(ask: Ask, browser: Browser) -> None:
    evil = '<img src=x onerror="document.title=1"> &amp; </mark><script>'
    written = html.escape(evil, quote=False)
    entries = [("a/", written, written), ("a/#b", written, f"{written} 防衛")]
    page = browser.new_page()
    for groups in ask(entries, "img", "防衛", "<", "&", "mark> onerror", '"', "amp;"):
        for item in groups[0]:
            page.set_content(f"<h1>{item['title']}</h1><p>{item['text']}</p>")
            assert page.locator("h1").text_content() == evil
            assert page.locator("h1 *, p *").count() == page.locator("mark[data-md-highlight]").count()
            assert (page.locator("p").text_content() or "").lstrip("…") in f"{evil} 防衛"
    page.close()


@pytest.mark.browser
def test_titles_before_frequency_before_the_order_of_the_index(ask: Ask) -> None:
    entries = [
        ("a/", "甲", "国"),
        ("b/", "乙", "国国"),
        ("c/", "国の話", ""),
        ("d/", "国", ""),
        ("e/", "丁", "国"),
        ("b/#x", "丙", "国国国"),
    ]
    assert hits(ask(entries, "国")[0]) == ["d/", "c/", "b/#x", "b/", "a/", "e/"]


@pytest.mark.browser
def test_hits_stand_under_their_page(ask: Ask) -> None:
    entries = [
        ("a/", "頁 &amp; 節", "無"),
        *((f"a/#{n}", f"節{n}", "国" * n) for n in range(1, 6)),
        ("b/", "他", "国" * 9),
    ]
    b, a = ask(entries, "国")[0]
    assert [item["location"] for item in b] == ["b/"]
    assert [item["location"] for item in a] == ["a/#5", "a/#4", "a/#3", "a/#2", "a/#1", "a/"]
    assert [item["score"] for item in a] == [5, 5, 5, 2, 1, 0]  # Material folds away what scores less than the first
    assert (a[-1]["title"], a[-1]["text"]) == ("頁 &#38; 節", "")
    assert a[0]["terms"] == {"国国国国国": True}


@pytest.mark.browser
def test_an_excerpt_shows_each_word_and_whole_characters(ask: Ask) -> None:
    text = "𠮷" * 200 + "。 はじめは甲である。" + "𠮷" * 200 + "乙" + "𠮷" * 200
    (((item,),),) = ask([("a/", "題", text)], "乙 甲")
    shown = bracketed(item["text"])
    assert shown.startswith("…はじめは【甲】である。𠮷")
    assert "【乙】" in shown
    assert shown.endswith("𠮷…")
    assert shown.isprintable()  # no half of a character
    assert len(shown) < 300


@pytest.mark.browser
def test_it_agrees_with_python_on_any_text(ask: Ask) -> None:
    chance = random.Random(342)
    letters = [*"aA1ａＢ防衛外交ガカキロ㌔㍿がか、。 　\u3099\u309aﾞﾟｶﾊ\u2060\u200b\u00ad𠮷ﬁ①½´&<>\"'ßς각ᄀ"]
    words = ["".join(chance.choices(letters, k=chance.randint(1, 3))) for _ in range(150)]
    entries: list[Entry] = [
        (
            f"{n // 4}/#{n}",
            html.escape(chance.choice(words), quote=False),
            html.escape("".join(chance.choices(letters, k=60)), quote=False),
        )
        for n in range(150)
    ]
    docs = [{"location": location, "title": title, "text": text} for location, title, text in entries]
    for query, groups in zip(words, ask(entries, *words), strict=True):
        assert sorted(hits(groups)) == sorted(matching(docs, query)), ascii(query)
        for item in (item for group in groups for item in group if item["score"]):
            marked = re.findall(r"<mark[^>]*>(.*?)</mark>", item["title"] + item["text"])
            assert all(
                any(fold(word) in fold(html.unescape(m)) for word in query.split() if fold(word)) for m in marked
            )
            assert marked


@pytest.mark.browser
def test_three_thousand_entries(ask: Ask) -> None:
    entries: list[Entry] = [
        (f"{n // 20}/#{n}", f"節{n}", f"<p>{'防衛外交と島嶼国の中心性。' * 40}{n}</p>") for n in range(3000)
    ]
    all_, one, none = ask(entries, "中心性", "節2718", "外套")
    assert (len(hits(all_)), hits(one), none) == (3000, ["135/#2718"], [])
