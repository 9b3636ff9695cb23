"""The generated pages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

from annotated_edition.model.addresses import WHOLE
from annotated_edition.site.lists import summarise
from annotated_edition.site.pages import (
    GENERATED_START,
    find_block,
    generated_files,
    write_endnotes,
    write_evidence,
    write_foot,
    write_problem_page,
)
from annotated_edition.site.search import search_entries
from annotated_edition.site.templating import read_template
from annotated_edition.site.writer import Writer
from annotated_edition.views.evidence import weigh
from support.editions import ENGLISH, english, make, open_at, shipped
from support.html import Html

CHECKSUM = "0a" * 32
PAGES = [
    "footnotes.md", "sources.md", "evidence.md", "terms.md", "chronology.md", "initiatives/index.md",
    "initiatives/first-reform.md", "initiatives/second-reform.md",
]  # fmt: skip


def test_every_page_is_one_block_below_its_heading() -> None:
    files = generated_files(english())
    assert [path for path in files if path.endswith(".md")] == [*PAGES, WHOLE]
    for path in PAGES:
        front, heading, block = (
            files[path].partition("\n\n# ")[0],
            files[path].split("\n\n")[1],
            find_block(files[path]),
        )
        assert front.startswith("---\ntitle: ")
        assert files[path] == f"{front}\n\n{heading}\n\n{block}\n"
        assert block.startswith(GENERATED_START)
        assert "\n\n" not in block


def test_there_is_no_page_of_what_there_is_none_of(tmp_path: Path) -> None:
    root = make(
        tmp_path,
        **{
            "data/terms.yml": "[]\n",
            "data/events.yml": "[]\n",
            "docs/index.md": "# A\n",
            "docs/text/opening.md": "# Opening\n\nOne[^1], two[^2].\n",
            "docs/text/reforms.md": "# Reforms\n\nThree[^3], four[^4].\n",
        },
    )
    pages = [path for path in generated_files(open_at(root)) if path.endswith(".md")]
    assert pages == [*(path for path in PAGES if path not in ("terms.md", "chronology.md")), WHOLE]


def test_an_edition_that_cannot_be_read_says_only_what_is_wrong(tmp_path: Path) -> None:
    root = make(tmp_path, **{"data/footnotes.yml": "- number: [\n"})
    files = generated_files(open_at(root))
    assert set(files) >= set(PAGES[:6])
    assert all("AE103" in text for text in files.values())


def test_a_page_of_problems_says_how_many_more_there_are(tmp_path: Path) -> None:
    claims = "\n\n".join(f"A claim[^{n}]." for n in range(100, 400))
    edition = open_at(make(tmp_path, **{"docs/index.md": f"# A\n\n{claims}\n"}))
    page = write_problem_page(edition, "Title & more")
    assert page.count("<li>") == 200
    assert str(len(edition.problems) - 200) in page
    assert "# Title &amp; more" in page


def test_the_page_of_the_evidence_links_every_citation_and_says_its_summary() -> None:
    page = generated_files(shipped())["evidence.md"]
    links = [link for link in Html(page).links if "#fnref-" in link]
    assert len(links) == 34 + 6  # the table's, and one for each claim
    text = unescape(re.sub("<[^>]*>", "", page))
    for sentence in (*summarise(weigh(shipped()), "ja"), f"（{len(weigh(shipped()).undated)}点）"):
        assert sentence in text


def test_the_report_on_the_evidence_in_english() -> None:
    text = write_evidence(english())
    assert (
        "Claims by source (2)\n  Lamps and Keepers\n    4 claims, 4 citations, Pier Press\n    Footnotes 1, 2, 3, 4\n"
        in text
    )
    assert "Without a date (0)\n" in text
    assert (
        "With an address, but no archived copy recorded (1)\n  Le phare et la ville\n    moreau-1902\n    https://"
        in text
    )


def test_the_report_on_the_evidence_in_japanese_names_every_source_and_passage() -> None:
    texts = [line.strip() for line in write_evidence(shipped()).splitlines()]
    assert {source.name for source in shipped().sources.values()} <= set(texts)
    assert any(text.endswith("支えるだろう。") for text in texts)


def test_the_end_of_a_section_has_its_footnotes() -> None:
    section = english().sections[0]
    html = write_endnotes(english(), section)
    assert [id_ for id_ in Html(html).ids if re.fullmatch(r"fn-\d+", id_)] == ["fn-1", "fn-2"]
    assert write_endnotes(english(), replace(section, references=())) == ""


def test_the_foot_of_a_page_knows_where_the_page_is() -> None:
    writer = Writer(english(), "text/opening.md")
    html = write_foot(writer, "text/opening/", "https://example.org/x/")
    assert "https://example.org/x/text/opening/" in html
    assert 'data-ae-copies="../../copied/"' in html
    assert "example.org/x" not in write_foot(writer, "text/opening/", None)


def test_the_fields_of_a_source_are_shown(tmp_path: Path) -> None:
    bib = (ENGLISH / "data" / "sources.bib").read_text(encoding="utf-8")
    fields = f"urldate = {{2024-07-20}}, archiveurl = {{https://example.net/a?b=%20c&d}}, archivedate = {{2024-07-21}}, sha256 = {{{CHECKSUM.upper()}}}, keywords = {{Replaced}},"
    root = make(tmp_path, **{"data/sources.bib": bib.replace("  url          =", f"  {fields}\n  url          =")})
    edition = open_at(root)
    source = edition.sources["moreau-1902"]
    assert edition.problems == ()
    assert (source.accessed, source.sha256, source.replaced) == ("2024-07-20", CHECKSUM, True)
    files = generated_files(edition)
    link = '<a href="https://example.net/a?b=%20c&amp;d" rel="noopener noreferrer" aria-label="Open the archived copy (21 July 2024): Le phare et la ville">'
    for page in ("sources.md", "footnotes.md"):
        assert link in files[page]
    note = Writer(edition, "text/reforms.md").render("note.html", footnote=edition.footnotes["3"], id="note-3")
    assert link in note
    assert "Accessed 20 July 2024" in note
    assert f"<code>{CHECKSUM}</code>" in files["sources.md"]
    (record,) = [each for each in json.loads(files["data/sources.json"]) if each["source"] == "moreau-1902"]
    assert record["archived"] == {"address": "https://example.net/a?b=%20c&d", "date": "2024-07-21"}
    assert (record["accessed"], record["sha256"], record["replaced"]) == ("2024-07-20", CHECKSUM, True)
    assert json.loads(files["data/evidence.json"])["replaced"] == ["moreau-1902"]
    assert json.loads(files["data/evidence.json"])["unarchived"] == []


def test_the_edition_s_own_explanation_of_a_term_is_shown_as_such_everywhere(tmp_path: Path) -> None:
    terms = (
        "- {id: a, name: lamp, gloss: 'A *light*.'}\n- {id: b, name: port, definition: A place., gloss: A harbour.}\n"
    )
    edition = open_at(make(tmp_path, **{"data/terms.yml": terms}))
    files = generated_files(edition)
    assert "<dt>The edition’s note</dt><dd>A <em>light</em>.</dd>" in files["terms.md"]
    assert "<dt>Meaning</dt><dd>A place.</dd>\n<dt>The edition’s note</dt><dd>A harbour.</dd>" in files["terms.md"]
    assert [json.loads(files["data/terms.json"])[1][name] for name in ("definition", "gloss")] == [
        "A place.",
        "A harbour.",
    ]
    card = Writer(edition, "text/opening.md").render("term_note.html", term=edition.terms["a"], id="about-a")
    assert "<p><b>The edition’s note</b>: A <em>light</em>.</p>" in card
    (found,) = [entry for entry in search_entries(edition) if entry.title == "port"]
    assert found.text.endswith("A place.\nThe edition’s note: A harbour.")


def test_the_scripts_are_told_the_same_by_every_host() -> None:
    plugin, extension = (
        sorted(re.findall(r"data-(?!md-)[a-z-]+(?==)|assets/\S+?\.js", read_template(name)))
        for name in ("theme/main.html", "foot.html")
    )
    assert plugin == extension
