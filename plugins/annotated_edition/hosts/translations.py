"""The sites of an edition's translations, each built by the host after the original's, in the same process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel

from ..reading.layer import LAYERS
from ..reading.load import PAGE_ENDINGS

PLUGIN = "annotated-edition"
log = logging.getLogger("mkdocs.plugins.annotated_edition")


def build_translation(config: Any, root: Path, language: str) -> None:
    """Build the site of a translation into a folder of the original's, which `config` is of."""
    host = type(config).__module__.split(".")[0]  # mkdocs or properdocs
    # Whoever collects what the host logs learns by this which pages it speaks of (run_mkdocs.py).
    log.info("Building the translation: %s", language, extra={"docs": f"{LAYERS}/{language}/docs"})
    own = import_module(f"{host}.config").load_config(
        str(root / LAYERS / language / "mkdocs.yml"),
        site_dir=str(Path(config.site_dir, language)),
        site_url=config.site_url,
        use_directory_urls=config.use_directory_urls,
        strict=False,  # its warnings count among the original's
    )
    if plugin := own.plugins.get(PLUGIN):
        plugin.is_beside = True
    build_configured(own, host)


def build_configured(config: Any, host: str) -> None:
    """Build the site of a configuration, as `mkdocs build` and `properdocs build` do."""
    config.plugins.on_startup(command="build", dirty=False)
    try:
        import_module(f"{host}.commands.build").build(config)
    finally:
        config.plugins.on_shutdown()


def inherited_files(files: Files, docs: Path, config: Any) -> Iterator[File]:
    """Yield the files below the original's docs/ that a translation does not have: pages, pictures and others."""
    for path in sorted(docs.rglob("*")):
        name = path.relative_to(docs).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/"))
        excluded = config.exclude_docs is not None and config.exclude_docs.match_file(name)
        if path.is_file() and not hidden and not excluded and files.get_file_from_path(name) is None:
            # The navigation of a translation need not name what it does not translate.
            inclusion = InclusionLevel.NOT_IN_NAV if path.suffix in PAGE_ENDINGS else InclusionLevel.UNDEFINED
            yield File(name, str(docs), config.site_dir, config.use_directory_urls, inclusion=inclusion)
