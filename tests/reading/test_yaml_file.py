"""YAML files of tests/golden/yaml, each beside what is read of it."""

import json
from pathlib import Path

import pytest
import yaml
from annotated_edition.TODO_ import yaml_reader
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.model.problems import CODES

GOLDEN = Path(__file__).parent / "golden" / "yaml"
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"))
KEYS = st.text("abcdefghij-_1", max_size=8)


def listed(found):
    return [[each.code, each.place.line, each.place.column, dict(each.values)] for each in found]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yml")), ids=lambda path: path.stem)
def test_golden(path):
    tree, found = yaml_reader.read(path.read_bytes(), path.name)
    read = {"value": tree.value, "problems": listed(found)} if tree else {"problems": listed(found)}
    assert read == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def test_places_are_those_of_keys_and_items():
    tree, _ = yaml_reader.read(b"a:\n  - b\n  - c: d\n", "x.yml")
    assert {path: (tree.place(path).line, tree.place(path).column) for path in tree.paths()} == {
        (): (1, 1), ("a",): (1, 1), ("a", 0): (2, 5), ("a", 1): (3, 5), ("a", 1, "c"): (3, 5),
    }  # fmt: skip
    assert tree.place(("a", 1, "missing")) == tree.place(("a", 1))


@pytest.mark.parametrize("content", [b"a" * 5_000_001, b"[" * 20_000, b"- " * 20_000, b"{a: " * 20_000])
def test_what_is_too_large_is_refused(content):
    assert [each.code for each in yaml_reader.read(content, "x.yml")[1]] == ["AE113"]


@given(
    st.one_of(
        st.binary(),
        st.text("ab:-?[]{}&*!|>'\"%@`#, \t\n\0\u00a0\ud800").map(lambda t: t.encode(errors="surrogatepass")),
    )
)
def test_no_input_raises(content):
    tree, found = yaml_reader.read(content, "x.yml")
    assert tree is not None or found
    assert all(each.code in CODES for each in found)


@given(
    st.recursive(
        st.none() | TEXT, lambda x: st.lists(x, max_size=4) | st.dictionaries(KEYS, x, max_size=4), max_leaves=20
    )
)
def test_what_pyyaml_writes_is_read_back(value):
    tree, found = yaml_reader.read(yaml.safe_dump(value, allow_unicode=True).encode(), "x.yml")
    assert found == ()
    assert tree.value == value
