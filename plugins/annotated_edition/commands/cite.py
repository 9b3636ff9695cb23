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
from ..reading.pandoc import PandocError
from .shared import fail, open_readable, project


@click.command("cite")
@click.argument("what", required=False, metavar="[SECTION|SOURCE]")
@click.option("--format", "form", type=click.Choice(["text", *MACHINE_FORMATS]), default="text", show_default=True)
@click.option(
    "--style",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSL style to set the text in.  [default: the edition's own]",
)
@project
def command(what: str | None, form: str, style: Path | None, project: Path) -> None:
    """Say how to cite the commentary and this edition of it, or a section; or cite one source by its key.

    What the commentary says is cited from the commentary, whose pages you fill in; what only the edition has, from
    the edition, with its version.

    Example: edition cite --style chicago.csl
    """
    edition = open_readable(project)
    words = wording(edition.language)
    items: list[Item]
    heads: list[str]
    blanks: list[str | None]
    if what and what in edition.sources:
        items, heads, blanks = [source_item(edition.sources[what])], [""], [None]
    else:
        section = _section(edition, what) if what else None
        address = read_site_config(project).address
        if address:
            address = address.rstrip("/") + "/" + (url_of(section.page) if section else "")
        items = [work_item(edition), edition_item(edition, address, section)]
        heads, blanks = [words["cite-the-work"], words["cite-the-edition"]], [words["cite-blank"], None]
    if form != "text":
        click.echo(write_items(form, items), nl=False)
        return
    texts = [item.text for item in items]
    if style:
        try:
            xml = style.read_text(encoding="utf-8-sig")
            texts = set_in_style(items, xml, edition.language, blanks, project / ".cache")
        except (PandocError, UnicodeDecodeError) as error:
            fail(f"{style}: {error}")
    for item, head, text in zip(items, heads, texts, strict=True):
        if (version := item.csl.get("version")) and version not in text:  # as in most styles
            text += words["parenthesis"].format(text=words["cite-version"].format(version=version))
        if head:
            click.echo(head)
        click.echo(f"  {text}" if head else text)


def _section(edition: Edition, named: str) -> Section:
    """Return the section of that path, file name or title; end where there is none."""
    names = {
        name: section
        for section in edition.sections
        for name in (section.title, Path(section.page).stem, section.page.removesuffix(".md"), section.page)
    }
    if named not in names:
        sections = wording(edition.language)["comma"].join(Path(section.page).stem for section in edition.sections)
        fail(wording(edition.language)["no-section"].format(name=named, sections=sections))
    return names[named]
