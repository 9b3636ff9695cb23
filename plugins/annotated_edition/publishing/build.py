"""How an edition becomes a built site: its host builds in a process of its own, and only a sound site is published."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from ..model.problems import ERROR, WARNING, Place, Problem, problem
from ..reading.files import PROPERDOCS_FILE
from .policy import HEADERS_FILE, protect_pages, write_headers
from .report import decode_problems
from .site_folder import Refused, absolute, check_own, lock_site, new_folder, recover, replace_site


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a build."""

    built: bool
    """Whether the site was built."""
    problems: tuple[Problem, ...] = ()
    """The problems that the edition and the host have found."""
    defect: str = ""
    """The output of a program that failed without a reason in its input."""
    repeatable: bool = False
    """Whether the site depends on nothing but files of the project, what is installed, and the environment."""


def build(root: Path, site: Path, strict: bool = False) -> Outcome:
    """Build the edition at `root` and put the result in place of `site`, or leave that as it is.

    Errors keep the old site, as does every warning of the host; warnings of the edition keep it where it is `strict`.
    Problems: those of the edition, AE101, AE703 to AE706, AE710, AE711.
    """
    site = absolute(site)
    try:
        site.parent.mkdir(parents=True, exist_ok=True)
        with lock_site(site) as lock:
            recover(site)
            check_own(site)
            with new_folder(site) as new:
                outcome = _run_host(root, new, "mkdocs.yml", lock=lock)
                if not outcome.built or stops_build(outcome.problems, strict):
                    return replace(outcome, built=False)
                (new / HEADERS_FILE).write_text(write_headers(protect_pages(new)), encoding="utf-8", newline="\n")
                replace_site(site, new)
                return outcome
    except Refused as refused:
        return Outcome(built=False, problems=(refused.problem,))
    except OSError as error:
        message = os.strerror(error.errno) if error.errno else str(error)
        return _fail("AE704", site.name, folder=site.name, message=message)


def build_for_files(root: Path, folder: Path, layer: str = "") -> Outcome:
    """Build the edition at `root`, or its translation in the folder `layer`, for a disk, into an empty folder."""
    return _run_host(root, folder, f"{layer}/mkdocs.yml".lstrip("/"), files=True)


def host_of(root: Path) -> str:
    """Return the tool that builds the edition at `root`: ProperDocs where its configuration lies there."""
    return "properdocs" if (root / PROPERDOCS_FILE).is_file() else "mkdocs"


def stops_build(problems: Iterable[Problem], strict: bool) -> bool:
    """Return whether problems stop a build: errors, and warnings of a strict one; an open question never."""
    return any(each.severity == ERROR or (strict and each.severity == WARNING) for each in problems)


def _fail(code: str, file: str, /, **values: str) -> Outcome:
    return Outcome(built=False, problems=(problem(code, Place(file), **values),))


def _run_host(root: Path, folder: Path, file: str, files: bool = False, lock: int | None = None) -> Outcome:
    """Let the host build the site of a configuration into an empty folder.

    Whoever writes into it holds the `lock` of the site, a descriptor.
    """
    config = root / file
    if not config.is_file():
        return _fail("AE101", file, file=file)
    host = host_of(root)
    if not find_spec(host):
        return _fail("AE710", f"{host}.yml", name=host, message=f"pip install {host}")
    arguments = [str(config), str(folder), host, *(["--files"] if files else [])]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "annotated_edition.hosts.run_mkdocs", *arguments],
        cwd=root,
        env=build_environment(root),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        pass_fds=() if lock is None or sys.platform == "win32" else (lock,),
    )
    if done.returncode in (0, 1) and done.stdout:
        report = json.loads(done.stdout)
        return Outcome(done.returncode == 0, decode_problems(report["problems"]), repeatable=report["repeatable"])
    if done.returncode < 0 or not done.stderr.strip():
        reason = signal.Signals(-done.returncode).name if done.returncode < 0 else f"exit status {done.returncode}"
        return _fail("AE711", config.name, signal=reason)
    return Outcome(built=False, defect=done.stderr.strip())


def build_environment(root: Path) -> dict[str, str]:
    """Return the environment of a build that comes out the same everywhere: it bears the time of the last commit."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    if not environment.get("SOURCE_DATE_EPOCH"):
        environment.pop("SOURCE_DATE_EPOCH", None)
        with suppress(OSError):  # no git
            git = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True, encoding="utf-8")
            if git.returncode == 0 and git.stdout.strip():
                environment["SOURCE_DATE_EPOCH"] = git.stdout.strip()
    return environment
