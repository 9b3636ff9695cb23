"""The full text over an edition: sections, footnotes and official names matched; what differs asked; kept private."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.importing.document import Document, ImportRefused
from annotated_edition.importing.over import import_over, match_sections
from annotated_edition.model.edition import Edition
from annotated_edition.model.wording import wording
from support.cli import run
from support.editions import ENGLISH, english, open_at
from support.imports import kinds, letters

STATEMENT = wording("en")["over-notice"]
BODY = {
    "Opening": "Every keeper on this coast kept one lamp, and said little of it.[^1] An oil lamp burned all night.[^2]",
    "An aside": "Nobody asked the gulls what they thought of it.",
    "Two reforms": "The board set two rules.[^3]\n\n- One  keeper, two lights;\n- Pilots report lamps.[^4]",
    "Afterword": "The county paid for the brass, as a fifth note says.[^5]",
}


def write_text(folder: Path) -> Path:
    """Write a whole text whose footnotes are those of the English edition, but for the third and a fifth."""
    notes = {int(label): footnote.text for label, footnote in english().footnotes.items()}
    notes |= {3: "Against this, a letter to the board.", 5: "Ledger of the county, 1902."}
    text = "# On keeping lights\n\n" + "".join(f"## {title}\n\n{body}\n\n" for title, body in BODY.items())
    file = folder / "text.md"
    file.write_text(text + "".join(f"[^{n}]: {note}\n" for n, note in notes.items()), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Path, Edition]:
    """Import the text over the English edition: the document, the folder, and what it opens as."""
    folder = tmp_path_factory.mktemp("over")
    document = import_over(write_text(folder), ENGLISH, folder / "copy")
    return document, folder / "copy", open_at(folder / "copy")


Copied = tuple[Document, Path, Edition]


def test_the_text_stands_in_the_sections_of_the_project(copied: Copied) -> None:
    _, folder, edition = copied
    assert [(each.page, each.title) for each in edition.sections] == [
        ("text/opening.md", "Opening"), ("text/reforms.md", "Two reforms"),
    ]  # fmt: skip
    headings = [heading.text for each in edition.sections for heading in each.headings]
    assert headings == ["Opening", "An aside", "Two reforms", "Afterword"]
    shown = letters("".join((folder / "docs" / each.page).read_text(encoding="utf-8") for each in edition.sections))
    assert letters("".join(BODY) + "".join(BODY.values())) <= shown


def test_the_annotations_are_those_of_the_project(copied: Copied) -> None:
    _, folder, edition = copied
    for name in ("terms.yml", "comparison.yml", "events.yml", "sources.bib", "note.csl"):
        assert (folder / "data" / name).read_bytes() == (ENGLISH / "data" / name).read_bytes()
    assert (folder / "mkdocs.yml").read_bytes() == (ENGLISH / "mkdocs.yml").read_bytes()
    assert [label for label, each in edition.footnotes.items() if each.references] == ["1", "2", "3", "4", "5"]
    assert all(edition.footnotes[label].text == each.text for label, each in english().footnotes.items())
    assert edition.terms["oil-lamp"].mentions[0].page == "text/opening.md"
    assert "The board met in Leith." in (folder / "docs/text/reforms.md").read_text(encoding="utf-8")


def test_elements_are_found_by_their_official_names(copied: Copied) -> None:
    edition = copied[2]
    excerpts = {path: [each.excerpt for each in element.mentions] for path, element in edition.elements.items()}
    assert excerpts["first-reform/rule-1"][0].startswith("One keeper, two lights")
    assert excerpts["second-reform/rule-1"][0].startswith("Pilots report lamps")


def test_what_differs_is_asked(copied: Copied) -> None:
    document, folder, edition = copied
    assert [each for each in kinds(document.log) if each.startswith("over-")] == [
        "over-differs", "over-new-note", "over-no-section", "over-no-section",
    ]  # fmt: skip
    todos = {(each.code, each.place.file) for each in edition.problems if each.severity == "note"}
    assert {("AE801", "data/footnotes.yml"), ("AE801", "data/edition.yml")} <= todos
    assert "a letter to the board" in (folder / "data/footnotes.yml").read_text(encoding="utf-8")
    assert document.problems == []


def test_every_page_says_that_the_copy_is_private(copied: Copied) -> None:
    _, folder, edition = copied
    for page in ["index.md", *(each.page for each in edition.sections)]:
        text = (folder / "docs" / page).read_text(encoding="utf-8")
        assert text.count(STATEMENT) == 1, page
    assert edition.imprint.notice[0].text == STATEMENT  # which the foot of every page shows
    assert not (folder / ".github").exists()


def test_a_repository_is_refused_without_the_rights(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    text = write_text(tmp_path)
    done = run("import", str(text), "--over", str(ENGLISH), "--to", "copy", cwd=tmp_path, LC_ALL="en")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "AE813" in done.stderr
    assert "--i-hold-the-rights" in done.stderr
    assert not (tmp_path / "copy").exists()
    import_over(text, ENGLISH, tmp_path / "copy", rights=True)
    assert STATEMENT not in (tmp_path / "copy/docs/text/opening.md").read_text(encoding="utf-8")


def test_a_project_with_an_error_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/edition.yml").write_text("work: [", encoding="utf-8")
    with pytest.raises(ImportRefused):
        import_over(write_text(tmp_path), tmp_path, tmp_path / "copy")


@pytest.mark.parametrize(
    ("scores", "columns"),
    [
        ([[1, 0], [0, 1]], [0, 1]),
        ([[1, 0], [0, 0], [0, 1], [0, 0]], [0, 0, 1, 1]),
        ([[0, 1], [3, 0]], [0, 0]),
        ([], []),
    ],
)
def test_sections_keep_their_order(scores: list[list[float]], columns: list[int]) -> None:
    assert match_sections(scores) == columns
