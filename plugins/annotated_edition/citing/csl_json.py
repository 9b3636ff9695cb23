"""How items are written as CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .items import Item, merge_items


def write_csl_json(items: Iterable[Item]) -> str:
    """Return items as a list of CSL-JSON, each once."""
    return json.dumps([dict(item.csl) for item in merge_items(items)], ensure_ascii=False, indent=1) + "\n"
