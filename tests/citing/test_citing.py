"""References and data files, read back by programs that did not write them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import lxml.html
import pytest
import rispy
from annotated_edition.TODO_ import pandoc
from annotated_edition.TODO_files import Made
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect
from pybtex.database import parse_string
from pydantic import TypeAdapter

from annotated_edition import Edition, open_edition
from annotated_edition.citing.bibtex import bibtex
from annotated_edition.citing.csl_json import csl_json
from annotated_edition.citing.items import Item, all_items, edition_item, footnote_items, source_item, work_item
from annotated_edition.citing.json_ld import block
from annotated_edition.citing.ris import ris
from annotated_edition.model.csl import strip_markup
from annotated_edition.site.short_addresses import AddressWriter, addresses
from annotated_edition.site.writer import Writer
from annotated_edition.views.data_files import SHAPES, data_files, file_name
from annotated_edition.views.evidence import weigh
from support import golden
from support.cli import run
from support.editions import FOOTNOTES_OF, make
from support.places import ROOT

#: JSON Schema's dialect that pydantic writes.
DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Any one line of text that a file can hold.
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).filter(str.strip)


def opened(root: Path) -> Edition:
    return open_edition(root / "data", root / "docs", root / ".cache")


@pytest.fixture(scope="module")
def shipped() -> Edition:
    return opened(ROOT)


@pytest.fixture(scope="module", params=["shipped", "english"])
def edition(request: pytest.FixtureRequest) -> Edition:
    return opened(ROOT if request.param == "shipped" else ROOT / "tests/english")


def by_pandoc(form: str, text: str) -> dict[str, dict[str, Any]]:
    """What pandoc reads, by key."""
    return {item["id"]: item for item in json.loads(pandoc.run(["-f", form, "-t", "csljson"], text))}


def primary(item: dict[str, Any]) -> dict[str, Any]:
    """An item with no more of its language than readers agree on: ja for ja-JP."""
    return {**item, **({"language": item["language"].split("-")[0]} if "language" in item else {})}


# --- formats ----------------------------------------------------------------------------------------------------


def test_biblatex_comes_back_whole(edition: Edition) -> None:
    items = all_items(edition)
    found = by_pandoc("biblatex", bibtex(items))
    assert {key: primary(item) for key, item in found.items()} == {each.key: primary(dict(each.csl)) for each in items}
    entries = parse_string(bibtex(items), "bibtex").entries  # another reader, which takes fields as they are
    assert list(entries) == list(edition.sources)
    for key, source in edition.sources.items():
        assert entries[key].fields["title"].strip("{}") == source.title
        assert entries[key].fields.get("date") == source.date


def test_csl_json_comes_back_whole(edition: Edition) -> None:
    items = all_items(edition)
    assert by_pandoc("csljson", csl_json(items)) == {item.key: dict(item.csl) for item in items}
    assert set(CiteProcJSON(json.loads(csl_json(items)))) == {key.lower() for key in edition.sources}


def test_ris_comes_back_whole(edition: Edition) -> None:
    records = rispy.loads(ris(all_items(edition)))
    assert [record["id"] for record in records] == list(edition.sources)
    for record, source in zip(records, edition.sources.values(), strict=True):
        csl = source.csl
        assert "unknown_tag" not in record
        assert record["title"] == source.title
        assert record.get("publisher") == csl.get("publisher")
        assert record.get("urls", [None])[0] == csl.get("URL")
        assert record.get("edition") == csl.get("edition")
        assert record.get("place_published") == csl.get("publisher-place")
        assert record.get("secondary_title") == csl.get("container-title")
        assert record.get("volume") == csl.get("volume")
        assert record.get("short_title") == csl.get("title-short")
        assert record.get("language") == source.language
        assert record.get("notes", [None]) == [csl.get("annote")]
        year, *rest = (source.date or "").split("-")
        assert record.get("year", "") == year
        assert [part for part in record.get("date", "").split("/")[1:] if part] == rest
        for tag, role in (("authors", "author"), ("tertiary_authors", "editor")):
            names = [each.get("literal") or f"{each['family']}, {each['given']}" for each in csl.get(role, [])]
            assert record.get(tag, []) == names


def test_ris_of_a_footnote_has_page_and_day(shipped: Edition) -> None:
    (book, online) = rispy.loads(run("lookup", "6", "--format", "ris", cwd=ROOT).stdout)
    assert (book["type_of_reference"], book["start_page"], book["year"]) == ("BOOK", "11、68", "2021")
    assert book["tertiary_authors"] == ["渡部, 恒雄", "西田, 一平太"]
    assert (online["type_of_reference"], online["authors"]) == ("ELEC", ["防衛省・自衛隊"])
    (keynote,) = rispy.loads(ris(footnote_items(shipped, shipped.footnotes[18])))
    assert keynote["date"] == "2024/03/20"
    (ranged,) = rispy.loads(ris([Item({"id": "a", "type": "book", "locator": "2-3"}, (), "")]))
    assert (ranged["start_page"], ranged["end_page"]) == ("2", "3")


def test_commands() -> None:
    entries = parse_string(run("lookup", "6", "--format", "bibtex", cwd=ROOT).stdout, "bibtex").entries
    assert list(entries) == ["watanabe-nishida-2021", "mod-exchange"]
    twice = json.loads(run("lookup", "2", "3", "--format", "csl-json", cwd=ROOT).stdout)
    assert [(item["id"], item.get("locator")) for item in twice] == [("watanabe-nishida-2021", None)]
    said = run("cite", "jasmine", cwd=ROOT).stdout
    assert "相澤李帆「防衛省による「防衛外交」――" in said
    assert "2024年7月26日、○頁、https://www.nids.mod.go.jp/" in said
    assert "第1.0.0版、2026年11月23日（原文：相澤李帆、NIDSコメンタリー第342号）" in said
    styled = run("cite", "--style", str(ROOT / "tests/golden/citation/chicago-note.csl")).stdout
    assert "[page]" in styled
    assert "version 0.1.0" in styled
    assert run("cite", "hale-1899").stdout == "Thomas Hale, Lamps and Keepers (Leith: Pier Press, 1899).\n"


@pytest.mark.parametrize("arguments", [["cite", "no-such-thing"], ["cite", "--style", str(ROOT / "README.md")]])
def test_what_cannot_be_cited(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def csl_schema() -> dict[str, Any]:
    """A schema of CSL-JSON from the lists of variables and types of CSL's own schema, which citeproc-py carries."""
    folder = resources.files("citeproc") / "data/schema/schemas/styles"
    variables = (folder / "csl-variables.rnc").read_text(encoding="utf-8")
    kinds = dict(re.findall(r"variables\.(\w+) =\s*((?:\||#[^\n]*|\"[\w-]+\"|\s)+)", variables))
    types = re.findall(r'"([\w-]+)"', (folder / "csl-types.rnc").read_text(encoding="utf-8").partition("item-types")[2])
    names = {
        "family": str, "given": str, "literal": str, "suffix": str, "dropping-particle": str,
        "non-dropping-particle": str,
    }  # fmt: skip
    name = {"type": "object", "properties": {each: {"type": "string"} for each in names}, "additionalProperties": False}
    part = {"type": ["integer", "string"]}
    date = {
        "type": "object",
        "properties": {
            "date-parts": {
                "type": "array", "minItems": 1, "maxItems": 2,
                "items": {"type": "array", "items": part, "minItems": 1, "maxItems": 3},
            },
            "circa": {"type": ["boolean", "string", "integer"]}, "season": part, "literal": {"type": "string"},
        },
        "additionalProperties": False,
    }  # fmt: skip
    shapes = {
        "dates": date, "names": {"type": "array", "items": name}, "numbers": {"type": ["string", "integer"]},
        "titles": {"type": "string"}, "strings": {"type": "string"},
    }  # fmt: skip
    properties = {
        variable: shape for kind, shape in shapes.items() for variable in re.findall(r'"([\w-]+)"', kinds[kind])
    }
    assert {"issued", "author", "locator", "title", "URL"} < properties.keys()
    properties |= {"id": {"type": "string"}, "type": {"enum": types}}
    item = {"type": "object", "properties": properties, "required": ["id", "type"], "additionalProperties": False}
    return {"type": "array", "items": item}


def test_csl_json_is_valid(edition: Edition) -> None:
    items = [
        *all_items(edition),
        work_item(edition),
        edition_item(edition, "https://example.org/", edition.sections[0]),
    ]
    items += [item for footnote in edition.footnotes.values() for item in footnote_items(edition, footnote)]
    validator = jsonschema.Draft202012Validator(csl_schema())
    validator.validate(json.loads(csl_json(items)))
    assert not validator.is_valid([{"id": "a", "type": "book", "author": [{"name": "x"}]}])


def test_the_original_is_not_the_edition(edition: Edition) -> None:
    both = [work_item(edition), edition_item(edition, "https://example.org/", None)]
    original, ours = by_pandoc("biblatex", bibtex(both)).values()
    assert (original["type"], original["number"]) == ("report", edition.work.number)
    assert original["issued"] == {"date-parts": [[int(part) for part in edition.work.date.split("-")]]}
    assert original["publisher"] == edition.work.publisher
    assert "author" not in ours
    assert (ours["version"], ours["URL"]) == (edition.imprint.version, "https://example.org/")
    first, second = rispy.loads(ris(both))
    assert first["issn"] == edition.work.number  # RIS has one tag for the numbers of reports and of series
    assert "authors" not in second


@given(LINES, LINES)
def test_no_text_leaves_its_field(title: str, name: str) -> None:
    csl = {"id": "a", "type": "report", "title": title, "author": [{"literal": name}], "number": title,
           "issued": {"date-parts": [[2024, 3]]}, "language": "ja", "note": f"{name}\nER  - \nTY  - BOOK"}  # fmt: skip
    item = Item(csl, (), "")
    (record,) = rispy.loads(ris([item]))
    assert record["type_of_reference"] == "RPRT"
    assert "".join(record.get("title", "").split()) in "".join(strip_markup(title).split())  # its markup is no text
    assert list(parse_string(bibtex([item]), "bibtex").entries) == ["a"]
    assert json.loads(csl_json([item]))[0] == csl


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_leaves_its_script(text: str) -> None:
    written = block({"x": text + "</script><!--\u2028"})
    assert not re.search("[<>&\u2028\u2029]", written)
    assert json.loads(written) == {"x": text + "</script><!--\u2028"}


def test_what_is_private_stays(tmp_path: Path) -> None:
    bib = (ROOT / "tests/english/data/sources.bib").read_text(encoding="utf-8")
    parent = "\n@collection{port,\n title = {{Port}},\n editor = {Roe, A.},\n date = {1900}\n}\n"
    child = "\n@incollection{quay,\n title = {{Quay}},\n author = {Poe, B.},\n crossref = {port},\n file = {/home/b/q.pdf}\n}\n"
    edition = opened(make(tmp_path, **{"data/sources.bib": bib + child + parent}))
    text = bibtex([source_item(edition.sources["quay"])])
    assert "/home" not in text
    assert by_pandoc("biblatex", text)["quay"]["container-title"] == "Port"
    assert bibtex(all_items(edition)).count("@collection{port,") == 1


# --- data files -------------------------------------------------------------------------------------------------


def test_every_data_file_follows_its_schema(site: Path) -> None:
    index = json.loads((site / "data/edition.json").read_text(encoding="utf-8"))
    jsonschema.validate(index, json.loads((site / "data/schema/edition.json").read_text(encoding="utf-8")))
    listed = {file["url"]: file["schema"] for file in index["files"]}
    found = {path.relative_to(site).as_posix() for path in (site / "data").rglob("*") if path.is_file()}
    assert listed.keys() | {"data/edition.json"} == {path for path in found if not path.startswith("data/schema/")}
    for path, named in listed.items():
        if named:
            rules = json.loads((site / named).read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator.check_schema(rules)
            jsonschema.validate(json.loads((site / path).read_text(encoding="utf-8")), rules)
    assert {path for path in found if path.startswith("data/footnotes/")} == {
        f"data/footnotes/{n}.json" for n in range(1, 31)
    }
    assert {path for path in found if path.startswith("data/schema/")} == {
        f"data/schema/{name}.json" for name in SHAPES
    }


def test_one_record_is_that_of_the_list(edition: Edition) -> None:
    files = Made(data_files(edition, lambda: weigh(edition)))
    for listed, name, key in (("footnotes", "footnotes", "footnote"), ("sources", "sources", "source")):
        for record in json.loads(files[f"data/{listed}.json"]):
            assert json.loads(files[f"data/{name}/{record[key]}.json"]) == record


@pytest.mark.parametrize("name", SHAPES)
def test_schemas_are_those_of_the_shapes_and_say_what_every_field_means(name: str) -> None:
    rules = {"$schema": DIALECT, **TypeAdapter(SHAPES[name]).json_schema()}
    text = json.dumps(rules, ensure_ascii=False, indent=1) + "\n"
    golden.compare(text, ROOT / "plugins/annotated_edition/record_schemas" / f"{name}.json")
    for node in [rules, *rules.get("$defs", {}).values()]:
        for field, says in node.get("properties", {}).items():
            assert "description" in says or "$ref" in says, field


@pytest.mark.parametrize("key", ["a/../b", "..", ".hidden", "con", "NUL.x", "a:b", "x+y"])
def test_names_of_files(key: str) -> None:
    name = file_name(key)
    assert re.fullmatch(r"[\w%+-][\w%+.-]*", name)
    assert not re.match(r"(?i)(con|nul)(\.|$)", name)


def test_spreadsheets(shipped: Edition) -> None:
    files = Made(data_files(shipped, lambda: weigh(shipped)))
    rows = list(csv.DictReader(io.StringIO(files["data/footnotes.csv"].removeprefix("\ufeff"))))
    assert files["data/footnotes.csv"].startswith("\ufeff")  # Excel takes it for Japanese of another encoding else
    assert len(rows) == 34
    assert [row["locator"] for row in rows if row["footnote"] == "3"] == ["2-3、15-16"]
    assert {row["footnote"] for row in rows} == {str(n) for n in range(1, 31)}
    sources = list(csv.DictReader(io.StringIO(files["data/sources.csv"].removeprefix("\ufeff"))))
    assert [row["source"] for row in sources] == list(shipped.sources)
    hostile = replace(
        shipped.sources["mod-exchange"], title="=HYPERLINK(1)", authors="＋1", publisher="\t@x", date="1-2"
    )
    edition = replace(shipped, sources={**shipped.sources, hostile.key: hostile})
    files = Made(data_files(edition, lambda: weigh(edition)))
    table = csv.DictReader(io.StringIO(files["data/sources.csv"].removeprefix("\ufeff")))
    (row,) = (each for each in table if each["source"] == hostile.key)
    assert (row["title"], row["authors"], row["publisher"], row["date"]) == ("'=HYPERLINK(1)", "'＋1", "'\t@x", "1–2")


# --- pages ------------------------------------------------------------------------------------------------------


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


ORIGINAL = [
    ("citation_title", "防衛省による「防衛外交」――再活性化されたASEAN諸国と太平洋島嶼国への関与"),
    ("citation_author", "相澤, 李帆"),
    ("citation_publication_date", "2024/07/26"),
    ("citation_technical_report_institution", "防衛研究所"),
    ("citation_technical_report_number", "342"),
    ("citation_language", "ja"),
    ("citation_public_url", "https://www.nids.mod.go.jp/publication/commentary/commentary342.html"),
]


def test_tags_describe_the_original(site: Path) -> None:
    described = {"index.html", *(f"commentary/{section}/index.html" for section in FOOTNOTES_OF)}
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(site).as_posix()
        head = Head(text)
        assert head.tags == (ORIGINAL if name in described else []), name
        tree = lxml.html.document_fromstring(text.encode())
        found = [(tag.get("name"), tag.get("content")) for tag in tree.xpath("//meta[starts-with(@name, 'citation_')]")]
        assert found == head.tags
        assert name == "404.html" or head.links["license"] == "https://creativecommons.org/licenses/by/4.0/deed.ja"


def test_linked_data(site: Path) -> None:
    tree = lxml.html.document_fromstring((site / "index.html").read_bytes())
    (text,) = tree.xpath("//script[@type='application/ld+json']/text()")
    data = json.loads(text)
    report = data["isBasedOn"]
    assert (data["@context"], data["@type"], report["@type"]) == ("https://schema.org", "CreativeWork", "Report")
    assert "author" not in data
    assert (data["version"], report["reportNumber"], report["datePublished"]) == ("1.0.0", "342", "2024-07-26")
    assert [author["name"] for author in report["author"]] == ["相澤李帆"]
    assert len(report["citation"]) == 16


def test_short_addresses(site: Path) -> None:
    for number in range(1, 31):
        text = (site / f"n/{number}/index.html").read_text(encoding="utf-8")
        assert "<script" not in text
        tree = lxml.html.document_fromstring(text)
        assert tree.get("lang") == "ja"
        assert tree.xpath("//title/text()")[0].startswith(f"脚注{number} ")
        (canonical,) = tree.xpath("//link[@rel='canonical']/@href")
        assert (site / f"n/{number}" / canonical / "index.html").resolve() == (site / "footnotes/index.html").resolve()
    for file in ("sitemap.xml", "search/search_index.json"):
        assert not re.search(r'"n/|/n/\d', (site / file).read_text(encoding="utf-8"))
    assert "脚注16" in (site / "n/17/index.html").read_text(encoding="utf-8")  # what its 同上 stands for


def test_short_addresses_elsewhere(edition: Edition) -> None:
    made = Made(addresses(edition, "https://example.org/e", directories=False))
    assert '<link rel="canonical" href="https://example.org/e/footnotes.html">' in made["n/2/index.html"]
    assert 'href="../../footnotes.html#fn-2"' in made["n/2/index.html"]
    assert 'href="../1/index.html" rel="prev"' in made["n/2/index.html"]
    assert AddressWriter(edition, 2, None, True).link("index.md") == "../.././"


def test_where_an_address_is_known(shipped: Edition) -> None:
    section = shipped.sections[0]
    writer = Writer(shipped, "index.md")
    address = "https://example.org/e/commentary/introduction/"
    assert f"、{address}。" in writer.citing_page(section.page, address)
    assert address in json.loads(str(writer.references(section.page, address)))["edition"]["ris"]
    assert '"url":"https://example.org/e/"' in writer.metadata("index.md", "https://example.org/e")
    assert writer.references("guide/reading.md", None) == ""


def copied(site: Path, part: str) -> dict[str, dict[str, str]]:
    """What a part of what buttons copy brings."""
    text = (site / f"copied/{part}.js").read_text(encoding="utf-8")
    return dict(json.loads(text.removeprefix("aeCopied(").removesuffix(");\n")))


def test_what_buttons_copy_is_what_the_command_line_says(site: Path) -> None:
    for name in ("footnotes", "sources"):
        tree = lxml.html.document_fromstring((site / name / "index.html").read_bytes())
        for ways in tree.xpath("//div[@data-of]"):
            assert ways.get("data-of") in copied(site, ways.get("data-in"))
    references = copied(site, "footnotes-0")
    assert list(references) == [f"fn-{n}" for n in range(1, 31)]
    for form in ("bibtex", "ris", "csl-json"):
        assert references["fn-6"][form] == run("lookup", "6", "--format", form, cwd=ROOT).stdout


@pytest.mark.browser
@pytest.mark.parametrize("online", [True, False], ids=["http", "file"])
def test_copying_in_every_format(browser: Browser, site: Path, site_url: str, online: bool) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"] if online else []) as context:
        page = context.new_page()
        for path, card, form, begins in (
            ("footnotes/", "#fn-6", "RIS", "TY  - BOOK"),
            ("sources/", ".ae-card:has(#mod-exchange)", "BibTeX", "@online{mod-exchange,"),
            ("commentary/jasmine/", ".ae-cite", "CSL-JSON", "["),
        ):
            page.goto(site_url + path if online else f"{(site / path / 'index.html').as_uri()}")
            if card == ".ae-cite":
                page.locator(".ae-cite summary").click()
            page.evaluate("addEventListener('copy', () => { window.copied = String(getSelection()) || "
                          "document.activeElement.value }, true)")  # fmt: skip
            ways = page.locator(f"{card} .ae-ways").first
            ways.get_by_role("button", name=f"{form}でコピー").click()
            expect(ways.get_by_role("status")).to_have_text("コピーしました")
            if online:
                assert page.evaluate("navigator.clipboard.readText()").startswith(begins)


@pytest.mark.browser
def test_without_a_script_no_button_shows(browser: Browser, site_url: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for path in ("footnotes/", "sources/", "commentary/jasmine/"):
            page.goto(site_url + path)
            assert page.locator("button[data-format]:visible").count() == 0
        page.locator(".ae-cite summary").click()
        expect(page.locator(".ae-cite")).to_contain_text("第1.0.0版")
        page.goto(site_url + "sources/")
        for suffix in ("bib", "ris", "csl.json", "csv"):
            assert page.request.get(site_url + f"data/sources.{suffix}").ok
            assert page.locator(f".ae-downloads a[href$='data/sources.{suffix}']").count() == 1


def test_exports(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from annotated_edition.commands.main import main; main()", "export", "--to", str(tmp_path)
         *(part for form in ("bibtex", "ris", "csl-json", "text") for part in ("--format", form))],
        cwd=ROOT, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    base = "nids-342-annotated-1.0.0-2026-11-23"
    assert {file.name for file in tmp_path.iterdir()} == {
        f"{base}.bib", f"{base}.ris", f"{base}.csl.json", f"{base}.txt", "SHA256SUMS",
    }  # fmt: skip
    assert len(rispy.loads((tmp_path / f"{base}.ris").read_text(encoding="utf-8"))) == 16
    assert len((tmp_path / f"{base}.txt").read_text(encoding="utf-8").splitlines()) == 16
