"""Whether a site would come out as it stands there already: what the last build was made of, and what it found."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from .. import __version__
from ..model.problems import Problem
from ..reading import limits
from ..reading.files import digest, file_states, read_file
from ..reading.pandoc import PandocError, stamp
from ..reading.seal import load_sealed, store_sealed
from .build import build_environment
from .report import decode_problems, encode_problems

BUILD_FILE = Path(".cache", "build.json")
PACKAGE = Path(__file__).parent.parent
#: A tag of MkDocs that takes values from the environment: `!ENV NAME` or `!ENV [NAME, OTHER, default]`.
ENV_TAG = re.compile(r"!ENV[ \t]*(\[[^\]]*\]|\S+)?")


def build_key(root: Path, site: Path, strict: bool) -> str:
    """Return a digest of everything that a site is made of, taken before its build; empty where it cannot be told."""
    with suppress(OSError, ValueError, PandocError):
        tags = ENV_TAG.findall(read_file(root / "mkdocs.yml", limits.FILE).decode())
        if not all(tags):  # the names of the variables stand elsewhere
            return ""
        names = sorted(set(re.findall(r"\w+", " ".join(tags))))
        output = os.path.relpath(site, root) + os.sep
        files = [state for state in file_states(root) if not state[0].startswith(output)]
        programs = [__version__, sys.version, stamp(), _installed(), file_states(PACKAGE)]
        environment = [build_environment(root).get("SOURCE_DATE_EPOCH"), {name: os.environ.get(name) for name in names}]
        return digest([files, programs, environment, str(site), strict])
    return ""


def load_build(root: Path, site: Path, key: str) -> tuple[str, tuple[Problem, ...]] | None:
    """Return language and problems of the last build; None unless it was made of the same and its site stands whole."""
    last = load_sealed(root / BUILD_FILE)
    if last and key and last["key"] == key and last["site"] == digest(file_states(site)):
        return str(last["language"]), decode_problems(last["problems"])
    return None


def store_build(root: Path, site: Path, key: str, language: str, problems: Iterable[Problem]) -> None:
    """Note what a site was made of, and the problems that its build has shown."""
    shown = {"language": language, "problems": encode_problems(problems)}
    last = {"key": key, "site": digest(file_states(site)), **shown}
    store_sealed(root / BUILD_FILE, last)


def _installed() -> list[tuple[str, int]]:
    """Return the installed distributions, with their versions, and when each was installed."""
    ends = (".dist-info", ".egg-info")
    entries = (entry for path in filter(os.path.isdir, sys.path) for entry in os.scandir(path))
    return sorted((entry.name, entry.stat().st_mtime_ns) for entry in entries if entry.name.endswith(ends))
