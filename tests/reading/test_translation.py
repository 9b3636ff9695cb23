"""A translation is a layer over an edition: texts by id, the state of each, and what it may not change."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.model.spans import plain
from support.cli import run
from support.editions import ENGLISH
from support.translations import ARABIC, make_translated, open_translation


def codes(root: Path) -> list[tuple[str, str, int]]:
    return [(p.code, p.place.file, p.place.line) for p in open_translation(root).own_problems]


def changed(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def test_a_whole_translation_has_its_own_words_and_everything_else_from_the_original(tmp_path: Path) -> None:
    root = make_translated(tmp_path)
    original, edition = open_translation(root, None), open_translation(root)
    assert codes(root) == []
    assert (edition.language, edition.work.language, original.translation) == ("ar", "en", None)
    assert edition.languages == original.languages == {"en": "", "ar": "ar/"}
    assert (edition.work.title, edition.work.original_title) == (
        "في حفظ المنارات", "On keeping lights: Two reforms of a coast",
    )  # fmt: skip
    assert edition.work.date == original.work.date
    assert [(n, c.source, c.locator) for n, f in edition.footnotes.items() for c in f.citations] == [
        (n, c.source, c.locator) for n, f in original.footnotes.items() for c in f.citations
    ]
    assert plain(edition.footnotes["4"].after) == "حذفت الطبعة الثانية هذا الموضع."
    assert [s.paragraphs[0].id for s in edition.sections] == ["p-1", "p-1"]
    assert [r.id for s in edition.sections for r in s.references] == [
        r.id for s in original.sections for r in s.references
    ]
    keeper = edition.terms["keeper"]
    assert (keeper.name, keeper.original, keeper.place.file) == ("حارس", "keeper", "translations/ar/terms.yml")
    assert keeper.aliases == ("حراس",)
    assert edition.initiatives["first-reform"].name.official == "إصلاح سنة 1897"
    assert edition.initiatives["first-reform"].elements[0].counterparts == ("second-reform/rule-1",)


def test_a_title_of_a_source_stands_as_printed_with_its_translation_and_language(tmp_path: Path) -> None:
    edition = open_translation(make_translated(tmp_path))
    source = edition.sources["moreau-1902"]
    assert source.title == "Le phare et la ville [المنارة والمدينة]"
    assert source.csl["title"] == "Le phare et la ville"
    assert [span.text for span in source.full if span.language] == ["Le phare et la ville"]
    assert "[المنارة والمدينة] (in French)" in plain(source.full)
    assert (
        open_translation(make_translated(tmp_path / "2"), None).sources["moreau-1902"].title == "Le phare et la ville"
    )


def test_a_changed_original_makes_its_translation_stale(tmp_path: Path) -> None:
    root = make_translated(tmp_path)
    changed(root, "docs/text/opening.md", "wrote little", "wrote next to nothing")
    changed(root, "data/terms.yml", "Whoever tends", "Who tends")
    changed(root, "data/footnotes.yml", "locator: 12", "locator: 13")
    assert codes(root) == [
        ("AE831", "translations/ar/docs/text/opening.md", 6),
        ("AE831", "translations/ar/terms.yml", 4),
    ]
    edition = open_translation(root)
    assert edition.footnotes["1"].citations[0].locator == "13"
    assert edition.translation
    assert edition.translation.stale == {"text/opening.md", "terms.md"}
    said = run("check", cwd=root).stdout
    assert "text/opening.md#p-1 (docs/text/opening.md:6) has changed since" in said
    assert run("translate", "ar", "--done", "text/opening.md#p-1", cwd=root).returncode == 0
    assert codes(root) == [("AE831", "translations/ar/terms.yml", 4)]
    assert run("translate", "ar", "--done", "text/other.md", cwd=root).returncode == 2


def test_what_is_missing_stands_in_the_original_language(tmp_path: Path) -> None:
    root = make_translated(tmp_path)
    changed(root, "translations/ar/terms.yml", "  definition: من يعتني بالضوء[^1].\n", "")
    for page in ("docs/text/reforms.md", "docs/index.md"):
        (root / "translations" / "ar" / page).unlink()
    problems = open_translation(root).own_problems
    assert [(p.code, p.severity, p.place.file, p.place.line) for p in problems] == [
        ("AE830", "warning", "data/terms.yml", 4),
        ("AE830", "note", "docs/index.md", 1),
        ("AE830", "warning", "docs/text/reforms.md", 1),
    ]
    edition = open_translation(root)
    assert [span.language for span in edition.terms["keeper"].definition] == ["en", "en", "en"]
    assert edition.pages["text/reforms.md"].language == "en"
    assert edition.pages["text/opening.md"].language == ""
    assert edition.translation
    assert edition.translation.missing == {"terms.md", "index.md", "text/reforms.md"}


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("terms.yml", "id: keeper", "id: kepper", ["AE830", "AE830", "AE832"]),
        ("terms.yml", "id: oil-lamp", "id: oil-lamp\n  footnotes: [1]", ["AE833"]),
        ("terms.yml", "id: oil-lamp", "id: oil-lamp\n  gloss: x", ["AE832"]),
        ("terms.yml", "بالضوء[^1]", "بالضوء[^2]", ["AE835"]),
        ("terms.yml", "- id: oil-lamp", "- {id: keeper, name: x}\n- id: oil-lamp", ["AE839"]),
        ("events.yml", "{id: first-reform,", "{id: first-reform, date: 1898-03,", ["AE833"]),
        ("edition.yml", "language: ar", "language: fa", ["AE838"]),
        ("edition.yml", "subtitle:", "date: 1932\n  subtitle:", ["AE833"]),
        ("docs/text/opening.md", "[^2]", "", ["AE835"]),
        ("docs/text/opening.md", " وكان", "\n\nوكان", ["AE834"]),
        ("docs/text/reforms.md", " {#first}", "", ["AE605", "AE836"]),
    ],
)
def test_what_a_translation_may_not_change(tmp_path: Path, path: str, old: str, new: str, expected: list[str]) -> None:
    root = make_translated(tmp_path)
    changed(root, f"translations/ar/{path}", old, new)
    assert sorted(code for code, *_ in codes(root)) == expected


def test_pages_and_files_that_the_original_lacks_are_reported(tmp_path: Path) -> None:
    root = make_translated(
        tmp_path, **{"translations/ar/docs/text/x.md": "# x", "translations/ar/initiatives/x.yml": ""}
    )
    assert [code for code, *_ in codes(root)] == ["AE832", "AE832"]


def test_the_skeleton_of_a_translation_has_every_text_and_lists_what_remains(tmp_path: Path) -> None:
    root = make_translated(tmp_path, recorded=False)
    assert open_translation(root).own_problems[0].code == "AE837"
    said = run("translate", "ja", cwd=root)
    assert said.stdout.startswith("translations/ja: ")
    assert "0 up to date, 0 stale" in said.stdout.splitlines()[-1]
    folder = root / "translations" / "ja"
    assert {path.relative_to(folder) for path in folder.rglob("*.yml")} >= {
        path.relative_to(ARABIC) for path in ARABIC.rglob("*.yml")
    }
    assert "# Whoever tends a light[^1].\n  definition:\n" in (folder / "terms.yml").read_text(encoding="utf-8")
    (folder / "terms.yml").write_text("", encoding="utf-8")
    run("translate", "ja", cwd=root)
    assert (folder / "terms.yml").read_text(encoding="utf-8") == ""
    assert run("translate", "en", cwd=root).returncode == run("translate", "../x", cwd=ENGLISH).returncode == 2
