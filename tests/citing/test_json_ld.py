"""schema.org in JSON-LD, and JSON within scripts."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.citing.json_ld import script_json, write_json_ld
from support.editions import shipped


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_leaves_its_script(text: str) -> None:
    written = script_json({"x": text + "</script><!--\u2028"})
    assert not re.search("[<>&\u2028\u2029]", written)
    assert json.loads(written) == {"x": text + "</script><!--\u2028"}


def test_the_edition_is_based_on_a_report_that_cites_sources() -> None:
    data = json.loads(write_json_ld(shipped(), "https://example.org/"))
    report = data["isBasedOn"]
    assert (data["@context"], data["@type"], report["@type"]) == ("https://schema.org", "CreativeWork", "Report")
    assert "author" not in data
    assert (data["version"], report["reportNumber"], report["datePublished"]) == ("1.0.0", "342", "2024-07-26")
    assert [author["name"] for author in report["author"]] == ["相澤李帆"]
    sources = {source["@id"].rpartition("#")[2]: source for source in report["citation"]}
    assert list(sources) == list(shipped().sources)
    assert [editor["familyName"] for editor in sources["watanabe-nishida-2021"]["editor"]] == ["渡部", "西田"]
    assert sources["mod-exchange"]["author"] == [{"@type": "Organization", "name": "防衛省・自衛隊"}]


def test_without_an_address_nothing_is_said_to_be_anywhere() -> None:
    data = json.loads(write_json_ld(shipped(), None))
    assert not {"@id", "url"} & data.keys()
    assert not any("@id" in source for source in data["isBasedOn"]["citation"])
