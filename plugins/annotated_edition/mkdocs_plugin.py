"""Adapter to MkDocs and ProperDocs: configuration, generated files, problems to the log."""

from __future__ import annotations

import json
import logging
import re
from importlib import resources
from pathlib import Path
from typing import Any

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from . import find_root, open_edition
from .bibtex_registry import EditionRegistry
from .markdown_extension import AnnotatedEditionExtension
from .model import Edition, Problem
from .pages import ASSETS, STYLESHEET, Writer, pages, problem_page
from .problems import line

#: Extensions of Python-Markdown that the text of an edition is written for.
NEEDED = ("admonition", "attr_list", "footnotes", "md_in_html", "tables")
#: What the network need not carry of our own stylesheets and scripts: comments and indentation.
COMMENTS = re.compile(r"(?s:/\*.*?\*/)|^\s*//.*$|^[ \t]+|\n(?=\s*\n)", re.MULTILINE)
TAGS = re.compile(r"<[^>]*>")
LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "note": logging.INFO}
log = logging.getLogger("mkdocs.plugins.annotated_edition")
PACKAGE = Path(str(resources.files(__package__)))


class PluginConfig(Config):
    """No options: the edition says everything itself."""


class AnnotatedEditionPlugin(BasePlugin[PluginConfig]):
    """Opens the edition, hands it to the Markdown extension, adds its generated pages, logs its problems."""

    edition: Edition
    root: Path

    @event_priority(100)  # before mkdocs-bibtex reads its file
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Opens the edition, registers the Markdown extension, the templates and the stylesheet."""
        start = Path(config.config_file_path).parent
        self.root = find_root(start) or start
        if Path(config.docs_dir).resolve() != (self.root / "docs").resolve():
            raise PluginError("docs_dir: an edition keeps its pages in docs, beside data. Fix: remove docs_dir.")
        self.edition = open_edition(self.root / "data", self.root / "docs", self.cache)
        for found in self.edition.problems:
            self.report(found)
        extension = AnnotatedEditionExtension(edition=self.edition, report=self.report)
        missing = [name for name in NEEDED if name not in config.markdown_extensions]
        config.markdown_extensions += [*missing, extension]  # type: ignore[list-item]
        config.theme.dirs.insert(0, str(PACKAGE / "templates" / "theme"))
        config.extra_css.insert(0, STYLESHEET)
        if config.theme.get("favicon") == "assets/images/favicon.png":  # the theme's own, four times as large
            config.theme["favicon"] = f"{ASSETS}/favicon.svg"
        if bibtex := config.plugins.get("bibtex"):
            bibtex.config["bib_file"] = self.keys_file()
        return config

    @property
    def cache(self) -> Path:
        """Where typeset citations are kept between builds."""
        return self.root / ".cache"

    def report(self, found: Problem) -> None:
        """Logs a problem on one line, so that a strict build fails by it; an open question fails none."""
        text = line(found, self.edition.language if hasattr(self, "edition") else "en")
        log.log(LEVELS[found.severity], text)

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
        """Adds the generated pages, the data files and the assets."""
        generated = pages(self.edition)
        for asset in sorted((PACKAGE / "assets").iterdir()):
            text = asset.read_text(encoding="utf-8")
            generated[f"{ASSETS}/{asset.name}"] = COMMENTS.sub("", text)
        for path, text in generated.items():
            if clash := files.get_file_from_path(path):  # AE702 has said so
                files.remove(clash)
            files.append(File.generated(config, path, content=text))
        return files

    @event_priority(-100)  # after the search has written its index
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Writes the search index anew without escapes and tags: every reader pays for it with the first page."""
        file = Path(config.site_dir) / "search" / "search_index.json"
        if file.is_file():
            index = json.loads(file.read_text(encoding="utf-8"))
            for entry in index["docs"]:
                entry["text"] = " ".join(TAGS.sub(" ", entry["text"]).split())
            file.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Puts the list of problems in place of the page where the data cannot be read."""
        if self.edition.readable:
            return markdown
        return problem_page(self.edition, str(page.title)).split("---\n", 2)[2]

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Hands the edition to the theme's templates."""
        env.globals["edition"] = self.edition
        env.globals["edition_writer"] = Writer(self.edition, "index.md")
        env.globals["edition_url"] = lambda path: _url(files, path)
        return env

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watches the data folder as well."""
        server.watch(str(self.root / "data"))
        return server


def _url(files: Files, path: str) -> str:
    """The address of a page, from the site's root, by its source path; any other address as it is."""
    page, mark, fragment = path.partition("#")
    file = files.get_file_from_path(page)
    return f"{file.url}{mark}{fragment}" if file else path
