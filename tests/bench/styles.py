"""What the CSL project's note styles make of twelve kinds of sources: a table of styles and kinds, and the silent failures.

    make bench-styles

Each source is cited twice in a style. `·` says that both citations have words and are told apart from all others, a
letter that a problem says they are not (e: no words, t: no title, a: alike), `!` that nothing says so. It exits with 1
where there is a `!`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from annotated_edition.importing.new_project import NOTE_STYLE, STYLES_PACKAGE
from annotated_edition.model.spans import plain
from annotated_edition.reading.bib import read_bib
from annotated_edition.reading.items import convert_bib
from annotated_edition.reading.pandoc import PandocError
from annotated_edition.resolving.outcome import judge_citations
from annotated_edition.resolving.positions import Cite
from annotated_edition.resolving.typeset import Typeset, set_citations

STYLES = 135
SIGNS = {"AE223": "e", "AE224": "t", "AE225": "a"}
#: Twelve kinds; the last is two volumes of one work, which must not look alike.
SOURCES = r"""
@article{article, author={Moreau, Claire}, title={{The Quay at Dusk}}, journaltitle={{Coast Review}}, volume={12}, number={3}, pages={101--129}, date={1999}, doi={10.1000/quay.12}}
@book{book, author={Hale, Thomas}, translator={Roe, Richard}, title={{Lamps of the North}}, edition={2}, location={Leith}, publisher={Pier Press}, date={2003}}
@incollection{chapter, author={Weiss, Karl}, title={{Oil and Wick}}, editor={Poe, Ann}, booktitle={{The Whole Tower}}, location={Leith}, publisher={Pier Press}, date={2001}, pages={12--40}}
@thesis{thesis, author={Roe, Richard}, title={{On the Keeping of Oil}}, type={phdthesis}, institution={{University of Leith}}, date={1988}}
@report{report, author={{Harbour Institute}}, title={{Annual Survey of Lights}}, type={Report}, number={7}, institution={{Harbour Institute}}, date={2010}}
@online{webpage, author={{Beacon Trust}}, title={{About the Trust}}, url={https://example.org/about}, urldate={2024-05-06}}
@article{newspaper, title={{Lights Out Tonight}}, journaltitle={{The Daily Beacon}}, entrysubtype={newspaper}, date={1931-05-02}}
@legislation{act, title={{Lighthouse Act}}, number={c. 79}, date={1836}}
@legal{treaty, title={{Treaty of Leith}}, date={1560-07-06}}
@jurisdiction{case, title={{Keeper v. Harbour Board}}, journaltitle={{Coast Reports}}, volume={4}, pages={55}, date={1955}}
@unpublished{letter, author={Grey, Emily}, title={{Letter to the Board}}, howpublished={Harbour Archive, box 3, folder 2}, date={1901-03-04}}
@book{volume-2, author={Storm, Olaf}, title={{History of Fog}}, volume={2}, location={Leith}, publisher={Pier Press}, date={1970}}
@book{volume-3, author={Storm, Olaf}, title={{History of Fog}}, volume={3}, location={Leith}, publisher={Pier Press}, date={1970}}
"""
ENTRIES = {entry.key: entry for entry in read_bib(SOURCES.encode(), "sources.bib")[0]}


def main() -> int:
    """Print the table; return 1 where a failure is silent."""
    package = find_spec(STYLES_PACKAGE)
    if package is None or not package.submodule_search_locations:
        sys.exit("The styles are not installed: pip install 'mkdocs-annotated-edition[styles]'")
    folder = Path(package.submodule_search_locations[0], "styles")
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.csl"))}
    notes = [path for path, text in texts.items() if NOTE_STYLE.search(text)]
    chosen = notes[:: max(len(notes) // STYLES, 1)][:STYLES]
    items = convert_bib(list(ENTRIES.values()))
    print(f"{'':48} {' '.join(key[:7].ljust(7) for key in ENTRIES)}")
    silent = 0
    with ProcessPoolExecutor(2) as pool:
        for path, row in zip(chosen, pool.map(try_style, chosen, [items] * len(chosen)), strict=True):
            print(f"{path.stem[:48]:48} {' '.join(row.get(key, '·').ljust(7) for key in ENTRIES)}", flush=True)
            silent += sum("!" in sign for sign in row.values())
    print(f"{len(chosen)} styles, {len(ENTRIES)} sources of 12 kinds, silent failures: {silent}")
    return int(silent > 0)


def try_style(path: Path, items: list[dict[str, object]]) -> dict[str, str]:
    """Return the signs of the sources that a style does not set right: letters of the problems, `!` without one."""
    clusters: dict[int, list[Cite]] = {}
    for locator in ("11", "12"):
        for key in ENTRIES:
            clusters[len(clusters) + 1] = [Cite(key, locator)]
    by_key = {str(item["id"]): item for item in items}
    try:
        typeset = set_citations(clusters, items, path.read_text(encoding="utf-8"), "en", None)
    except PandocError:
        return dict.fromkeys(ENTRIES, "AE208")
    problems = list(judge_citations(clusters, typeset, by_key, ENTRIES, {number: str(number) for number in clusters}))
    signs = {str(each.values["key"]): SIGNS[each.code] for each in problems}
    alike = {str(each.values["other"]): "a" for each in problems if each.code == "AE225"}
    return dict.fromkeys(find_failures(clusters, typeset), "!") | alike | signs


def find_failures(clusters: Mapping[int, list[Cite]], typeset: Typeset) -> Iterator[str]:
    """Yield the sources that have no words in a citation, or the same as another: told apart by the texts alone."""
    for numbers in (range(1, len(ENTRIES) + 1), range(len(ENTRIES) + 1, 2 * len(ENTRIES) + 1)):
        texts = {clusters[number][0].source: plain(typeset.clusters[number]) for number in numbers}
        for key, text in texts.items():
            same = [other for other, its in texts.items() if other != key and its == text]
            if same or not re.search(r"[A-Za-z]{3}|[\u3400-\u9fff]", text):
                yield key


if __name__ == "__main__":
    sys.exit(main())
