"""What a site's mkdocs.yml says of its Markdown extensions, its address, and the place of its edition."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from mkdocs.config.base import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from .. import find_root

#: The Markdown extensions that a section may use where no configuration says more.
SYNTAX = ("admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc")


class SiteConfig(NamedTuple):
    """The part of a site's configuration that matters outside its build."""

    extensions: list[str]
    """Names of its Markdown extensions."""
    options: dict[str, Any]
    """The options of each by name."""
    address: str | None
    """Where the site is online."""
    directories: bool
    """Whether its pages are addressed as page/ rather than page.html."""


def read_site_config(root: Path) -> SiteConfig:
    """Read mkdocs.yml; return the usual configuration where there is none.

    Raise MkDocs's own exceptions (click's) for a configuration that it cannot use.
    """
    file = root / "mkdocs.yml"
    if not file.is_file():
        return SiteConfig(extensions=list(SYNTAX), options={}, address=None, directories=True)
    config = load_config(str(file))
    return SiteConfig(
        extensions=config.markdown_extensions,
        options=config.mdx_configs,
        address=config.site_url or None,
        directories=config.use_directory_urls,
    )


def edition_root(config: MkDocsConfig) -> Path:
    """Return the folder of the edition that a site is made of. Raise PluginError where its pages lie elsewhere."""
    start = Path(config.config_file_path).parent
    root = find_root(start) or start
    if Path(config.docs_dir).resolve() != (root / "docs").resolve():
        raise PluginError("docs_dir: an edition keeps its pages in docs, beside data. Fix: remove docs_dir.")
    return root
