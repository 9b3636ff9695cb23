"""The command `edition export`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import click
from rich.console import Console

from ..exports.book import Book, BookWriter, TextLost, edition_moment
from ..exports.delivery import EXPORT_FORMATS, Delivery, deliver
from ..exports.folder import site_files
from ..hosts.book_text import convert_for_book
from ..hosts.site_config import read_site_config
from ..model.wording import wording
from ..publishing.site_folder import Refused
from ..reading import limits
from ..reading.files import read_file
from .shared import FOLDER, PROBLEMS, fail, open_project, project, show_errors, show_problems, translation

#: Installs what PDFs need.
INSTALL = "pip install 'mkdocs-annotated-edition[export]'"


@click.command("export")
@click.option(
    "--format", "formats", type=click.Choice([*EXPORT_FORMATS, "all"]), multiple=True, default=["all"],
    help="What to make; may be given several times.",
)  # fmt: skip
@click.option(
    "--to", "folder", type=FOLDER, help="Folder to put the files into.  [default: dist, in the folder of the edition]"
)
@translation
@project
def command(formats: tuple[str, ...], folder: Path | None, language: str | None, project: Path) -> None:
    """Make files to carry away: folder, zip, one HTML file, EPUB, PDF, the sources in formats, and SHA256SUMS.

    SOURCE_DATE_EPOCH sets the time that they bear; else it is the date of the edition. Exits with 1 where the edition
    has errors (nothing is written then), and where something was not installed and the rest was made.

    Example: edition export --format pdf --to dist
    """
    edition = open_project(project, language)
    words = wording(edition.language)
    if show_errors(edition):
        fail(words["export-errors"], PROBLEMS)
    config = read_site_config(project, language)
    folder = folder or project / "dist"
    wanted = [name for name in EXPORT_FORMATS if name in formats or "all" in formats]

    def read(path: str) -> bytes | None:
        layer = edition.translation.folder if edition.translation else "."
        files = [folder / "docs" / path for folder in (project / layer, project)]
        return next((read_file(file, limits.ASSET) for file in files if file.is_file()), None)

    def render(writer: BookWriter) -> str:
        return writer.mark_words(convert_for_book(edition, writer, config.markdown_extensions, config.mdx_configs))

    book = Book(
        edition=edition,
        render=render,
        read=read,
        address=config.site_url or None,
        moment=edition_moment(edition, os.environ.get("SOURCE_DATE_EPOCH")),
        site=cache(lambda: site_files(project, edition, folder)),
    )
    try:
        complete = _show(deliver(book, wanted, folder), wanted, edition.language)
    except TextLost as lost:
        show_problems([lost.problem], edition.language, err=True)
        fail(words["export-errors"], PROBLEMS)
    except Refused as refused:
        show_problems([refused.problem], edition.language, err=True)
        sys.exit(PROBLEMS)
    except OSError as error:
        fail(words["export-unwritable"].format(folder=folder, reason=error.strerror), PROBLEMS)
    if not complete:
        sys.exit(PROBLEMS)


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
