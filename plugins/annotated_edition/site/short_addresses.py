"""Which page stands at the short address of each footnote, such as n/17/."""

from __future__ import annotations

from markupsafe import Markup

from ..model.addresses import FOOTNOTES, url_of
from ..model.edition import Edition
from ..model.labels import FootnoteLabel
from .templating import read_template
from .writer import Writer


class AddressWriter(Writer):
    """Writes the page at a footnote's short address; no host resolves its links, so they are addresses."""

    root = "../../"

    def __init__(self, edition: Edition, label: FootnoteLabel, directories: bool) -> None:
        super().__init__(edition, f"n/{label.slug}/index.html")
        self.directories = directories

    def link(self, page: str, fragment: str = "") -> str:
        """Return the address of a page from here."""
        return f"{self.root}{url_of(page, fragment, self.directories)}"


def short_addresses(edition: Edition, site: str | None, directories: bool) -> dict[str, str]:
    """Return the page at the short address of each footnote, by path, whole as it is published.

    Neither search nor navigation lists them: the list of footnotes says the same.
    """
    root = f"{site.rstrip('/')}/" if site else AddressWriter.root
    shared = {
        "canonical": f"{root}{url_of(FOOTNOTES, directories=directories)}",
        "site": site,
        "index": "" if directories else "index.html",
        "style": Markup(read_template("address.css")),  # in the page, for it has no stylesheet
    }
    numbers = [None, *edition.footnotes, None]
    pages: dict[str, str] = {}
    for (number, footnote), previous, following in zip(edition.footnotes.items(), numbers, numbers[2:], strict=False):
        writer = AddressWriter(edition, number, directories)
        pages[writer.page] = writer.render(
            "address.html",
            footnote=footnote,
            previous=previous,
            next=following,
            url=f"n/{number.slug}/{shared['index']}",
            **shared,
        )
    return pages
