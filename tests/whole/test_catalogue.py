"""Every case of the catalogue of bad input behaves as it says."""

from __future__ import annotations

import pytest

from support.catalogue import CASES, actual


def test_no_case_is_left_out() -> None:
    assert list(CASES) == list(range(1, 93))


@pytest.mark.parametrize("number", CASES)
def test_case(number: int) -> None:
    assert actual(number) == CASES[number][1]
