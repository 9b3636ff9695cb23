"""footnotes.yml, edition.yml and terms.yml."""

from __future__ import annotations

from annotated_edition.importing.document import (
    Document,
    DocumentNote,
    DocumentSection,
    DocumentSource,
    DocumentTerm,
    PrintedCitation,
    Question,
    ResolvedCitation,
)
from annotated_edition.importing.write_data import sort_questions, write_edition, write_footnotes, write_terms

SOURCE = DocumentSource(PrintedCitation("Moss"), 1, "moss-2001")


def resolved(
    locator: str, label: str = "page", ibid: bool | None = None, override: str | None = None
) -> ResolvedCitation:
    printed = PrintedCitation("", locator=locator, label=label)
    return ResolvedCitation(printed, SOURCE, "first", 1.0, ibid, override)


def body(text: str) -> list[str]:
    """Return the lines after that of the schema."""
    return text.splitlines()[1:]


def test_footnotes() -> None:
    notes = [
        DocumentNote(
            1,
            1,
            before="See [[a]][^2][^9]",
            citations=[resolved("12"), resolved("12-3", "chapter", False, "Moss: 12")],
            after="after",
        ),
        DocumentNote(2, 2, citations=[resolved("")]),
    ]
    assert body(write_footnotes(Document(notes=notes), {(1, 0): "Which?", (2, None): "Where?"})) == [
        "- number: 1", "  before: See \\[[a]][^2]\\[^9]", "  citations:",
        "    - source: moss-2001", "      locator: 12", "      todo: Which?",
        "    - source: moss-2001", "      locator: 12-3", "      label: chapter", "      ibid: false", "      printed: 'Moss: 12'",
        "  after: after", "- number: 2", "  citations:", "    - source: moss-2001", "  todo: Where?",
    ]  # fmt: skip
    assert body(write_footnotes(Document(), {})) == ["[]"]


def test_the_edition() -> None:
    document = Document(
        title="A \\*b\\*",
        authors=[("Ada Quill", "Pier"), ("Bo", "")],
        date="2021-05",
        language="en",
        sections=[DocumentSection("A", [], 1, page="text/01.md")],
    )
    text = write_edition(document, ["One?", "Two?"])
    assert body(text)[:11] == [
        "work:", "  title: A *b*", "  date: 2021-05", "  authors:", "    - name: Ada Quill", "      affiliation: Pier", "    - name: Bo",
        "  language: en", "  todo: (1) One? (2) Two?", "edition:", "  title: A *b*, annotated",
    ]  # fmt: skip
    assert body(text)[-3:] == ["style: note.csl", "sections:", "  - text/01.md"]


def test_terms() -> None:
    terms = [
        DocumentTerm("nhc", "北方協議会", "NHC", "North Harbour Council"),
        DocumentTerm("jasmine", "JASMINE", "", "", "ジャスミン"),
    ]
    lines = body(write_terms(terms, "en"))
    assert lines[:5] == ["- id: nhc", "  name: 北方協議会", "  en: North Harbour Council", "  aliases:", "    - NHC"]
    assert "  definition: The text adds ジャスミン." in lines
    assert sum(line.startswith("  todo: ") for line in lines) == 2


def test_questions_stand_where_they_concern_something() -> None:
    questions = [
        Question("no-author", 1), Question("empty-note", 2, 5, values={"n": 5}), Question("empty-note", 2, 1, values={"n": 1}),
        Question("rest", 2, 1, 0, {"n": 1, "rest": "a"}), Question("rest", 2, 1, 0, {"n": 1, "rest": "b"}),
    ]  # fmt: skip
    by_place, others = sort_questions(questions, {1}, "en")
    assert list(by_place) == [(1, None), (1, 0)]
    assert by_place[1, 0] == "Footnote 1: it is not clear what “a” is. Footnote 1: it is not clear what “b” is."
    assert len(others) == 2
