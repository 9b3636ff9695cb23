"""Adapter to MkDocs and ProperDocs: configuration, generated files, problems to the log."""

from __future__ import annotations

import datetime
import logging
import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import escape
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from . import find_root, open_edition
from .bibtex_registry import EditionRegistry
from .build import LENIENT
from .load import THEME_KEYS, is_inside
from .markdown_extension import AnnotatedEditionExtension
from .model import Edition, Problem
from .pages import STYLESHEET, Writer, pages, problem_page
from .problems import ERROR, line
from .scan import excess, field_faults

log = logging.getLogger("mkdocs.plugins.annotated_edition")
PACKAGE = Path(str(resources.files(__package__)))


class PluginConfig(Config):
    """No options: the edition says everything itself."""


class AnnotatedEditionPlugin(BasePlugin[PluginConfig]):
    """Opens the edition, hands it to the Markdown extension, adds its generated pages, logs its problems."""

    edition: Edition
    extension: AnnotatedEditionExtension
    root: Path

    @event_priority(100)  # before mkdocs-bibtex reads its file
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Opens the edition, registers the Markdown extension, the templates and the stylesheet."""
        start = Path(config.config_file_path).parent
        self.root = find_root(start) or start
        self.edition = open_edition(self.root / "data", Path(config.docs_dir), self.cache)
        for found in self.edition.problems:
            self.report(found)
        extension = AnnotatedEditionExtension(edition=self.edition, report=self.report)
        config.markdown_extensions.append(extension)  # type: ignore[arg-type]
        self.extension = extension
        for name in ("site_name", "site_description", "site_author", "copyright"):
            if isinstance(value := config.get(name), str):  # the theme takes them as they are
                config[name] = value if name == "copyright" and not field_faults(value) else escape(value)
        config.theme.dirs.insert(0, str(PACKAGE / "templates" / "theme"))
        config.extra_css.insert(0, STYLESHEET)
        if bibtex := config.plugins.get("bibtex"):
            bibtex.config["bib_file"] = self.keys_file()
        return config

    @property
    def cache(self) -> Path:
        """Where typeset citations are kept between builds."""
        return self.root / ".cache"

    def report(self, found: Problem) -> None:
        """Logs a problem on one line, so that a strict build fails by it."""
        text = line(found, self.edition.language if hasattr(self, "edition") else "en")
        warning = logging.INFO if LENIENT in os.environ else logging.WARNING
        log.log(logging.ERROR if found.severity == ERROR else warning, text)

    def keys_file(self) -> str:
        """A file that names the keys only: our registry has the rest, and mkdocs-bibtex raises on anything unsound."""
        file = self.cache / "sources.bib"
        text = "\n".join(f"@misc{{{key},\n}}" for key in self.edition.sources)
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return str(file)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Puts our registry behind mkdocs-bibtex's syntax."""
        if bibtex := config.plugins.get("bibtex"):
            bibtex.registry = EditionRegistry(self.edition, self.cache)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the generated pages, the data files and the assets; takes out what lies outside the edition."""
        for file in list(files):
            source = Path(file.abs_src_path or "")
            if file.src_dir == config.docs_dir and not is_inside(source, self.root, Path(config.docs_dir)):
                files.remove(file)
        self.extension.generated = generated = pages(self.edition)
        stylesheet = (PACKAGE / "assets" / "edition.css").read_text(encoding="utf-8")
        for path, text in {**generated, STYLESHEET: stylesheet}.items():
            if known := files.get_file_from_path(path):
                files.remove(known)
            files.append(File.generated(config, path, content=text))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Escapes the titles that are written in the navigation, which the theme takes as they are."""
        items = list(nav.items)
        for item in items:
            items += item.children or []
            if isinstance(item.title, str):
                item.title = escape(item.title)
        return nav

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Escapes what the theme takes as it is; puts the list of problems in place of what cannot be read."""
        page.meta = _sound(page.meta)
        if self.edition.readable and (page.file.generated_by or not excess(markdown)):
            return markdown
        return problem_page(self.edition, str(page.title)).split("---\n", 2)[2]

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Hands the edition to the theme's templates."""
        env.globals["edition"] = self.edition
        env.globals["edition_writer"] = Writer(self.edition, "index.md")
        return env

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watches the data folder as well."""
        server.watch(str(self.root / "data"))
        return server


def _sound(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Front matter that the theme can take as it is: texts escaped, lists of texts, and what the search asks for."""
    kept: dict[str, Any] = {}
    for key, value in meta.items():
        if key in THEME_KEYS:
            continue
        if key == "search" and isinstance(value, dict):
            kept[key] = {name: each for name, each in value.items() if isinstance(each, bool | int | float)}
        elif isinstance(value, list):
            kept[key] = [escape(each) for each in value if isinstance(each, str)]
        elif isinstance(value, str | int | float | datetime.date) and key not in ("hide", "search"):
            kept[key] = escape(str(value))
    return kept
