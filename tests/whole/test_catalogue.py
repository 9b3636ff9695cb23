"""Every case of the catalogue of bad input behaves as it says."""

from __future__ import annotations

import pytest

from support.catalogue import CASES, SLOW, try_case


def test_no_case_is_left_out() -> None:
    assert list(CASES) == list(range(1, 93))


@pytest.mark.parametrize(
    "number", [pytest.param(number, marks=[pytest.mark.slow] if number in SLOW else []) for number in CASES]
)
def test_case(number: int) -> None:
    assert try_case(number) == CASES[number][1]
