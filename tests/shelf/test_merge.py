"""What editions make together: one source under two spellings, one term, and doubtful pairs as questions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotated_edition.shelf.merge import common_sources, merge, neighbours_of
from annotated_edition.shelf.sameness import identities, plain_address
from annotated_edition.shelf.shelf_file import read_shelf
from annotated_edition.shelf.summary import decode_summary, encode_summary, summarise
from support.editions import english, open_at
from support.golden import GOLDEN, compare
from support.shelves import make_shelf


@pytest.fixture(scope="module")
def summaries(tmp_path_factory: pytest.TempPathFactory):
    shelf, problems = read_shelf(make_shelf(tmp_path_factory.mktemp("merge")))
    assert shelf and not problems
    return [summarise(open_at(root), name) for name, root in shelf.editions]


def test_three_editions_make_this_shelf(summaries) -> None:
    index = merge(summaries)
    found = {
        "editions": [each.name for each in index.editions],
        "sources": [[each.shown.title, each.members] for each in index.sources],
        "terms": [[each.name, [(edition.name, term.id) for edition, term in each.members]] for each in index.terms],
        "events": [[event.date, event.title, edition.name] for event, edition in index.events],
        "doubtful": index.doubtful,
        "common": [[*pair, count] for pair, count in common_sources(index).items()],
        "neighbours": {
            name: {key: [[each.title, each.address] for each in others] for key, others in own.items()}
            for name, own in sorted(neighbours_of(index).items())
        },
    }
    compare(json.dumps(found, ensure_ascii=False, indent=1) + "\n", GOLDEN / "shelf" / "index.json")


def test_the_editor_decides_on_a_doubtful_pair(summaries) -> None:
    (pair,) = merge(summaries).doubtful
    same, different = merge(summaries, same=[pair]), merge(summaries, different=[pair])
    assert same.doubtful == different.doubtful == ()
    assert len(same.sources) == len(different.sources) - 1


def test_two_sources_of_one_edition_are_never_merged(summaries) -> None:
    lights = next(each for each in summaries if each.name == "lights")
    alike = tuple(replace(each, identities=("url:example.org/a",)) for each in lights.sources)
    index = merge([replace(lights, sources=alike)])
    assert len(index.sources) == len(lights.sources)


def test_a_summary_survives_its_journey() -> None:
    summary = summarise(english(), "lights")
    assert decode_summary(encode_summary(summary)) == summary


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("https://www.Example.org/a/?utm_source=x&b=2#c", "example.org/a?b=2"),
        ("http://example.org/a?b=2", "example.org/a?b=2"),
        ("https://example.org/", ""),
        ("https://[::1", ""),
    ],
)
def test_addresses_are_compared_without_tracking(written: str, plain: str) -> None:
    assert plain_address(written) == plain


@pytest.mark.parametrize(
    ("type_", "csl", "expected"),
    [
        ("book", {"DOI": "https://doi.org/10.1234/ABC.5"}, "doi:10.1234/abc.5"),
        ("book", {"ISBN": "0-306-40615-2"}, "isbn:9780306406157"),
        ("book", {"ISBN": "978-0-306-40615-7"}, "isbn:9780306406157"),
        ("chapter", {"ISBN": "978-0-306-40615-7"}, "work:"),
    ],
)
def test_a_source_is_known_by_its_numbers(type_: str, csl: dict[str, str], expected: str) -> None:
    source = replace(english().sources["hale-1899"], type=type_, csl=csl)
    assert identities(source)[0].startswith(expected)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("editions: [editions/*]\n", ["AE841"]),
        ("title: A\neditions: [../x]\n", ["AE841"]),
        ("title: A\neditions: [nothing/*]\n", ["AE842"]),
        ("title: A\nlanguage: xx\nurl: ftp://x\neditions: [editions/*]\ntitel: B\n", ["AE841", "AE841", "AE841"]),
        ("title: A\neditions: [editions/*]\nsources: {same: [[a]]}\n", ["AE841"]),
        ("title: A\neditions: [sources]\n", ["AE843"]),
        ("title: [\n", ["AE103"]),
    ],
)
def test_what_is_wrong_in_shelf_yml_is_said(text: str, codes: list[str], tmp_path: Path) -> None:
    for folder in ("editions/one", "sources"):
        (tmp_path / folder / "data").mkdir(parents=True)
        (tmp_path / folder / "data" / "edition.yml").write_text("work: {}\n")
    (tmp_path / "shelf.yml").write_text(text, encoding="utf-8")
    shelf, problems = read_shelf(tmp_path)
    assert sorted(each.code for each in problems) == codes
    assert (shelf is None) == (codes != ["AE842"])
