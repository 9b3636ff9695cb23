"""The search in a real browser: on the site, in the folder, in the single file. What is expected is counted in Python."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from annotated_edition import Edition, open_edition
from annotated_edition.model.addresses import url_of
from annotated_edition.site.search import SearchEntry, index_script, search_entries
from annotated_edition.site.templating import assets
from annotated_edition.site.writer import Writer
from annotated_edition.views.lookup import lookup, strip_differences, texts_of, word_pattern, word_rules
from support.axe import violations
from support.browser import expect
from support.cli import run
from support.editions import ENGLISH, LABELLED, make
from support.golden import GOLDEN
from support.panel import Panel, location
from support.places import CACHE, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

PHONE, DESK = (390, 844), (1440, 900)
QUERIES = [
    "防衛外交", "能力構築支援", "島嶼国", "中心性", "ジャスミン", "JASMINE", "木原", "連携", "同志国", "乗艦協力プログラム",
    "ルールに基づく", "秩序", "ASEAN諸国", "ビエンチャン・ビジョン", "5つの協力コンセプト", "浜田靖一", "シャングリラ会合",
    "モーゲンソー", "国家安全保障戦略", "大国間競争",
]  # fmt: skip
FURTHER_QUERIES = [
    "防衛 外交",  # several words
    "乗艦　東ティモール",  # … parted by an ideographic space
    "木原 基調講演 2024年3月20日",
    "  連携   PALM ",
    "JASMINE 特徴",  # the second is the heading above
    "ＡＳＥＡＮ諸国",  # full width
    "２０２３年１１月１５日",
    "(JPIDD)",  # half width for full
    "ｼｬﾝｸﾞﾘﾗ会合",
    "jasmine",  # lower case
    "politics AMONG nations",  # English, with spaces inside
    "politics-among-nations",
    "Vientiane Vision 2.0",
    "ship rider",
    "jasmine_j.pdf",  # parts of addresses
    "www.clearing.mod.go.jp/hakusho_data",
    "2-3、15-16頁",  # a locator
    "ぼうえいがいこう",  # readings
    "たいへいようとうしょこく",
    "呼びかける。4つの柱",  # a footnote's number stands in between
    "「防衛外交」の定義を与える書籍、内閣官房",  # an author's own note does
    "海上保安庁",  # what a footnote says besides
    "ビエンチャンビジョン",  # without the middle dot
    "ビエンチャン‐ビジョン",
    "日‐ASEAN",
    "モーゲンソ",  # without the long vowel mark
    "外套",  # nothing
    "、",  # no word
]
VARIANTS = ["島しょ国", "強靭性", "イニシアチブ", "五つの協力コンセプト", "相沢", "取組み"]


def plain(text: str) -> str:
    """A text as the guide says that it is compared, by other means than the package's."""
    text = unicodedata.normalize("NFKC", text).upper()
    text = re.sub(r"[\u00ad\u200b\u2060]", "", text)
    text = re.sub(r"(?<=\d)[\s・ー‐–-]+(?=\d)", "-", text)
    return re.sub(r"[\s・ー‐–-]+(?!\d)|(?<!\d)[\s・ー‐–-]+", "", text)


def matching(entries: list[SearchEntry], query: str, find: Callable[[str, str], bool]) -> list[SearchEntry]:
    """The entries that hold each word of the query, one of them in their own title or text."""
    words = [word for word in query.split() if re.search(r"\w", word)]
    return [
        entry
        for entry in entries
        if any(find(word, own) for word in words for own in own_texts(entry))
        and all(any(find(word, text) for text in (*own_texts(entry), *entry.trail)) for word in words)
    ]


def own_texts(entry: SearchEntry) -> tuple[str, ...]:
    """What an entry says itself, line by line; the number in a footnote's title is no word."""
    lines = entry.text.split("\n")
    return (*lines,) if entry.kind == "footnote" else (entry.title, *lines)


def counted(word: str, text: str) -> bool:
    return plain(word) in plain(text)


def by_pattern(word: str, text: str) -> bool:
    return bool(word_pattern(word).search(strip_differences(text)))


class Medium(NamedTuple):
    """Something to search in."""

    start: str
    """The address of a page of it."""
    locate: Callable[[str, str], str | None]
    """The path and the id of something on a page; None where it is not there."""


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(ROOT / "data", ROOT / "docs", CACHE)


@pytest.fixture(scope="module")
def entries(edition: Edition) -> list[SearchEntry]:
    return list(search_entries(edition))


@pytest.fixture(scope="module", params=["site", "folder", "single"])
def medium(request: pytest.FixtureRequest) -> Medium:
    if request.param == "site":
        return Medium(
            f"{request.getfixturevalue('site_url')}commentary/jasmine/", lambda *at: urljoin("/", url_of(*at))
        )
    if request.param == "folder":
        folder: Path = request.getfixturevalue("folder")
        start = (folder / "commentary" / "jasmine.html").as_uri()
        return Medium(start, lambda *at: f"{folder.as_posix()}/{url_of(*at, directories=False)}")
    single: Path = request.getfixturevalue("single")
    edition: Edition = request.getfixturevalue("edition")
    names = {section.page: f"section-{n}" for n, section in enumerate(edition.sections, 1)}
    for page in (
        "sources",
        "terms",
        "chronology",
        "initiatives",
        *(f"initiatives/{id_}" for id_ in edition.initiatives),
    ):
        names["initiatives/index.md" if page == "initiatives" else f"{page}.md"] = page.replace("/", "-")

    def locate(page: str, fragment: str) -> str | None:
        if page == "footnotes.md":
            return f"{single}#{fragment}"
        if page == "index.md" and fragment == "summary":
            return f"{single}#summary"
        name = names.get(page)
        return name and f"{single}#{name}.{fragment}".rstrip(".")

    return Medium(single.as_uri(), locate)


@pytest.fixture(scope="module")
def asked(browser: Browser, medium: Medium) -> Iterator[Panel]:
    """The search of a medium, on one page for many queries."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(medium.start)
        yield Panel(page)


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens contexts; no page of them may fail."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

    def context(**options: Any) -> BrowserContext:
        opened.append(browser.new_context(**options))
        opened[-1].on("page", watch)
        return opened[-1]

    yield context
    for each in opened:
        each.close()
    assert errors == []


@pytest.fixture
def panel(contexts: Callable[..., BrowserContext], medium: Medium) -> Panel:
    page = contexts().new_page()
    page.goto(medium.start)
    return Panel(page)


@pytest.fixture
def on_site(contexts: Callable[..., BrowserContext], site_url: str) -> Panel:
    page = contexts().new_page()
    page.goto(f"{site_url}commentary/jasmine/")
    return Panel(page)


# --- what is found ------------------------------------------------------------------------------------------------


def test_a_query_lists_exactly_what_holds_it(asked: Panel, medium: Medium, entries: list[SearchEntry]) -> None:
    queries = [*QUERIES, *FURTHER_QUERIES, *VARIANTS]
    for query, (said, hits) in zip(queries, asked.answers(queries), strict=True):
        found = matching(entries, query, by_pattern if query in VARIANTS else counted)
        expected = list(filter(None, (medium.locate(each.page, each.fragment) for each in found)))
        assert found or query in ("外套", "、")
        assert said == (f"{len(expected)}件見つかりました" if expected else "何も見つかりませんでした"), query
        assert sorted(location(href) for href, *_ in hits) == sorted(expected), query
        words = [word for word in query.split() if re.search(r"\w", word)]
        for _, title, excerpt, marks in hits:
            assert all(any(by_pattern(word, mark) for word in words) for mark in marks), marks
            shown = [word for word in words if by_pattern(word, title) or by_pattern(word, excerpt)]
            assert all(any(by_pattern(word, mark) for mark in marks) for word in shown), (title, excerpt)


def test_every_address_leads_to_an_element(asked: Panel, site: Path, folder: Path, single: Path) -> None:
    pages: dict[Path, str] = {}
    for query in ("の", "of", "ん"):
        asked.ask(query)
        for href, *_ in asked.hits():
            parts = urlsplit(href)
            file = single if parts.path.endswith(single.name) else Path(parts.path.replace("%20", " "))
            if parts.scheme == "http":
                file = site / parts.path.lstrip("/") / "index.html"
            text = pages.setdefault(file, file.read_text(encoding="utf-8"))
            assert not parts.fragment or f' id="{parts.fragment}"' in text, href


def test_numbers_are_footnotes(asked: Panel) -> None:
    cases = json.loads((GOLDEN / "lookup.json").read_text(encoding="utf-8"))
    cases = [case for case in cases if re.fullmatch(r"[\d\s,、～–-]+", case["query"]) and case["query"][0] != "-"]
    assert len(cases) > 10
    answers = asked.answers(case["query"] for case in cases)
    for case, (said, hits) in zip(cases, answers, strict=True):
        titles = [title for _, title, *_ in hits]
        assert titles[: len(case["numbers"])] == [f"脚注{n}" for n in case["numbers"]], case["query"]
        for unknown in case["unknown"]:
            assert f"脚注{unknown}はありません。1～30の番号を指定してください。" in said


def test_labels_of_chapters_are_footnotes(browser: Browser, tmp_path: Path) -> None:
    """The browser answers as `edition lookup` does."""
    root = make(tmp_path, LABELLED)
    assert run("export", "--format", "html", "--to", str(tmp_path / "dist"), cwd=root).returncode == 0
    edition = open_edition(root / "data", root / "docs", CACHE)
    queries = [
        "2:3",
        "第2章注3",
        "chapter 2, note 3",
        "*",
        "注 *",
        "12A",
        "1",
        "1-2",
        "2:3-2",
        "2:3, *",
        "2:9",
        "3:1",
        "9",
    ]
    (single,) = (tmp_path / "dist").glob("*.html")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(single.as_uri())
        for query, (said, hits) in zip(queries, Panel(page).answers(queries), strict=True):
            answer = lookup(texts_of(edition), query, "en")
            ids = [urlsplit(href).fragment for href, *_ in hits]
            assert ids[: len(answer.numbers)] == [label.id for label in answer.numbers], query
            assert [label for label in answer.unknown if f"no footnote {label}." not in said] == [], (query, said)


def test_numbers_come_before_what_holds_them(asked: Panel) -> None:
    asked.ask("17")
    kinds = asked.blocks.evaluate_all("all => all.map(e => e.querySelector('.ae-search-tag').textContent)")
    assert kinds[0] == "脚注"
    assert "本文" in kinds
    assert asked.hits()[0][1] == "脚注17"


def test_what_is_called_so_comes_first(asked: Panel) -> None:
    for query, title in (
        ("防衛外交", "防衛外交"),
        ("ぼうえいがいこう", "防衛外交"),
        ("vientiane vision", "ビエンチャン・ビジョン"),
        ("日ASEAN防衛協力の継続と拡充", "日ASEAN防衛協力の継続と拡充"),
        ("防衛協力強化のための日ASEAN大臣イニシアティブ", "JASMINE"),
        ("むすび", "むすび"),
    ):
        asked.ask(query)
        expect(asked.links.first.locator(".ae-search-title")).to_have_text(title)


def test_the_text_comes_before_footnotes_terms_and_the_rest(asked: Panel) -> None:
    asked.ask("連携")
    kinds = asked.blocks.evaluate_all("all => all.map(e => e.querySelector('.ae-search-tag').textContent)")
    order = ["本文", "脚注", "用語", "方針", "年表", "資料", "ほかのページ"]
    assert kinds == sorted(kinds, key=order.index)
    assert len(set(kinds)) >= 4


def test_three_hits_of_a_page_are_shown_and_how_many_more(asked: Panel) -> None:
    asked.ask("防衛省")
    block = asked.blocks.filter(has=asked.page.locator(".ae-search-tag", has_text=re.compile("^資料$"))).last
    expect(block.locator(".ae-search-hit")).to_have_count(3)
    more = block.get_by_role("button")
    number = int(re.fullmatch(r"…ほか(\d+)件", more.inner_text())[1])  # type: ignore[index]
    more.click()
    expect(block.locator(".ae-search-hit")).to_have_count(3 + number)
    expect(block.locator(".ae-search-hit > a").nth(3)).to_be_focused()


def test_an_excerpt_is_whole_sentences(asked: Panel, entries: list[SearchEntry]) -> None:
    texts = [" · ".join(re.split("\n+", each.text)) for each in entries if each.kind == "text"]
    asked.ask("秩序")
    excerpts = [excerpt for _, _, excerpt, _ in asked.hits()]
    assert len(excerpts) > 10
    for excerpt in excerpts[:8]:
        assert len(excerpt) < 200
        part = excerpt.strip("…")
        text = next((text for text in texts if part in text), None)
        if not text or part != excerpt:
            continue
        begin = text.index(part)
        assert not begin or text[begin - 1] in "。 ", excerpt
        assert text[begin + len(part) - 1] == "。" or begin + len(part) == len(text), excerpt


# --- how it is used -----------------------------------------------------------------------------------------------


def test_by_keyboard(panel: Panel) -> None:
    panel.page.keyboard.press("Alt+Shift+F")
    expect(panel.field).to_be_focused()
    panel.page.keyboard.insert_text("島嶼国")
    expect(panel.links.nth(1)).to_be_visible()
    panel.page.keyboard.press("ArrowDown")
    expect(panel.links.nth(0)).to_be_focused()
    panel.page.keyboard.press("ArrowDown")
    expect(panel.links.nth(1)).to_be_focused()
    for _ in range(3):
        panel.page.keyboard.press("ArrowUp")
    expect(panel.field).to_be_focused()
    panel.page.keyboard.press("Escape")
    expect(panel.dialog).to_be_hidden()


def test_escape_returns_to_where_one_was(panel: Panel) -> None:
    opener = panel.page.locator("button.ae-search-open:visible").first
    opener.focus()
    panel.page.keyboard.press("Enter")
    expect(panel.field).to_be_focused()
    panel.page.keyboard.insert_text("木原")
    panel.page.keyboard.press("Escape")
    expect(panel.dialog).to_be_hidden()
    expect(opener).to_be_focused()
    panel.open()
    panel.dialog.get_by_role("button", name="閉じる").click()
    expect(panel.dialog).to_be_hidden()
    panel.open()
    panel.page.mouse.click(5, 500)  # beside the panel
    expect(panel.dialog).to_be_hidden()


def test_enter_opens_the_first_hit_and_marks_it_there(panel: Panel) -> None:
    panel.ask("同志国")
    target = panel.links.first.get_attribute("href") or ""
    panel.page.keyboard.press("Enter")
    expect(panel.dialog).to_be_hidden()
    assert set(panel.marked()) == {"同志国"}
    assert urlsplit(panel.page.url).fragment == urlsplit(target).fragment
    assert panel.page.locator("main mark").count() == 0  # what is copied has no marks
    expect(panel.page.locator(":target")).to_be_in_viewport()
    if panel.page.url.startswith("file:") and "h=" in panel.page.url:
        assert parse_qs(urlsplit(panel.page.url).query) == {"h": ["同志国"]}
    else:
        assert "同志" not in panel.page.url  # nobody is told what was searched for
    panel.open()
    assert panel.page.evaluate("CSS.highlights.has('ae-found')") is False


def test_a_mark_goes_over_what_stands_in_between(panel: Panel) -> None:
    panel.ask("呼びかける。4つの柱は基本的に")
    panel.links.first.click()
    panel.marked()
    (text,) = panel.page.evaluate(
        "[...CSS.highlights.get('ae-found')].map(r => [r.startContainer.data, r.endContainer.data])"
    )
    assert "呼びかける" in text[0]
    assert "は基本的に" in text[1]


def test_pasted_lines(panel: Panel) -> None:
    panel.open()
    panel.field.evaluate(
        """field => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", "ASEAN諸国は、\\r\\n単なる支援\\n");
          field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
        }"""
    )
    expect(panel.field).to_have_value("ASEAN諸国は、 単なる支援")
    expect(panel.links.first).to_be_visible()


def test_keys_of_an_input_method_stay_its_own(panel: Panel) -> None:
    panel.ask("木原")
    panel.field.evaluate(
        "f => f.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', isComposing: true, bubbles: true}))"
    )
    expect(panel.field).to_be_focused()
    panel.field.evaluate(
        "f => f.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true}))"
    )
    expect(panel.dialog).to_be_visible()


def test_every_key_typed_searches(panel: Panel) -> None:
    panel.open()
    panel.field.press_sequentially("Morgenthau", delay=5)
    expect(panel.links.first).to_contain_text("Morgenthau")
    expect(panel.field).to_have_value("Morgenthau")


def test_nothing_is_loaded_before_it_is_needed(contexts: Callable[..., BrowserContext], site_url: str) -> None:
    page = contexts().new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{site_url}commentary/jasmine/", wait_until="networkidle")
    assert [url for url in requests if "search-index" in url] == []
    with page.expect_request("**/assets/annotated-edition/search-index.js"):
        Panel(page).open()


def test_an_index_that_does_not_come_is_asked_for_again(browser: Browser, site_url: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/search-index.js", lambda route: route.abort())
        page.goto(f"{site_url}commentary/jasmine/")
        panel = Panel(page)
        panel.open()
        page.keyboard.insert_text("木原")
        expect(panel.said).to_contain_text("索引を読み込めませんでした")
        page.unroute("**/search-index.js")
        page.keyboard.insert_text("稔")
        expect(panel.links.first).to_be_visible()


# --- the list of footnotes ----------------------------------------------------------------------------------------


@pytest.fixture
def footnotes(contexts: Callable[..., BrowserContext], site_url: str) -> Panel:
    page = contexts().new_page()
    page.goto(f"{site_url}footnotes/")
    return Panel(page)


def test_the_footnotes_are_searched_as_by_the_command(footnotes: Panel) -> None:
    footnotes.page.get_by_role("button", name="脚注を探す").click()
    expect(footnotes.dialog).to_have_accessible_name("脚注を探す")
    cases = json.loads((GOLDEN / "lookup.json").read_text(encoding="utf-8"))
    cases = [case for case in cases if re.search(r"\w", case["query"])]
    answers = footnotes.answers(case["query"].replace("\n", " ") for case in cases)
    for case, (said, hits) in zip(cases, answers, strict=True):
        assert [title for _, title, *_ in hits] == [f"脚注{n}" for n in case["numbers"]], case["query"]
        expected = [f"{len(case['numbers'])}件見つかりました"] if case["numbers"] else []
        if not case["numbers"] and not case["unknown"]:
            expected = ["該当する脚注はありません"]
        expected += [f"脚注{n}はありません。1～30の番号を指定してください。" for n in case["unknown"]]
        assert said == " ".join(expected)


def test_a_footnote_that_is_found_is_shown(footnotes: Panel) -> None:
    footnotes.page.get_by_role("button", name="脚注を探す").click()
    footnotes.ask("海上保安庁")
    footnotes.page.keyboard.press("Enter")
    expect(footnotes.page.locator("#fn-17")).to_be_in_viewport()
    assert footnotes.marked() == ["海上保安庁"]


def test_an_address_asks_for_footnotes(contexts: Callable[..., BrowserContext], site_url: str) -> None:
    page = contexts().new_page()
    page.goto(f"{site_url}footnotes/?n=12-15")
    panel = Panel(page)
    expect(panel.dialog).to_be_visible()
    expect(panel.said).to_have_text("4件見つかりました")
    page.goto(f"{site_url}commentary/jasmine/?n=12-15")
    expect(panel.dialog).to_be_hidden()


def test_the_shortcut_is_switched_off(footnotes: Panel) -> None:
    footnotes.page.get_by_label("Alt+Shift+F").uncheck()
    footnotes.page.keyboard.press("Alt+Shift+F")
    expect(footnotes.dialog).to_be_hidden()
    footnotes.page.goto(footnotes.page.url.replace("footnotes/", "commentary/jasmine/"))
    footnotes.page.keyboard.press("Alt+Shift+F")
    expect(footnotes.dialog).to_be_hidden()
    footnotes.page.go_back()
    expect(footnotes.page.get_by_label("Alt+Shift+F")).not_to_be_checked()


# --- for everyone -------------------------------------------------------------------------------------------------


def test_without_a_script_nothing_of_it_is_shown(browser: Browser, medium: Medium) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(medium.start)
        expect(page.locator("button.ae-search-open")).to_be_hidden()
        expect(page.locator("dialog.ae-search")).to_be_hidden()
        assert page.locator("a[href*='footnotes'], a[href='#fn-17']").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_axe_with_the_panel_open(
    contexts: Callable[..., BrowserContext], site_url: str, size: tuple[int, int], scheme: str
) -> None:
    page = contexts(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme).new_page()
    page.goto(f"{site_url}commentary/jasmine/")
    panel = Panel(page)
    panel.open()
    for query in ("防衛省", "17 99"):
        panel.ask(query)
        assert violations(page, "dialog.ae-search") == []


def test_on_a_phone_it_fills_the_screen_with_the_answers_below_the_field(
    contexts: Callable[..., BrowserContext], medium: Medium
) -> None:
    page = contexts(viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True).new_page()
    page.goto(medium.start)
    button = page.locator("button.ae-search-open:visible").first
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    button.tap()
    panel = Panel(page)
    panel.ask("防衛外交")
    box, field, first = (each.bounding_box() for each in (panel.dialog, panel.field, panel.links.first))
    assert box is not None
    assert field is not None
    assert first is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *PHONE)
    assert field["y"] < 100
    assert first["y"] + first["height"] < PHONE[1] / 2  # above a keyboard
    small = panel.dialog.locator("a, button, input").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_nothing_moves_when_it_is_opened(contexts: Callable[..., BrowserContext], site_url: str) -> None:
    page = contexts().new_page()
    page.goto(f"{site_url}commentary/jasmine/")
    Panel(page).ask("防衛外交")
    shift = page.evaluate(
        """() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 150);
        })"""
    )
    assert round(shift, 3) == 0


# --- the script by itself -----------------------------------------------------------------------------------------

Entry = tuple[str, str, str]
Ask = Callable[..., list[list[Any]]]


@pytest.fixture(scope="module")
def ask(browser: Browser) -> Iterator[Ask]:
    """Asks the search of a page that has nothing but entries (address, title, text); gives the hits of each query.

    The entries are in a language in which a text is found wherever it stands, unless another is given.
    """
    english = open_edition(ENGLISH / "data", ENGLISH / "docs", CACHE)
    script = next(text for path, text in assets().items() if path.endswith("search.js"))
    rules = json.loads(index_script(english, url_of).removeprefix("aeSearch(").removesuffix(");\n"))["rules"]
    context = browser.new_context()
    context.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
    page = context.new_page()
    page.goto("https://edition.test/")

    def ask(entries: list[Entry], *queries: str, language: str = "") -> list[list[Any]]:
        group = {"kind": "Text", "title": "page", "entries": [[at, title, "", text] for at, title, text in entries]}
        data = json.dumps({"rules": {**rules, "words": word_rules(language) or None}, "groups": [group]}).replace(
            "<", "\\u003c"
        )
        button = '<button type="button" class="ae-search-open">Search</button>'
        parts = [button, str(Writer(english, "index.md").search()), f"<script>{script}</script>"]
        page.set_content(f"<main>{''.join(parts)}</main><script>aeSearch({data})</script>")
        return [hits for _, hits in Panel(page).answers(queries)]

    yield ask
    context.close()


@pytest.mark.parametrize(
    ("text", "query", "marks"),
    [
        ("距離は３㌔です。", "3キロ", ["３㌔"]),
        ("㌔", "キ", ["㌔"]),
        ("ﾋﾞｼﾞｮﾝを示す", "ビジョン", ["ﾋﾞｼﾞｮﾝ"]),
        ("か\u3099行", "が", ["か\u3099"]),
        ("𠮷野家は𠮷い", "𠮷", ["𠮷", "𠮷"]),
        ("葛\U000e0100飾区", "葛飾", ["葛\U000e0100飾"]),
        ("島 嶼 国\u2060。防\u200b衛\u00ad外交", "島嶼国。防衛", ["島 嶼 国\u2060。防\u200b衛"]),
        ("Straße, ΛΌΓΟΣ", "STRASSE λόγος", ["Straße", "ΛΌΓΟΣ"]),
        ("防衛外交", "防衛 衛外", ["防衛外"]),
        ("ビエンチャン・ビジョンと日‐ASEAN", "ビエンチャンビジョン 日ASEAN", ["ビエンチャン・ビジョン", "日‐ASEAN"]),
        ("サーバーとサーバ", "サーバ", ["サーバ", "サーバ"]),
        ("島しょ国と島嶼国", "島嶼国", ["島しょ国", "島嶼国"]),
        ("15-16頁と16頁", "16頁", ["16頁", "16頁"]),
        ("15-16", "-16", ["16"]),
    ],
)
def test_what_is_found_is_marked(ask: Ask, text: str, query: str, marks: list[str]) -> None:
    (((_, _, _, marked),),) = ask([("a/", "", text)], query)
    assert marked == marks


def test_words_and_phrases_are_found_and_marked_as_by_python(ask: Ask) -> None:
    for case in json.loads((GOLDEN / "search.json").read_text(encoding="utf-8")):
        (hits,) = ask([("a/", "", case["text"])], case["query"], language=case["language"])
        assert [mark for *_, marks in hits for mark in marks] == case["marks"], case


def test_hostile_titles_and_texts_stay_text(ask: Ask) -> None:
    evil = '<img src=x onerror="document.title=1"> &amp; </mark><script>'
    entries = [("a/", evil, evil), ("a/#b", evil, f"{evil} 防衛"), ('"><b>', "防衛", "")]
    for hits in ask(entries, "img", "防衛", "amp;", "mark> onerror"):
        for href, title, excerpt, _ in hits:
            assert title in (evil, "防衛")
            assert excerpt.strip("…") in (evil, f"{evil} 防衛", "")
            assert "<" not in href


def test_an_excerpt_shows_each_word_and_whole_characters(ask: Ask) -> None:
    text = "𠮷" * 200 + "。 はじめは甲である。" + "𠮷" * 200 + "乙" + "𠮷" * 200
    (((_, _, excerpt, marks),),) = ask([("a/", "題", text)], "乙 甲")
    assert marks == ["甲", "乙"]
    assert "はじめは甲である。" in excerpt
    assert excerpt.endswith("𠮷…")
    assert excerpt.isprintable()  # no half of a character
    assert len(excerpt) < 400


@pytest.mark.parametrize("language", ["", "en"])
def test_it_agrees_with_python_on_any_text(ask: Ask, language: str) -> None:
    def finds(word: str, text: str) -> bool:
        return bool(word_pattern(word, language).search(strip_differences(text, language)))

    chance = random.Random(342)
    letters = [
        *"aA1ａＢseing防衛外交ガカキロ㌔㍿がか。 　\u3099\u309aﾞﾟｶﾊ\u2060\u200b\u00ad𠮷ﬁ①½ßς각ᄀ・ー-–ヴビ島嶼しょ取り組み23"
    ]
    words = ["".join(chance.choices(letters, k=chance.randint(1, 3))) for _ in range(80)]
    texts = ["".join(chance.choices(letters, k=60)) for _ in range(40)]
    entries: list[Entry] = [(f"#{n}", "", text) for n, text in enumerate(texts)]
    words = [word for word in words if re.search(r"[^\W_]", strip_differences(word)) and len(word.split()) == 1]
    for word, hits in zip(words, ask(entries, *words, language=language), strict=True):
        found = [int(urlsplit(href).fragment) for href, *_ in hits]
        expected = [n for n, text in enumerate(texts) if finds(word, text)]
        assert sorted(found) == expected, ascii(word)
        for _, _, excerpt, marks in hits:
            assert marks, excerpt
            assert all(finds(word, mark) for mark in marks), ascii(marks)


def test_a_thousand_entries(ask: Ask) -> None:
    texts = [f"{'防衛外交と島嶼国の中心性。' * 40}{n}" for n in range(1000)]
    entries: list[Entry] = [(f"{n // 20}/#{n}", f"節{n}", text) for n, text in enumerate(texts)]
    all_, one, none = ask(entries, "中心性", "節718", "外套")
    assert (len(all_), [urlsplit(hit[0]).fragment for hit in one], none) == (1000, ["718"], [])
