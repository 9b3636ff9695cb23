"""The command `edition export`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.editions import make
from support.exports import export

pytestmark = pytest.mark.slow


def test_an_edition_with_errors_is_not_exported(tmp_path: Path) -> None:
    root = make(tmp_path, **{"docs/text/opening.md": "# Opening\n\nA claim[^99].\n"})
    done = export(root)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "docs/text/opening.md:3: AE303" in done.stderr
    assert not (root / "dist").exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "taken").write_text("a file", encoding="utf-8")
    done = export(root, "--to", str(root / "taken" / "dist"))
    assert done.returncode == 1
    assert "--to" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_extra_the_rest_is_made(tmp_path: Path) -> None:
    root = make(tmp_path)
    (tmp_path / "weasyprint.py").write_text("raise ModuleNotFoundError(__name__)\n", encoding="utf-8")
    done = export(root, PYTHONPATH=os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    assert done.returncode == 1
    assert "pip install 'mkdocs-annotated-edition[export]'" in done.stderr
    name = "harbour-papers-7-annotated-0.1.0-2026-11-23"
    made = [
        "SHA256SUMS",
        name,
        *(f"{name}.{each}" for each in ("bib", "csl.json", "epub", "html", "ris", "txt", "zip")),
    ]
    assert sorted(path.name for path in (root / "dist").iterdir()) == made


def test_a_missing_font_is_an_error_with_its_remedy(tmp_path: Path) -> None:
    root = make(tmp_path)
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>", encoding="utf-8")
    done = export(root, "--format", "pdf", FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    assert done.returncode == 1
    assert "fonts-noto-cjk" in done.stderr
    assert not list((root / "dist").iterdir())


def test_what_a_pdf_is_made_without_is_said(tmp_path: Path) -> None:
    root = make(tmp_path)
    (tmp_path / "sitecustomize.py").write_text("import weasyprint\nweasyprint.__version__ = '71.0'\n", encoding="utf-8")
    done = export(
        root, "--format", "pdf", PYTHONPATH=os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    )
    assert done.returncode == 0
    assert done.stdout.startswith(str(root / "dist"))
    assert done.stderr == (
        "PDF: made without the composition of Japanese lines, which is written for WeasyPrint 70: 71.0 is installed.\n"
    )
