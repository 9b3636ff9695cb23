"""Fuzzing the whole way from files to pages: no exception, nothing live in a page, a wording for every problem.

    pip install --group fuzz
    python tests/fuzz.py -max_total_time=3600

The first byte of an input says which file of the English edition it replaces; with `-atheris_runs=N` or any other option
of libFuzzer. What it finds is written to `crash-…`, and `python tests/fuzz.py crash-…` runs it again.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["annotated_edition"]):
    import annotated_edition.resolving.passes  # noqa: F401 - opening an edition imports it
    from annotated_edition import open_edition
    from annotated_edition.model.messages import format_annotation, format_line
    from annotated_edition.reading import pandoc
    from annotated_edition.views.lookup import lookup, texts_of
    from annotated_edition.views.records import encode

from support.editions import make
from support.rendering import live, render_all

FILES = [
    "data/edition.yml",
    "data/footnotes.yml",
    "data/sources.bib",
    "data/terms.yml",
    "data/events.yml",
    "data/comparison.yml",
    "data/initiatives/first-reform.yml",
    "data/note.csl",
    "docs/index.md",
    "docs/text/opening.md",
    "docs/text/reforms.md",
]
#: What citations are set from: pandoc, slow and not ours, is asked only for one input in so many of them.
CITED = {"data/edition.yml", "data/footnotes.yml", "data/sources.bib", "data/note.csl"}
ONE_IN = 64
FOLDER = tempfile.TemporaryDirectory()
ROOT = make(Path(FOLDER.name))
SOUND = {name: (ROOT / name).read_bytes() for name in FILES}
CACHE = Path(FOLDER.name) / "cache"
run = pandoc.run


def refuse(arguments: object, text: str, timeout: float | None = None) -> str:
    """In place of pandoc."""
    raise pandoc.PandocError("not asked")


def one(data: bytes) -> None:
    """What must hold of any input."""
    if len(data) < 3:
        return
    name = FILES[data[0] % len(FILES)]
    pandoc.run = refuse if name in CITED and data[1] % ONE_IN else run
    (ROOT / name).write_bytes(data[2:])
    try:
        edition = open_edition(ROOT / "data", ROOT / "docs", CACHE)
        for found in edition.problems:
            assert format_line(found, "en")
            assert format_line(found, "ja")
            assert format_annotation(found, edition.language)
        for page, html in render_all(edition).items():
            assert live(html) == [], (page, live(html))
        texts = texts_of(edition)
        for number in lookup(texts, data[2:20].decode("utf-8", "replace")).numbers:
            encode(edition.footnotes[number])
    finally:
        (ROOT / name).write_bytes(SOUND[name])


def main() -> None:
    """Begins with the sound files and whatever the golden cases lay over them."""
    corpus = Path(FOLDER.name) / "corpus"
    corpus.mkdir()
    cases = Path(__file__).parent / "golden" / "problems"
    for index, name in enumerate(FILES):
        texts = [SOUND[name], *(file.read_bytes() for file in sorted(cases.glob(f"*/{name}")))]
        for number, text in enumerate(texts):
            (corpus / f"{index}-{number}").write_bytes(bytes([index, 1]) + text)
    atheris.Setup([*sys.argv, str(corpus)] if all(a.startswith("-") for a in sys.argv[1:]) else sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
