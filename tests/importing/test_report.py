"""The report on an import."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotated_edition.importing.document import Document, ImportLog
from annotated_edition.importing.report import as_json, render
from support.cli import run
from support.imports import JARS


@pytest.mark.slow
def test_the_report_is_one_in_three_forms(tmp_path: Path) -> None:
    (tmp_path / "jars.md").write_text(JARS, encoding="utf-8")
    done = run("import", "jars.md", "--to", "made", "--format", "json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert found == json.loads((tmp_path / "made/import-report/report.json").read_text(encoding="utf-8"))
    assert [len(note["citations"]) for note in found["footnotes"]] == [1, 1, 0, 2]
    assert [(source["key"], source["title"]) for source in found["sources"]] == [
        ("fern-2001", "Jars"),
        ("fern-2004", "Glass"),
    ]
    assert [section["footnotes"] for section in found["sections"]] == [[1, 2, 3], [4]]
    page = (tmp_path / "made/import-report/report.html").read_text(encoding="utf-8")
    cited = [citation for note in found["footnotes"] for citation in note["citations"]]
    assert all(f"<code>{citation['source']}</code>" in page for citation in cited)
    assert all(each["text"] in page for each in found["questions"])
    assert "http" not in re.sub(r"<(?:li|td)>.*?</(?:li|td)>", "", page)  # nothing is fetched
    checked = run("check", "--strict", "--project", "made", cwd=tmp_path)
    assert checked.returncode == 0
    assert "AE801" in checked.stdout


def test_the_text_shows_few_changes_of_a_kind_and_json_all() -> None:
    log = ImportLog()
    for line in range(9, 0, -1):
        log.change("joined", line, f"{line} " + "x" * 100)
    log.change("spaces", 1, "3")
    document = Document(log, file="a.md", title="T", language="en", problems=["a problem"])
    text = render(document, "txt")
    assert re.findall(r"line (\d)  \d x", text) == ["1", "2", "3"]
    assert "x" * 59 + "…" not in text
    assert "Broken paragraphs joined: 9" in text
    assert text.endswith("  a problem\n")
    assert [each["line"] for each in json.loads(as_json(document))["changes"]] == [1, 1, *range(2, 10)]
