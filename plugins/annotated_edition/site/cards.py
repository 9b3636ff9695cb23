"""The cards that open at a number, a term or an element, on any page: one script, loaded when one is first wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..citing.json_ld import script_json
from ..model.addresses import element_note_id, note_id, term_note_id
from ..model.edition import Edition
from .templating import ASSETS
from .writer import HOME, Writer

#: The script that holds the cards; `edition.js` loads it from beside itself.
CARDS = f"{ASSETS}/cards.js"


class CardWriter(Writer):
    """Writes cards, whose links are addresses from the root of the site, for no host resolves them."""

    shelf = "../"

    def __init__(self, edition: Edition, address: Callable[[str, str], str]) -> None:
        super().__init__(edition, HOME)
        self.address = address

    def link(self, page: str, fragment: str = "") -> str:
        """Return the address of something on a page."""
        return self.address(page, fragment)


def cards_script(edition: Edition, render: Callable[..., str]) -> str:
    """Return the script, which calls `aeCards` with the HTML of each card by its id; `render` fills in a template."""
    cards = {id_: render(template, id=id_, **values) for id_, template, values in _cards(edition)}
    return f"aeCards({script_json(cards)});\n"


def card_ids(edition: Edition) -> frozenset[str]:
    """Return the ids of all cards."""
    return frozenset(id_ for id_, _, _ in _cards(edition))


def _cards(edition: Edition) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield id, template and values of each card."""
    for footnote in edition.footnotes.values():
        yield note_id(footnote.id), "note.html", {"footnote": footnote}
    for term in edition.terms.values():
        yield term_note_id(term.id), "term_note.html", {"term": term}
    for element in edition.elements.values():
        yield element_note_id(element.path), "element_note.html", {"element": element}
