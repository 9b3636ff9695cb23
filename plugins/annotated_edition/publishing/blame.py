"""Whose fault it is that a host's build fails or warns: the disk's, ours, a hook's or plugin's, or that of a link."""

from __future__ import annotations

import errno
import os
import re
import sysconfig
import traceback
from collections.abc import Iterable
from pathlib import Path

from ..model.problems import Place, Problem, problem

OURS = Path(__file__).parent.parent
#: Folders of installed packages.
INSTALLED = {"site-packages", "dist-packages"}
#: Packages that call what others have written.
CALLERS = {"mkdocs", "properdocs", "markdown", "jinja2"}
#: How MkDocs warns of a link, and of an anchor that is not there.
LINK_WARNING = re.compile(r"Doc file '(?P<page>[^']+)' contains an? .*?link '(?P<link>[^']+)'")
ANCHOR_WARNING = re.compile(r"Doc file '([^']+)' .*(?:the doc '([^']+)' does not contain an|no such) anchor")
#: Errors of a disk that cannot be written, whatever file they name.
DISK_ERRORS = {"ENOSPC", "EFBIG", "EROFS", "EDQUOT"}


def blame(error: Exception, root: Path, site: Path, host_call: str = "") -> Problem | None:
    """Return an error as a problem: AE704 of the disk, AE706 of the host, AE710 of what that has called; None of ours.

    `root` is the folder of the project, `site` the one that is built into. The frames of the function that calls this
    do not count, nor any before the last call of our function `host_call`, which lets a host build: the site of a
    translation is built within the build of the original's.
    """
    if isinstance(error, OSError) and error.errno:  # a template that is not found has no number
        named = error.filename is not None and Path(os.fsdecode(error.filename)).is_relative_to(site)
        if named or errno.errorcode.get(error.errno) in DISK_ERRORS:
            return problem("AE704", Place("site"), folder="site", message=os.strerror(error.errno))
    frames = traceback.extract_tb(error.__traceback__)
    ours = [Path(frame.filename).is_relative_to(OURS) and frame.name == host_call for frame in frames]
    start = max((at for at, is_call in enumerate(ours, 1) if is_call), default=1)
    culprit, called = None, True
    for frame in frames[start:]:
        file = Path(frame.filename)
        if file.is_relative_to(OURS):
            return None
        if (package := _package(file)) in CALLERS:
            called = True
        elif package and called:
            culprit, called = frame, False
    message = f"{type(error).__name__}: {error}"
    if culprit is None:
        return problem("AE706", Place("mkdocs.yml"), message=message)
    file = Path(culprit.filename)
    if not file.is_relative_to(root) or INSTALLED.intersection(file.parts):
        return problem("AE710", Place("mkdocs.yml"), name=_package(file), message=message)
    path = file.relative_to(root).as_posix()
    return problem("AE710", Place(path, culprit.lineno or 1), name=path, message=message)


def blame_link(message: str, root: Path, docs: str) -> Problem:
    """Return a message of the host as AE706, at the line of the link that it names where it names one.

    `docs` is the path below `root` of the pages that are built.
    """
    if not (link := LINK_WARNING.search(message)):
        return problem("AE706", Place(f"{docs}/mkdocs.yml".replace("docs/", "", 1)), message=message)
    file = root / docs / link["page"]
    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    line = text.count("\n", 0, max(text.find(f"({link['link']}"), 0)) + 1
    return problem("AE706", Place(f"{docs}/{link['page']}", line), message=message)


def without_consequences(problems: Iterable[Problem]) -> list[Problem]:
    """Leave out that anchors are missing on pages whose text a plugin has changed (AE310), so that they have none."""
    found = list(problems)
    changed = {problem.place.file for problem in found if problem.code == "AE310"}

    def follows(problem: Problem) -> bool:
        missing = ANCHOR_WARNING.match(str(problem.values.get("message")))
        return missing is not None and any(file.endswith(f"docs/{missing[2] or missing[1]}") for file in changed)

    return [problem for problem in found if not follows(problem)]


def _package(file: Path) -> str:
    """Return the installed package that a file belongs to, else its name; empty for a file of Python's own library."""
    for at, part in enumerate(file.parts[:-1]):
        if part in INSTALLED:
            return file.parts[at + 1].removesuffix(".py")
    frozen = file.name.startswith("<")
    return "" if frozen or file.is_relative_to(sysconfig.get_path("stdlib")) else file.name
