"""The command `edition shelf`: a series of editions, what they share, and the site that they make together."""

from __future__ import annotations

import json
import sys
from collections.abc import Container
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from zlib import crc32

import click

from ..model.wording import wording
from .shared import FOLDER, INTERRUPTED, PROBLEMS, end_with_problems, fail, shell_language, show_problems

if TYPE_CHECKING:
    from ..model.problems import Problem
    from ..shelf.build import ShelfReport
    from ..shelf.send import Sent
    from ..shelf.shelf_file import Shelf

# Nothing is imported above that a lookup does not need.

#: What a new shelf says; `{title}` is filled in.
NEW_SHELF = """title: {title}
language: {language}
editions:
  - editions/*
"""
scheduler = click.option(
    "--scheduler", default="", show_default="this machine", help="Address of a Dask scheduler, tcp://…"
)


@click.group("shelf")
def command() -> None:
    """A whole series of editions: new, add, check, build, serve, lookup; in the folder that holds shelf.yml.

    Example: edition shelf build
    """


@command.command("new")
@click.argument("folder", type=FOLDER)
@click.option("--title", default="", show_default="name of the folder", help="Title of the shelf.")
def new(folder: Path, title: str) -> None:
    """Make a shelf in FOLDER, which may exist.

    Example: edition shelf new my-shelf --title "Commentaries"
    """
    from ..model.problems import Place, problem
    from ..reading.files import write_whole
    from ..shelf.shelf_file import SHELF_FILE

    if (folder / SHELF_FILE).exists():
        end_with_problems(problem("AE808", Place(SHELF_FILE)))
    name = title or folder.resolve().name
    quoted = "'" + " ".join(name.split()).replace("'", "''") + "'"
    write_whole(folder / SHELF_FILE, NEW_SHELF.format(title=quoted, language=shell_language()).encode())
    (folder / "editions").mkdir(exist_ok=True)
    click.echo(wording(shell_language())["shelf-new-done"].format(folder=folder.resolve()))


@command.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def add(files: tuple[Path, ...]) -> None:
    """Import documents as editions, as `edition import` does, several at once; those imported before are left alone.

    Example: edition shelf add papers/*.docx
    """
    from ..shelf.engine import Engine, Job

    root, words, refused = _find_root(), wording(shell_language()), False
    jobs: dict[Path, Job] = {}
    failures: list[Exception] = []
    for file in dict.fromkeys(files):
        folder, is_there = _choose_folder(root / "editions", file, jobs)
        if is_there:
            click.echo(words["shelf-added-before"].format(file=file, folder=folder))
        else:
            jobs[folder] = Job(str(file), _import, partial(tuple, (file.absolute(), str(file), folder)))
    with Engine() as engine:
        for job, result in engine.run(list(jobs.values())):
            if isinstance(result, Exception):
                failures.append(result)
            elif result:
                show_problems([result], shell_language(), err=True)
                refused = True
            else:
                folder = job.arguments()[-1]
                click.echo(words["shelf-added"].format(file=job.name, folder=folder))
    if failures:
        raise failures[0]
    if refused:
        sys.exit(PROBLEMS)


def _choose_folder(editions: Path, file: Path, taken: Container[Path]) -> tuple[Path, bool]:
    """Return the folder of a document's edition, and whether a document of that name was imported into it before."""
    from ..importing.report import REPORT
    from ..importing.slugs import make_slug

    name = make_slug(file.stem) or f"edition-{crc32(file.stem.encode()):08x}"
    folder, number = editions / name, 1
    while folder in taken or (folder / "data" / "edition.yml").is_file():
        report = folder / REPORT / "report.json"
        if folder not in taken and report.is_file() and _imported_from(report) == file.name:
            return folder, True
        number += 1
        folder = editions / f"{name}-{number}"
    return folder, False


def _imported_from(report: Path) -> object:
    """Return the name of the document that a report of an import is on; end where the report cannot be read."""
    try:
        return json.loads(report.read_bytes())["file"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        from ..model.problems import Place, problem

        place = Place(report.relative_to(_find_root()).as_posix())
        end_with_problems(problem("AE807", place, message=f"{type(error).__name__}: {error}"))


def _import(file: Path, name: str, folder: Path) -> Problem | None:
    """Import a document, which the user has called by a name; return why it is refused, if it is."""
    from ..importing.document import ImportRefused
    from ..importing.steps import import_file

    try:
        import_file(file, folder, False, lambda step: None)
    except ImportRefused as reason:
        return reason.problem(Path(name).as_posix())
    return None


@command.command("check")
def check() -> None:
    """List what is wrong with the shelf: its file, errors of its editions, sources that may be one.

    Example: edition shelf check
    """
    from ..shelf.build import check_shelf

    shelf = _read_shelf()
    problems, index = check_shelf(shelf)
    show_problems(problems, shell_language())
    if any(each.severity == "error" for each in problems):
        sys.exit(PROBLEMS)
    if not problems:
        numbers = {"n": len(index.editions), "sources": len(index.sources)}
        click.echo(wording(shell_language())["shelf-checked"].format(**numbers))


@command.command("build")
@scheduler
@click.option(
    "--to",
    "address",
    default="",
    show_default=False,
    help="Also put the site at an address of fsspec: s3://…, sftp://…, file://…",
)
def build(scheduler: str, address: str) -> None:
    """Build the shelf into site/: what has changed, on all processors or on a cluster of Dask.

    Example: edition shelf build --scheduler tcp://10.0.0.7:8786 --to s3://bucket/shelf
    """
    shelf, words = _read_shelf(), wording(shell_language())
    site = shelf.root / "site"
    report = _build(shelf, scheduler)
    failed = report.failed if report else {}
    if report is None or report.up_to_date:
        click.echo(words["shelf-up-to-date"].format(folder=site))
    else:
        for name, reason in sorted(failed.items()):
            _show_failed(name, reason)
        click.echo(words["shelf-built"].format(folder=site, n=len(shelf.editions), built=len(report.built)))
    if address:
        click.echo(words["shelf-sent"].format(address=address, **_send(site, address)._asdict()))
    if failed:
        sys.exit(PROBLEMS)


def _send(site: Path, address: str) -> Sent:
    """Put the site of a shelf at an address; end with why it cannot be put there."""
    from ..model.problems import Place, problem
    from ..shelf.send import ForeignPlace, send_site

    try:
        return send_site(site, address)
    except ForeignPlace:
        end_with_problems(problem("AE849", Place("site"), folder=address))
    except Exception as error:  # each driver has errors of its own
        reason = f"{type(error).__name__}: {error}"
        end_with_problems(problem("AE850", Place("site"), address=address, reason=reason))


@command.command("serve")
@click.option("--port", default=8000, help="Port on this machine.")
def serve(port: int) -> None:
    """Build the shelf, show it on this machine, and follow every change.

    Example: edition shelf serve --port 8123
    """
    import threading
    import time
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        """Serves files without a line for each."""

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    shelf = _read_shelf()
    _build(shelf, "")
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(shelf.root / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    click.echo(wording(shell_language())["shelf-serving"].format(address=address))
    while True:
        time.sleep(1)
        report = _build(_read_shelf(), "")
        for name, reason in report.failed.items() if report else ():
            _show_failed(name, reason)


@command.command("lookup")
@click.argument("query", nargs=-1, required=True)
def lookup(query: tuple[str, ...]) -> None:
    """Look a footnote up (EDITION:17), or sources, terms and footnotes by words, in the shelf as it was last built.

    Below a source stands every footnote that cites it.

    Example: edition shelf lookup nids-342:17
    """
    from ..shelf.lookup import lookup_shelf

    words = wording(shell_language())
    lines = lookup_shelf(_find_root() / "site" / "shelf.sqlite", " ".join(query), words)
    if not lines:
        fail(words["shelf-search-none"])
    click.echo("\n".join(lines))


def _find_root() -> Path:
    """Return the folder of the shelf in which the shell is; end where there is none."""
    folder = Path.cwd()
    for root in (folder, *folder.parents):
        if (root / "shelf.yml").is_file():
            return root
    from ..model.problems import Place, problem

    end_with_problems(problem("AE840", Place("shelf.yml")))


def _read_shelf() -> Shelf:
    """Return the shelf; show what is wrong with its file, and end where that cannot be read."""
    from ..shelf.shelf_file import read_shelf

    shelf, problems = read_shelf(_find_root())
    show_problems(problems, shell_language(), err=True)
    if shelf is None:
        sys.exit(PROBLEMS)
    return shelf


def _build(shelf: Shelf, scheduler: str) -> ShelfReport | None:
    """Build a shelf, and show how far it is; return None where nothing has changed, and end with what stops it."""
    from ..shelf.keys import is_up_to_date, open_store, shelf_key

    key = shelf_key(shelf)
    if is_up_to_date(shelf, open_store(shelf), key[0]):
        return None
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from ..hosts.run_mkdocs import build_for_shelf
    from ..model.problems import Place, problem
    from ..publishing.site_folder import Refused
    from ..shelf.build import ForeignFolder, build_shelf
    from ..shelf.engine import Engine, NoCluster

    words = wording(shell_language())
    steps: dict[str, TaskID] = {}
    try:
        with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:

            def show(step: str, done: int, total: int, name: str) -> None:
                if step not in steps:
                    steps[step] = progress.add_task(words[f"shelf-step-{step}"], total=total)
                progress.update(steps[step], completed=done)

            with Engine(scheduler) as engine:
                return build_shelf(shelf, key, engine, build_for_shelf, show)
    except KeyboardInterrupt:
        end_with_problems(problem("AE810", Place("site")), code=INTERRUPTED)
    except Refused as refused:
        end_with_problems(refused.problem)
    except ForeignFolder:
        end_with_problems(problem("AE849", Place("site"), folder="site"))
    except NoCluster as reason:
        _end_without_cluster(*map(str, reason.args))


def _end_without_cluster(kind: str, where: str, found: str, ours: str) -> NoReturn:
    from ..model.problems import Place, problem

    place = Place("shelf.yml")
    if kind == "version":
        end_with_problems(problem("AE846", place, worker=where, theirs=found, ours=ours))
    if kind == "library":
        end_with_problems(problem("AE847", place))
    end_with_problems(problem("AE848", place, address=where, reason=found))


def _show_failed(name: str, reason: tuple[Problem, ...] | str) -> None:
    """Show why an edition could not be built."""
    from ..shelf.build import failed_problems

    show_problems(failed_problems(name, reason), shell_language(), err=True)
