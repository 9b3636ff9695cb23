"""Names in an entry: what is a fault, what is a body, and how pandoc is given them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.reading.bib_names import find_fault, is_body, split_names, write_names


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("Ina Wick, Otto Lamp, Eva Mast", "comma"),
        ("Jane Wick, John Lamp", "comma"),
        ("Wick, I., Lamp, O. and Mast, E.", "comma"),
        ("I. Wick, O. Lamp, and E. Mast", "comma"),
        ("Ina Wick; Otto Lamp", "semicolon"),
        ("Ina Wick & Otto Lamp", "ampersand"),
        (r"Ina Wick \& Otto Lamp", "ampersand"),
        ("Wick, Ina et al.", "others"),
        ("灯台守ほか", "others"),
        ("Ina Wick und Otto Lamp", "word"),
        ("灯台守、岬花子", "word"),
        ("灯台守夫, 岬花子代", "comma"),
        ("Wick IA, Lamp O", "comma"),
        ("Ina Wick / Otto Lamp", "word"),
        ("Ina Wick and", "word"),
        ("Wick, Ina (ed.)", "role"),
        ("Ministry of Trade and Industry", "body"),
        ("Department of Health and Human Services", "body"),
        ("Food and Agriculture Organization", "body"),
        ("Little, Brown and Company", "body"),
    ],
)
def test_names_that_are_not_read_as_they_are_meant(value: str, fault: str) -> None:
    assert find_fault(value) == fault


@pytest.mark.parametrize(
    "value",
    [
        "Wick, Ina and Lamp, Otto and others", "García Márquez, Gabriel José", "Lloyd Webber, Andrew", "Dumas, père, Alexandre",
        "King, Jr., Martin Luther", "{Trade and Industry Board} and Wick, Ina", "World Bank and Smith, John",
        "World Bank and John Smith", "Karl von und zu Rade", "灯台, 守 and 岬, 花子", "{{防衛省}}", "ジョン・スミス",
        r"Smith \& Sons Ltd", "family=Gaulle, given=Charles, prefix=de", "Aubignac, abbé d', François", "Grand, Ina",
    ],
)  # fmt: skip
def test_names_as_bibtex_has_them_are_no_fault(value: str) -> None:
    assert find_fault(value) == ""


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Baltic Pilot Association", "{Baltic Pilot Association}"),
        ("The Economist", "{The Economist}"),
        ("Institute for Fog", "{Institute for Fog}"),
        ("Melissa Bank", "Melissa Bank"),
        ("渡部 恒雄", "渡部, 恒雄"),
        ("経済産業省 資源エネルギー庁", "{経済産業省 資源エネルギー庁}"),
        ("ジョン スミス", "{ジョン スミス}"),
        ("Bob Wick, Jr.", "Wick, Jr., Bob"),
        ("Wick, Ina AND {Lamp and Mast} and others", "Wick, Ina and {Lamp and Mast} and others"),
    ],
)
def test_what_pandoc_is_given(value: str, written: str) -> None:
    assert write_names(value) == written


@given(st.text("Aa {}\\,;&and省渡 ", max_size=30))
def test_no_text_raises(value: str) -> None:
    assert " and ".join(split_names(value)).split() or not value.strip()
    assert isinstance(is_body(value), bool)
    find_fault(value)
    write_names(value)
