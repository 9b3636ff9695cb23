"""Payloads in every field, built and opened in a real browser: nothing runs. And the way from data to page in bulk."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotated_edition import open_edition
from annotated_edition.reading import schema
from support.hostile_forms import forms_of, look_at, own_markup
from support.places import CACHE
from support.rendering import live, render_all
from support.sweep import PAYLOADS, PIECES, data, fields_of_schema, reached, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KINDS = {
    "edition.yml": schema.EditionFile, "footnotes.yml": schema.FootnoteEntry, "terms.yml": schema.TermEntry,
    "events.yml": schema.EventEntry, "comparison.yml": schema.RowEntry, "initiatives/first-reform.yml": schema.InitiativeFile,
}  # fmt: skip


def test_every_field_of_every_schema_is_swept() -> None:
    files = data(lambda field: "x", lambda field: "https://example.org/")
    found = set()
    for path, kind in KINDS.items():
        for value in files[path] if isinstance(files[path], list) else [files[path]]:
            found |= set(reached(kind, value))
    assert found == set(fields_of_schema())


#: The payload that the first field gets, the next field the next; every night each field gets each of them.
FIRST = range(len(PAYLOADS)) if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else (0,)


@pytest.mark.slow
@pytest.mark.parametrize("number", FIRST)
def test_nothing_acts(number: int, tmp_path: Path, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    """Payloads in every field, attacks on attributes on pages and in fields: in each form that a reader gets."""
    own = own_markup(tmp_path / "own")
    with forms_of(tmp_path, PAYLOADS[number:] + PAYLOADS[:number]) as (forms, fields, attacks):
        outcomes = {form: look_at(browser, form, pages, fields, own) for form, pages in forms.items()}
    found = {
        what: [f"{form}: {each}" for form, outcome in outcomes.items() for each in getattr(outcome, what)]
        for what in ("executions", "overlays", "dead", "foreign")
    }
    counts = ", ".join(f"{len(found[what])} {what}" for what in ("executions", "overlays"))
    with capsys.disabled():
        print(
            f"\n  {len(fields) + attacks} payloads × {len(forms)} forms: {counts}, {len(found['dead'])} dead functions"
        )
        for form, outcome in outcomes.items():
            print(f"    {form}: {outcome.pages} pages, {len(outcome.fields)} of {len(fields)} fields shown")
    assert {what: each[:20] for what, each in found.items() if each} == {}
    # A field that is not shown at all is not tested: only these are shown nowhere, or only once cited by their style.
    assert len({re.sub(r"-\d+$", "", field) for field in outcomes["served draft"].fields}) > 50


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.slow
def test_from_data_to_page(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever stands in the fields, there is a page without anything live, or a problem; never an exception."""
    texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=5).map("".join)
    payload = data.draw(texts)
    root, _ = write(tmp_path_factory.mktemp("edition"), [payload])
    # Sources stay as they are, so that pandoc is asked but once.
    for name in ("data/sources.bib", "data/footnotes.yml"):
        (root / name).write_text(FIXED[name], encoding="utf-8")
    for name in data.draw(
        st.lists(st.sampled_from(["data/terms.yml", "docs/index.md", "data/edition.yml"]), max_size=1)
    ):
        (root / name).write_bytes(data.draw(st.binary(max_size=40)))
    edition = open_edition(root / "data", root / "docs", CACHE)
    for page, html in render_all(edition).items():
        assert live(html) == [], page


FIXED = {
    "data/sources.bib": "@book{plain,\n  author = {Hale, Thomas},\n  title = {Lamps},\n  date = {1899},\n}\n",
    "data/footnotes.yml": "- number: 1\n  citations: [{source: plain}]\n- number: 2\n  citations: [{source: plain}]\n",
}
