"""Adapter to Material for MkDocs: its templates with ours in their place, found and compiled quickly."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from importlib import resources
from pathlib import Path

import jinja2
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.pages import Page
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
    environment.globals["edition_drawn"] = _Drawn()
    return environment


class _Drawn:
    """Items of the navigation that are not active, each drawn once for all pages from which its links are the same.

    Relative addresses of what lies in another folder at the top are the same from all pages of a depth.
    """

    def __init__(self) -> None:
        self.items: dict[tuple[object, ...], Markup] = {}
        self.tops: dict[str, frozenset[str]] = {}

    def of(self, page: Page | None, draw: Callable[..., Markup]) -> Callable[..., Markup]:
        """What draws the items for a page; `draw` draws one anew."""
        if not page or not page.url:
            return draw
        depth, home = page.url.count("/"), page.is_homepage
        top = page.url.partition("/")[0]

        def drawn(item: StructureItem, path: str, level: int, parent: StructureItem | None = None) -> Markup:
            if item.active:  # type: ignore[attr-defined]
                return draw(item, path, level, parent)
            if path not in self.tops:
                self.tops[path] = frozenset(_tops(item))
            if top in self.tops[path]:  # addresses among neighbours are shortened
                return draw(item, path, level, parent)
            key = path, depth, home
            if key not in self.items:
                self.items[key] = draw(item, path, level, parent)
            return self.items[key]

        return drawn


def _tops(item: StructureItem) -> Iterator[str]:
    """The folders at the top in which the pages of an item lie."""
    yield str(getattr(item, "url", "")).partition("/")[0]
    for child in item.children or ():  # type: ignore[attr-defined]
        yield from _tops(child)


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
