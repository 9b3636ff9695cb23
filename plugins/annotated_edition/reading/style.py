"""Citation styles in CSL, read as XML within limits."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from io import StringIO

from . import limits
from .pandoc import PandocError


def parse_style(xml: str) -> ET.Element:
    """Return the root of a citation style; raise PandocError for what is not XML, or nests too deep."""
    around: list[ET.Element] = []
    root: ET.Element
    try:
        for event, element in ET.iterparse(StringIO(xml), ("start", "end")):
            if event == "end":
                root = around.pop()
            elif len(around) == limits.STYLE_DEPTH:
                raise PandocError(f"the citation style nests deeper than {limits.STYLE_DEPTH} levels")
            else:
                around.append(element)
    except ET.ParseError as error:
        raise PandocError(f"the citation style is not XML: {error}") from None
    return root
