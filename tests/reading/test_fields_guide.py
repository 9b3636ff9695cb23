"""The reference of the fields is that of the schemas."""

from __future__ import annotations

import pytest

from annotated_edition.reading.fields_guide import write_fields_guide
from annotated_edition.reading.schema import FILES, Fields
from support.places import ROOT


@pytest.mark.parametrize(("language", "docs"), [("ja", "docs"), ("en", "translations/en/docs")])
def test_the_pages_of_the_guide_are_up_to_date(language: str, docs: str) -> None:
    assert (ROOT / docs / "guide/fields.md").read_text(encoding="utf-8") == write_fields_guide(language), "make guide"


def test_every_field_of_every_file_is_explained() -> None:
    text = write_fields_guide("en")
    assert text.count("## data/") == len(FILES)
    for part in Fields.__subclasses__():
        for field in part.model_fields:
            assert f"| `{field}`" in text, f"{part.__name__}.{field}"
