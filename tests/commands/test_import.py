"""The command `edition import`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.cli import run

TEXT = "# A paper\n\nA claim.[^1]\n\n[^1]: Jane Doe, *Lamps* (Leith: Pier Press, 1899), 3.\n"


@pytest.mark.slow
def test_a_file_becomes_an_edition_and_a_report(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text(TEXT, encoding="utf-8")
    done = run("import", "paper.md", "--to", "mine", cwd=tmp_path, LC_ALL="en")
    assert done.returncode == 0, done.stderr
    assert "report.html" in done.stdout
    assert (tmp_path / "mine" / "data" / "footnotes.yml").is_file()


@pytest.mark.slow
def test_the_report_as_json(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text(TEXT, encoding="utf-8")
    address = "https://example.org/mine/"
    done = run(
        "import", "paper.md", "--to", "mine", "--format", "json", "--site-url", address, cwd=tmp_path, LC_ALL="en"
    )
    assert f'site_url: "{address}"' in (tmp_path / "mine" / "mkdocs.yml").read_text(encoding="utf-8")
    assert isinstance(json.loads(done.stdout), dict)


def test_what_cannot_be_imported_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "paper.xyz").write_text(TEXT, encoding="utf-8")
    done = run("import", "paper.xyz", "--to", "mine", cwd=tmp_path, LC_ALL="en")
    assert (done.returncode, done.stdout, "AE804" in done.stderr) == (1, "", True)
    assert not (tmp_path / "mine").exists()
