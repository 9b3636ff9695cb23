"""Templates and assets."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from importlib import resources

import jinja2

from ..model.spans import plain

ASSETS = "assets/annotated-edition"
STYLESHEET = f"{ASSETS}/edition.css"
#: What dresses Material for MkDocs, on top of that.
MATERIAL_STYLESHEET = f"{ASSETS}/material.css"
#: What the network need not carry of our own stylesheets and scripts: comments and indentation.
COMMENTS = re.compile(r"(?s:/\*.*?\*/)|^\s*//.*$|^[ \t]+|\n(?=\s*\n)", re.MULTILINE)


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates, in the user's own part of the system's temporary folder; lost where it cannot be written."""

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keeps a compiled template."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates() -> jinja2.BytecodeCache | None:
    """Where compiled templates are kept between runs: half of the time of a small build goes into compiling them."""
    try:
        return _Compiled()
    except (OSError, RuntimeError):  # no folder that is the user's alone
        return None


@cache
def environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled_templates(),
    )
    environment.filters["plain"] = plain
    environment.filters["lean"] = lean
    return environment


def template(name: str) -> str:
    """A file of `templates/`, as it is."""
    loader = environment().loader
    assert loader is not None
    return loader.get_source(environment(), name)[0]


def lean(text: str) -> str:
    """A stylesheet or script of ours without comments and indentation."""
    return COMMENTS.sub("", text)


def assets() -> dict[str, str]:
    """The package's stylesheets, scripts and pictures by their paths in the site."""
    folder = resources.files(__package__) / "assets"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {f"{ASSETS}/{file.name}": lean(file.read_text(encoding="utf-8")) for file in files}
