"""Payloads in every field, built and opened in a real browser: nothing runs. And the way from data to page in bulk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotated_edition import open_edition
from annotated_edition.reading import schema
from support.panel import Panel
from support.places import CACHE
from support.rendering import live, render_all
from support.server import serve
from support.sweep import PAYLOADS, PIECES, data, fields_of_schema, reached, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

KINDS = {
    "edition.yml": schema.EditionFile, "footnotes.yml": schema.FootnoteEntry, "terms.yml": schema.TermEntry,
    "events.yml": schema.EventEntry, "comparison.yml": schema.RowEntry, "initiatives/first-reform.yml": schema.InitiativeFile,
}  # fmt: skip
#: What a payload would call; and what of it is there although nothing has called it.
WATCH = "window.fires = []; window.fired = field => window.fires.push(field);"
DORMANT = """() => [...document.querySelectorAll("*")].flatMap(element => [...element.attributes]
  .filter(a => !(element === document.documentElement && [...element.style].join() === "--ae-printed")).filter(a => /fired/.test(a.value) && (/^on|^srcdoc$|^style$/i.test(a.name) ||
    (/^(href|src|action|formaction|xlink:href)$/i.test(a.name) && /^[\\s\\x00-\\x20]*(javascript|data|vbscript):/i.test(a.value))))
  .map(a => `${element.tagName} ${a.name}=${a.value}`))"""


def test_every_field_of_every_schema_is_swept() -> None:
    files = data(lambda field: "x", lambda field: "https://example.org/")
    found = set()
    for path, kind in KINDS.items():
        for value in files[path] if isinstance(files[path], list) else [files[path]]:
            found |= set(reached(kind, value))
    assert found == set(fields_of_schema())


#: The payload that the first field gets, the next field the next; every night each field gets each of them.
FIRST = range(len(PAYLOADS)) if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else (0, 3, 6)


@pytest.mark.parametrize("number", FIRST)
def test_nothing_runs(number: int, tmp_path: Path, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    root, fields = write(tmp_path, PAYLOADS[number:] + PAYLOADS[:number])
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(tmp_path / "site")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    fires: list[str] = []
    dormant: list[str] = []
    shown = set()
    with serve(tmp_path / "site") as address, browser.new_context() as context:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("dialog", lambda dialog: (fires.append(dialog.message), dialog.dismiss()))
        for path in sorted((tmp_path / "site").rglob("*.html")):
            page.goto(address + path.relative_to(tmp_path / "site").as_posix())
            if path.parent.name == "site":  # what the search shows is the same everywhere
                assert searched(page) > 5
            fires += page.evaluate("window.fires")
            dormant += page.evaluate(DORMANT)
            shown |= {field for field in fields if field in page.content()}
    with capsys.disabled():
        print(
            f"\n  {len(PAYLOADS)} payloads from number {number + 1} on: {len(fires)} executions in {len(fields)} fields ({len(shown)} shown)"
        )
    assert fires == []
    assert dormant == []
    # A field that is not shown at all is not tested: only these are shown nowhere, or only once cited by their style.
    assert len(shown) > 50


def searched(page: Page) -> int:
    """How many hits the search of a page has for the payloads; all of them are shown."""
    panel = Panel(page)
    panel.ask("fired")
    return len(panel.hits())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
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
