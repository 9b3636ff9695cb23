"""Citation styles in CSL, read as XML within limits."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from . import limits
from .pandoc import PandocError


def parse_style(xml: str) -> ET.Element:
    """Return the root of a citation style; raise PandocError for what is not XML, or nests too deep."""
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
    depth = 0
    try:
        for start in range(0, len(xml), 65536):
            parser.feed(xml[start : start + 65536])
            for event in parser.read_events():
                depth += 1 if event[0] == "start" else -1
                if depth > limits.STYLE_DEPTH:
                    raise PandocError(f"the citation style nests deeper than {limits.STYLE_DEPTH} levels")
        parser.close()
        return ET.fromstring(xml)
    except ET.ParseError as error:
        raise PandocError(f"the citation style is not XML: {error}") from None
