"""How problems travel between processes and runs: as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from ..model.problems import Place, Problem, problem


def encode_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as JSON."""
    return [
        {"code": each.code, "severity": each.severity, "place": asdict(each.place), "values": dict(each.values)}
        for each in problems
    ]


def decode_problems(encoded: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Return the problems that were encoded. Raise TypeError or KeyError for anything else."""
    return tuple(
        replace(problem(each["code"], Place(**each["place"]), **each["values"]), severity=each["severity"])
        for each in encoded
    )
