"""Print how the time of each parser grows where what it reads doubles: `make bench-growth`.

For each parser the repetition that grows fastest, of those that take a while: its times, and its growth at the last doubling.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from support.growth import PARSERS, REPETITIONS, repeat

#: Characters of the shortest text; the others are 2, 4 and 8 times as long.
LENGTH = 2_500
#: Seconds below which a time says nothing.
LEAST = 0.02


def measure(parse: Callable[[str], object], text: str) -> float:
    """Return the seconds of the processor that parsing takes, the least of two."""
    times = []
    for _ in range(2):
        start = time.process_time()
        parse(text)
        times.append(time.process_time() - start)
        if times[-1] > 1:
            break
    return min(times)


def main() -> None:
    """Print a line for each parser."""
    for name, parse in PARSERS.items():
        rows = []
        for repetition in REPETITIONS:
            times = [measure(parse, repeat(repetition, LENGTH * 8))]
            if times[0] >= LEAST:
                times = [*(measure(parse, repeat(repetition, LENGTH * factor)) for factor in (1, 2, 4)), *times]
                rows.append((times[-1] / times[-2], repetition, times))
        growth, repetition, times = max(rows, default=(0.0, ("", "", ""), []))
        shown = "  ".join(f"{each * 1000:.0f} ms" for each in times) or f"below {LEAST * 1000:.0f} ms"
        print(
            f"{name:24} {len(REPETITIONS)} texts  worst {growth:4.2f} at the last doubling  {repetition!r}: {shown}",
            flush=True,
        )


if __name__ == "__main__":
    main()
