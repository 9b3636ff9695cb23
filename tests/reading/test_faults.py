"""What may not stand in a page or a field, and what is more than is read."""

from __future__ import annotations

import pytest

from annotated_edition import Place
from annotated_edition.reading.faults import check_field, find_excess
from annotated_edition.reading.scan import scan


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("x" * 200_001, "size"), ("x\n" * 10_001, "lines"), ("y\n\n" + "x" * 50_001, "line"), ("[" * 51, "depth"), ("(" * 51, "depth"),
        ("> " * 51, "depth"), ("- " * 51 + "x", "depth"), ("    " * 51 + "x", "depth"), ("*a* " * 1300, "marks-together"), (("*a* " * 1200 + "\n\n") * 5, "marks"),
    ],
)  # fmt: skip
def test_excess(text: str, what: str) -> None:
    found = find_excess(text)
    assert found is not None
    assert found[0] == what


def test_no_excess_in_what_people_write() -> None:
    rule = "-" * 200 + "\n\n" + "- - - " * 40
    assert find_excess("\n\n".join(["[a](b) (c) *d* " * 400, "> " * 10 + "x", "  " * 12 + "- x", rule])) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a <script>x</script>", ["<script>", "</script>"]), ("[a](javascript:b)", ["javascript:b"]), ("`<script>`", []), ("\n    <script>", []),
        ("[a]: data:b", ["data:b"]), ("# h {: onclick=x }", ["{: onclick=x }"]), ("*x*{: #__config }", ["{: #__config }"]),
        ("*x*{: .c title=y }", []), ("{a: b} c", []), ("<b>x", ["<b>"]), ("<ul><li>x</ul>", []), ("[a](//e.org)", ["//e.org"]),
    ],
)  # fmt: skip
def test_faults_of_a_page(text: str, written: list[str]) -> None:
    assert [fault.written for fault in scan(text).faults] == written


def test_a_field_is_checked_without_what_only_follows() -> None:
    problems = check_field("<script>x</script> [a](javascript:b) `<i onclick=x>`", Place("x.yml", 3))
    assert [(found.code, found.place.line, found.values["found"]) for found in problems] == [
        ("AE608", 3, "<script>"), ("AE609", 3, "javascript:b"),
    ]  # fmt: skip
