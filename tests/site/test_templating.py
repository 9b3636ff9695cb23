"""Templates, and what the network is spared."""

from __future__ import annotations

from annotated_edition.site.templating import ASSETS, STYLESHEET, assets, read_template, strip_comments


def test_comments_indentation_and_empty_lines_are_left_out() -> None:
    text = "/* a\n comment */\n.a {\n  color: red;\n\n}\n// a line\nlet a = 'http://x'; // stays\n"
    assert strip_comments(text) == "\n.a {\ncolor: red;\n}\n\nlet a = 'http://x'; // stays\n"


def test_assets_are_named_by_their_place_in_the_site() -> None:
    files = assets()
    assert STYLESHEET in files
    assert all(path.startswith(f"{ASSETS}/") for path in files)
    assert "/*" not in files[STYLESHEET]


def test_a_template_is_read_as_it_is() -> None:
    assert "{{" in read_template("note.html")
