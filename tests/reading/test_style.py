"""Citation styles are read as XML, within limits."""

from __future__ import annotations

import pytest

from annotated_edition.reading.pandoc import PandocError
from annotated_edition.reading.style import parse_style


def test_a_style_is_read() -> None:
    assert parse_style('<style class="note"><citation/></style>').get("class") == "note"


@pytest.mark.parametrize(
    "xml", ["", "x", "<style ", "<style " * 200_000, "<g>" * 10_000 + "</g>" * 10_000, "<a>" * 10_000, "<style></x>"]
)
def test_what_is_no_style_or_too_deep_is_refused(xml: str) -> None:
    with pytest.raises(PandocError):
        parse_style(xml)


def test_entities_are_not_expanded_for_ever() -> None:
    entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    with pytest.raises(PandocError):
        parse_style(f"<!DOCTYPE style [<!ENTITY e0 'xxxxxxxxxx'>{entities}]><style>&e9;</style>")
