"""The import rule of the house: what stands to the right may import what stands to the left."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "plugins" / "annotated_edition"
LAYERS = [
    {"early", "wording", "model", "markup", "csl", "files"},
    {"problems", "pandoc", "policy"},
    {"build", "scan", "yaml_reader"},
    {"schema"},
    {"bibliography", "terms", "citation"},
    {"load"},
    {"names"},
    {"sections"},
    {"resolve"},
    {"evidence", "timeline"},
    {"__init__"},
    {"lookup"},
    {"records"},
    {"report", "links"},
    {"exports", "exports.item"},
    {"exports.items"},
    {"kept"},
    {"exports.bibtex", "exports.ris", "exports.csl_json", "exports.plain_text", "exports.json_ld", "exports.highwire"},
    {"exports.formats"},
    {"data_files"},
    {"pages"},
    {"verify"},
    {"exports.ruby", "exports.xhtml", "exports.composition", "exports.missing"},
    {"exports.site"},
    {"exports.book"},
    {"exports.frame"},
    {"exports.epub", "exports.pdf", "exports.folder", "exports.single"},
    {"exports.delivery"},
    {"project"},
    {"importing.model"},
    {"importing.citations"},
    {"importing.structure"},
    {"importing.read", "importing.resolve"},
    {"importing.write"},
    {"importing.report"},
    {"importing"},
    {"markdown_extension", "bibtex_registry", "theme"},
    {"host", "search_index"},
    {"serving", "sharing"},
    {"mkdocs_plugin"},
    {"cli", "commands"},
]
ONLY = {"markdown": {"markdown_extension"}, "mkdocs": {"mkdocs_plugin", "search_index", "theme", "host", "serving", "sharing"}, "material": {"search_index"}, "click": {"cli", "commands"}, "rich": {"commands"},
        "mkdocs_bibtex": {"bibtex_registry"}, "weasyprint": {"exports.pdf", "exports.composition"}}  # fmt: skip


def name(module: Path) -> str:
    """A module's name below the package: pages, exports.book; a folder's for what stands in its `__init__`."""
    parts = module.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


MODULES = {name(path): path for path in PACKAGE.rglob("*.py")}


def imports(module: Path) -> set[tuple[str, bool]]:
    """Names of what a module imports, each with whether it is of this package."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            folder = module.relative_to(PACKAGE).parent.parts[: 1 - node.level or None]
            found |= {(each if (each := ".".join((*folder, name))) in MODULES else "__init__", True) for name in names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add((node.module.split(".")[0], False))
        elif isinstance(node, ast.Import):
            found |= {(alias.name.split(".")[0], False) for alias in node.names}
    return found


def test_every_module_has_a_layer() -> None:
    assert MODULES.keys() == set().union(*LAYERS)


def test_imports_go_left() -> None:
    layer = {name: index for index, names in enumerate(LAYERS) for name in names}
    wrong = [
        f"{module} imports {imported}"
        for module, path in MODULES.items()
        for imported, own in imports(path)
        if (own and imported != module and layer[imported] > layer[module])
        or (own and layer[imported] == layer[module] and (module, imported) not in SAME_LAYER)
        or (not own and imported in ONLY and module not in ONLY[imported])
    ]
    assert wrong == []


#: Neighbours that may know each other.
SAME_LAYER = {("schema", "yaml_reader"), ("pandoc", "problems"), ("model", "wording"),
              ("cli", "commands"), ("commands", "cli")}  # fmt: skip


def test_nothing_knows_the_first_edition() -> None:
    words = ["JASMINE", "ジャスミン", "防衛", "NIDS", "ASEAN", "commentary/", "jasmine"]
    texts = {
        p: p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*") if p.suffix in (".py", ".html", ".json", ".css")
    }
    assert [(p.name, word) for p, text in texts.items() for word in words if word in text] == []


def test_the_plugin_stays_small() -> None:
    assert len((PACKAGE / "mkdocs_plugin.py").read_text(encoding="utf-8").splitlines()) < 150
