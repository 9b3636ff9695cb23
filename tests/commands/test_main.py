"""The command `edition`: its commands, their help, the status that each ends with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from annotated_edition import __version__
from annotated_edition.commands.main import COMMANDS, main
from support.cli import run
from support.editions import ENGLISH
from support.places import ROOT

MODULES = ROOT / "plugins" / "annotated_edition" / "commands"


def test_the_help_lists_every_command_with_a_sentence() -> None:
    done = run("--help")
    assert done.returncode == 0
    listed = [line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line.strip()]
    assert [name for name in listed if name in COMMANDS.split()] == sorted(COMMANDS.split())


@pytest.mark.parametrize("name", COMMANDS.split())
def test_a_command_has_a_module_of_its_name_and_an_example(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert isinstance(command, click.Command)
    assert command.name == name
    assert f"Example: edition {name}" in (command.help or "")


def test_every_module_is_a_command_or_shared() -> None:
    shared = {"__init", "main", "shared", "console"}
    assert {file.stem.rstrip("_") for file in MODULES.glob("*.py")} - shared == set(COMMANDS.split())


def test_an_unknown_command_is_an_error_of_use() -> None:
    done = run("nothing")
    assert (done.returncode, "No such command" in done.stderr) == (2, True)


def test_version() -> None:
    said = run("--version").stdout
    assert said.startswith(f"edition {__version__}, Python 3.") and "mkdocs-material 9" in said


def test_no_edition_is_said(tmp_path: Path) -> None:
    done = run("check", cwd=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "data/edition.yml" in done.stderr


def test_a_defect_of_the_package_asks_to_be_reported() -> None:
    code = (
        "import annotated_edition.commands.check as c; c.open_project = None\n"
        "from annotated_edition.commands.main import main; main(prog_name='edition')"
    )
    done = subprocess.run([sys.executable, "-c", code, "check"], cwd=ENGLISH, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (3, "")
    assert "TypeError" in done.stderr
    assert "Please report it" in done.stderr


def test_a_lookup_from_the_cache_imports_nothing_that_it_does_not_need() -> None:
    run("lookup", "2")
    code = (
        "import sys\nfrom annotated_edition.commands.main import main\n"
        "try:\n    main(['lookup', '2'])\nexcept SystemExit:\n    print('rich' in sys.modules, 'pydantic' in sys.modules, "
        "'yaml' in sys.modules, 'jinja2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ENGLISH, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "False False False False"
