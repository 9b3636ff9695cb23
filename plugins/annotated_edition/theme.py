"""Adapter to Material for MkDocs: its templates with ours in their place, found and compiled quickly."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from importlib import resources
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.theme import Theme

from .pages import ASSETS, STYLESHEET, compiled

#: Before the name of a template of Material's that one of ours stands in place of.
ORIGINAL = "original/"


def dress(config: MkDocsConfig) -> None:
    """Adds our stylesheet and icon to a site and, where its theme is Material, our templates."""
    config.extra_css.insert(0, STYLESHEET)
    if config.theme.get("favicon") == "assets/images/favicon.png":  # the theme's own, four times as large
        config.theme["favicon"] = f"{ASSETS}/favicon.svg"
    if config.theme.name == "material":  # they change its parts; another theme shows the pages as it shows any
        config.theme.dirs.insert(0, str(Path(str(resources.files(__package__))) / "templates" / "theme"))
        config.theme.get_env = partial(_environment, config.theme)  # type: ignore[method-assign]


def _environment(theme: Theme) -> jinja2.Environment:
    environment = Theme.get_env(theme)
    environment.loader = _Templates(theme.dirs)
    environment.bytecode_cache = compiled()
    environment.globals["edition_drawn"] = {}
    return environment


class _Templates(jinja2.FileSystemLoader):
    """The templates of a theme whose first folder is ours."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """A template; `original/…` is one of the theme's own."""
        if template.startswith(ORIGINAL):
            return jinja2.FileSystemLoader(self.searchpath[1:]).get_source(environment, template.removeprefix(ORIGINAL))
        return super().get_source(environment, template)

    def list_templates(self) -> list[str]:
        """All names but those in hidden folders, as Material's icons are: MkDocs takes none of them."""
        found: set[str] = set()
        for folder in self.searchpath:
            for where, folders, files in os.walk(folder):
                folders[:] = [each for each in folders if not each.startswith(".")]
                found.update((Path(where) / file).relative_to(folder).as_posix() for file in files)
        return sorted(found)
