"""One entry of a YAML file changes; all else stays, byte for byte, with comments, order and quotes."""

from __future__ import annotations

import pytest

from annotated_edition.review.yaml_edit import Entry, NotEditable, YamlFile, drop_field, new_entry, set_field
from support.reviewing import FOOTNOTES


def edited(text: str, at: int | str, change: object) -> str:
    file = YamlFile(text.encode(), "data/footnotes.yml")
    file.edit(at, change)  # type: ignore[arg-type]
    return file.content.decode()


def test_a_field_changes_and_nothing_else() -> None:
    after = edited(FOOTNOTES, 1, lambda entry: set_field(entry, "before", "New: # text"))
    assert after == FOOTNOTES.replace('"Hale, Lamps and Keepers, pp. 14-15."', '"New: # text"')


def test_comments_stay_where_a_field_goes() -> None:
    def settle(entry: Entry) -> None:
        drop_field(entry["citations"][1], "todo")

    after = edited(FOOTNOTES, 0, settle)
    assert [line.strip() for line in after.splitlines() if "#" in line] == [
        "# The notes of the harbour.",
        "- number: 1   # the first",
        "# Hale wrote two books.",
        "# ask Ada",
        "# --- the second part",
    ]
    assert "- {source: hale-1899, locator: 12}" in after
    assert after.partition("- number: 2")[2] == FOOTNOTES.partition("- number: 2")[2]


@pytest.mark.parametrize("value", ["no", "010", "1:17", "2024-07-26", "~", "a: b", "two\nlines", "# x", "'", "- a"])
def test_a_text_comes_back_as_it_was_given(value: str) -> None:
    after = edited("- number: 1\n  before: x\n- number: 2\n", 0, lambda entry: set_field(entry, "after", value))
    assert YamlFile(after.encode(), "").value == [{"number": "1", "before": "x", "after": value}, {"number": "2"}]


def test_lines_of_windows_and_lists_without_an_indent_stay() -> None:
    text = "- number: 1\r\n  citations:\r\n  - source: a\r\n    todo: x\r\n- number: 2\r\n"
    after = edited(text, 0, lambda entry: drop_field(entry["citations"][0], "todo"))
    assert after == text.replace("    todo: x\r\n", "")


def test_entries_come_and_go() -> None:
    file = YamlFile(FOOTNOTES.encode(), "data/footnotes.yml")
    file.insert(1, new_entry({"number": "2a", "before": "x"}))
    assert [entry["number"] for entry in file.value] == ["1", "2", "2a", "3", "4"]
    file.remove(2)
    assert file.content.decode() == FOOTNOTES


def test_what_cannot_be_changed_in_one_place_is_refused() -> None:
    for text in ("[{number: 1}]", "- &a {number: 1}\n- *a\n", "- number: ["):
        with pytest.raises(NotEditable):
            YamlFile(text.encode(), "data/footnotes.yml").edit(0, lambda entry: set_field(entry, "before", "x"))
