"""Citation styles in CSL, read as XML within limits."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from io import StringIO

from . import limits
from .pandoc import PandocError


def parse_style(xml: str) -> ET.Element:
    """Return the root of a citation style; raise PandocError for what is not XML, or nests too deep."""
    depth, events = 0, ET.iterparse(StringIO(xml), ("start", "end"))
    try:
        for event, _ in events:
            depth += 1 if event == "start" else -1
            if depth > limits.STYLE_DEPTH:
                raise PandocError(f"the citation style nests deeper than {limits.STYLE_DEPTH} levels")
    except ET.ParseError as error:
        raise PandocError(f"the citation style is not XML: {error}") from None
    root: ET.Element = events.root
    return root
