"""The command `edition pages`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from ..hosts.site_config import read_site_config
from ..model.wording import wording
from ..publishing.own_files import ForeignFile, write_own
from ..site.pages import generated_files
from ..site.templating import assets
from .shared import FOLDER, PROBLEMS, fail, open_project, project, show_errors


@click.command("pages")
@click.argument("folder", type=FOLDER)
@project
def command(folder: Path, project: Path) -> None:
    """Write what the plugin would add to the pages of docs/ into FOLDER, for other hosts.

    That is the generated pages, the data files, the stylesheet and the scripts. A file that this command did not
    write, or that was changed since, is never overwritten.

    Example: edition pages build/docs
    """
    edition = replace(open_project(project), languages={})  # other hosts build no translation
    if show_errors(edition):
        sys.exit(PROBLEMS)
    config = read_site_config(project)
    files = generated_files(edition, config.site_url, config.use_directory_urls) | assets()
    words = wording(edition.language)
    try:
        write_own(folder, files)
    except ForeignFile as foreign:
        fail(words["not-generated"].format(file=folder / foreign.path))
    except OSError as error:
        fail(words["not-written"].format(file=error.filename or folder, reason=error.strerror), PROBLEMS)
    click.echo("\n".join(files))
