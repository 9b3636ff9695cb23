"""The two steps that are done for each edition, on any machine: files come as bytes by path, and so do results."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import threading
from calendar import timegm
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from .. import __version__
from ..exports.folder import protected_files
from ..model.edition import Edition
from ..model.problems import Problem, sort_problems
from ..publishing.build import stops_build
from ..publishing.report import encode_problems
from ..resolving.passes import open_edition
from .search import grams_of
from .store import SHARED, SITE
from .summary import encode_summary, summarise

#: Builds the edition in a folder into another one, for an address online; says whether it was built, and all problems.
SiteBuilder = Callable[[Path, Path, str], tuple[bool, list[Problem]]]
#: Where citations that were set before lie in an edition.
CITATIONS = ".cache/"
#: Files of a site that no other edition has.
OWN = re.compile(r".*\.html|data/(?!schema/).*|copied/.*|assets/annotated-edition/(?:search-index|cards)\.js")
#: A build changes the folder and the environment of its process.
_ALONE = threading.Lock()


class OtherVersion(Exception):
    """A worker has another version of the package than who asks it."""


def summarise_files(files: Mapping[str, bytes], name: str, version: str) -> dict[str, bytes]:
    """Open the edition of which these are the files; return summary.json, grams, problems.json and its citations.

    The summary is missing where the edition has errors. Raise OtherVersion where the package here has another version.
    """
    check_version(version)
    with _written(files) as root:
        edition = _open(root)
        results = {"problems.json": _encode(edition.problems)}
        if not stops_build(edition.problems, strict=False):
            results |= {"summary.json": encode_summary(summarise(edition, name)), "grams": grams_of(edition)}
            results |= {
                f"{CITATIONS}{file.name}": file.read_bytes() for file in sorted((root / CITATIONS).glob("*.json"))
            }
    return results


def build_files(
    files: Mapping[str, bytes], address: str, revised: str, version: str, known: frozenset[str], build: SiteBuilder
) -> dict[str, bytes]:
    """Build the edition of which these are the files; return problems.json, and the files of its site below site/.

    It is online at `address`, and was `revised` on a date. Files that editions have in common come below shared/, by
    the hashes of their contents, with shared.json, which says where they lie; those with `known` hashes do not come.
    shared.json is missing where nothing was built.
    """
    check_version(version)
    with _written(files) as root, tempfile.TemporaryDirectory() as folder:
        site = Path(folder).resolve() / "site"
        site.mkdir()
        with _environment(root, revised):
            built, problems = build(root, site, address)
        results = {"problems.json": _encode(problems)}
        if built and not stops_build(problems, strict=False):
            contents = protected_files(site)
            shared = {
                path: hashlib.sha256(content).hexdigest()
                for path, content in contents.items()
                if not OWN.fullmatch(path)
            }
            results |= {f"{SITE}{path}": content for path, content in contents.items() if path not in shared}
            results |= {f"{SHARED}{name}": contents[path] for path, name in shared.items() if name not in known}
            results["shared.json"] = json.dumps(shared).encode()
    return results


def check_version(version: str) -> str:
    """Return the version of the package here; raise OtherVersion where it is not the one that is asked for."""
    if version != __version__:
        raise OtherVersion(__version__)
    return __version__


def _open(root: Path) -> Edition:
    return open_edition(root / "data", root / "docs", root / CITATIONS)


def _encode(problems: Iterable[Problem]) -> bytes:
    return json.dumps(encode_problems(sort_problems(problems)), ensure_ascii=False, default=str).encode()


@contextlib.contextmanager
def _written(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Give a folder that holds files and is gone afterwards; nothing is written outside it."""
    with tempfile.TemporaryDirectory(prefix="annotated-edition-shelf-") as folder:
        root = Path(folder).resolve()
        for path, content in files.items():
            file = root / path
            if not file.resolve().is_relative_to(root):
                raise ValueError(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        yield root


@contextlib.contextmanager
def _environment(root: Path, revised: str) -> Iterator[None]:
    """Let a build run as one that comes out the same everywhere: it bears the date of its edition, or of who asks."""
    year, month, day = (*map(int, (revised or "1980-01-01").split("-")), 1, 1)[:3]
    moment = str(max(timegm((year, month, day, 0, 0, 0)), 0))
    values = {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH") or moment, "NO_MKDOCS_2_WARNING": "1"}
    with _ALONE, contextlib.chdir(root), contextlib.redirect_stdout(None):
        before = {name: os.environ.get(name) for name in values}
        os.environ.update(values)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
