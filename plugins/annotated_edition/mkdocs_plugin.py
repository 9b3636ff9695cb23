"""Adapter to MkDocs and ProperDocs: configuration, generated files, problems to the log."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import escape
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from . import early, open_edition, search_index  # noqa: F401
from .bibtex_registry import EditionRegistry, keys_file
from .host import SiteFiles, log_problem, root_of, url_in, worth_sharing
from .load import is_inside, sound, sound_texts
from .markdown_extension import SYNTAX, AnnotatedEditionExtension
from .model import Edition
from .pages import Writer, assets, pages, problem_page
from .theme import dress

if TYPE_CHECKING:
    from .serving import Serving
    from .sharing import Shared


class PluginConfig(Config):
    """No options: the edition says everything itself."""


class AnnotatedEditionPlugin(BasePlugin[PluginConfig]):
    """Opens the edition, hands it to the Markdown extension, adds its generated pages, logs its problems."""

    edition: Edition
    extension: AnnotatedEditionExtension
    root: Path
    cache: Path
    shared: Shared | None = None
    serving: Serving | None = None

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Keeps what one build can take from another while the site is served."""
        if command == "serve":
            from .serving import Serving  # which a build does not need

            self.serving = Serving()

    @event_priority(100)  # before mkdocs-bibtex reads its file
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Opens the edition, registers the Markdown extension, the templates and the stylesheet."""
        self.root = root_of(config)
        self.cache = self.root / ".cache"
        self.edition = open_edition(self.root / "data", self.root / "docs", self.cache)
        report = partial(log_problem, language=self.edition.language)
        for found in self.edition.problems:
            report(found)
        self.extension = extension = AnnotatedEditionExtension(edition=self.edition, report=report)
        missing = [name for name in SYNTAX if name not in config.markdown_extensions]
        config.markdown_extensions += [*missing, extension]  # type: ignore[list-item]
        config.update(sound_texts(config))
        dress(config)
        if bibtex := config.plugins.get("bibtex"):
            bibtex.config["bib_file"] = keys_file(self.edition, self.cache)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Puts our registry behind mkdocs-bibtex's syntax, and our index behind the search."""
        search_index.use(config, self.extension)
        if bibtex := config.plugins.get("bibtex"):
            bibtex.registry = EditionRegistry(self.edition, self.cache)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the generated pages, the data files and the assets; keeps out what lies outside or cannot be read."""
        self.extension.generated = made = pages(self.edition, config.site_url, config.use_directory_urls)
        makers = dict(made.makers) | {path: partial(str, text) for path, text in assets().items()}
        makers |= {path: page.outline for path, page in made.pages.items()}  # the extension fills them
        for file in [each for each in files if each.src_dir == config.docs_dir]:
            if not is_inside(Path(file.abs_src_path or ""), self.root):
                files.remove(file)
            elif file.is_documentation_page() and file.src_uri not in self.edition.pages:  # MkDocs would raise
                makers.setdefault(file.src_uri, partial(problem_page, self.edition, file.name))
        for path in makers.keys() & files.src_uris.keys():  # AE702 has said so
            files.remove(files.src_uris[path])
        self.shared = None
        found = self.serving.files(files, self.extension) if self.serving else SiteFiles(files)
        if not self.serving and worth_sharing(files, config):
            from .sharing import shared  # only a large site has time for it

            self.shared = shared(files, self.extension)
        found = found if self.shared is None else self.shared
        found.put(config, makers)
        return found

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Escapes the titles that are written in the navigation, which the theme takes as they are; begins to build."""
        items = list(nav.items)
        for item in items:
            items += item.children or []
            if isinstance(item.title, str):
                item.title = escape(item.title)
        if isinstance(files, SiteFiles):
            files.begin(config)
        return nav

    @event_priority(100)  # before the search writes its index
    def _gather(self, *, config: MkDocsConfig) -> None:
        """Takes over what other processes have found for the search."""
        if self.shared:
            search_index.gather(config, self.shared.documentation_pages(), self.shared.finish)

    @event_priority(-100)  # after all that writes scripts
    def _make_lean(self, *, config: MkDocsConfig) -> None:
        """Makes the search cheap: its index is not loaded before it is used."""
        search_index.make_lean(Path(config.site_dir))

    on_post_build = CombinedEvent(_gather, _make_lean)

    def on_build_error(self, *, error: Exception) -> None:
        """Ends other processes that build a part of the pages."""
        if self.shared:
            self.shared.give_up(error)

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Escapes what the theme takes as it is; puts the list of problems in place of what cannot be read."""
        page.meta = sound(page.meta)
        if self.edition.readable or page.file.generated_by:
            return markdown
        return problem_page(self.edition, str(page.title)).split("---\n", 2)[2]

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Hands the edition to the theme's templates."""
        if self.shared:
            self.shared.meet()
        env.globals["edition"] = self.edition
        env.globals["edition_writer"] = Writer(self.edition, "index.md")
        env.globals["edition_url"] = partial(url_in, files)
        return env

    def on_serve(self, server: Any, *, config: MkDocsConfig, builder: Any) -> Any:  # a build imports no server
        """Watches the data folder as well."""
        server.watch(str(self.root / "data"))
        if self.serving:
            self.serving.answer(server)
        return server
