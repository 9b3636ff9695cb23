"""COinS, as Zotero reads it."""

from __future__ import annotations

from urllib.parse import parse_qs

from annotated_edition.citing.coins import write_coins
from annotated_edition.citing.items import Item, source_items
from support.editions import english, shipped


def test_each_source_is_told_in_its_own_format() -> None:
    read = {item.key: parse_qs(write_coins(item), strict_parsing=True) for item in source_items(shipped())}
    book = read["watanabe-nishida-2021"]
    assert book["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:book"]
    assert book["rft.btitle"] == ["防衛外交とは何か：平時における軍事力の役割"]
    assert book["rft.contributor"] == ["渡部, 恒雄", "西田, 一平太"]
    pages = [each for each in read.values() if each.get("rft.type") == ["webpage"]]
    assert all(each["rft.aucorp"] and each["rft_id"][0].startswith("http") for each in pages)
    (article,) = (each for each in map(parse_qs, map(write_coins, source_items(english()))) if "rft.jtitle" in each)
    assert article["rft.atitle"] == ["Le phare et la ville"]
    assert article["rft.au"] == ["Moreau, Claire"]


def test_a_part_names_its_book_and_a_person_stands_for_nobody_else() -> None:
    csl = {
        "type": "chapter", "title": "A & B = C", "container-title": "The Book", "author": [{"literal": "others"}],
        "issued": {"date-parts": [[2024, 3]]}, "DOI": "10.1000/x", "id": "x",
    }  # fmt: skip
    read = parse_qs(write_coins(Item(csl, (), "")))
    assert (read["rft.atitle"], read["rft.btitle"], read["rft.date"]) == (["A & B = C"], ["The Book"], ["2024-03"])
    assert read["rft_id"] == ["info:doi/10.1000/x"]
    assert "rft.au" not in read and "rft.aucorp" not in read
