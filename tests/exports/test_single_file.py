"""The single HTML file: all of an edition on one page, which asks for nothing."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from annotated_edition import Edition, open_edition
from annotated_edition.exports.book import Book, edition_moment
from annotated_edition.exports.epub import write_epub
from annotated_edition.exports.single_file import single_file
from annotated_edition.hosts.book_text import convert_for_book
from annotated_edition.hosts.site_config import read_site_config
from annotated_edition.model.spans import plain
from annotated_edition.publishing.policy import hash_inline, write_policy
from annotated_edition.site.search import index_script
from support.editions import make
from support.places import CACHE, ROOT
from support.rendering import render_all

#: What names an id on the page.
NAMING = ("for", "aria-labelledby", "aria-describedby", "popovertarget")


def book_of(root: Path, address: str | None = "https://example.org/e/") -> Book:
    edition = open_edition(root / "data", root / "docs", CACHE)
    config = read_site_config(root)

    def read(path: str) -> bytes | None:
        file = root / "docs" / path
        return file.read_bytes() if file.is_file() else None

    def render(writer: object) -> str:
        return convert_for_book(edition, writer, config.markdown_extensions, config.mdx_configs)  # type: ignore[arg-type]

    return Book(edition, render, read, address, edition_moment(edition, None), dict)


class Page(HTMLParser):
    """The single file as a reader of HTML takes it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.ids: list[str] = []
        self.named: set[str] = set()
        self.links: list[str] = []
        self.sources: list[str] = []
        self.articles: dict[str, str] = {}
        self.open = ""
        self.left_out = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        self.named |= {id_ for name in NAMING for id_ in values.get(name, "").split()}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "link" and values.get("rel") != "license":
            self.sources.append(values["href"])
        self.sources += [values[name] for name in ("src", "srcset", "poster", "data", "action") if name in values]
        if tag == "article" and not self.open:
            self.open = values["id"]
        if tag in ("sup", "script", "small", "rt", "rp"):
            self.left_out += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("sup", "script", "small", "rt", "rp"):
            self.left_out -= 1

    def handle_data(self, data: str) -> None:
        if self.open and not self.left_out:
            self.articles[self.open] = self.articles.get(self.open, "") + data

    def article(self, id_: str) -> str:
        """The HTML of a part."""
        return re.split(rf'<article [^>]*id="{id_}">', self.text)[1].split('</article>\n<article class="md-content')[0]


def squeezed(text: str) -> str:
    """Without white space and invisible characters, compatibility forms as plain ones."""
    return re.sub(r"[\s\u2060\u200b\u00ad]", "", unicodedata.normalize("NFKC", text))


def without_tags(html: str) -> str:
    html = re.sub(r'<span class="ae-beside.*?</span>(?:</span>)?', "", html)
    kept = re.sub(r"<(script|sup|rt|rp)\b.*?</\1>|<[^>]*>", "", html, flags=re.DOTALL)
    return squeezed(unescape(kept))


@pytest.fixture(scope="module", params=["shipped", "english"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Edition, Page]:
    """An edition and its file."""
    root = ROOT if request.param == "shipped" else make(tmp_path_factory.mktemp("english"))
    book = book_of(root)
    return book.edition, Page(single_file(book).decode())


def test_every_id_is_there_once_and_what_is_named_is_there(made: tuple[Edition, Page]) -> None:
    _, page = made
    assert [id_ for id_, n in Counter(page.ids).items() if n > 1] == []
    assert page.named <= set(page.ids)
    inner = [href for href in page.links if not re.match(r"https?:|mailto:", href)]
    assert [href for href in inner if not href.startswith("#") or href[1:] not in page.ids] == []


def test_nothing_is_asked_for(made: tuple[Edition, Page]) -> None:
    _, page = made
    assert [each for each in page.sources if not each.startswith("data:")] == []
    assert "url(" not in page.text.replace("url(#", "")
    assert "@import" not in page.text


def test_ids_are_those_of_the_site_where_one_part_alone_has_them(made: tuple[Edition, Page]) -> None:
    edition, page = made
    for number, footnote in edition.footnotes.items():
        assert f"fn-{number}" in page.ids
        assert not footnote.references or footnote.references[0].id in page.ids
    for number, section in enumerate(edition.sections, 1):
        assert {f"section-{number}.{each.id}" for each in section.paragraphs} <= set(page.ids)
        assert {f"section-{number}.{each.id}" for each in section.headings if each.level > 1} <= set(page.ids)


def test_every_paragraph_stands_in_its_section(made: tuple[Edition, Page]) -> None:
    edition, page = made
    for number, section in enumerate(edition.sections, 1):
        html = page.article(f"section-{number}")
        text = without_tags(html)
        for paragraph in section.paragraphs:
            assert squeezed(paragraph.text) in text, paragraph.id
        for reference in section.references:
            pattern = rf'id="(?:section-{number}\.)?{reference.id}"><a href="#[^"]*" role="doc-noteref"'
            assert re.search(pattern, html), reference.id
            assert f'data-ae-note="note-{reference.footnote.slug}"' in html


def test_every_footnote_stands_at_the_end_of_its_section(made: tuple[Edition, Page]) -> None:
    edition, page = made
    for number, section in enumerate(edition.sections, 1):
        end = page.article(f"section-{number}").partition('<section class="ae-endnotes"')[2]
        text = without_tags(end)
        for footnote in (edition.footnotes[n] for n in section.footnotes):
            for spans in (footnote.before, footnote.cluster, footnote.after):
                assert squeezed(plain(spans)) in text, footnote.number


def test_everything_else_is_there(made: tuple[Edition, Page]) -> None:
    edition, page = made
    text = squeezed(" ".join(page.articles.values()))
    for term in edition.terms.values():
        assert f"terms.{term.id}" in page.ids
        assert all(squeezed(part) in text for part in (term.name, term.reading or "", plain(term.definition)))
    for initiative in edition.initiatives.values():
        assert {f"initiatives-{initiative.id}.{each.id}" for each in initiative.elements} <= set(page.ids)
        assert all(squeezed(plain(each.summary)) in text for each in (initiative, *initiative.elements))
    for row in edition.comparison:
        assert all(squeezed(plain(cell)) in text for cell in (*row.cells.values(), row.common))
    for event in edition.events:
        assert f"chronology.{event.id}" in page.ids
        assert squeezed(plain(event.title)) in text
    for source in edition.sources.values():
        assert squeezed(plain(source.full)) in text
    assert "evidence.by-section" in page.ids
    assert '<table class="ae-matrix' in page.article("evidence")


def test_the_title_page_says_what_it_is(made: tuple[Edition, Page]) -> None:
    edition, page = made
    front = without_tags(page.text.partition('id="top">')[2].partition("</section>")[0])
    expected = [edition.work.title, edition.work.subtitle, edition.imprint.version, plain(edition.imprint.notice)]
    expected += [plain(edition.work.rights), edition.imprint.license, "https://example.org/e/"]
    expected += [author.name for author in edition.work.authors]
    assert [each for each in filter(None, expected) if squeezed(each) not in front] == []
    for part in ("contents", "cite", "text"):
        assert part in page.ids


def test_what_its_buttons_copy_is_in_it(made: tuple[Edition, Page]) -> None:
    edition, page = made
    carried = json.loads(re.search(r'id="ae-references">(.*?)</script>', page.text)[1])  # type: ignore[index]
    assert carried.keys() == {*edition.sources, "__work", "__edition"}
    assert all({"bibtex", "ris", "csl-json"} <= each.keys() for each in carried.values())


def test_the_search_has_its_index_with_it(made: tuple[Edition, Page]) -> None:
    edition, page = made
    index = json.loads(re.search(r"aeSearch\((\{.*\})\);\n", page.text)[1])  # type: ignore[index]
    addresses = [entry[0] for group in index["groups"] for entry in group["entries"]]
    assert [each for each in addresses if each[1:] not in page.ids] == []
    assert {f"#fn-{number}" for number in edition.footnotes} <= set(addresses)


def test_it_carries_its_policy(made: tuple[Edition, Page]) -> None:
    _, page = made
    own = hash_inline(page.text)
    assert f'content="{write_policy(own["script"], own["style"])}"' in page.text


@pytest.mark.slow
def test_it_is_small_and_the_same_again() -> None:
    book = book_of(ROOT)
    first = single_file(book)
    assert len(first) < 700_000
    assert single_file(book_of(ROOT)) == first


@pytest.fixture
def made_of(tmp_path: Path) -> Callable[..., Page]:
    """Makes the file of the English edition with some files laid over it."""
    return lambda **files: Page(single_file(book_of(make(tmp_path, **files), None)).decode())


def test_pictures_are_within(made_of: Callable[..., Page]) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    text = "# Opening\n\nA lamp[^1], a light[^2].\n\n![A lamp](lamp.svg) ![Lost](lost.png) ![Far](https://example.org/x.png)\n"
    page = made_of(**{"docs/text/lamp.svg": svg, "docs/text/opening.md": text})
    assert [each[:26] for each in page.sources] == ["data:image/svg+xml;base64,"] * 2  # the icon is one
    assert "Lost" in page.article("section-1")


def test_a_footnote_of_two_sections_keeps_its_id_in_the_first(made_of: Callable[..., Page]) -> None:
    page = made_of(
        **{
            "docs/text/opening.md": "# Opening\n\nOne[^1], two[^2].\n",
            "docs/text/reforms.md": "# Reforms\n\nOne again[^1], three[^3], four[^4].\n",
        }
    )
    assert {"fn-1", "fnref-1", "section-2.fn-1", "section-2.fnref-1"} <= set(page.ids)
    assert 'href="#section-2.fn-1" role="doc-noteref" data-ae-note="note-1"' in page.text


def test_a_footnote_that_nothing_refers_to_is_there(made_of: Callable[..., Page]) -> None:
    page = made_of(**{"docs/text/reforms.md": "# Reforms\n\nThree[^3].\n", "docs/index.md": "# Index\n"})
    assert page.ids.count("fn-4") == 1


def test_links_to_what_is_not_in_it_lead_online_or_nowhere(tmp_path: Path) -> None:
    text = "# Opening\n\nOne[^1], two[^2]. See the [guide](../guide.md#x), [terms](../terms.md).\n"
    root = make(tmp_path, **{"docs/text/opening.md": text, "docs/guide.md": "# Guide\n\n## X {#x}\n"})
    online = Page(single_file(book_of(root)).decode())
    assert "https://example.org/e/guide/#x" in online.links
    alone = Page(single_file(book_of(root, None)).decode())
    assert "#terms" in alone.links
    assert "<a>guide</a>" in alone.article("section-1")


def test_hostile_texts_stay_texts(made_of: Callable[..., Page]) -> None:
    evil = "</script><script>alert(1)</script><!--"
    page = made_of(**{"docs/text/opening.md": f"# Opening\n\nOne[^1] `{evil}`, two[^2].\n"})
    assert "<script>alert" not in page.text
    assert [id_ for id_, n in Counter(page.ids).items() if n > 1] == []


WORDS = """\
# Opening w01

Plain w02, *so w03*, **so w04**, `code w05`, [link w06](reforms.md), <b>raw w07</b>, <ruby>w08<rt>r</rt></ruby>[^1]
w09{: .lead } and w10[^own]. <span class="grid" title="x">w11</span>

> Quotation w12

- item w13
- item w14

    More w15

1. first w16

| head w17 | b |
| -------- | -: |
| cell w18 | *w19*{: .small } |

```py
fence w20
```

    indented w21

!!! note "Title w22"

    Body w23

<details open><summary>w24</summary>w25</details>

<div class="grid cards" markdown>

Div w26

</div>

Setext w27
----------

### Third w28 {#third}

Escaped \\*w29\\* &amp; w30&nbsp;w31<br>w32

[^own]: Note w33
"""


def test_the_words_of_a_page_are_the_same_everywhere(tmp_path: Path) -> None:
    book = book_of(make(tmp_path, **{"docs/text/opening.md": WORDS}))
    archive = zipfile.ZipFile(io.BytesIO(write_epub(book)))
    forms = {
        "site": render_all(book.edition)["text/opening.md"],
        "single file": single_file(book).decode(),
        "EPUB": "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")),
        "search": index_script(book.edition, lambda page, fragment: ""),
    }
    words = [f"w{number:02}" for number in range(1, 34)]
    missing = {form: [word for word in words if word not in text] for form, text in forms.items()}
    assert missing == {"site": [], "single file": [], "EPUB": [], "search": []}
