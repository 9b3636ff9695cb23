"""Which page stands at the short address of each footnote, such as n/17/."""

from __future__ import annotations

from markupsafe import Markup

from ..model.addresses import FOOTNOTES, url_of
from ..model.edition import Edition
from .templating import read_template
from .writer import Writer

#: The folder of the short addresses.
ADDRESS_FOLDER = "n"


class AddressWriter(Writer):
    """Writes the page at a footnote's short address; no host resolves its links, so they are addresses."""

    def __init__(self, edition: Edition, number: int, site: str | None, directories: bool) -> None:
        super().__init__(edition, f"{ADDRESS_FOLDER}/{number}/index.html")
        self.root = "../" * self.page.count("/")
        self.site = site
        self.directories = directories

    def url(self, page: str, fragment: str = "") -> str:
        """Return the address of a page from the site's root."""
        return url_of(page, fragment, self.directories)

    def link(self, page: str, fragment: str = "") -> str:
        """Return the address of a page from here."""
        return f"{self.root}{self.url(page, fragment)}"

    def neighbour(self, number: int) -> str:
        """Return the short address of another footnote from here."""
        return f"../{number}/{'' if self.directories else 'index.html'}"

    def canonical(self) -> str:
        """Return the address of the list of footnotes, absolute where it is known where the site is online."""
        return f"{self.site.rstrip('/')}/{self.url(FOOTNOTES)}" if self.site else self.link(FOOTNOTES)


def short_addresses(edition: Edition, site: str | None, directories: bool) -> dict[str, str]:
    """Return the page at the short address of each footnote, by path, whole as it is published.

    Neither search nor navigation lists them: the list of footnotes says the same.
    """
    numbers = [None, *edition.footnotes, None]
    style = Markup(read_template("address.css"))  # in the page, for it has no stylesheet
    pages: dict[str, str] = {}
    for at, (number, footnote) in enumerate(edition.footnotes.items()):
        values = {"footnote": footnote, "previous": numbers[at], "next": numbers[at + 2], "style": style}
        writer = AddressWriter(edition, number, site, directories)
        pages[writer.page] = writer.render("address.html", **values)
    return pages
