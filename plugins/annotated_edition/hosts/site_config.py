"""What a site's mkdocs.yml says, read outside a build."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.base import load_config
from mkdocs.config.defaults import MkDocsConfig

#: The Markdown extensions that a section may use where no configuration says more.
SYNTAX = ("admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc")


def read_site_config(root: Path) -> MkDocsConfig:
    """Read mkdocs.yml; return the usual configuration where there is none.

    Raise MkDocs's own exceptions (click's) for a configuration that it cannot use.
    """
    file = root / "mkdocs.yml"
    if file.is_file():
        return load_config(str(file))
    config = MkDocsConfig(str(file))
    config.load_dict({"markdown_extensions": list(SYNTAX), "mdx_configs": {}})
    return config
