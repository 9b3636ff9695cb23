"""What a site's mkdocs.yml says, read outside a build."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.base import load_config
from mkdocs.config.defaults import MkDocsConfig

from ..model.addresses import translated_url
from ..reading.layer import LAYERS

#: The Markdown extensions that a section may use where no configuration says more.
SYNTAX = ("admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc")


def read_site_config(root: Path, language: str | None = None) -> MkDocsConfig:
    """Read mkdocs.yml, or that of a translation; return the usual configuration where there is none.

    Raise MkDocs's own exceptions (click's) for a configuration that it cannot use.
    """
    layer = root / LAYERS / (language or "") / "mkdocs.yml"
    file = layer if language and layer.is_file() else root / "mkdocs.yml"
    if file.is_file():
        config = load_config(str(file))
        if file == layer and config.site_url:
            config.site_url = translated_url(config.site_url, layer.parent.name)
        return config
    config = MkDocsConfig(str(file))
    config.load_dict({"markdown_extensions": list(SYNTAX), "mdx_configs": {}})
    return config
