"""Where templates and assets come from, and how the network is spared of their comments."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import cache, partial
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import jinja2

from ..model.spans import plain

TEMPLATES = Path(__file__).parent / "templates"
ASSETS = "assets/annotated-edition"
STYLESHEET = f"{ASSETS}/edition.css"
#: What dresses Material for MkDocs, on top of that.
MATERIAL_STYLESHEET = f"{ASSETS}/material.css"
#: The templates that override some of Material's.
THEME_TEMPLATES = TEMPLATES / "theme"
#: The one that adds to a template of the same name in the site's own.
MAIN = "main.html"
#: Comments, indentation and empty lines of our own stylesheets and scripts.
UNNEEDED = re.compile(r"(?s:/\*.*?\*/)|^\s*//.*$|^[ \t]+|\n(?=\s*\n)", re.MULTILINE)


class _BytecodeCache(jinja2.FileSystemBytecodeCache):
    """Keeps compiled templates in the user's own temporary folder, where that can be written."""

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep a compiled template."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_template_cache() -> jinja2.BytecodeCache | None:
    """Return where compiled templates are kept between runs: compiling them takes half of a small build's time."""
    try:
        return _BytecodeCache()
    except (OSError, RuntimeError):  # no folder that is the user's alone
        return None


def make_environment(package: str) -> jinja2.Environment:
    """Return an environment of Jinja for the folder `templates` of a package; what they show is escaped."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader(package, "templates"),
        autoescape=jinja2.select_autoescape(disabled_extensions=["txt", "md"], default=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled_template_cache(),
    )


@cache
def template_environment() -> jinja2.Environment:
    """Return Jinja's environment of the package's templates."""
    environment = make_environment(__package__)
    environment.filters["plain"] = plain
    environment.filters["json"] = partial(json.dumps, ensure_ascii=False)
    environment.filters["lean"] = strip_comments
    return environment


def put_between(environment: jinja2.Environment, folder: str | None) -> str:
    """Let our main.html add to that of a site's own templates, if it has one; return the template that ours extends."""
    if not folder or not Path(folder, MAIN).is_file() or environment.loader is None:
        return "base.html"
    ours = (THEME_TEMPLATES / MAIN).read_text(encoding="utf-8")
    environment.loader = jinja2.ChoiceLoader(
        [
            jinja2.PrefixLoader({"site": jinja2.FileSystemLoader(folder)}),
            jinja2.FunctionLoader(lambda name: (ours, str(THEME_TEMPLATES / MAIN), None) if name == MAIN else None),
            environment.loader,
        ]
    )
    return f"site/{MAIN}"


def read_template(name: str) -> str:
    """Return a file of `templates/` as it is."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def strip_comments(text: str) -> str:
    """Return a stylesheet or script of ours without comments and indentation."""
    return UNNEEDED.sub("", text)


def write_asset(file: Traversable) -> str:
    """Return a stylesheet or script of ours as it is published, with what all that search have in common."""
    return strip_comments(file.read_text(encoding="utf-8").replace("// {{ compare.js }}", read_template("compare.js")))


def assets() -> dict[str, str]:
    """Return the package's stylesheets, scripts and pictures by their paths in the site."""
    folder = resources.files(__package__) / "assets"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {f"{ASSETS}/{file.name}": write_asset(file) for file in files}
