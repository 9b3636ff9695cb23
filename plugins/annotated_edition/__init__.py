"""Annotated editions of footnoted commentaries: read them, resolve them, look their footnotes up.

`open_edition` is the entrance; all that it returns is made of the frozen shapes that stand here as well.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model.annotations import (
        Announcement,
        Archive,
        Citation,
        Element,
        Event,
        EventSource,
        Footnote,
        Initiative,
        Mention,
        Name,
        Position,
        Reference,
        Row,
        Source,
        Term,
    )
    from .model.edition import (
        Author,
        Edition,
        Heading,
        Imprint,
        Mark,
        Neighbour,
        Page,
        Paragraph,
        Section,
        Translation,
        Work,
    )
    from .model.problems import Place, Problem
    from .model.spans import Span, Spans
    from .reading.files import find_root
    from .resolving.passes import open_edition

__version__ = "1.0.0"
#: Where the public names are defined. They are imported when asked for: a lookup seldom needs them.
_HOMES = ("model.annotations", "model.edition", "model.problems", "model.spans", "reading.files", "resolving.passes")
__all__ = [
    "Announcement",
    "Archive",
    "Author",
    "Citation",
    "Edition",
    "Element",
    "Event",
    "EventSource",
    "Footnote",
    "Heading",
    "Imprint",
    "Initiative",
    "Mark",
    "Mention",
    "Name",
    "Neighbour",
    "Page",
    "Paragraph",
    "Place",
    "Position",
    "Problem",
    "Reference",
    "Row",
    "Section",
    "Source",
    "Span",
    "Spans",
    "Term",
    "Translation",
    "Work",
    "__version__",
    "find_root",
    "open_edition",
]


def __getattr__(name: str) -> object:
    """Import a public name from the module that defines it."""
    for home in _HOMES if name in __all__ else ():
        names = vars(import_module(f".{home}", __name__))
        if name in names:
            return names[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
