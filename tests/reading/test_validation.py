"""Data files of golden/schema, KIND-case.yml, each beside the entries and problems that are read in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition import Place
from annotated_edition.model.problems import CODES
from annotated_edition.reading import schema
from annotated_edition.reading.validation import validate
from annotated_edition.reading.yaml_file import Tree, Value, read_yaml
from support.golden import cases, compare, rows

PARTS = sorted(schema.Fields.__subclasses__(), key=lambda part: part.__name__)
FIELDS = sorted({name for part in PARTS for name in part.model_fields})
SCALARS = (
    st.none() | st.text(max_size=5) | st.sampled_from(["1", "１", "true", "2024-02-30", "a-b", "https://a.jp", "x.md"])
)
VALUES = st.recursive(
    SCALARS, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), x, max_size=8), max_leaves=30
)


@pytest.mark.parametrize("case", cases("schema", "*.yml"), ids=lambda case: case.stem)
def test_golden(case: Path) -> None:
    kind: type[schema.Fields] = getattr(schema, case.stem.split("-")[0])
    tree, problems = read_yaml(case.read_bytes(), case.name)
    assert tree is not None
    assert problems == ()
    entries, found = validate(kind, tree, is_list=not kind.__name__.endswith("File"))
    read = [[list(entry.at), entry.value.model_dump(mode="json", exclude_unset=True)] for entry in entries]
    actual = json.dumps({"entries": read, "problems": rows(found)}, ensure_ascii=False, indent=1)
    compare(actual + "\n", case.with_suffix(".json"))


@given(st.sampled_from(PARTS), VALUES)
def test_no_input_raises(part: type[schema.Fields], value: Value) -> None:
    tree = Tree(value, "x.yml", {(): Place("x.yml")})
    entries, problems = validate(part, tree, is_list=False)
    assert entries or problems
    problems += validate(part, tree, is_list=True)[1]
    assert all(found.code in CODES for found in problems)
