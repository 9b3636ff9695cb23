"""Data files of tests/golden/schema, TYPE-case.yml, each beside the entries and problems found in it."""

import json
from pathlib import Path

import pytest
from annotated_edition.TODO_ import schema, yaml_reader
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.model.problems import CODES
from support.golden import compare

GOLDEN = Path(__file__).parent / "golden" / "schema"
PARTS = sorted(schema.Part.__subclasses__(), key=lambda part: part.__name__)
FIELDS = sorted({name for part in PARTS for name in part.model_fields})
SCALARS = (
    st.none() | st.text(max_size=5) | st.sampled_from(["1", "１", "true", "2024-02-30", "a-b", "https://a.jp", "x.md"])
)
VALUES = st.recursive(
    SCALARS, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), x, max_size=8), max_leaves=30
)


def listed(found):
    return [[each.code, each.place.line, each.place.column, dict(each.values)] for each in found]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yml")), ids=lambda path: path.stem)
def test_golden(path):
    entry_type = getattr(schema, path.stem.split("-")[0])
    tree, found = yaml_reader.read(path.read_bytes(), path.name)
    assert found == ()
    if entry_type.__name__.endswith("File"):
        value, found = schema.validate(entry_type, tree)
        entries = [] if value is None else [((), value)]
    else:
        entries, found = schema.validate_list(entry_type, tree)
    read = [[list(at), entry.model_dump(mode="json", exclude_unset=True)] for at, entry in entries]
    actual = json.dumps({"entries": read, "problems": listed(found)}, ensure_ascii=False, indent=1)
    compare(actual + "\n", path.with_suffix(".json"))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_field_says_in_a_sentence_what_it_is(part):
    for name, field in part.model_fields.items():
        assert field.description and field.description.endswith("."), name


@given(st.sampled_from(PARTS), VALUES)
def test_no_input_raises(part, value):
    tree = yaml_reader.Tree(value, "x.yml", 1)
    one, found = schema.validate(part, tree)
    assert one is not None or found
    found += schema.validate_list(part, tree)[1]
    assert all(each.code in CODES for each in found)
