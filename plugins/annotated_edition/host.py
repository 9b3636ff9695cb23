"""Adapter to MkDocs: its configuration, its files, those of ours among them, and who builds them."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.base import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from . import find_root
from .build import LENIENT
from .files import Maker, parts
from .markdown_extension import SYNTAX
from .model import Problem
from .problems import line

LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "note": logging.INFO}
log = logging.getLogger("mkdocs.plugins.annotated_edition")

#: Fewest pages for which it pays that several processes build them.
MANY = 100
#: Plugins of which nothing is lost where another process calls them for a page. What any other keeps, nobody knows.
KNOWN = frozenset({"annotated-edition", "bibtex", "material/search"})


def site_of(root: Path) -> tuple[list[str], dict[str, Any], str | None, bool]:
    """What mkdocs.yml says: Markdown extensions, their options, the site's address, whether pages are x/; or the usual.

    Raises MkDocs's own exceptions (click's) for a configuration that it cannot use.
    """
    file = root / "mkdocs.yml"
    if not file.is_file():
        return list(SYNTAX), {}, None, True
    config = load_config(str(file))
    return config.markdown_extensions, config.mdx_configs, config.site_url or None, config.use_directory_urls


def root_of(config: MkDocsConfig) -> Path:
    """The folder of the edition that a site is made of. Raises PluginError where its pages lie elsewhere."""
    start = Path(config.config_file_path).parent
    root = find_root(start) or start
    if Path(config.docs_dir).resolve() != (root / "docs").resolve():
        raise PluginError("docs_dir: an edition keeps its pages in docs, beside data. Fix: remove docs_dir.")
    return root


def url_in(files: Files, path: str) -> str:
    """The address of a page, from the site's root, by its source path; any other address as it is."""
    page, mark, fragment = path.partition("#")
    return f"{file.url}{mark}{fragment}" if (file := files.get_file_from_path(page)) else path


def log_problem(found: Problem, language: str) -> None:
    """Logs a problem on one line, so that a strict build fails by it; an open question fails none."""
    severity = "note" if found.severity == "warning" and LENIENT in os.environ else found.severity
    log.log(LEVELS[severity], line(found, language))


class MadeFile(File):
    """A file of ours, whose text is made when it is read or copied."""

    make: Maker

    @classmethod
    def of(cls, config: MkDocsConfig, path: str, make: Maker) -> MadeFile:
        """The file at a path below docs/, whose text `make` makes."""
        file = cls.generated(config, path, content="")
        assert isinstance(file, cls)
        file.make = make
        return file

    @property
    def _content(self) -> str:
        return "".join(parts(self.make))

    @_content.setter
    def _content(self, content: str | bytes | None) -> None:
        text = content.decode() if isinstance(content, bytes) else content or ""
        self.make = lambda: text

    def copy_file(self, dirty: bool = False) -> None:
        """Writes it, part by part."""
        path = Path(self.abs_dest_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(parts(self.make))


class SiteFiles(Files):
    """The files of a site, ours among them."""

    def put(self, config: MkDocsConfig, makers: Mapping[str, Maker]) -> None:
        """Adds files of ours: what makes their texts, by their paths below docs/."""
        for path, make in makers.items():
            self.append(MadeFile.of(config, path, make))

    def begin(self, config: MkDocsConfig) -> None:
        """To be called when all pages are known."""


def worth_sharing(files: Files, config: MkDocsConfig) -> bool:
    """Whether a site is large, there are processors, and nothing is lost by it."""
    return (
        hasattr(os, "fork")
        and sys.platform != "darwin"  # whose own libraries do not bear it
        and threading.active_count() == 1
        and processors() > 1
        and set(config.plugins) <= KNOWN
        and not config.extra_templates  # they, and templates of an editor's, may show anything of any page
        and not config.theme.custom_dir
        and len(files.documentation_pages()) >= MANY
    )


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
