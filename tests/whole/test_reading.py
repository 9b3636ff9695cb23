"""Reading the shipped edition and its translation in a real browser: by mouse, touch and keyboard, with a script and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from annotated_edition.model.wording import wording
from support.axe import COLOURS, RULES, violations
from support.browser import DESK, NARROW_DESK, PHONE, SMALL_DESK, TABLET, Open, expect
from support.editions import FOOTNOTES_OF, shipped
from support.places import ROOT
from support.translations import open_translation

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
#: Where the site of a language is below that of the edition; a test in both reads less of the second.
BELOW = {"ja": "", "en": "en/"}
both = pytest.mark.parametrize("language", BELOW)


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None, selector
    return dict(found)


def inside(outer: tuple[int, int], inner: dict[str, float]) -> bool:
    width, height = outer
    return (
        inner["x"] >= 0
        and inner["y"] >= 0
        and inner["x"] + inner["width"] <= width
        and inner["y"] + inner["height"] <= height
    )


# --- footnotes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "section"), [*(("ja", section) for section in FOOTNOTES_OF), ("en", "introduction")]
)
def test_footnotes_by_touch(open_page: Open, language: str, section: str) -> None:
    page, words = open_page(f"{BELOW[language]}commentary/{section}/", PHONE), wording(language)
    length = page.evaluate("history.length")
    for number in FOOTNOTES_OF[section]:
        close = ("Escape", "outside", "button")[number % 3]
        reference = page.locator(f"#fnref-{number} a")
        reference.scroll_into_view_if_needed()
        target = box(page, f"#fnref-{number} a")
        assert min(target["width"], target["height"]) >= 24
        place = page.evaluate("scrollY")
        note = page.locator(f"#note-{number}")
        expect(note).to_be_hidden()
        reference.tap()
        expect(note).to_be_visible()
        assert inside(PHONE, box(page, f"#note-{number}")), number
        assert words["footnote-n"].format(n=number) in note.inner_text()
        assert reference.get_attribute("aria-expanded") == "true"
        if close == "Escape":
            page.keyboard.press("Escape")
        elif close == "button":
            note.get_by_role("button", name=words["close"]).tap()
        else:
            below = box(page, f"#note-{number}")["y"] > target["y"]
            page.touchscreen.tap(2, target["y"] - 4 if below else target["y"] + target["height"] + 4)
        expect(note).to_be_hidden()
        assert page.evaluate("scrollY") == place
        expect(reference).to_have_attribute("aria-expanded", "false")
    assert page.evaluate("history.length") == length
    assert urlsplit(page.url).fragment == ""


@both
def test_a_second_tap_closes_and_another_reference_replaces(open_page: Open, language: str) -> None:
    page = open_page(f"{BELOW[language]}commentary/definition/", PHONE)
    page.locator("#fnref-2 a").tap()
    expect(page.locator("#note-2")).to_be_visible()  # a tap before the cards have come asks for them once more
    page.locator("#fnref-2 a").tap()
    expect(page.locator("#note-2")).to_be_hidden()
    page.locator("#fnref-2 a").tap()
    page.locator("#fnref-2 a").evaluate("e => document.querySelector('#fnref-6 a').click()")
    expect(page.locator("#note-2")).to_be_hidden()
    expect(page.locator("#note-6")).to_be_visible()
    assert page.locator("a[aria-expanded=true]").count() == 1


@pytest.mark.parametrize(("language", "size"), [("ja", PHONE), ("ja", TABLET), ("en", TABLET)])
def test_footnotes_by_keyboard(open_page: Open, language: str, size: tuple[int, int]) -> None:
    page = open_page(f"{BELOW[language]}commentary/jasmine/", size)
    page.locator("#fnref-10 a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#note-10")).to_be_visible()
    assert page.evaluate("document.activeElement.parentNode.id") == "fnref-10"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.ae-note')?.id") == "note-10"
    page.keyboard.press("Escape")
    expect(page.locator("#note-10")).to_be_hidden()
    assert page.evaluate("document.activeElement.parentNode.id") == "fnref-10"
    page.keyboard.press("Enter")
    for _ in range(20):  # Tab leads through the note and out of it, and then it is closed
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('.ae-note')"):
            break
    expect(page.locator("#note-10")).to_be_hidden()


def test_what_a_note_says_in_english(open_page: Open) -> None:
    page = open_page("en/commentary/five-cooperation-concepts/", TABLET)
    page.locator("#fnref-17 a").tap()
    said = page.locator("#note-17").inner_text()
    for text in (
        "Ibid.",
        "Ibid. → Footnote 16: ",
        "21 March 2024",
        "(in Japanese)",
        "The author’s remark (summarised by this edition)",
        "16, 17 (this one)",
    ):
        assert text in said
    assert "https://" not in said
    assert page.locator("#note-17 [lang=ja]").first.inner_text().startswith("第2回")


def test_what_a_note_says(open_page: Open) -> None:
    def said(section: str, number: int) -> str:
        page = open_page(f"commentary/{section}/", TABLET)
        page.locator(f"#fnref-{number} a").tap()
        return page.locator(f"#note-{number}").inner_text()

    third = said("definition", 3)
    for text in (
        "脚注3",
        "同上、2-3、15-16頁。",
        "同上 → 脚注2：",
        "勁草書房、2021年",
        "2、3（表示中）、4、6",
        "出典をコピー",
        "脚注一覧で見る",
    ):
        assert text in third
    eleventh = said("jasmine", 11)
    for text in ("出典2件", "1. ", "、2頁", "初出：脚注8", "資料を開く（PDF）", "この脚注のみ", "資料についての注："):
        assert text in eleventh
    seventeenth = said("five-cooperation-concepts", 17)
    for text in (
        "同上。",
        "同上 → 脚注16：",
        "（2024年3月21日）",
        "資料を開く",
        "脚注の説明（注釈版による要約）",
        "16、17（表示中）",
    ):
        assert text in seventeenth
    assert "https://" not in third + eleventh + seventeenth


#: Of each remark: its number, how far below its reference it begins, and whether it stands beside the text and whole.
REMARKS = """() => [...document.querySelectorAll(".ae-beside")].map((remark) => {
  const box = remark.getBoundingClientRect(), text = remark.closest("p, li").getBoundingClientRect();
  const line = remark.previousElementSibling.getBoundingClientRect();
  return [remark.querySelector("b").textContent, box.top - line.top, box.left > text.right && box.right <= innerWidth];
})"""


@pytest.mark.parametrize(
    ("language", "size"), [*(("ja", s) for s in (NARROW_DESK, SMALL_DESK, DESK)), ("en", SMALL_DESK)]
)
def test_remarks_stand_beside_their_lines(open_page: Open, language: str, size: tuple[int, int]) -> None:
    for section, numbers in list(FOOTNOTES_OF.items())[:: 1 if language == "ja" else 2]:
        page = open_page(f"{BELOW[language]}commentary/{section}/", size)
        remarks = page.evaluate(REMARKS)
        assert [number for number, _, _ in remarks] == [str(number) for number in numbers]
        assert [each for each in remarks if not (0 <= each[1] <= 120 and each[2])] == []


@pytest.mark.parametrize("size", [SMALL_DESK, DESK])
@pytest.mark.parametrize(
    "block",
    [
        "<table><tr>" + "<td>wide wide wide wide wide wide wide wide wide wide wide wide</td>" * 4 + "</tr></table>",
        f"<div class='md-typeset__scrollwrap'><div class='md-typeset__table'><table><tr>{'<td>wide</td>' * 12}</tr></table></div></div>",
        f"<pre><code>{'wide ' * 80}</code></pre>",
        "<figure><img width='1400' height='300' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></figure>",
    ],
)  # fmt: skip
def test_wide_blocks_stay_clear_of_margin_notes(open_page: Open, size: tuple[int, int], block: str) -> None:
    page = open_page("commentary/definition/", size)
    page.evaluate("html => document.querySelector('#fnref-3').closest('p').insertAdjacentHTML('afterend', html)", block)
    wide, note = box(page, "p:has(#fnref-3) + *"), box(page, "#fnref-3 + .ae-beside")
    assert wide["x"] + wide["width"] <= note["x"]


def test_a_desk_has_the_same_cards_as_a_phone(open_page: Open) -> None:
    page = open_page("commentary/jasmine/", DESK)
    page.get_by_text("この節の脚注（9件）").last.click()
    tree = page.locator("article").aria_snapshot()
    assert tree.count("資料57") == 1  # footnote 13: the remark beside the text is not met
    for opener in ("#fnref-8 a", "#fnref-8 + .ae-beside"):
        page.locator(opener).click()
        expect(page.locator("#note-8").get_by_role("button", name="出典をコピー")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.locator("#note-8").locator("a").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#fnref-8 a")).to_be_focused()


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_cards_open_in_place_everywhere(open_page: Open, size: tuple[int, int]) -> None:
    paths = ["", "initiatives/", "initiatives/jasmine/", "chronology/", "terms/", "footnotes/", "commentary/jasmine/"]
    for path in paths[:: 1 if size == PHONE else 3]:
        page = open_page(path, size)
        address = page.url
        for kind in ("sup a", "a.ae-number", "a.ae-term", "a.ae-element"):
            link = page.locator(f".md-content {kind}[data-ae-note]:visible").first
            if link.count():
                link.focus()
                page.keyboard.press("Enter")
                expect(page.locator(f"#{link.get_attribute('data-ae-note')}:popover-open")).to_be_visible()
                page.keyboard.press("Escape")
        assert page.url == address
    link = page.locator("#fnref-9 a")
    link.click()
    page.locator("#note-9 a.ae-number").first.click()  # from a card to another one, and back
    expect(page.locator("#note-7:popover-open")).to_be_visible()
    page.locator("#note-7").get_by_role("button", name="戻る").click()
    expect(page.locator("#note-9:popover-open")).to_be_visible()


@both
def test_what_a_section_offers(open_page: Open, language: str) -> None:
    """One page for many: copies are the text, the notes fold, the reader chooses the marks, and that is kept."""
    edition, words = (shipped() if language == "ja" else open_translation(ROOT, "en")), wording(language)
    address = f"{BELOW[language]}commentary/jasmine/"
    page = open_page(address, DESK, permissions=["clipboard-read", "clipboard-write"])
    for paragraph in next(each for each in edition.sections if each.page.endswith("jasmine.md")).paragraphs:
        page.evaluate("id => getSelection().selectAllChildren(document.getElementById(id))", paragraph.id)
        page.keyboard.press("Control+c")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert re.sub(r"[〔\[][0-9]+[〕\]]", "", copied) == paragraph.text
        assert re.findall(r"[〔\[]([0-9]+)[〕\]]", copied) == list(paragraph.footnotes)
    page.get_by_role("button", name=words["offer"]).click()
    expect(page.locator(".ae-offer")).to_have_text(words["copied"])
    title, quote = (
        next(each.title for each in edition.sections if each.page.endswith("jasmine.md")),
        {"ja": "「", "en": "“"}[language],
    )
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{copied}\n\n{quote}{title}")
    expect(page.locator("#fn-7")).to_be_hidden()
    page.get_by_text(words["in-section"].format(n=9)).last.click()
    expect(page.locator("#fn-7")).to_be_visible()
    shown = "[...document.querySelectorAll('a.ae-term')].filter(a => !/, 0\\)$/.test(getComputedStyle(a).textDecorationColor)).length"
    few = page.evaluate(shown)
    page.get_by_label(words["marks-all"]).check()
    assert page.evaluate(shown) == page.locator("a.ae-term").count() > few > 0
    page.get_by_label(words["marks-none"]).check()
    page.get_by_label(words["voices"]).check()
    page.goto(page.url.replace("jasmine", "conclusion"))
    assert page.evaluate(shown) == 0
    assert page.evaluate("CSS.highlights.get('ae-unsupported').size") > 0
    expect(page.locator(".ae-grounds").last).to_contain_text(words["grounds"])
    page.goto(page.url + "#fn-30")
    expect(page.locator("#fn-30")).to_be_in_viewport()


def test_on_a_phone_the_text_begins_soon(open_page: Open) -> None:
    page = open_page("commentary/introduction/", PHONE)
    for section in FOOTNOTES_OF:
        page.goto(page.url.replace(page.url.rstrip("/").rpartition("/")[2], section))
        assert box(page, ".md-content__inner > p >> nth=0")["y"] <= 220, section


def test_paper_has_end_notes_only(open_page: Open) -> None:
    page = open_page("commentary/jasmine/", DESK)
    page.emulate_media(media="print")
    assert page.locator(".ae-beside:visible").count() == 0
    expect(page.locator("#fn-7")).to_be_visible()


# --- terms --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "size", "name", "texts"),
    [
        ("ja", PHONE, "防衛外交", ("ぼうえいがいこう", "defense diplomacy", "主に平時に", "すべての箇所")),
        ("ja", DESK, "防衛外交", ("ぼうえいがいこう", "defense diplomacy", "主に平時に", "すべての箇所")),
        ("en", DESK, "defense diplomacy", ("防衛外交", "mainly in peacetime", "All places")),
    ],
)
def test_terms(open_page: Open, language: str, size: tuple[int, int], name: str, texts: tuple[str, ...]) -> None:
    page = open_page(f"{BELOW[language]}commentary/definition/", size)
    link = page.get_by_role("link", name=name, exact=True).first
    note = page.locator("#about-defense-diplomacy")
    expect(note).to_be_hidden()
    link.focus()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    assert inside(size, box(page, "#about-defense-diplomacy"))
    for text in texts:
        assert text in note.inner_text()
    page.keyboard.press("Tab")
    expect(note.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(link).to_be_focused()
    link.tap() if size == PHONE else link.click()
    expect(note).to_be_visible()
    note.get_by_role("link", name=texts[-1]).click()
    expect(page).to_have_url(re.compile(r"terms/#defense-diplomacy$"))


def test_readings(open_page: Open) -> None:
    page = open_page("terms/")
    expect(page.locator("#defense-diplomacy rt")).to_have_text("ぼうえいがいこう")
    assert page.locator("ruby").count() > 20


# --- the list of footnotes ------------------------------------------------------------------------------------------


@both
def test_the_way_from_one_footnote_to_the_next(open_page: Open, language: str) -> None:
    page, words = open_page(f"{BELOW[language]}footnotes/#fn-15"), wording(language)
    expect(page.locator("#fn-15")).to_be_in_viewport()
    page.locator("#fn-15").get_by_role("link", name=words["next-footnote"]).click()
    expect(page.locator("#fn-16")).to_be_in_viewport()
    page.locator("#fn-16").get_by_role("link", name=words["previous-footnote"]).click()
    expect(page.locator("#fn-15")).to_be_in_viewport()
    numbers = page.get_by_role("navigation", name=words["footnote-numbers"])
    numbers.get_by_role("link", name=words["footnote-n"].format(n=30)).click()
    expect(page.locator("#fn-30")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("ja", "防衛省・自衛隊「第2回日・太平洋島嶼国国防大臣会合（JPIDD）について」（2024年3月21日）"),
        (
            "en",
            "Ministry of Defense/Self-Defense Forces, 第2回日・太平洋島嶼国国防大臣会合（JPIDD）について [The Second",
        ),
    ],
    ids=BELOW,
)
def test_copying(open_page: Open, language: str, first: str) -> None:
    page = open_page(f"{BELOW[language]}footnotes/", permissions=["clipboard-read", "clipboard-write"])
    copy, copied = wording(language)["copy-citation"], wording(language)["copied"]
    card = page.locator("#fn-17")
    card.get_by_role("button", name=copy).click()
    expect(card.locator(".ae-said")).to_have_text(copied)
    assert page.evaluate("navigator.clipboard.readText()").startswith(first)
    page.locator("#fn-11").get_by_role("button", name=copy).click()
    expect(page.locator("#fn-11 .ae-said")).to_have_text(copied)
    assert len(page.evaluate("navigator.clipboard.readText()").split("\n")) == 2
    path = f"{BELOW[language]}commentary/conclusion/"
    page = open_page(path, PHONE, permissions=["clipboard-read", "clipboard-write"])
    page.locator("#fnref-30 a").tap()
    page.locator("#note-30").get_by_role("button", name=copy).tap()
    expect(page.locator("#note-30 .ae-said")).to_have_text(copied)


def test_copying_where_the_clipboard_is_refused(open_page: Open) -> None:
    page = open_page("footnotes/")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    button = page.locator("#fn-2").get_by_role("button", name="出典をコピー")
    button.click()
    expect(page.locator("#fn-2 .ae-said")).to_have_text("コピーしました")
    expect(button).to_be_focused()
    page.evaluate("document.execCommand = () => false")
    button.click()
    expect(page.locator("#fn-2 .ae-said")).to_have_text("コピーできませんでした。文字を選択してコピーしてください")


@pytest.mark.parametrize("key", ["f", "s", "/", "p", "n", ",", "."])
def test_no_key_of_one_character_does_anything(open_page: Open, key: str) -> None:
    page = open_page("commentary/jasmine/")
    page.keyboard.press(key)
    page.wait_for_timeout(100)
    expect(page).to_have_url(re.compile(r"commentary/jasmine/$"))
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.get_by_role("button", name="検索").click()
    page.keyboard.press(key)
    expect(page.get_by_role("searchbox")).to_have_value(key)


# --- without a script -----------------------------------------------------------------------------------------------


def test_without_a_script(open_page: Open) -> None:
    for section, numbers in FOOTNOTES_OF.items():
        page = open_page(f"commentary/{section}/", PHONE, java_script_enabled=False)
        for number in numbers:
            expect(page.locator(f"#note-{number}")).to_be_hidden()
            expect(page.locator(f"#fn-{number}")).to_be_visible()
            assert page.locator(f"#fnref-{number} a").get_attribute("href") == f"#fn-{number}"
        page.locator(f"#fnref-{numbers[0]} a").tap()
        expect(page).to_have_url(re.compile(rf"#fn-{numbers[0]}$"))
        page.locator(f"#fn-{numbers[0]}").get_by_role("link", name="参照箇所へ戻る").tap()
        expect(page).to_have_url(re.compile(rf"#fnref-{numbers[0]}$"))
    page = open_page("commentary/definition/", PHONE, java_script_enabled=False)
    page.locator("a.ae-term").first.tap()
    page.wait_for_url("**/terms/#*")
    page = open_page("footnotes/?n=17", PHONE, java_script_enabled=False)
    expect(page.locator(".ae-find")).to_be_hidden()
    assert page.locator("button[data-ae-copy]:visible").count() == 0
    assert page.locator(".ae-card:visible").count() == 30
    page = open_page("commentary/jasmine/", DESK, java_script_enabled=False)
    expect(page.locator("#fnref-7 + .ae-beside")).to_be_visible()


# --- finding one's way --------------------------------------------------------------------------------------------------


def test_without_a_script_in_english(open_page: Open) -> None:
    page = open_page("en/commentary/jasmine/", PHONE, java_script_enabled=False)
    page.locator("#fnref-7 a").tap()
    expect(page).to_have_url(re.compile(r"/en/.*#fn-7$"))
    page.locator("#fn-7").get_by_role("link", name="Back to").first.tap()
    expect(page).to_have_url(re.compile(r"/en/.*#fnref-7$"))
    page.locator("a.ae-term").first.tap()
    page.wait_for_url("**/en/terms/#*")


def test_ways_in_english(open_page: Open) -> None:
    page = open_page("en/commentary/jasmine/")
    expect(page.locator(".md-footer__link--prev")).to_contain_text("Definition")
    expect(page.locator(".md-footer__link--next")).to_contain_text("The Pacific Island countries")
    expect(page.locator(".ae-imprint")).to_contain_text("Version 1.0.0, 23 November 2026")
    expect(page.locator(".md-banner")).to_contain_text("not an official publication")


def test_ways(open_page: Open) -> None:
    page = open_page("commentary/jasmine/")
    place = page.get_by_role("navigation", name="原文での位置")
    assert place.inner_text().split() == ["NIDSコメンタリー", "第342号", "（1）対ASEAN：JASMINE（全6節の3番目）"]
    assert page.locator(".ae-original").get_by_role("link", name="原文（防衛研究所のサイト）").count() == 1
    expect(page.locator(".md-footer__link--prev")).to_contain_text("定義")
    expect(page.locator(".md-footer__link--next")).to_contain_text("（2）対太平洋島嶼国：5つの協力コンセプト")
    expect(page.locator(".ae-imprint")).to_contain_text("第1.0.0版（2026年11月23日）")
    assert page.get_by_role("link", name="誤りを知らせる").count() == 0  # the edition names nobody
    expect(page.locator(".md-banner")).to_contain_text("公式な刊行物ではありません")


# --- whatever is open ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("ja", PHONE, "light"), ("ja", PHONE, "dark"), ("en", DESK, "light")],
)
def test_axe_with_something_open(open_page: Open, language: str, size: tuple[int, int], scheme: str) -> None:
    rules, words = COLOURS if scheme == "dark" else RULES, wording(language)
    page = open_page(f"{BELOW[language]}commentary/five-cooperation-concepts/", size, color_scheme=scheme)
    page.locator("#fnref-17 a").click()
    assert violations(page, rules=rules) == []
    page.keyboard.press("Escape")
    page.locator("a.ae-term").first.click()
    expect(page.locator(".ae-note:popover-open")).to_be_visible()
    assert violations(page, rules=rules) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name=words["search"]).focus()
    page.keyboard.press("Enter")
    page.keyboard.type("JASMINE")
    page.locator(".ae-search-hit").first.wait_for()
    assert violations(page, rules=rules) == []
    page.keyboard.press("Escape")
    if size == PHONE:
        page.get_by_role("button", name="ナビゲーション").focus()
        page.keyboard.press(" ")
        expect(page.get_by_role("link", name="共通点").first).to_be_visible()
        assert violations(page, rules=rules) == []
    page = open_page(f"{BELOW[language]}footnotes/", size, color_scheme=scheme)
    page.get_by_role("button", name=words["find-footnote"]).click()
    page.get_by_role("searchbox", name=words["find-footnote"]).fill("17 99")
    page.keyboard.press("Escape")
    page.locator("#fn-17").get_by_role("button", name=words["copy-citation"]).click()
    page.evaluate("scrollTo(0, 0)")  # a list of contents scrolled by half an entry is none of its concern
    assert violations(page, rules=rules) == []


@pytest.mark.parametrize("size", [PHONE, (1000, 800), DESK])
def test_the_focus_is_always_seen(open_page: Open, size: tuple[int, int]) -> None:
    page = open_page("commentary/definition/", size)
    lost = []
    for step in range(60):
        page.keyboard.press("Tab")
        page.wait_for_timeout(350 if step < 8 else 20)
        found = page.evaluate(
            """() => {
              const e = document.activeElement, [box] = e.getClientRects();
              if (e === document.body) return "end";
              if (!box) return e.outerHTML.slice(0, 100);
              const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              const marked = getComputedStyle(e).outlineStyle !== "none";
              return seen && (e.contains(seen) || seen.contains(e)) && marked ? null : e.outerHTML.slice(0, 100);
            }"""
        )
        if found == "end" and step > 20:  # behind the last link
            break
        if found:
            lost.append(found)
    assert lost == []
