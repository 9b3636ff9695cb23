"""What the search knows of an edition, how it compares texts, and the script that holds its index."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as etree

import pytest

from annotated_edition import Edition, open_edition
from annotated_edition.model.addresses import url_of
from annotated_edition.model.spans import plain
from annotated_edition.site.pages import generated_files
from annotated_edition.site.search import INDEX, KINDS, SearchEntry, index_script, search_entries
from annotated_edition.site.writer import Writer
from annotated_edition.views.lookup import FOLDING, query_patterns, strip_differences, word_pattern
from support.editions import make
from support.golden import GOLDEN
from support.places import CACHE, ROOT


def opened(root: Path) -> Edition:
    return open_edition(root / "data", root / "docs", CACHE)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return opened(ROOT)


@pytest.fixture(scope="module")
def entries(edition: Edition) -> list[SearchEntry]:
    return list(search_entries(edition))


def holding(entries: list[SearchEntry], text: str) -> list[SearchEntry]:
    """Return the entries whose title or text has a text, but for white space."""
    return [each for each in entries if squeezed(text) in squeezed(f"{each.title}\n{each.text}")]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


# --- entries ------------------------------------------------------------------------------------------------------


def test_everything_has_an_entry_of_its_own(edition: Edition, entries: list[SearchEntry]) -> None:
    found = Counter((each.page, each.fragment) for each in entries)
    expected = [("footnotes.md", footnote.id) for footnote in edition.footnotes.values()]
    expected += [("sources.md", key) for key in edition.sources]
    expected += [("terms.md", id_) for id_ in edition.terms]
    expected += [("chronology.md", event.id) for event in edition.events]
    expected += [("initiatives/index.md", row.id) for row in edition.comparison]
    for initiative in edition.initiatives.values():
        page = f"initiatives/{initiative.id}.md"
        expected += [(page, ""), *((page, element.id) for element in initiative.elements)]
    for section in edition.sections:
        expected += [(section.page, ""), *((section.page, each.id) for each in section.paragraphs)]
        expected += [(section.page, each.id) for each in section.headings if each.level > 1]
    assert [each for each in expected if found[each] != 1] == []
    written = {page for page, each in edition.pages.items() if each.searched}
    assert written <= {page for page, _ in found}
    assert set(found.values()) == {1}


def test_a_paragraph_says_where_it_stands(entries: list[SearchEntry]) -> None:
    found = {(each.page, each.fragment): each for each in entries}
    paragraph = found["commentary/jasmine.md", "p-2"]
    assert (paragraph.kind, paragraph.title, paragraph.trail) == ("text", "", ("（1）対ASEAN：JASMINE", "根拠"))
    heading = found["commentary/jasmine.md", "character"]
    assert (heading.title, heading.trail, heading.text) == ("特徴", ("（1）対ASEAN：JASMINE",), "")
    assert found["footnotes.md", "fn-17"].title == "脚注17"


def test_what_stands_below_a_paragraph_without_an_id_is_found_at_it(entries: list[SearchEntry]) -> None:
    (found,) = holding(entries, "脚注10は、原文では4つの柱の一覧の全体にかかる")
    assert (found.page, found.fragment) == ("commentary/jasmine.md", "p-3")


def test_a_sentence_is_found_in_its_paragraph_only(edition: Edition, entries: list[SearchEntry]) -> None:
    for footnote in edition.footnotes.values():
        for reference in footnote.references:
            for line in reference.sentence.split("\n"):
                assert reference.page in {each.page for each in holding(entries, line)}, line
                others = [each for each in holding(entries, line) if each.kind in ("footnote", "source", "term")]
                assert others == [], line


def test_a_footnote_is_found_by_its_citations_in_full(edition: Edition, entries: list[SearchEntry]) -> None:
    for footnote in edition.footnotes.values():
        for text in (plain(footnote.after), *(plain(citation.full) for citation in footnote.citations)):
            found = [each.fragment for each in holding(entries, text) if each.kind == "footnote"]
            assert footnote.id in found, text


def test_a_term_is_found_by_every_name(edition: Edition, entries: list[SearchEntry]) -> None:
    for term in edition.terms.values():
        for name in filter(None, (term.name, term.reading, term.en, *term.aliases)):
            assert term.id in {each.fragment for each in holding(entries, name) if each.kind == "term"}, name


def test_no_reference_is_in_a_text(entries: list[SearchEntry]) -> None:
    assert [each.fragment for each in entries if re.search(r"\[\^|\]\(|\{#", each.text) and each.kind != "page"] == []


def test_entries_come_in_the_order_of_their_kinds(entries: list[SearchEntry]) -> None:
    order = list(dict.fromkeys(each.kind for each in entries if each.kind != "page"))
    assert order == [kind for kind in KINDS if kind != "page"]


@pytest.mark.parametrize("written", ["true", "True"])
def test_a_page_that_is_excluded_stays_out(tmp_path: Path, written: str) -> None:
    page = f"---\nsearch:\n  exclude: {written}\n---\n\n# Kept out\n\nNobody finds this.\n"
    edition = opened(make(tmp_path, **{"docs/hidden.md": page, "docs/shown.md": page.replace(written, "false")}))
    pages = {each.page for each in search_entries(edition)}
    assert "docs/hidden.md" not in pages
    assert {"shown.md", "hidden.md"} & pages == {"shown.md"}
    assert "hidden.md" in edition.pages


def test_what_code_and_raw_html_say_is_found_where_they_stand(tmp_path: Path) -> None:
    text = (
        '# Help\n\n```py\na < b\n```\n\n## One {#one}\n\nText `c`.\n\n<table class="x">\n<tr><td\ntitle="not">cell &amp; '
        "<!-- not -->row</td></tr>\n</table>\n\n## Two {#two}\n\n- Item\n\n        indented\n\n<hr>\n"
    )
    edition = opened(make(tmp_path, **{"docs/help.md": text}))
    found = [each for each in search_entries(edition) if each.page == "help.md"]
    assert [(each.fragment, each.text) for each in found] == [
        ("", "a < b"),
        ("one", "Text c.\n\ncell & row"),
        ("two", "Item\n\nindented"),
    ]


def test_a_page_is_divided_at_headings_with_an_id(tmp_path: Path) -> None:
    page = (
        "# Help\n\nFirst.\n\n## Named {#named}\n\nSecond.\n\n### Unnamed\n\nThird.\n\n| a | b |\n| - | - |\n| c | d |\n"
    )
    edition = opened(make(tmp_path, **{"docs/help.md": page}))
    found = [each for each in search_entries(edition) if each.page == "help.md"]
    assert [(each.fragment, each.title, each.text) for each in found] == [
        ("", "Help", "First."),
        ("named", "Named", "Second.\n\nUnnamed\n\nThird.\n\na\n\nb\n\nc\n\nd"),
    ]
    assert {each.kind for each in found} == {"page"}


# --- comparing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("１７", "脚注17"),  # width
        ("ｼｬﾝｸﾞﾘﾗ", "シャングリラ会合"),
        ("か\u3099行", "が行"),  # composition
        ("asean", "ASEAN諸国"),  # case
        ("STRASSE", "Straße"),
        ("防衛 外交", "「防衛外交」"),  # white space
        ("防\u3000衛", "防\n衛"),
        ("防\u200b衛\u00ad外交", "防衛\u2060外交"),  # invisible characters
        ("葛飾", "葛\U000e0100飾区"),
        ("ビエンチャンビジョン", "ビエンチャン・ビジョン"),  # middle dots
        ("ビエンチャン･ビジョン", "ビエンチャンビジョン"),
        ("モーゲンソー", "モーゲンソ"),  # long vowel marks
        ("サーバ", "サーバー"),
        ("ship-rider", "Ship Rider"),  # hyphens and dashes
        ("日‐ASEAN", "日–ASEAN"),
        ("2-3", "2–3頁"),
        ("島しょ国", "太平洋島嶼国"),  # spellings
        ("島嶼国", "太平洋島しょ国"),
        ("強靭性", "強靱性"),
        ("イニシアティヴ", "イニシアティブ"),
        ("イニシアチブ", "イニシアティブ"),
        ("ビジョン", "ヴィジョン"),
        ("ヴェトナム", "ベトナム"),
        ("相沢", "相澤"),
        ("五つの柱", "5つの柱"),
        ("取組", "取り組み"),
        ("受入れ", "受け入れ"),
    ],
)
def test_differences_that_do_not_count(word: str, text: str) -> None:
    assert word_pattern(word).search(strip_differences(text))


@pytest.mark.parametrize("case", json.loads((GOLDEN / "search.json").read_text(encoding="utf-8")), ids=str)
def test_words_and_phrases_are_found_by_the_rules_of_a_language(case: dict[str, Any]) -> None:
    text = strip_differences(case["text"], case["language"])
    patterns = query_patterns(case["query"], case["language"])
    assert all(pattern.search(text) for pattern in patterns) == bool(case["marks"])


@pytest.mark.parametrize("row", FOLDING["variants"], ids=lambda row: row[0])
def test_each_spelling_finds_all_of_its_row(row: list[str]) -> None:
    for word, text in product(row, row):
        assert word_pattern(word).search(strip_differences(f"前{text}後")), (word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("-1", "15-16"),
        ("1", "15-16頁"),
        ("5", "15"),
        ("月1", "11月15日"),
        ("1月", "11月"),
        ("1516", "15-16"),
        ("1516", "15 16"),
        ("12", "1・2"),
        ("島", "鳥"),
    ],
)
def test_what_is_not_found(word: str, text: str) -> None:
    assert not word_pattern(word).search(strip_differences(text))


def test_a_number_is_found_as_a_whole() -> None:
    assert word_pattern("16").search(strip_differences("2-3、15-16頁"))
    assert word_pattern("2023年").search(strip_differences("2023年11月"))


def test_a_word_that_begins_a_spelling_finds_it() -> None:
    assert word_pattern("取り組").search(strip_differences("取り組み"))
    assert word_pattern("島し").search(strip_differences("島しょ国"))


# --- the script ---------------------------------------------------------------------------------------------------


def index(script: str) -> dict[str, Any]:
    """Return what a script hands to the search."""
    found: dict[str, Any] = json.loads(script.removeprefix("aeSearch(").removesuffix(");\n"))
    return found


def test_the_index_is_a_generated_file_with_the_addresses_of_the_site(edition: Edition) -> None:
    for directories, address in ((True, "footnotes/#fn-17"), (False, "footnotes.html#fn-17")):
        script = generated_files(edition, directories=directories)[INDEX]
        addresses = [entry[0] for group in index(script)["groups"] for entry in group["entries"]]
        assert address in addresses
        assert len(set(addresses)) == len(addresses)
        assert all(each.isascii() for each in addresses)
        assert len(script.encode()) < 200_000


def test_groups_stand_in_the_order_in_which_hits_are_shown(edition: Edition) -> None:
    groups = index(index_script(edition, url_of))["groups"]
    kinds = [group["kind"] for group in groups]
    assert list(dict.fromkeys(kinds)) == ["本文", "脚注", "用語", "方針", "年表", "資料", "ほかのページ"]
    assert [group["title"] for group in groups][:2] == ["はじめに", "定義"]
    (footnotes,) = (group for group in groups if "labels" in group)
    assert footnotes["labels"] == list(edition.footnotes)
    assert [entry[1] for entry in footnotes["entries"]] == [f"脚注{n}" for n in edition.footnotes]


def test_what_has_no_address_is_left_out(edition: Edition) -> None:
    script = index_script(edition, lambda page, fragment: f"#{fragment}" if fragment in ("fn-3", "fn-9") else None)
    (group,) = index(script)["groups"]
    assert (group["labels"], [entry[0] for entry in group["entries"]]) == (["3", "9"], ["#fn-3", "#fn-9"])


def test_no_text_ends_the_script_that_holds_it(tmp_path: Path) -> None:
    edition = opened(make(tmp_path, **{"docs/x.md": "# X\n\n`</script><!--` \u2028\n"}))
    script = index_script(edition, url_of)
    assert "</" not in script
    assert "<!--" not in script
    assert "</script><!--" in json.dumps(index(script))


def test_an_edition_that_cannot_be_read_has_no_index(tmp_path: Path) -> None:
    edition = opened(make(tmp_path, **{"data/terms.yml": "- id: ["}))
    assert INDEX not in generated_files(edition)


# --- the panel ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["commentary/jasmine.md", "footnotes.md", "index.md"])
def test_a_host_without_our_templates_takes_the_panel_as_elements(edition: Edition, page: str) -> None:
    foot = Writer(edition, page).render("foot.html", address=None, root="../../")
    elements = etree.fromstring(f"<div>{foot}</div>")
    assert [each.get("class") for each in elements.iter("dialog")] == ["ae-search"]
    assert len(list(elements.iter("button"))) >= 2
    scripts = [each.get("src", "") for each in elements.iter("script") if each.get("src")]
    assert [src.rpartition("/")[2] for src in scripts] == ["edition.js", "search.js"]


def test_the_panel_says_which_numbers_there_are(edition: Edition) -> None:
    panel = etree.fromstring(str(Writer(edition, "index.md").search()))
    assert panel.get("data-ae-unknown") == "脚注{n}はありません。1～30の番号を指定してください。"
    assert "（17、12-15）" in next(panel.iter("input")).get("placeholder", "")
