"""The house: a folder imports only folders named above it, and every module keeps to its size."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from support.places import ROOT

PACKAGE = ROOT / "plugins" / "annotated_edition"
ORDER = "model reading resolving citing views site importing publishing exports shelf hosts commands".split()
#: Folders that do not know one another, whatever their order.
APART = {("publishing", "importing"), ("exports", "importing")}
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if "skeleton" not in path.parts]


def test_a_folder_imports_only_folders_above_it() -> None:
    for module in MODULES:
        folder, *below = module.relative_to(PACKAGE).parts
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if below and isinstance(node, ast.ImportFrom) and node.level == len(below) + 1 and node.module:
                other = node.module.split(".")[0]
                assert ORDER.index(other) <= ORDER.index(folder), f"{module}: {folder}/ imports {other}/"
                assert (folder, other) not in APART, f"{module}: {folder}/ imports {other}/"
                assert other != "hosts" or folder in ("hosts", "commands"), f"{module}: {folder}/ imports hosts/"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_keeps_to_its_size(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_the_adapters_are_small() -> None:
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in (PACKAGE / "hosts").glob("*.py")) <= 900
