"""The files of a theme, listed once for all sites that a process builds."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from ..exports.folder import UNUSED


def list_theme_once(config: Any) -> None:
    """Let a theme's files be listed once a process: of Material's 14,000 nearly all are icons, which no site copies."""
    make_environment = config.theme.get_env

    def get_env() -> Any:
        environment = make_environment()

        def list_templates(extensions: Any = None, filter_func: Any = None) -> list[str]:
            names = {name for folder in config.theme.dirs for name in _theme_files(folder)}
            return sorted(name for name in names if filter_func is None or filter_func(name))

        environment.list_templates = list_templates
        return environment

    config.theme.get_env = get_env


@cache
def _theme_files(folder: str) -> tuple[str, ...]:
    """Return the files of a theme's folder that a site may copy, by path."""
    top = Path(folder)
    found = []
    for current, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [(Path(current) / name).relative_to(top).as_posix() for name in names]
    return tuple(name for name in found if not UNUSED.fullmatch(name))
