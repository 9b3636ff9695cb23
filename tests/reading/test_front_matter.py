"""What of front matter and of the host's texts goes into the theme."""

from __future__ import annotations

import datetime

from annotated_edition.reading.front_matter import escape_meta, escape_site_texts


def test_front_matter_is_escaped_and_names_no_template() -> None:
    meta = {
        "title": "<b>T</b>", "date": datetime.date(2024, 7, 26), "template": "x.html", "icon": "a", "status": "new",
        "tags": ["<i>", 1], "search": {"exclude": True, "boost": 2, "x": "y"}, "hide": "toc", "extra": {"a": "b"},
    }  # fmt: skip
    assert escape_meta(meta) == {
        "title": "&lt;b&gt;T&lt;/b&gt;", "status": "new", "date": "2024-07-26", "tags": ["&lt;i&gt;"], "search": {"exclude": True, "boost": 2},
    }  # fmt: skip


def test_an_icon_is_a_name_and_nothing_else() -> None:
    assert escape_meta({"icon": "material/book", "status": "new"}) == {"icon": "material/book", "status": "new"}
    for icon in ("../x", "material/../../x", "a.b/c", "material//x", ["material/book"], "/etc/x"):
        assert escape_meta({"icon": icon, "status": "a b"}) == {}


def test_only_sound_html_stays_in_the_copyright() -> None:
    sound = 'By <a href="https://e.org">E</a>'
    assert escape_site_texts({"site_name": "<b>", "copyright": sound, "site_url": "<i>", "site_author": None}) == {
        "site_name": "&lt;b&gt;", "copyright": sound,
    }  # fmt: skip
    assert "<script>" not in escape_site_texts({"copyright": "<script>x</script>"})["copyright"]
