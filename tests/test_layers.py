"""The import rule of the house: what stands to the right may import what stands to the left."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "plugins" / "annotated_edition"
LAYERS = [
    {"wording", "model"},
    {"problems", "pandoc"},
    {"scan", "yaml_reader"},
    {"schema"},
    {"bibliography", "terms", "citation"},
    {"load"},
    {"names"},
    {"sections"},
    {"resolve"},
    {"evidence", "timeline"},
    {"__init__"},
    {"lookup"},
    {"pages"},
    {"markdown_extension", "bibtex_registry", "project"},
    {"importing"},
    {"cli", "mkdocs_plugin"},
]
#: Within importing/, in the order of its steps.
STEPS = ["model", "citations", "structure", "read", "resolve", "write", "report", "__init__"]
ONLY = {"markdown": {"markdown_extension"}, "mkdocs": {"mkdocs_plugin"}, "click": {"cli"}, "rich": {"cli"},
        "mkdocs_bibtex": {"bibtex_registry"}}  # fmt: skip


MODULES = {path.stem for path in PACKAGE.glob("*.py")} | {"importing"}


def imports(module: Path) -> set[tuple[str, bool]]:
    """Names of what a module imports, each with whether it is of this package."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            below = module.parent != PACKAGE and node.level == 1
            found |= {
                (
                    f"importing.{name}"
                    if below
                    else name.split(".")[0]
                    if name.split(".")[0] in MODULES
                    else "__init__",
                    True,
                )
                for name in names
                if name
            }
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add((node.module.split(".")[0], False))
        elif isinstance(node, ast.Import):
            found |= {(alias.name.split(".")[0], False) for alias in node.names}
    return found


def test_every_module_has_a_layer() -> None:
    assert set().union(*LAYERS) == MODULES
    assert {path.stem for path in (PACKAGE / "importing").glob("*.py")} == set(STEPS)


def test_the_steps_of_an_import_know_those_before_them() -> None:
    layer = {name: index for index, names in enumerate(LAYERS) for name in names}
    wrong = [
        f"importing.{step} imports {name}"
        for index, step in enumerate(STEPS)
        for name, own in imports(PACKAGE / "importing" / f"{step}.py")
        if (own and name.startswith("importing.") and name.removeprefix("importing.") not in STEPS[:index])
        or (own and not name.startswith("importing.") and layer[name] >= layer["importing"])
        or (not own and name in ONLY)
    ]
    assert wrong == []


def test_imports_go_left() -> None:
    layer = {name: index for index, names in enumerate(LAYERS) for name in names}
    wrong = [
        f"{module.stem} imports {name}"
        for module in PACKAGE.glob("*.py")
        for name, own in imports(module)
        if (own and name != module.stem and layer[name] > layer[module.stem])
        or (own and layer[name] == layer[module.stem] and (module.stem, name) not in SAME_LAYER)
        or (not own and name in ONLY and module.stem not in ONLY[name])
    ]
    assert wrong == []


#: Neighbours that may know each other.
SAME_LAYER = {("schema", "yaml_reader"), ("pandoc", "problems"), ("model", "wording")}


def test_nothing_knows_the_first_edition() -> None:
    words = ["JASMINE", "ジャスミン", "防衛", "NIDS", "ASEAN", "commentary/", "jasmine"]
    texts = {
        p: p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*") if p.suffix in (".py", ".html", ".json", ".css")
    }
    assert [(p.name, word) for p, text in texts.items() for word in words if word in text] == []


def test_the_plugin_stays_small() -> None:
    assert len((PACKAGE / "mkdocs_plugin.py").read_text(encoding="utf-8").splitlines()) < 150
