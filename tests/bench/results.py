"""The results of the benchmarks: kept in results.json, shown in the guide as tables and as a picture.

python tests/bench/results.py        # writes the tables of the pages and the picture anew
"""

from __future__ import annotations

import datetime
import json
import math
import os
import platform
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

from environment import ROOT, versions

FILE = Path(__file__).with_name("results.json")
PAGE = ROOT / "docs" / "guide" / "performance.md"
#: What is kept of shelves stands on a page of its own, in each language.
SHELF_PAGES = {
    "ja": ROOT / "docs" / "guide" / "shelf.md",
    "en": ROOT / "translations" / "en" / "docs" / "guide" / "shelf.md",
}
PICTURE = PAGE.parent / "images" / "build-times.svg"

#: Rows by name: what they are called, and their colour in the picture if they are drawn there.
ROWS = {
    "edition-empty": ("この注釈版（初回）", "#b3261e"),
    "edition-full": ("この注釈版（2回目以降）", "#b85600"),
    "edition-build": ("この注釈版（`edition build`）", ""),
    "edition-unchanged": ("この注釈版（`edition build`、変更なし）", ""),
    "stock": ("Material＋footnotes＋abbr", "#1a4fa0"),
    "plain": ("Material＋footnotes", "#4a76c4"),
    "bibtex": ("Material＋mkdocs-bibtex", "#5b2d90"),
    "sphinx": ("Sphinx＋sphinxcontrib-bibtex", "#1b6e3c"),
    "zensical": ("Zensical＋footnotes＋abbr", "#5f6368"),
}
#: The rows of a shelf: what they are called in Japanese and in English.
SHELF_ROWS = {
    "nothing": ("書架（初回）", "Shelf, from nothing"),
    "footnote": ("書架（脚注を1つ変えたあと）", "Shelf, after one footnote was changed"),
    "unchanged": ("書架（変更なし）", "Shelf, nothing changed"),
    "zensical": ("Zensical（1つのサイト）", "Zensical, as one site"),
    "stock": ("Material（1つのサイト）", "Material, as one site"),
    "lookup": ("`edition shelf lookup`", "`edition shelf lookup`"),
}
#: Rows of which the time on the clock counts.
CLOCK_ROWS = {
    "workers-1": ("クラスター、worker1つ（実時間）", "Cluster of one worker, by the clock"),
    "workers-2": ("クラスター、worker2つ（実時間）", "Cluster of two workers, by the clock"),
}
#: What the others are compared with.
BASE = "stock"


#: The picture: its size, the field of its lines, the seconds that its scale may name.
WIDTH, HEIGHT = 620, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 356, 20, 360
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


def read() -> dict[str, Any]:
    """All results that are kept."""
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    return kept


def keep(kind: str, size: int | None, found: Any) -> None:
    """Puts results beside those of other runs, and writes page and picture anew."""
    kept = read()
    run = {
        "date": datetime.date.today().isoformat(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "versions": versions(),
        "found": found,
    }
    if size is None:
        kept[kind] = run
    else:
        kept[kind] = dict(sorted({**kept.get(kind, {}), str(size): run}.items(), key=lambda each: int(each[0])))
    FILE.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    show(kept)


def show(kept: Mapping[str, Any]) -> None:
    """Writes the page and its picture anew."""
    PAGE.write_text(page(kept), encoding="utf-8")
    PICTURE.write_text(picture(sizes(kept)), encoding="utf-8")
    for language, file in SHELF_PAGES.items():
        file.write_text(shelf_page(kept, language), encoding="utf-8")


def sizes(kept: Mapping[str, Any]) -> dict[int, Any]:
    """What the builds took, by number of commentaries."""
    return {int(size): run["found"] for size, run in kept.get("builds", {}).items()}


def page(kept: Mapping[str, Any]) -> str:
    """The page with the tables of what is kept."""
    built = sizes(kept)
    tables = {f"builds-{size}": builds(found) for size, found in built.items()}
    if 10 in built and 100 in built:
        tables["growth"] = growth(built[10], built[100])
    tables["conditions"] = conditions(kept)
    tables |= {
        kind: table(kept[kind]["found"]) for kind, table in (("serving", serving), ("lookup", lookup)) if kind in kept
    }
    text = PAGE.read_text(encoding="utf-8")
    for section, table in tables.items():
        text = replaced(text, section, table)
    return text


def shelf_page(kept: Mapping[str, Any], language: str) -> str:
    """The page on shelves in a language, with the table of what is kept: a column for each number of editions."""
    text = SHELF_PAGES[language].read_text(encoding="utf-8")
    runs = kept.get("shelf", {})
    if not runs:
        return text
    found = [run["found"] for run in runs.values()]
    japanese = language == "ja"
    form = "{:.2f}秒" if japanese else "{:.2f} s"

    def rows(names: Mapping[str, tuple[str, str]], unit: str) -> list[list[str]]:
        return [
            [name[not japanese], *(form.format(run[row][unit]) if row in run else "—" for run in found)]
            for row, name in names.items()
            if any(row in run for run in found)
        ]

    def searched(japanese_name: str, english_name: str, show: Callable[[Mapping[str, Any]], str]) -> list[str]:
        name = japanese_name if japanese else english_name
        return [name, *(show(run["search"]) if "search" in run else "—" for run in found)]

    def seconds(run: Mapping[str, Any]) -> str:
        return " / ".join(map(form.format, run["seconds"]))

    def kilobytes(run: Mapping[str, Any]) -> str:
        return " / ".join(f"{each / 1000:.0f} kB" for each in run["bytes"])

    lines = [*rows(SHELF_ROWS, "processor"), *rows(CLOCK_ROWS, "seconds")]
    if any("search" in run for run in found):
        exact = "{0[exact]} / {0[queries]}".format
        lines += [
            searched("検索（数え上げた結果と同じ）", "Searches that find what a plain count finds", exact),
            searched("検索の最初の答えまで（中央値、最大）", "Search, until the first answer (median, most)", seconds),
            searched("そのために読む量（中央値、最大）", "Search, fetched for it (median, most)", kilobytes),
        ]
    disk = ["ディスクの量（ページを1として）" if japanese else "Disk, of the pages' own bytes"]
    memory = ["メモリ（最大のプロセス）" if japanese else "Memory of the largest process"]
    lines.append([*memory, *(f"{run['nothing']['memory'] / 1e6:.0f} MB" for run in found)])
    lines.append([*disk, *(f"{run['disk']:.2f}" for run in found)])
    head = [f"{size}本" if japanese else f"{size} papers" for size in runs]
    return replaced(text, "bench", _table(["測ったもの" if japanese else "What was measured", *head], lines))


def replaced(page: str, section: str, table: str) -> str:
    """The page with another table as the first under the heading with the id `section`."""
    pattern = rf"(^##+ [^\n]*\{{#{section}\}}\n(?:(?![|#])[^\n]*\n)*)(?:\|[^\n]*\n)+"
    text, count = re.subn(pattern, lambda found: found[1] + table + "\n", page, flags=re.MULTILINE)
    if count != 1:
        raise SystemExit(f"no table under a heading with {{#{section}}}")
    return text


def builds(found: Mapping[str, Any]) -> str:
    """Seconds and megabytes of each row at one size, each with the ratio to the base."""
    base = found.get(BASE, {"seconds": [math.nan], "memory": math.nan})
    lines = [
        [
            label,
            _compared("{:.2f}秒", median(found[name]["seconds"]), median(base["seconds"])),
            _compared("{:.0f} MB", found[name]["memory"] / 1e6, base["memory"] / 1e6),
        ]
        for name, (label, _) in ROWS.items()
        if name in found
    ]
    return _table(["ツール", "時間", "メモリ"], lines)


def growth(smaller: Mapping[str, Any], larger: Mapping[str, Any]) -> str:
    """By what factor the seconds grow from one size to another, and the kilobytes of a section at the larger one."""
    lines = [
        [
            label,
            f"{median(larger[name]['seconds']) / median(smaller[name]['seconds']):.1f}倍",
            f"{larger[name]['page'] / 1000:.0f} kB",
        ]
        for name, (label, _) in ROWS.items()
        if name in smaller and name in larger
    ]
    return _table(["ツール", "時間の増え方", "1節のHTML"], lines)


def serving(found: Mapping[str, Any]) -> str:
    """Seconds until an edit is served, and of the build in it."""
    labels = {"edition": "この注釈版：脚注を1つ変える", "stock": "Material＋footnotes＋abbr：文を1つ変える"}
    lines = [
        [label, *(_compared("{:.2f}秒", median(found[name][k]), median(found[BASE][k])) for k in ("seconds", "build"))]
        for name, label in labels.items()
    ]
    return _table(["操作", "保存から表示まで", "うち書き出し"], lines)


def lookup(found: Mapping[str, Sequence[float]]) -> str:
    """Seconds of a lookup."""
    labels = {
        "imports": '`python -c "import click, rich"`',
        "shipped": "`edition lookup 17`（脚注30）",
        "large": "`edition lookup 17`（脚注3,000）",
    }
    base = median(found["imports"])
    lines = [[label, _compared("{:.3f}秒", median(found[name]), base)] for name, label in labels.items()]
    return _table(["コマンド", "時間"], lines)


def conditions(kept: Mapping[str, Any]) -> str:
    """When and with what was measured; what was measured under the same conditions stands together."""
    runs = {f"書き出し（{size}本）": run for size, run in kept.get("builds", {}).items()}
    runs |= {label: kept[kind] for kind, label in (("serving", "変更の反映"), ("lookup", "番号引き")) if kind in kept}
    under: dict[tuple[str, str], list[str]] = {}
    for label, run in runs.items():
        packages = "、".join(f"{name} {number}" for name, number in run["versions"].items())
        machine = f"プロセッサ{run['processors']}、Python {run['python']}、{packages}"
        under.setdefault((run["date"], machine), []).append(label)
    lines = [["、".join(labels), *at] for at, labels in under.items()]
    return _table(["測ったもの", "測定日", "環境"], lines, "---")


def picture(by_size: Mapping[int, Mapping[str, Any]]) -> str:
    """The seconds of the builds as lines, both scales logarithmic, on white so that it reads in a dark page as well."""
    every = [median(row["seconds"]) for found in by_size.values() for row in found.values()]
    bottom, top = max(t for t in TICKS if t <= min(every)), min(t for t in TICKS if t >= max(every))
    ticks = [t for t in TICKS if bottom <= t <= top]
    low, high = math.log(bottom), math.log(top)
    first, last = math.log(min(by_size)), math.log(max(by_size))

    def x(size: int) -> float:
        return LEFT + (RIGHT - LEFT) * (math.log(size) - first) / ((last - first) or 1)

    def y(seconds: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (math.log(seconds) - low) / (high - low)

    drawn = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#fff"/>',
        *(_line([(LEFT, y(tick)), (RIGHT, y(tick))], "#ddd", 1) for tick in ticks),
        *(_text(LEFT - 8, y(tick) + 5, f"{tick}秒", "#444", "end") for tick in ticks),
        *(_text(x(size), BOTTOM + 24, f"{size}本", "#444", "middle") for size in by_size),
        _text((LEFT + RIGHT) / 2, BOTTOM + 48, "論考の数", "#444", "middle"),
    ]
    ends: list[tuple[float, str, str]] = []
    for name, (label, colour) in ROWS.items():
        points = [(x(size), y(median(found[name]["seconds"]))) for size, found in by_size.items() if name in found]
        if colour and points:
            drawn.append(_line(points, colour, 2.5))
            drawn += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{colour}"/>' for a, b in points]
            ends.append((points[-1][1], label, colour))
    # The names stand at the ends of their lines, and none on another.
    at = -math.inf
    for wanted, label, colour in sorted(ends):
        at = max(wanted, at + 22)
        drawn.append(_text(RIGHT + 14, at + 5, label, colour, "start"))
    inside = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="16">\n{inside}\n</svg>\n'
    )


def _line(points: Sequence[tuple[float, float]], colour: str, width: float) -> str:
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, text: str, colour: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'


def _compared(form: str, value: float, base: float) -> str:
    """A value with its ratio to the base, if that was measured."""
    return form.format(value) + ("" if math.isnan(base) else f"（{value / base:.2f}）")


def _table(head: Sequence[str], lines: Sequence[Sequence[str]], align: str = "---:") -> str:
    rule = ["---", *[align] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *lines))


if __name__ == "__main__":
    show(read())
