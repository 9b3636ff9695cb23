"""A function in a process of its own ends within its limits, whatever it does."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from annotated_edition.reading.bounded import OutOfBounds, run_bounded

Progress = Callable[[str], None]


def count(data: bytes, progress: Progress) -> list[int]:
    progress("counting")
    return [len(data)]


def fill_memory(data: bytes, progress: Progress) -> int:
    try:
        return len(bytearray(2_000_000_000))
    except MemoryError:
        return 0


def wait(data: bytes, progress: Progress) -> None:
    time.sleep(60)


def spin(data: bytes, progress: Progress) -> None:
    while True:
        pass


def stumble(data: bytes, progress: Progress) -> None:
    raise RecursionError


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(filter(None, sys.path)))


def run(function: Callable[[bytes, Progress], object], seconds: float, steps: list[str]) -> object:
    task = f"{function.__module__}:{function.__name__}"
    return run_bounded(task, b"x" * 100_000, seconds, 1_000_000_000, steps.append)


def test_what_it_makes_comes_back_step_by_step() -> None:
    steps: list[str] = []
    assert run(count, 20, steps) == [100_000]
    assert steps == ["counting"]


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no such limit")
def test_memory_ends() -> None:
    assert run(fill_memory, 20, []) == 0


@pytest.mark.parametrize(("function", "seconds"), [(wait, 0.3), (spin, 1), (stumble, 20)])
@pytest.mark.slow
def test_a_process_without_an_answer_is_out_of_bounds(
    function: Callable[[bytes, Progress], object], seconds: float
) -> None:
    with pytest.raises(OutOfBounds):
        run(function, seconds, [])
