"""Citations within the text of a page."""

from __future__ import annotations

import pytest

from annotated_edition.reading.page_citations import PageCitation, read_citations

KEYS = ["sample", "sample-book", "a:b.c"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[@sample]", [("sample", "", "", False)]),
        ("[@sample-book, pp. 3-4]", [("sample-book", "", "pp. 3-4", True)]),
        ("[but see @sample p. 3]", [("sample", "but see ", "p. 3", False)]),
        ("[see @sample, 3; but cf. @a:b.c, n. 7]", [("sample", "see ", "3", True), ("a:b.c", "but cf. ", "n. 7", True)]),
        ("[so it is; see @sample, 3; as said]", [("sample", "so it is; see ", "3; as said", True)]),
        ("[参照@sample第3章]", [("sample", "参照", "第3章", False)]),
        ("[@sample-book、12頁\n以下]", [("sample-book", "", "12頁以下", True)]),
        ("[@sample.]", [("sample", "", ".", False)]),
        ("[@sampler, 3]", [("sampler", "", "3", True)]),  # unknown, and no form of a key that exists
        ("[mail me@sample.org]", []),
        ("[@]", []),
    ],
)  # fmt: skip
def test_citations(written: str, expected: list[tuple[str, str, str, bool]]) -> None:
    assert read_citations(written, KEYS) == [PageCitation(*each) for each in expected]
