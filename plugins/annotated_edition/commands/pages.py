"""The command `edition pages`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..hosts.site_config import read_site_config
from ..model.wording import wording
from ..site.pages import GENERATED_START, generated_files
from ..site.templating import assets
from .shared import FOLDER, PROBLEMS, fail, open_project, project, show_errors


@click.command("pages")
@click.argument("folder", type=FOLDER)
@project
def command(folder: Path, project: Path) -> None:
    """Write what the plugin would add to the pages of docs/ into FOLDER, for other hosts.

    That is the generated pages, the data files, the stylesheet and the scripts. A file that is no generated page is
    never overwritten.

    Example: edition pages build/docs
    """
    edition = open_project(project)
    if show_errors(edition):
        sys.exit(PROBLEMS)
    config = read_site_config(project)
    files = generated_files(edition, config.site_url, config.use_directory_urls) | assets()
    words = wording(edition.language)
    for path in files:
        file = folder / path
        if path.endswith(".md") and file.is_file() and GENERATED_START not in file.read_text(encoding="utf-8"):
            fail(words["not-generated"].format(file=file))
    for path, text in files.items():
        file = folder / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            fail(words["not-written"].format(file=file, reason=error.strerror), PROBLEMS)
        click.echo(path)
