"""A build by MkDocs or ProperDocs in a process of its own, which reports as JSON.

    python -m annotated_edition.hosts.run_mkdocs MKDOCS_YML FOLDER HOST [--files]

HOST is mkdocs or properdocs; --files addresses pages as page.html, from no place online. Standard output gets
`{"problems": [...], "repeatable": true}`, as `publishing.build` reads it, and nothing else. The exit status is 0 where
the site was built, 1 where it was not, 2 (and a traceback) for a defect of the package.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from click import ClickException
from markdown.util import get_installed_extensions

from ..model.problems import Problem
from ..publishing.blame import blame, blame_link, without_consequences
from ..publishing.build import host_of
from ..publishing.report import encode_problems
from ..reading.files import find_root
from ..reading.layer import LAYERS
from ..shelf.theme import list_theme_once
from .translations import PLUGIN, build_configured

#: How a translation inherits the original's configuration.
INHERITED = "INHERIT: ../../mkdocs.yml"
#: Plugins whose output depends on nothing but the files of the project and their own version.
REPEATABLE = {"annotated-edition", "bibtex", "search", "material/search", "offline", "material/offline"}


class _Collector(logging.Handler):
    """Keeps what is logged: our problems as they are, any other warning as AE706 at the link that it names."""

    def __init__(self, root: Path, docs: str) -> None:
        super().__init__(logging.INFO)
        self.root = root
        self.docs = docs  # of the site that is being built
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.docs = getattr(record, "docs", self.docs)
        logged = getattr(record, "problem", None)
        if logged is None and record.levelno >= logging.WARNING:
            logged = blame_link(record.getMessage(), self.root, self.docs)
        if logged is not None and logged not in self.problems:
            self.problems.append(logged)


def main(config_file: str, folder: str, host: str, *files: str) -> int:
    """Build, and report; return the exit status."""
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a plugin prints does not spoil the report
    settings = {"use_directory_urls": False, "site_url": ""} if files else {}
    try:
        prepare = _leave_translations_out if files else lambda config: None
        built, problems, repeatable = build_here(Path(config_file), folder, host, settings, prepare)
    except Exception:
        traceback.print_exc()
        return 2
    with report:
        json.dump({"problems": encode_problems(problems), "repeatable": repeatable}, report, default=str)
    return 0 if built else 1


def _leave_translations_out(config: Any) -> None:
    """Have the site made in one language."""
    if plugin := config.plugins.get(PLUGIN):
        plugin.is_alone = True


def build_for_shelf(root: Path, folder: Path, address: str) -> tuple[bool, list[Problem]]:
    """Build the edition at `root` into an empty folder, its pages addressed as files; it is online at `address`."""
    settings = {"use_directory_urls": False, "site_url": address}
    return build_here(root / "mkdocs.yml", str(folder), host_of(root), settings, list_theme_once)[:2]


def build_here(
    config_file: Path,
    folder: str,
    host: str,
    settings: Mapping[str, Any],
    prepare: Callable[[Any], None] = lambda config: None,
) -> tuple[bool, list[Problem], bool]:
    """Build in this process; return whether it was built, all problems, and whether the site is repeatable.

    `prepare` is given the configuration before anything else. Raise whatever is a defect of the package.
    """
    home = config_file.parent
    root = find_root(home) or home
    collector = _Collector(root, (home / "docs").relative_to(root).as_posix())
    loggers = [logging.getLogger(name) for name in sorted({"mkdocs", host})]
    for logger in loggers:
        logger.addHandler(collector)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    built = repeatable = False
    try:
        config = import_module(f"{host}.config").load_config(
            str(config_file), site_dir=folder, strict=False, **settings
        )
        repeatable = _is_repeatable(config, root)  # before plugins change it
        for layer in (root / LAYERS).glob("*/mkdocs.yml"):
            repeatable &= _is_repeatable(import_module(f"{host}.config").load_config(str(layer)), root)
        prepare(config)
        build_configured(config, host)
        built = True
    except ClickException as error:  # MkDocs's own are click's; as a rule it has logged why
        if not collector.problems:
            collector.problems.append(blame_link(error.format_message(), root, collector.docs))
    except Exception as error:
        fault = blame(error, root, Path(folder), build_configured.__name__)
        if fault is None:
            raise
        collector.problems.append(fault)
    finally:
        for logger in loggers:
            logger.removeHandler(collector)
    return built, without_consequences(collector.problems), repeatable


def _is_repeatable(config: Any, root: Path) -> bool:
    """Return whether the site depends on nothing but files of the project, what is installed, and the environment."""
    standard = {each.name for each in get_installed_extensions() if each.value.startswith("markdown.extensions.")}
    others = set(config.markdown_extensions) - standard
    return (
        set(config.plugins) <= REPEATABLE
        and all(name.startswith("pymdownx.") and name != "pymdownx.snippets" for name in others)
        and Path(config.theme.custom_dir or root).resolve().is_relative_to(root.resolve())
        and "INHERIT" not in Path(config.config_file_path).read_text(encoding="utf-8").replace(INHERITED, "")
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
