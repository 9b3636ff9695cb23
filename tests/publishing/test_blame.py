"""Whose fault an error is."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from annotated_edition.publishing.blame import OURS, blame


def raised(error: Exception, *files: str) -> Exception:
    """An error that a function in the last of these files has raised, called by one in the file before, and so on."""
    scope: dict[str, object] = {"error": error}
    statement = "raise error"
    for file in reversed(files):
        exec(compile(f"def own():\n    {statement}\n", file, "exec"), scope := dict(scope))
        scope, statement = {"call": scope["own"]}, "call()"
    try:
        scope["call"]()  # type: ignore[operator]
    except Exception as caught:
        return caught
    raise AssertionError


def test_the_last_that_the_host_has_called_is_named(tmp_path: Path) -> None:
    mkdocs, plugin = "/x/site-packages/mkdocs/build.py", "/x/site-packages/macros/plugin.py"
    library, ours, hook = "/x/site-packages/requests/api.py", str(OURS / "site" / "pages.py"), str(tmp_path / "hook.py")

    def told(*files: str) -> tuple[str, str, str, int] | None:
        found = blame(raised(RuntimeError("broken"), *files), tmp_path, tmp_path / "site")
        return (found.code, str(found.values.get("name", "")), found.place.file, found.place.line) if found else None

    assert told(mkdocs) == ("AE706", "", "mkdocs.yml", 1)
    assert told(mkdocs, plugin) == ("AE710", "macros", "mkdocs.yml", 1)
    assert told(mkdocs, plugin, library) == ("AE710", "macros", "mkdocs.yml", 1)
    assert told(mkdocs, hook, library) == ("AE710", "hook.py", "hook.py", 2)
    assert told(mkdocs, plugin, mkdocs, hook) == ("AE710", "hook.py", "hook.py", 2)
    assert told(mkdocs, os.__file__, plugin) == ("AE710", "macros", "mkdocs.yml", 1)
    assert told(mkdocs, str(tmp_path / ".venv/lib" / plugin[3:])) == ("AE710", "macros", "mkdocs.yml", 1)
    assert told(mkdocs, ours) is None
    assert told(mkdocs, plugin, ours) is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "full"), "AE704"),
        (PermissionError(errno.EACCES, "no", "SITE/index.html"), "AE704"),
        (PermissionError(errno.EACCES, "no", "docs/index.md"), "AE706"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "no"), "AE706"),
        (ValueError("x"), "AE706"),
    ],
)
def test_the_disk_is_told_from_the_rest(error: Exception, code: str, tmp_path: Path) -> None:
    if isinstance(error, OSError) and error.filename:
        error.filename = error.filename.replace("SITE", str(tmp_path / "site"))
    found = blame(error, tmp_path, tmp_path / "site")
    assert found is not None
    assert (found.code, found.place.file) == (code, "site" if code == "AE704" else "mkdocs.yml")
