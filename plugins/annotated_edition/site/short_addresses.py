"""The page at the short address of each footnote."""

from __future__ import annotations

from markupsafe import Markup

from ..model.addresses import FOOTNOTES, url_of
from ..model.edition import Edition
from .templating import read_template
from .writer import Writer

#: Where the short addresses of footnotes are: n/17/.
ADDRESSES = "n"


class AddressWriter(Writer):
    """Writes the page at a footnote's short address, whose links no host resolves; in directory form or as files."""

    def __init__(self, edition: Edition, number: int, site: str | None, directories: bool) -> None:
        super().__init__(edition, self.at(number))
        self.root = "../" * self.page.count("/")
        self.site = site
        self.directories = directories

    @staticmethod
    def at(number: int) -> str:
        """The path of the page of a footnote."""
        return f"{ADDRESSES}/{number}/index.html"

    def url(self, page: str, fragment: str = "") -> str:
        """The address of a page of the site, from its root."""
        return url_of(page, fragment, self.directories)

    def link(self, page: str, fragment: str = "") -> str:
        """The address of a page of the site, from here."""
        return f"{self.root}{self.url(page, fragment)}"

    def neighbour(self, number: int) -> str:
        """The short address of another footnote, from here."""
        return f"../{number}/{'' if self.directories else 'index.html'}"

    def canonical(self) -> str:
        """The address of the page that says the same for all footnotes; whole where it is known where the site is."""
        return f"{self.site.rstrip('/')}/{self.url(FOOTNOTES)}" if self.site else self.link(FOOTNOTES)


def short_addresses(edition: Edition, site: str | None, directories: bool) -> dict[str, str]:
    """Return the whole page at the short address of each footnote, by its path; it is no page of the host's.

    Neither the search nor the list of pages has them: what they say stands on the page of all footnotes.
    """
    numbers = [None, *edition.footnotes, None]
    style = Markup(read_template("address.css"))  # in the page, for it has no stylesheet
    pages: dict[str, str] = {}
    for at, (number, footnote) in enumerate(edition.footnotes.items()):
        values = {"footnote": footnote, "previous": numbers[at], "next": numbers[at + 2], "style": style}
        pages[AddressWriter.at(number)] = AddressWriter(edition, number, site, directories).render(
            "address.html", **values
        )
    return pages
