"""The command `edition schema`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from annotated_edition.reading.fields_guide import write_fields_guide
from annotated_edition.reading.schema import FILES
from support.cli import run


def test_the_kinds_and_the_schema_of_one() -> None:
    assert run("schema").stdout.split() == list(FILES)
    schema = json.loads(run("schema", "footnotes", "--language", "ja").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "脚注" in json.dumps(schema, ensure_ascii=False)


def test_all_are_written_into_a_folder(tmp_path: Path) -> None:
    assert run("schema", "--to", str(tmp_path / "schemas")).returncode == 0
    assert {file.stem for file in (tmp_path / "schemas").iterdir()} == set(FILES)
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run("schema", "--to", str(tmp_path / "file" / "schemas"))
    assert (done.returncode, "AE809" in done.stderr) == (1, True)


def test_the_page_of_the_fields() -> None:
    for language in ("ja", "en"):
        assert run("schema", "--format", "markdown", "--language", language).stdout == write_fields_guide(language)


def test_errors_of_use() -> None:
    assert run("schema", "nothing").returncode == 2
    assert run("schema", "footnotes", "--format", "markdown").returncode == 2
