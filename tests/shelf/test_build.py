"""What a build of a shelf writes, and what it leaves alone."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import Mock
from urllib.parse import quote
from xml.etree import ElementTree

import jsonschema
import pytest

from annotated_edition.shelf.build import ForeignFolder
from annotated_edition.shelf.engine import Job
from support.axe import COLOURS, RULES, violations
from support.browser import DESK, PHONE, expect, pages_of
from support.builds import make_once, tree
from support.cli import run
from support.html import Html
from support.shelves import HereEngine, build_here, make_edition, make_shelf

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow
NAMES = ("harbours", "lights", "pilots")


@pytest.fixture(scope="module")
def built(once: Path) -> Path:
    def build(folder: Path) -> None:
        report = build_here(make_shelf(folder))
        assert sorted(report.built) == list(NAMES)
        assert not report.failed

    return make_once(once / "shelf", build) / "shelf"


@pytest.fixture
def shelf(built: Path, tmp_path: Path) -> Path:
    """A copy of the built shelf, to be changed."""
    return shutil.copytree(built, tmp_path / "shelf")


def rebuild(root: Path) -> tuple[list[str], list[str]]:
    """Build again; return the jobs that were done, and the editions that failed."""
    engine = HereEngine()
    report = build_here(root, engine)
    return engine.ran, sorted(report.failed)


def own_pages(root: Path) -> list[Path]:
    return [each for each in (root / "site").rglob("*.html") if each.relative_to(root / "site").parts[0] not in NAMES]


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_every_link_of_the_shelf_leads_somewhere(built: Path) -> None:
    site = built / "site"
    ids: dict[Path, set[str]] = {}

    def ids_of(file: Path) -> set[str]:
        if file not in ids:
            ids[file] = set(re.findall(r'\bid="([^"]*)"', file.read_text(encoding="utf-8")))
        return ids[file]

    own = own_pages(built)
    across = [site / name / page for name in NAMES for page in ("sources.html", "terms.html")]
    followed = 0
    for file in [*own, *across]:
        for link in re.findall(r'(?:href|src)="([^"]*)"', file.read_text(encoding="utf-8")):
            path, _, fragment = link.partition("#")
            if ":" in path or (file in across and not link.startswith("../")):
                continue
            target = (file.parent / path).resolve() if path else file
            assert target.is_file(), f"{file}: {link}"
            assert not fragment or fragment in ids_of(target), f"{file}: {link}"
            followed += 1
    assert followed > 100


def test_a_shared_source_and_a_shared_term_are_found_from_both_sides(built: Path) -> None:
    site = built / "site"
    for name, page, title, target in (
        ("lights", "sources", "On harbours", "../harbours/sources.html#moreau"),
        ("harbours", "sources", "On keeping lights", "../lights/sources.html#moreau-1902"),
        ("pilots", "terms", "On keeping lights", "../lights/terms.html#keeper"),
        ("lights", "terms", "On pilots", "../pilots/terms.html#keeper"),
    ):
        link = f'<a href="{target}">{title}</a>'
        assert link in (site / name / f"{page}.html").read_text(encoding="utf-8")
        cards = (site / name / "assets" / "annotated-edition" / "cards.js").read_text(encoding="utf-8")
        assert link in "".join(json.loads(cards.removeprefix("aeCards(").removesuffix(");\n")).values())
    text = (site / "sources" / "index.html").read_text(encoding="utf-8")
    assert "Cited by 2 works" in text
    assert "shelf.invalid" not in "".join(
        file.read_text(encoding="utf-8") for file in site.rglob("*") if file.suffix in (".html", ".js", ".json")
    )


def test_no_page_of_the_shelf_asks_another_host(built: Path) -> None:
    for file in own_pages(built):
        page = Html(file.read_text(encoding="utf-8"))
        assert 'http-equiv="Content-Security-Policy"' in file.read_text(encoding="utf-8")
        assert page.requests and not [each for each in page.requests if ":" in each]


def test_nothing_changed_does_nothing(shelf: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (shelf / "site").rglob("*")}
    report = build_here(shelf)
    assert report.up_to_date
    assert before == {path: path.stat().st_mtime_ns for path in (shelf / "site").rglob("*")}


def test_a_changed_edition_is_built_alone(shelf: Path) -> None:
    before = tree(shelf / "site" / "pilots")
    edit(shelf / "editions" / "pilots" / "docs" / "text" / "opening.md", "The toll", "A toll")
    assert rebuild(shelf) == (["summarise pilots", "build pilots"], [])
    assert tree(shelf / "site" / "pilots") != before
    connection = sqlite3.connect(shelf / "site" / "shelf.sqlite")
    assert connection.execute("select count(*) from sentences_fts where text match '\"A toll was\"'").fetchone() == (1,)
    assert connection.execute("select count(*) from footnotes").fetchone() == (12,)
    rows = connection.execute("select label from footnotes where edition = 'pilots' order by rowid").fetchall()
    assert rows == [("1",), ("2",), ("3",), ("4",)]
    connection.close()
    assert rebuild(shelf) == ([], [])


def test_whose_neighbours_change_is_built_as_well_and_no_other(shelf: Path) -> None:
    edit(shelf / "editions" / "harbours" / "data" / "edition.yml", "title: On harbours", "title: On ports")
    ran, failed = rebuild(shelf)
    assert (sorted(ran), failed) == (["build harbours", "build lights", "summarise harbours"], [])
    assert "On ports" in (shelf / "site" / "lights" / "sources.html").read_text(encoding="utf-8")


def test_one_that_fails_keeps_its_last_site_and_stops_no_other(shelf: Path) -> None:
    before = tree(shelf / "site" / "harbours")
    edit(shelf / "editions" / "harbours" / "data" / "footnotes.yml", "source: hale", "source: nobody")
    edit(shelf / "editions" / "pilots" / "docs" / "text" / "opening.md", "The toll", "A toll")
    ran, failed = rebuild(shelf)
    assert failed == ["harbours"]
    assert "build pilots" in ran
    assert tree(shelf / "site" / "harbours") == before
    assert "On harbours" in (shelf / "site" / "index.html").read_text(encoding="utf-8")
    edit(shelf / "editions" / "harbours" / "data" / "footnotes.yml", "source: nobody", "source: hale")
    assert rebuild(shelf)[1] == []


def test_an_edition_that_is_gone_leaves_the_shelf(shelf: Path) -> None:
    shutil.rmtree(shelf / "editions" / "pilots")
    assert rebuild(shelf) == (["build lights"], [])
    assert not (shelf / "site" / "pilots").exists()
    assert "On pilots" not in (shelf / "site" / "index.html").read_text(encoding="utf-8")
    make_edition(shelf, "more")
    assert "build more" in rebuild(shelf)[0]


def test_what_a_killed_run_has_left_is_put_right(shelf: Path) -> None:
    site, whole = shelf / "site", tree(shelf / "site")
    (site / "lights").rename(site / ".lights.old")
    (site / ".pilots.new").mkdir()
    (shelf / ".cache" / "shelf" / "last" / "harbours.json").unlink()
    (shelf / ".cache" / "shelf" / "state.json").write_text("{")
    rebuild(shelf)
    after = tree(site)
    assert {path: after[path] for path in whole if path != "shelf.sqlite"} == {
        path: content for path, content in whole.items() if path != "shelf.sqlite"
    }
    assert not list(site.glob(".*.old")) and not list(site.glob(".*.new"))


def test_pages_that_a_killed_run_has_written_are_not_taken_for_the_last_ones(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tree(shelf / "site")
    about = shelf / "editions" / "harbours" / "data" / "edition.yml"
    edit(about, "title: On harbours", "title: On ports")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("annotated_edition.shelf.front.write_database", Mock(side_effect=KeyboardInterrupt))
        build_here(shelf)
    assert "On ports" in (shelf / "site" / "index.html").read_text(encoding="utf-8")
    edit(about, "title: On ports", "title: On harbours")
    rebuild(shelf)
    after = tree(shelf / "site")
    assert {path for path in whole if after.get(path) != whole[path]} <= {"shelf.sqlite"}


def test_a_site_that_was_removed_comes_back_whole(shelf: Path) -> None:
    whole = tree(shelf / "site")
    shutil.rmtree(shelf / "site")
    assert [job.split()[0] for job in rebuild(shelf)[0]] == ["build"] * 3
    after = tree(shelf / "site")
    assert {path for path in whole if after.get(path) != whole[path]} <= {"shelf.sqlite"}


def test_a_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    root = make_shelf(tmp_path)
    (root / "site").mkdir()
    (root / "site" / "mine.txt").write_text("mine")
    with pytest.raises(ForeignFolder):
        build_here(root)
    assert [file.name for file in (root / "site").iterdir()] == ["mine.txt"]


def test_files_of_the_theme_lie_once(built: Path) -> None:
    copies = [built / "site" / name / "css" / "base.css" for name in ("lights", "harbours", "pilots")]
    assert len({file.stat().st_ino for file in copies}) == 1


def test_the_data_keep_to_their_schema(built: Path) -> None:
    data = built / "site" / "data"
    published, schema = (json.loads((data / name).read_text()) for name in ("shelf.json", "shelf.schema.json"))
    jsonschema.validate(published, schema)
    assert [len(published[name]) for name in ("editions", "footnotes", "sources")] == [3, 12, 5]
    graph = ElementTree.parse(data / "citations.graphml").getroot()
    name = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(graph.findall(f".//{name}node")) == 8
    assert len(graph.findall(f".//{name}edge")) == 6


def test_lookup_finds_a_footnote_and_all_that_cite_a_source(built: Path) -> None:
    done = run("shelf", "lookup", "lights:1", cwd=built)
    assert done.stdout.startswith("lights Footnote 1 ")
    done = run("shelf", "lookup", "PHARE", "ville", cwd=built / "editions")
    assert [line for line in done.stdout.splitlines() if line.startswith("    ")] == [
        "    lights Footnote 3",
        "    harbours Footnote 3",
    ]
    assert run("shelf", "lookup", "nothing of that", cwd=built).returncode == 2


def test_lookup_compares_as_the_search_does(built: Path) -> None:
    """Words where they begin, in their forms; a phrase in quotation marks as it is."""
    assert "pilots Footnote 2" in run("shelf", "lookup", "Toll", cwd=built).stdout
    assert run("shelf", "lookup", "eeper", cwd=built).returncode == 2
    assert run("shelf", "lookup", '"Toll"', cwd=built).returncode == 2


def test_an_id_stands_once_on_a_page_of_the_shelf(built: Path) -> None:
    for file in own_pages(built):
        page = Html(file.read_text(encoding="utf-8"))
        assert "main" in page.ids
        assert max(page.ids.values()) == 1, file


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_a_shelf(browser: Browser, built: Path, scheme: str) -> None:
    site = (built / "site").as_uri()
    kinds = {path.parent.parent: path for path in (file.relative_to(built / "site") for file in own_pages(built))}
    with pages_of(browser, f"{site}/") as open_page:
        page = open_page("index.html", PHONE if scheme == "dark" else DESK, color_scheme=scheme)
        for path in ("index.html", *kinds.values()):
            page.goto(f"{site}/{path}")
            assert violations(page, rules=RULES if scheme == "light" else COLOURS) == [], path


def test_the_search_names_every_edition_that_holds_the_words(browser: Browser, built: Path) -> None:
    texts = {
        name: (built / "site" / name / "assets" / "annotated-edition" / "search-index.js").read_text("utf-8").casefold()
        for name in NAMES
    }
    with pages_of(browser, f"{(built / 'site').as_uri()}/") as open_page:
        # Words without other forms in English, which a search finds as well.
        for query in ("keeper", "toll", "PHARE", "phare ville", "tide", "côtes"):
            page = open_page(f"index.html?q={quote(query)}")
            expect(page.locator("form.shelf-search [role=status]")).not_to_have_text(re.compile("^$|…$"))
            if (more := page.locator(".shelf-hits button")).count():
                more.click()
            wanted = [n for n, text in texts.items() if all(word.casefold() in text for word in query.split())]
            hits = page.locator(".shelf-hits h3 a")
            expect(hits).to_have_count(len(wanted))
            found = hits.evaluate_all("all => all.map(a => a.getAttribute('href'))")
            assert sorted(found) == [f"{name}/index.html" for name in wanted], query


def test_a_doubtful_pair_is_a_question(built: Path) -> None:
    done = run("shelf", "check", cwd=built)
    assert done.returncode == 0
    assert "AE845" in done.stdout


def test_a_shelf_is_begun_once(tmp_path: Path) -> None:
    assert run("shelf", "new", str(tmp_path / "a"), "--title", "It's: new", cwd=tmp_path).returncode == 0
    assert run("shelf", "new", str(tmp_path / "a"), cwd=tmp_path).returncode == 1
    done = run("shelf", "check", cwd=tmp_path / "a")
    assert "AE842" in done.stderr
    assert "AE840" in run("shelf", "check", cwd=tmp_path).stderr


def test_documents_are_added_and_left_alone_the_next_time(tmp_path: Path) -> None:
    run("shelf", "new", str(tmp_path / "a"), cwd=tmp_path)
    text = "# A paper\n\nBy Ann Bee\n\nA claim[^1].\n\n[^1]: Ann Bee, *A book* (Leith: Pier, 1899), 3.\n"
    (tmp_path / "paper one.md").write_text(text)
    (tmp_path / "two.md").write_text(text)
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "two.txt").write_text("A text\n\nOf two lines.\n")
    for name in ("論考", "紀要"):
        (tmp_path / f"{name}.md").write_text(text)
    files = ["../paper one.md", "../two.md", "../empty.md", "../two.md", "../two.txt", "../論考.md"]
    done = run("shelf", "add", *files, cwd=tmp_path / "a")
    assert done.returncode == 1
    assert "AE803" in done.stderr
    assert len(done.stdout.splitlines()) == 4
    for name in ("paper-one", "two", "two-2"):
        assert (tmp_path / "a" / "editions" / name / "data" / "edition.yml").is_file()
    done = run("shelf", "add", "../paper one.md", "../two.txt", "../紀要.md", cwd=tmp_path / "a")
    assert [each for each in ("paper-one", "two-2") if each in done.stdout] == ["paper-one", "two-2"]
    assert len(list((tmp_path / "a" / "editions").glob("edition-*"))) == 2
    (tmp_path / "a" / "editions" / "two" / "import-report" / "report.json").write_text("{")
    done = run("shelf", "add", "../two.md", cwd=tmp_path / "a")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith("editions/two/import-report/report.json:1: AE807")


class Interrupted(HereEngine):
    """Is interrupted after so many jobs, as by Ctrl-C."""

    def __init__(self, jobs: int) -> None:
        super().__init__()
        self.left = jobs

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, bytes | Exception]]:
        for each in super().run(jobs):
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            yield each


def test_what_was_finished_before_an_interruption_is_not_done_again(built: Path, tmp_path: Path) -> None:
    root = make_shelf(tmp_path)
    for _ in range(2):  # 2 of 3 summaries; the third and a site
        with pytest.raises(KeyboardInterrupt):
            build_here(root, Interrupted(2))
    ran, failed = rebuild(root)
    assert ([job.split()[0] for job in ran], failed) == (["build", "build"], [])
    whole, after = tree(built / "site"), tree(root / "site")
    assert {path for path in whole if after.get(path) != whole[path]} <= {"shelf.sqlite"}
