"""The built sites: every reference, footnote and link of them, and the records behind them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from support.builds import build_with_mkdocs, with_quick_theme
from support.cli import run
from support.editions import FOOTNOTES_OF, make
from support.html import Html
from support.places import ROOT

PLAIN = """
- number: 1
  citations: [{source: hale-1899, locator: 12}]
- number: 2
  citations: [{source: moreau-1902}]
"""
ANTECEDENTS = {3: (2, 2), 4: (3, 2), 10: (9, 7), 15: (14, 8), 17: (16, 16)}


@pytest.fixture(scope="session")
def html(site: Path) -> dict[str, Html]:
    """Every page of the shipped site by its address."""
    return {
        path.relative_to(site).as_posix().removesuffix("index.html"): Html(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }


def test_references_stand_where_the_original_has_them(html: dict[str, Html]) -> None:
    for section, numbers in FOOTNOTES_OF.items():
        ids = html[f"commentary/{section}/"].ids
        found = sorted(int(m[1]) for id_ in ids if (m := re.fullmatch(r"fnref-(\d+)", id_)))
        assert found == list(numbers)
        assert not any(re.fullmatch(r"fnref-\d+-\d+", id_) for id_ in ids)
    assert [html["footnotes/"].ids[f"fn-{n}"] for n in range(1, 31)] == [1] * 30


def test_ids_are_ascii_and_once_a_page(html: dict[str, Html]) -> None:
    for page, found in html.items():
        assert {id_: n for id_, n in found.ids.items() if n > 1 or not id_.isascii()} == {}, page


def test_nothing_is_marked_as_what_may_not_stand_there(site: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert [path for path, page in pages.items() if 'class="ae-unknown"' in page] == []


def test_every_link_and_anchor_leads_somewhere(html: dict[str, Html], site: Path) -> None:
    broken = []
    for page, found in html.items():
        if page == "404.html":
            continue
        for link in found.links:
            target = urlsplit(urljoin(f"http://site/{page}", link))
            if target.netloc != "site":
                continue
            path = unquote(target.path).lstrip("/")
            if path not in html:
                if not (site / path).is_file():
                    broken.append((page, link))
            elif target.fragment and target.fragment != "__skip" and not html[path].ids[unquote(target.fragment)]:
                broken.append((page, link))
    assert broken == []


def test_no_page_asks_another_host(html: dict[str, Html], site: Path) -> None:
    for page, found in html.items():
        assert [r for r in found.requests if urlsplit(r).netloc] == [], page
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", style.read_text(encoding="utf-8")), style


def test_records(site: Path) -> None:
    records = {r["footnote"]: r for r in json.loads((site / "data/footnotes.json").read_text(encoding="utf-8"))}
    assert list(records) == list(range(1, 31))
    assert sum(len(r["citations"]) for r in records.values()) == 34
    assert len(json.loads((site / "data/sources.json").read_text(encoding="utf-8"))) == 16
    for number, record in records.items():
        ibid = [(c["antecedent"], c["first"]) for c in record["citations"] if c["position"].startswith("ibid")]
        assert ibid == ([ANTECEDENTS[number]] if number in ANTECEDENTS else [])
        assert [r["id"] for r in record["references"]] == [f"fnref-{number}"]
        assert all(r["sentence"] for r in record["references"])


def test_shown_numbers_are_printed_numbers(site: Path) -> None:
    for section in FOOTNOTES_OF:
        text = (site / f"commentary/{section}/index.html").read_text(encoding="utf-8")
        shown = re.findall(r'<sup[^>]*id="fnref-(\d+)"[^>]*><a [^>]*href="#fn-(\d+)"[^>]*>(\d+)</a>', text)
        assert shown
        assert all(a == b == c for a, b, c in shown)


def test_the_cli_gives_the_records_of_the_site(site: Path) -> None:
    done = run("lookup", "1-30", "--format", "json", cwd=ROOT)
    assert json.loads(done.stdout) == json.loads((site / "data/footnotes.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_an_edition_in_another_language(tmp_path: Path) -> None:
    root = make(tmp_path)
    done = build_with_mkdocs(root, root / "site", "--strict")
    assert done.returncode == 0, done.stderr
    page = (root / "site/text/opening/index.html").read_text(encoding="utf-8")
    assert "Thomas Hale, <em>Lamps and Keepers</em> (Leith: Pier Press, 1899), 12." in page
    assert ">a</a>" in page  # the author's own note
    index = (root / "site/index.html").read_text(encoding="utf-8")
    assert "Lamps and Keepers" in index
    assert 'href="sources/#hale-1899"' in index
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    for file in [*(root / "site").rglob("*.html"), *(root / "site/data").glob("*.json")]:
        assert not japanese.search(file.read_text(encoding="utf-8")), file


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        ("docs/text/opening.md", "little.[^1]", "little.[^31]", "docs/text/opening.md:6: AE303"),
        ("data/footnotes.yml", "moreau-1902}", "moreau-1903}", "data/footnotes.yml:10: AE212"),
        ("data/terms.yml", "  name: keeper\n", "  name: keeper\n  name: keeper\n", "data/terms.yml:3: AE104"),
    ],
)
def test_a_strict_build_fails_on_a_problem(tmp_path: Path, path: str, old: str, new: str, place: str) -> None:
    root = with_quick_theme(tmp_path)
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    done = build_with_mkdocs(root, root / "site", "--strict")
    assert done.returncode == 1
    assert place in done.stderr
    assert "Traceback" not in done.stderr
    assert build_with_mkdocs(root, root / "site").returncode == 0  # shown, marked, not raised


@pytest.mark.slow
def test_an_edition_without_terms_events_and_initiatives_has_no_page_of_them(tmp_path: Path) -> None:
    page = "# Opening\n\nA claim[^1], and more[^2].\n"
    root = make(
        tmp_path, **{"docs/index.md": "# Index\n\nText.\n", "docs/text/opening.md": page, "data/footnotes.yml": PLAIN}
    )
    for path in (
        "terms.yml",
        "events.yml",
        "comparison.yml",
        "initiatives/first-reform.yml",
        "initiatives/second-reform.yml",
    ):
        (root / "data" / path).unlink()
    (root / "docs/text/reforms.md").write_text("# Reforms\n\nText.\n", encoding="utf-8")
    done = build_with_mkdocs(root, root / "site", "--strict", "-q")
    assert done.returncode == 0, done.stderr
    found = (path.relative_to(root / "site") for path in (root / "site").rglob("index.html"))
    pages = {path.parent.name or "site" for path in found if path.parts[0] != "n"}  # the short addresses of footnotes
    assert pages == {"site", "opening", "reforms", "whole", "footnotes", "sources", "evidence"}
    assert not (root / "site" / "initiatives").exists()
    for path in (root / "site").rglob("*.html"):
        assert not re.search(r'href="[^"]*(?:terms|chronology|initiatives)/', path.read_text(encoding="utf-8")), path


@pytest.mark.slow
def test_of_a_large_navigation_each_page_has_the_branch_that_it_stands_in(tmp_path: Path) -> None:
    listed = [f"{folder}/{n}.md" for folder in ("a", "a/b", "c") for n in range(1, 26)]
    root = make(tmp_path, **{f"docs/{path}": f"# Page {path}\n\nText.\n" for path in listed})
    site = root / "site"
    assert build_with_mkdocs(root, site, "-q").returncode == 0
    drawn = {}
    for page in ("", "a/3/", "a/b/3/", "c/3/", "footnotes/", "sources/"):
        links = set(
            re.findall(r'<a href="([^"#]+)" class="md-nav__link', (site / page / "index.html").read_text("utf-8"))
        )
        assert [link for link in links if not (site / page / link / "index.html").is_file()] == [], page
        drawn[page] = {os.path.relpath(site / page / link, site) for link in links}
    for page, siblings in (("a/3/", "a/"), ("a/b/3/", "a/b/"), ("c/3/", "c/")):
        assert {f"{siblings}{n}" for n in range(1, 26)} - {page.rstrip("/")} <= drawn[page]
    assert all(len(links) < 75 for links in drawn.values())
