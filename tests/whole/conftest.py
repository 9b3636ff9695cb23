"""What a reader carries away of the shipped edition: the folder (as the zip has it) and the single file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from support.builds import make_once
from support.cli import run
from support.places import ROOT

FORMATS = [argument for name in ("folder", "zip", "html") for argument in ("--format", name)]


@pytest.fixture(scope="session")
def dist(once: Path) -> Path:
    """The folder of the exports."""

    def write(folder: Path) -> None:
        dated = {"SOURCE_DATE_EPOCH": "1790000000", "SITE_URL": "https://example.org/e"}
        done = run("export", *FORMATS, "--to", str(folder), cwd=ROOT, **dated)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("\n") == 3

    return make_once(once / "dist", write)


@pytest.fixture(scope="session")
def folder(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip, unpacked."""
    target = tmp_path_factory.mktemp("unpacked with a space")
    (file,) = dist.glob("*.zip")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(target)
    return next(target.iterdir())


@pytest.fixture(scope="session")
def single(dist: Path) -> Path:
    """The single HTML file."""
    (file,) = dist.glob("*.html")
    return file
