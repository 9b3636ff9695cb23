"""The command `edition cite`."""

from __future__ import annotations

from pathlib import Path

import click

from ..citing.formats import MACHINE_FORMATS, write_items
from ..citing.items import Item, edition_item, source_item, work_item
from ..citing.plain_text import set_in_style
from ..hosts.site_config import read_site_config
from ..model.addresses import url_of
from ..model.edition import Edition, Section
from ..model.wording import wording
from ..reading import limits
from ..reading.files import read_file
from ..reading.pandoc import PandocError
from .shared import fail, format_option, open_readable, project, translation


@click.command("cite")
@click.argument("what", required=False, metavar="[SECTION|SOURCE]")
@format_option("text", *MACHINE_FORMATS)
@click.option(
    "--style", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSL style to set the text in.  [default: the edition's own]",
)  # fmt: skip
@translation
@project
def command(what: str | None, form: str, style: Path | None, language: str | None, project: Path) -> None:
    """Say how to cite the commentary and this edition of it, or a section; or cite one source by its key.

    What the commentary says is cited from the commentary, whose pages you fill in; what only the edition has, from
    the edition, with its version.

    Example: edition cite --style chicago.csl
    """
    edition = open_readable(project, language)
    words = wording(edition.language)
    items: list[Item]
    heads, blanks = [words["cite-the-work"], words["cite-the-edition"]], [words["cite-blank"], None]
    if what and what in edition.sources:
        items, heads, blanks = [source_item(edition.sources[what])], [""], [None]
    else:
        section = _find_section(edition, what) if what else None
        site = read_site_config(project, language).site_url
        address = f"{site}{url_of(section.page) if section else ''}" if site else None
        items = [work_item(edition), edition_item(edition, address, section)]
    if form != "text":
        click.echo(write_items(form, items), nl=False)
        return
    texts = [item.text for item in items]
    if style:
        try:
            xml = read_file(style, limits.FILE).decode("utf-8-sig")
            texts = set_in_style(items, xml, edition.language, blanks, project / ".cache")
        except (PandocError, UnicodeDecodeError, OSError) as error:
            fail(f"{style}: {error}")
    for item, head, text in zip(items, heads, texts, strict=True):
        if (version := item.csl.get("version")) and version not in text:  # as in most styles
            text += words["parenthesis"].format(text=words["cite-version"].format(version=version))
        click.echo(f"{head}\n  {text}" if head else text)


def _find_section(edition: Edition, named: str) -> Section:
    """Return the section of that path, file name or title; end where there is none."""
    for section in edition.sections:
        if named in (section.title, Path(section.page).stem, section.page.removesuffix(".md"), section.page):
            return section
    words = wording(edition.language)
    sections = words["comma"].join(Path(section.page).stem for section in edition.sections)
    fail(words["no-section"].format(name=named, sections=sections))
