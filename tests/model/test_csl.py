"""Fields of CSL-JSON as plain text."""

from __future__ import annotations

from annotated_edition.model.csl import format_names, strip_markup


def test_a_title_without_markup_keeps_its_angle_brackets() -> None:
    title = 'On <i>A</i> <span class="nocase">b</span> < c > <script>d</script> H<sub>2</sub>O'
    assert strip_markup(title) == "On A b < c > <script>d</script> H2O"


def test_names_are_in_the_order_of_their_script() -> None:
    people = [{"family": "渡部", "given": "恒雄"}, {"family": "西田", "given": "一平太"}]
    assert format_names(people) == "渡部恒雄、西田一平太"
    assert format_names([{"family": "Berg", "given": "Anna", "non-dropping-particle": "van den"}, {"literal": "The <i>Board</i>"}]) == (
        "Anna van den Berg, The Board"
    )  # fmt: skip
    assert format_names(None) == ""
