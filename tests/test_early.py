"""What a build imports, and that what it imports later is there when it is asked for."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ENGLISH = Path(__file__).parent / "english"
BUILD = """
import json, sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
build(load_config(site_dir=sys.argv[1]))
imported = sorted(sys.modules)
from mkdocs_bibtex import utils
same = utils.requests.exceptions.RequestException, utils.requests.get
import requests
assert same == (requests.exceptions.RequestException, requests.get) and sys.modules["requests"] is requests
print(json.dumps(imported))
"""


def test_a_build_imports_only_what_it_needs(tmp_path: Path) -> None:
    root = shutil.copytree(ENGLISH, tmp_path / "edition", ignore=shutil.ignore_patterns("site", ".cache"))
    command = [sys.executable, "-c", BUILD, str(tmp_path / "site")]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True)
    imported = set(json.loads(done.stdout.splitlines()[-1]))
    assert "mkdocs_bibtex.plugin" in imported
    unneeded = {"requests", "watchdog", "rich", "weasyprint", "annotated_edition.links"}
    assert unneeded & imported == set()
