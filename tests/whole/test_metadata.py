"""What the head of each page of the built site tells programs."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import lxml.html

from annotated_edition.citing.highwire import highwire_tags
from support.editions import FOOTNOTES_OF, shipped


class Head(HTMLParser):
    """The metadata of a page: a second reader beside lxml."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.links: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and values.get("name", "").startswith("citation_"):
            self.tags.append((values["name"], values["content"]))
        if tag == "link":
            self.links[values["rel"]] = values["href"]


def test_tags_describe_the_original_on_its_pages_alone(site: Path) -> None:
    original = [(f"citation_{name}", value) for name, value in highwire_tags(shipped())]
    described = {"index.html", *(f"commentary/{section}/index.html" for section in FOOTNOTES_OF)}
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(site).as_posix()
        if name.startswith("en/"):  # where titles are translated, and the licence is linked in English
            continue
        head = Head(text)
        own = [tag for tag in head.tags if tag[0] != "citation_abstract"]
        assert own == (original if name in described else []), name
        assert [value[-20:] for tag, value in head.tags if tag == "citation_abstract"] == [
            "（注釈版による説明。原文の要旨ではない。）"[-20:]
        ] * (name in described)
        tree = lxml.html.document_fromstring(text.encode())
        found = [(tag.get("name"), tag.get("content")) for tag in tree.xpath("//meta[starts-with(@name, 'citation_')]")]
        assert found == head.tags
        assert name == "404.html" or head.links["license"] == "https://creativecommons.org/licenses/by/4.0/deed.ja"


def test_reference_managers_are_offered_each_source_once_where_the_page_is_not_the_original(site: Path) -> None:
    offered = {
        name: (site / name / "index.html").read_text("utf-8").count("Z3988")
        for name in ("sources", "footnotes", "n/17")
    }
    assert offered == {"sources": 16, "footnotes": 16, "n/17": 1}
    assert not any("Z3988" in file.read_text("utf-8") for file in (site / "commentary").rglob("*.html"))


def test_the_home_page_has_linked_data(site: Path) -> None:
    tree = lxml.html.document_fromstring((site / "index.html").read_bytes())
    (text,) = tree.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(text)["isBasedOn"]["@type"] == "Report"


def test_short_addresses_lead_to_the_list_and_are_listed_nowhere(site: Path) -> None:
    for number in range(1, 31):
        tree = lxml.html.document_fromstring((site / f"n/{number}/index.html").read_bytes())
        (canonical,) = tree.xpath("//link[@rel='canonical']/@href")
        assert (site / f"n/{number}" / canonical / "index.html").resolve() == (site / "footnotes/index.html").resolve()
    assert not re.search(r"/n/\d", (site / "sitemap.xml").read_text(encoding="utf-8"))
