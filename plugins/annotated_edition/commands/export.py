"""The command `edition export`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

import click
from rich.console import Console

from ..exports.book import Book, TextLost, edition_moment
from ..exports.delivery import EXPORT_FORMATS, Delivery, deliver
from ..exports.folder import site_files
from ..hosts.book_text import convert_for_book
from ..hosts.site_config import read_site_config
from ..model.problems import ERROR
from ..model.wording import wording
from .shared import PROBLEMS, fail, open_project, project, show_problems

#: Installs what PDFs need.
INSTALL = "pip install 'mkdocs-annotated-edition[export]'"


@click.command("export")
@click.option(
    "--format",
    "formats",
    type=click.Choice([*EXPORT_FORMATS, "all"]),
    multiple=True,
    default=["all"],
    show_default=True,
    help="What to make; may be given several times.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to put the files into.  [default: dist, in the folder of the edition]",
)
@project
def command(formats: tuple[str, ...], folder: Path | None, project: Path) -> None:
    """Make files to carry away: folder, zip, one HTML file, EPUB, PDF, the sources in formats, and SHA256SUMS.

    SOURCE_DATE_EPOCH sets the time that they bear; else it is the date of the edition. Exits with 1 where the edition
    has errors (nothing is written then), and where something was not installed and the rest was made.

    Example: edition export --format pdf --to dist
    """
    edition = open_project(project)
    words = wording(edition.language)
    if errors := [p for p in edition.problems if p.severity == ERROR]:
        show_problems(errors, edition.language, err=True)
        fail(words["export-errors"], PROBLEMS)
    config = read_site_config(project)
    folder = folder or project / "dist"
    wanted = list(EXPORT_FORMATS) if "all" in formats else [name for name in EXPORT_FORMATS if name in formats]
    book = Book(
        edition=edition,
        render=lambda writer: convert_for_book(edition, writer, config.extensions, config.options),
        read=partial(_read, project / "docs"),
        address=config.address.rstrip("/") + "/" if config.address else None,
        moment=edition_moment(edition, os.environ.get("SOURCE_DATE_EPOCH")),
        site=cache(lambda: site_files(project, edition.language)),
    )
    try:
        complete = _show(deliver(book, wanted, folder), wanted, edition.language)
    except TextLost as lost:
        show_problems([lost.problem], edition.language, err=True)
        fail(words["export-errors"], PROBLEMS)
    except OSError as error:
        fail(words["export-unwritable"].format(folder=folder, reason=error.strerror), PROBLEMS)
    if not complete:
        sys.exit(PROBLEMS)


def _read(docs: Path, path: str) -> bytes | None:
    file = docs / path
    return file.read_bytes() if file.is_file() else None


def _show(deliveries: Iterable[Delivery], wanted: list[str], language: str) -> bool:
    """Show each format while it is made and when it is; return whether all were."""
    words = wording(language)
    console = Console(stderr=True, highlight=False)
    pending = iter(deliveries)
    complete = True
    for number, name in enumerate(wanted, 1):
        making = words["export-making"].format(format=name.upper())
        with console.status(f"{making} ({number}/{len(wanted)})"):
            done = next(pending)
        if done.size:
            size = words["export-size"].format(n=f"{done.size / 1000:,.0f}")
            click.echo(words["export-made"].format(file=done.file, size=size, seconds=f"{done.seconds:.1f}"))
        else:
            complete = False
        if done.missing:
            reason = words[done.missing.code].format(**done.missing.values, command=INSTALL)
            click.echo(words["export-failed"].format(format=name.upper(), message=reason), err=True)
    next(pending, None)  # the checksums
    return complete
