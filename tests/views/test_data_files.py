"""The data files that an edition publishes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import jsonschema
import pytest

from annotated_edition import Edition
from annotated_edition.views.data_files import SHAPES, data_files, file_name
from support.editions import english, shipped


@pytest.mark.slow
@pytest.mark.parametrize("opened", [shipped, english])
def test_every_file_is_listed_and_follows_its_schema(opened: Callable[[], Edition]) -> None:
    files = data_files(opened())
    index = json.loads(files["data/edition.json"])
    listed = {file["url"]: file["schema"] for file in index["files"]}
    assert listed.keys() | {"data/edition.json"} == {path for path in files if not path.startswith("data/schema/")}
    assert {path for path in files if path.startswith("data/schema/")} == {
        f"data/schema/{name}.json" for name in SHAPES
    }
    assert set(listed.values()) == {None, *(f"data/schema/{name}.json" for name in SHAPES if name != "edition")}
    for path, schema in {**listed, "data/edition.json": "data/schema/edition.json"}.items():
        assert (schema is not None) == (path.endswith(".json") and not path.endswith(".csl.json")), path
        if schema:
            rules = json.loads(files[schema])
            jsonschema.Draft202012Validator.check_schema(rules)
            jsonschema.validate(json.loads(files[path]), rules)


@pytest.mark.parametrize("opened", [shipped, english])
def test_the_file_of_one_record_is_that_of_the_list(opened: Callable[[], Edition]) -> None:
    files = data_files(opened())
    for name, key in (("footnotes", "footnote"), ("sources", "source")):
        records = json.loads(files[f"data/{name}.json"])
        assert records
        for record in records:
            assert json.loads(files[f"data/{name}/{record[key]}.json"]) == record


@pytest.mark.parametrize("key", ["a/../b", "..", ".hidden", "con", "NUL.x", "a:b", "x+y"])
def test_names_of_files(key: str) -> None:
    name = file_name(key)
    assert re.fullmatch(r"[\w%+-][\w%+.-]*", name)
    assert not re.match(r"(?i)(con|nul)(\.|$)", name)
