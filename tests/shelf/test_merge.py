"""What editions make together: one source under two spellings, one term, and doubtful pairs as questions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotated_edition.shelf.merge import common_sources, merge, neighbours_of
from annotated_edition.shelf.sameness import doi_of, fold_name, identities, plain_address
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


def shelved(summaries, **sources):
    """Return the first edition three times, each with sources of its own: (key, identities, what else differs)."""
    model = summaries[0].sources[0]
    return [
        replace(
            summaries[0],
            name=name,
            terms=(),
            events=(),
            sources=tuple(replace(model, key=key, identities=each, **other) for key, each, other in own),
        )
        for name, own in sources.items()
    ]


@pytest.mark.parametrize(
    ("one", "other", "groups", "doubtful"),
    [
        # Two chapters at one address: neither is taken for the whole, which only its title tells.
        ([("a", ("url:x",), {}), ("b", ("url:x",), {})], [("c", ("url:x",), {})], 3, 2),
        ([("a", ("url:x",), {}), ("b", ("url:x", "work:b"), {})], [("c", ("url:x", "work:b"), {})], 2, 0),
        ([("a", ("doi:x",), {})], [("b", ("doi:x",), {"title": "In another spelling"})], 1, 0),
        ([("a", (), {"title": "白書", "authors": ""})], [("b", (), {"title": "白書"})], 2, 1),
        ([("a", (), {"title": "白書", "date": "2023"})], [("b", (), {"title": "白書", "date": "2024"})], 2, 0),
        ([("a", (), {"title": "外交青書 2023", "date": "2023"})], [("b", (), {"title": "外交青書2023"})], 2, 1),
    ],
)
def test_what_is_one_source_and_what_is_a_question(summaries, one, other, groups, doubtful) -> None:
    index = merge(shelved(summaries, one=one, other=other))
    assert (len(index.sources), len(index.doubtful)) == (groups, doubtful)


def test_a_pair_is_found_though_others_stand_between(summaries) -> None:
    dated = {name: [("a", (), {"title": "Annual report", "authors": name, "date": year})]
             for name, year in (("one", "2020"), ("two", "2021"), ("three", "2020"))}  # fmt: skip
    assert merge(shelved(summaries, **dated)).doubtful == ((("one", "a"), ("three", "a")),)


def test_what_is_different_stays_so_for_all_that_is_the_same(summaries) -> None:
    own = {"one": ("doi:x", "work:x"), "two": ("doi:x",), "three": ("work:x",)}
    editions = shelved(summaries, **{name: [("a", each, {})] for name, each in own.items()})
    index = merge(editions, different=[(("two", "a"), ("three", "a"))])
    assert (len(index.sources), index.doubtful) == (2, ())


@pytest.mark.parametrize(
    ("one", "other"), [("ADMM", "ADMM+"), ("ป่า", "ป้า"), ("कि", "का"), ("ハス", "バス"), ("A1", "A2")]
)
def test_names_that_differ_are_kept_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_a_summary_survives_its_journey() -> None:
    summary = summarise(english(), "lights")
    assert decode_summary(encode_summary(summary)) == summary


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("https://www.Example.org/a/?utm_source=x&b=2#c", "example.org/a?b=2"),
        ("http://example.org/a?b=2", "example.org/a?b=2"),
        ("https://example.org/", ""),
        ("https://example.org:443/index.html", ""),
        ("https://example.org/%E7%99%BD%E6%9B%B8.pdf", "example.org/白書.pdf"),
        ("https://web.archive.org/web/20230401000000/https://example.org/a/", "example.org/a"),
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
        ("book", {"ISBN": "ISBN 978 0 306 40615 7 (hbk)"}, "isbn:9780306406157"),
        ("book", {"ISBN": "９７８−0−306−40615−7, 0-306-40616-0"}, "isbn:9780306406157"),
        ("chapter", {"ISBN": "978-0-306-40615-7"}, "work:"),
    ],
)
def test_a_source_is_known_by_its_numbers(type_: str, csl: dict[str, str], expected: str) -> None:
    source = replace(english().sources["hale-1899"], type=type_, csl=csl)
    assert identities(source)[0].startswith(expected)


@pytest.mark.parametrize(
    ("url", "doi"),
    [
        ("https://dx.doi.org/10.1234/Abc.5?nosfx=y#s", "10.1234/Abc.5"),
        ("https://www.doi.org/10.1234/abc", "10.1234/abc"),
        ("https://doi.org/10.1234%2Fabc", "10.1234/abc"),
        ("https://publisher.example/doi/10.1234/abc/pdf", ""),
    ],
)
def test_a_doi_is_read_from_its_own_address_alone(url: str, doi: str) -> None:
    assert doi_of(url) == doi


@pytest.mark.parametrize(
    "name", ["b#1", "x y", "a?", "第1号", "50%", "authors.html", "shelf.sqlite", "a:b", "data", ".x"]
)
def test_a_folder_whose_name_would_not_be_an_address_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "e" / name / "data").mkdir(parents=True)
    (tmp_path / "e" / name / "data" / "edition.yml").write_text("work: {}\n")
    (tmp_path / "shelf.yml").write_text(f"title: A\neditions: ['e/{name}']\n", encoding="utf-8")
    assert [each.code for each in read_shelf(tmp_path)[1]] == ["AE843"]


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
