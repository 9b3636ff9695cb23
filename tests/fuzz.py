"""Fuzzing from files to pages, of imports, command lines and environments: no exception, nothing live, a wording for all.

    pip install --group fuzz
    python tests/fuzz.py -max_total_time=3600

    FUZZ=import python tests/fuzz.py -max_total_time=60    # one kind alone: files, import, command or environment

The first byte of an input says what it is: a file of the English edition, a document to import, the words of a command, or
variables of the environment; with `-atheris_runs=N` or any other option of libFuzzer. What it finds is written to `crash-…`, and `python tests/fuzz.py crash-…` runs it again.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

import atheris
from click.testing import CliRunner

with atheris.instrument_imports(include=["annotated_edition"]):
    import annotated_edition.resolving.passes  # noqa: F401 - opening an edition imports it
    from annotated_edition import open_edition
    from annotated_edition.commands.main import main as command
    from annotated_edition.importing.document import ImportRefused
    from annotated_edition.importing.steps import import_file
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
DOCUMENTS = [".md", ".html", ".txt", ".tex", ".rst", ".xml"]
#: Commands that write nothing and ask nobody; a fuzzed word could make others write anywhere.
COMMANDS = ["check", "cite", "doctor", "evidence", "explain", "lookup", "schema", "verify"]
WRITING = ("--to", "--project", "--output")
VARIABLES = ["SOURCE_DATE_EPOCH", "LANG", "LC_ALL", "LANGUAGE", "COLUMNS", "TERM", "NO_COLOR", "SITE_URL"]
#: What the first byte of an input may say.
KINDS = {
    "files": FILES, "import": DOCUMENTS, "command": ["words"], "environment": ["variables"],
}  # fmt: skip
ASKED = [(kind, name) for kind, names in KINDS.items() for name in names if os.environ.get("FUZZ", kind) == kind]
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
    kind, name = ASKED[data[0] % len(ASKED)]
    if kind == "files":
        one_edition(name, data)
    elif kind == "import":
        one_import(name, data[2:])
    else:
        one_command(kind, data[1:])


def one_edition(name: str, data: bytes) -> None:
    """Open and convert an edition of which a file is replaced."""
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
        for number in lookup(texts, data[2:20].decode("utf-8", "replace"), edition.language).numbers:
            encode(edition.footnotes[number])
    finally:
        (ROOT / name).write_bytes(SOUND[name])


def one_import(ending: str, data: bytes) -> None:
    """Import a document: it is refused, or becomes an edition."""
    pandoc.run = run
    file, target = Path(FOLDER.name) / f"document{ending}", Path(FOLDER.name) / "imported"
    file.write_bytes(data)
    shutil.rmtree(target, ignore_errors=True)
    try:
        import_file(file, target)
    except ImportRefused as refused:
        assert format_line(refused.problem(file.name), "en")
        assert not target.exists()


def one_command(kind: str, data: bytes) -> None:
    """Run a command with any words, or in any environment: it ends with 0, 1 or 2, as a shell is told."""
    pandoc.run = refuse
    text = data[1:].decode("utf-8", "replace").replace("\0", "")
    words, environment = ["check"], {}
    if kind == "command":
        try:
            words = shlex.split(text)
        except ValueError:
            words = text.split()
        words = [COMMANDS[data[0] % len(COMMANDS)], *(word for word in words if not word.startswith(WRITING))]
    else:
        environment = dict(zip(VARIABLES, text.split("\n"), strict=False))
    with chdir(ROOT):
        result = CliRunner(env=environment).invoke(command, words, prog_name="edition")
    assert isinstance(result.exception, SystemExit | None), (words, environment, result.exception)
    assert result.exit_code in (0, 1, 2), (words, environment, result.output)


def main() -> None:
    """Begins with the sound files and whatever the golden cases lay over them, documents of the imports, and words."""
    corpus = Path(FOLDER.name) / "corpus"
    corpus.mkdir()
    cases = Path(__file__).parent / "golden" / "problems"
    imports = Path(__file__).parent / "golden" / "import"
    seeds = {
        "command": [
            "--format json",
            "7 --format text",
            "--strict --bibliography",
            "AE303 --language ja",
            "'1 2' \u811a\u6ce8",
        ],
        "environment": ["1700000000\nja_JP.UTF-8\nC\nxx\n0\ndumb", "-1\n\u00e9", "99999999999999999999"],
    }
    for index, (kind, name) in enumerate(ASKED):
        if kind == "files":
            texts = [SOUND[name], *(file.read_bytes() for file in sorted(cases.glob(f"*/{name}")))]
        elif kind == "import":
            texts = [file.read_bytes() for file in sorted(imports.rglob(f"*{name}"))] or [
                b"A claim.[1]\n\n[1] Hale, Lamps.\n"
            ]
        else:
            texts = [bytes([number]) + text.encode() for number in range(8) for text in seeds[kind]]
        for number, text in enumerate(texts):
            (corpus / f"{index}-{number}").write_bytes(bytes([index]) + (b"" if kind in seeds else b"\1") + text)
    atheris.Setup([*sys.argv, str(corpus)] if all(a.startswith("-") for a in sys.argv[1:]) else sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
