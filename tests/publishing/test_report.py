"""Problems come back from JSON as they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotated_edition.model.messages import format_line
from annotated_edition.publishing.report import decode_problems, encode_problems
from support.editions import make, open_at
from support.golden import GOLDEN

CASES = sorted(path for path in (GOLDEN / "problems").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES[::5], ids=lambda case: case.name)
def test_problems_come_back(case: Path, tmp_path: Path) -> None:
    problems = open_at(make(tmp_path, case)).problems
    again = decode_problems(json.loads(json.dumps(encode_problems(problems))))
    assert [format_line(each, "ja") for each in again] == [format_line(each, "ja") for each in problems]
    assert [each.severity for each in again] == [each.severity for each in problems]


@pytest.mark.parametrize("damage", [[1], [{}], [{"code": "AE101"}], [{"code": "no such", "place": {}, "values": {}}]])
def test_anything_else_is_an_error(damage: list[object]) -> None:
    with pytest.raises((TypeError, KeyError)):
        decode_problems(damage)  # type: ignore[arg-type]
