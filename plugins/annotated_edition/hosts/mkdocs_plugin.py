"""Adapter to MkDocs, ProperDocs and Material: configuration, generated files, problems to the log, templates."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import escape
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from .. import find_root, open_edition
from ..citing.page_notes import set_page_citations
from ..model.addresses import WHOLE, translated_url, url_of
from ..model.edition import Edition
from ..model.messages import format_line
from ..model.problems import Problem
from ..model.wording import LANGUAGES, primary_language
from ..publishing.downloads import Download, find_downloads
from ..reading.files import is_inside
from ..reading.front_matter import escape_meta, escape_site_texts
from ..reading.layer import LAYERS
from ..shelf.slices import add_neighbours
from ..site import templating
from ..site.pages import generated_files, write_problem_page
from ..site.writer import HOME, SHELF, Writer
from .bibtex_registry import EditionRegistry
from .markdown_extension import NAME
from .neighbours import Settings
from .site_config import SYNTAX
from .translations import build_translation, inherited_files

LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "note": logging.INFO}
#: Most pages that the navigation of every page lists; of more, Material's own pruning leaves out other branches.
MOST_PAGES = 60
log = logging.getLogger("mkdocs.plugins.annotated_edition")


class PluginConfig(Config):
    """No options: the edition says everything itself."""


class AnnotatedEditionPlugin(BasePlugin[PluginConfig]):
    """Opens the edition, hands it to the Markdown extension, adds its generated pages, logs its problems."""

    edition: Edition
    root: Path
    downloads: list[Download]
    settings: Settings
    #: The language of a translation; None for the original.
    language: str | None = None
    #: Whether a translation is built together with the original, so that the other languages stand beside it.
    is_beside = False
    #: Whether the site is made without its translations, as files for a disk are.
    is_alone = False

    @event_priority(100)  # before mkdocs-bibtex reads its files and before a search builds its index
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Open the edition, hand it to the Markdown extension, add the templates and the stylesheet."""
        start = Path(config.config_file_path).parent
        self.root = find_root(start) or start
        docs, home = self.root / "docs", start.resolve()
        if home.parent == (self.root / LAYERS).resolve():
            self.language, docs = home.name, home / "docs"
        if Path(config.docs_dir).resolve() != docs.resolve():
            raise PluginError("docs_dir: an edition keeps its pages in docs, beside data. Fix: remove docs_dir.")
        opened = open_edition(self.root / "data", self.root / "docs", self.root / ".cache", self.language)
        self.edition = add_neighbours(opened, self.root, above="../" if self.is_beside else "")
        if self.language and config.site_url:
            config.site_url = translated_url(config.site_url, self.language)
        if primary_language(self.edition.language) not in LANGUAGES:
            log.info("The package has no words in %s: its own words are in English.", self.edition.language)
        if self.is_alone or (self.language and not self.is_beside):
            self.edition = replace(self.edition, languages={})
        # A folder to carry away holds no copies of itself.
        self.downloads = find_downloads(self.edition, self.root) if config.use_directory_urls else []
        for problem in self.edition.own_problems if self.is_beside else self.edition.problems:
            self.report(problem)
        config.markdown_extensions += [name for name in (*SYNTAX, NAME) if name not in config.markdown_extensions]
        config.mdx_configs[NAME] = {"edition": self.edition, "report": self.report}
        config.update(escape_site_texts(config))
        self.settings = Settings(config, self.root)
        for problem in list(self.settings.check()):
            if not self.is_beside:
                self.report(problem)
        self.dress(config)
        if bibtex := config.plugins.get("bibtex"):  # it raises on an unsound file, and our registry needs none
            bibtex.config.update(bib_file=None, bib_dir=str(self.root / ".cache" / "no-bibtex"))
        return config

    def report(self, problem: Problem) -> None:
        """Log a problem on one line, with the problem itself for whoever collects them (run_mkdocs.py)."""
        log.log(LEVELS[problem.severity], format_line(problem, self.edition.language), extra={"problem": problem})

    def dress(self, config: MkDocsConfig) -> None:
        """Add our stylesheet and icon to a site and, where its theme is Material, our templates and search."""
        config.extra_css.insert(0, templating.STYLESHEET)
        if config.theme.get("favicon") == "assets/images/favicon.png":  # the theme's own, four times as large
            config.theme["favicon"] = f"{templating.ASSETS}/favicon.svg"
        if config.theme.name != "material":
            return
        config.extra_css.insert(1, templating.MATERIAL_STYLESHEET)
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(templating.THEME_TEMPLATES))
        if len(self.edition.pages) > MOST_PAGES and "navigation.prune" not in config.theme["features"]:
            config.theme["features"].append("navigation.prune")
        if (search := config.plugins.get("material/search")) and search.config.enabled:
            search.config.enabled = False  # ours finds exact words in Japanese, and works from files
            log.info("The search of Material for MkDocs is left out: the edition brings its own.")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages, the data files and the assets; keep out what lies outside or cannot be read."""
        generated = generated_files(self.edition, config.site_url, config.use_directory_urls)
        for file in [file for file in files if file.src_dir == config.docs_dir]:
            if not is_inside(Path(file.abs_src_path or ""), self.root):
                files.remove(file)
            elif file.is_documentation_page() and not (self.edition.readable and file.src_uri in self.edition.pages):
                # Its own text makes MkDocs raise in some cases.
                generated.setdefault(file.src_uri, write_problem_page(self.edition, file.name))
        config.mdx_configs[NAME]["generated"] = generated
        if self.language:
            for file in inherited_files(files, self.root / "docs", config):
                files.append(file)
        for path, text in {**generated, **templating.assets()}.items():
            if existing := files.get_file_from_path(path):  # AE702 has said so
                files.remove(existing)
            # The whole text stands beside its sections where the site's navigation does not name it.
            inclusion = InclusionLevel.NOT_IN_NAV if path == WHOLE else InclusionLevel.UNDEFINED
            file = File.generated(config, path, content=text, inclusion=inclusion)
            if file.is_documentation_page():  # plugins ask git, or the disk, about the file of every page
                data = (self.root / "data" / name for name in (f"{path[:-3]}.yml", f"{path[:-3]}.bib", "edition.yml"))
                file.abs_src_path = next((str(each) for each in data if each.is_file()), None)
            files.append(file)
        for download in self.downloads:
            files.append(File.generated(config, download.path, abs_src_path=str(download.file)))
        if bibtex := config.plugins.get("bibtex"):
            bibtex.registry = EditionRegistry(self.edition)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Escape the titles of the navigation, which the theme takes as they are."""
        items = list(nav.items)
        for item in items:
            items += item.children or []
            if isinstance(item.title, str):
                item.title = escape(item.title)
        return nav

    @event_priority(100)  # before mkdocs-bibtex
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Escape the front matter, which the theme takes as it is; write the notes of pages that are not sections."""
        page.meta = escape_meta(page.meta)
        path = page.file.src_uri
        for problem in self.settings.check_icon(page.meta, Path(config.docs_dir, path)):
            self.report(problem)
        if "bibtex" not in config.plugins or "@" not in markdown or path not in self.edition.pages:
            return markdown
        is_section = any(section.page == path for section in self.edition.sections)
        return markdown if is_section else set_page_citations(self.edition, markdown, self.root / ".cache")

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Write addresses on the shelf from the page's own place."""
        return html.replace(SHELF, "../" * (page.file.url.count("/") + 1)) if self.edition.neighbours else html

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Hand the edition to the theme's templates."""
        env.bytecode_cache = env.bytecode_cache or templating.compiled_template_cache()
        env.globals["edition"] = self.edition
        env.globals["edition_writer"] = Writer(self.edition, "index.md")
        own_templates = config.theme.custom_dir if config.theme.name == "material" else None
        env.globals["edition_base"] = templating.put_between(env, own_templates)
        env.globals["edition_downloads"] = self.downloads
        env.globals["edition_home"] = url_of(HOME, directories=config.use_directory_urls).removeprefix("./")
        env.globals["edition_url"] = partial(_url, files)
        return env

    @event_priority(-100)  # after plugins that fetch what is of other hosts, as Material's privacy does
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Say what the page's policy will refuse, also while it is served without one."""
        for problem in self.settings.check_page(output, Path(config.docs_dir, page.file.src_uri)):
            self.report(problem)
        return output

    def on_serve(self, server: Any, *, config: MkDocsConfig, builder: Any) -> Any:  # a build imports no server
        """Watch the data folder and the translations as well."""
        for folder in ("data", "docs", LAYERS):
            if (self.root / folder).is_dir():
                server.watch(str(self.root / folder))
        return server

    @event_priority(-100)  # after whatever other plugins do to the original's site
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Build the translations."""
        for language in self.edition.languages if not self.language else ():
            if language != self.edition.language:
                build_translation(config, self.root, language)


def _url(files: Files, path: str) -> str:
    """Return the address of a page from the site's root, by its source path; any other address as it is."""
    page, mark, fragment = path.partition("#")
    return f"{file.url}{mark}{fragment}" if (file := files.get_file_from_path(page)) else path
