"""What the copy buttons copy."""

from __future__ import annotations

import json

import lxml.html
import pytest

from annotated_edition.citing.formats import MACHINE_FORMATS, write_items
from annotated_edition.citing.items import footnote_items, source_item
from annotated_edition.site import copy_texts
from annotated_edition.site.copy_texts import copy_parts, copy_scripts
from annotated_edition.site.pages import generated_files
from support.editions import english, shipped


def texts(script: str) -> dict[str, dict[str, str]]:
    return dict(json.loads(script.removeprefix("aeCopied(").removesuffix(");\n")))


def test_every_button_has_its_text() -> None:
    files = generated_files(shipped())
    for name in ("footnotes", "sources"):
        buttons = lxml.html.fromstring(files[f"{name}.md"]).xpath("//div[@data-ae-of]")
        assert buttons
        for button in buttons:
            assert button.get("data-ae-of") in texts(files[f"copied/{button.get('data-ae-in')}.js"])


def test_the_texts_are_those_of_the_formats() -> None:
    edition, scripts = shipped(), copy_scripts(shipped())
    footnotes, sources = texts(scripts["copied/footnotes-0.js"]), texts(scripts["copied/sources-0.js"])
    assert list(footnotes) == [f"fn-{number}" for number in range(1, 31)]
    assert list(sources) == list(edition.sources)
    for form in MACHINE_FORMATS:
        assert footnotes["fn-6"][form] == write_items(form, footnote_items(edition, edition.footnotes["6"]))
        assert sources["mod-exchange"][form] == write_items(form, [source_item(edition.sources["mod-exchange"])])


def test_a_long_list_has_several_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copy_texts, "PART_SIZE", 3)
    assert {part: len(entries) for part, entries in copy_parts(english()).items()} == {
        "footnotes-0": 3, "footnotes-1": 1, "sources-0": 2,
    }  # fmt: skip
