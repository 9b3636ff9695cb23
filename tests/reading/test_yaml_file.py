"""How YAML is read: values, places, problems, bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.model.problems import CODES
from annotated_edition.reading.yaml_file import read_yaml
from support.golden import cases, compare, dump, rows

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"))
KEYS = st.text("abcdefghij-_1", max_size=8)


@pytest.mark.parametrize("case", cases("yaml", "*.yml"), ids=lambda case: case.stem)
def test_golden(case: Path) -> None:
    tree, problems = read_yaml(case.read_bytes(), case.name)
    compare(dump(({"value": tree.value} if tree else {}) | {"problems": rows(problems)}), case.with_suffix(".json"))


def test_places_are_those_of_keys_and_items() -> None:
    tree, _ = read_yaml(b"a:\n  - b\n  - c: d\n", "x.yml")
    assert tree is not None
    assert {path: (place.line, place.column) for path, place in tree.places.items()} == {
        (): (1, 1), ("a",): (1, 1), ("a", 0): (2, 5), ("a", 1): (3, 5), ("a", 1, "c"): (3, 5),
    }  # fmt: skip
    assert tree.place(("a", 1, "missing")) == tree.place(("a", 1))


BOMB = "a: &a [x]\n" + "".join(
    f"{key}: &{key} [*{before}, *{before}]\n" for before, key in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"a" * 5_000_001, {"AE113"}),
        (b"[" * 2_000, {"AE113"}),
        (b"- " * 20_000, {"AE113"}),
        (b"{a: " * 20_000, {"AE113"}),
        (b"- x\n" * 200_000, {"AE113"}),
        (b"a: b\n" * 5_000, {"AE104", "AE113"}),
        (b"- '" + b"x" * 20_001 + b"'", {"AE113"}),
        (b"- '" + b"[" * 19_000 + b"'\n- '" + b"*" * 19_000 + b"'\n- '" + b"<" * 19_000 + b"'", {"AE113"}),
        (BOMB.encode(), {"AE105"}),
        (b"&a [*a]", {"AE105"}),
        ("キー: 値".encode("shift-jis"), {"AE102"}),
        ("a: b".encode("utf-16"), {"AE102"}),
    ],
    ids=["size", "brackets", "lists", "mappings", "values", "problems", "text", "marks", "aliases", "recursive alias", "Shift JIS", "UTF-16"],
)  # fmt: skip
def test_what_is_hostile_ends_in_a_problem(content: bytes, codes: set[str]) -> None:
    assert {found.code for found in read_yaml(content, "x.yml")[1]} == codes


@given(
    st.one_of(
        st.binary(),
        st.text("ab:-?[]{}&*!|>'\"%@`#, \t\n\0\u00a0\ud800").map(lambda text: text.encode(errors="surrogatepass")),
    )
)
def test_no_input_raises(content: bytes) -> None:
    tree, problems = read_yaml(content, "x.yml")
    assert tree is not None or problems
    assert all(found.code in CODES for found in problems)


@given(
    st.recursive(
        st.none() | TEXT, lambda x: st.lists(x, max_size=4) | st.dictionaries(KEYS, x, max_size=4), max_leaves=20
    )
)
def test_what_pyyaml_writes_is_read_back(value: object) -> None:
    tree, problems = read_yaml(yaml.safe_dump(value, allow_unicode=True).encode(), "x.yml")
    assert [each for each in problems if each.code != "AE610"] == []
    assert tree is not None
    assert tree.value == value
