"""CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .items import Item, merge_items


def write_csl_json(items: Iterable[Item]) -> str:
    """Items as a list of CSL-JSON; a field that sources get need only stand in an item."""
    return json.dumps([dict(item.csl) for item in merge_items(items)], ensure_ascii=False, indent=1) + "\n"
