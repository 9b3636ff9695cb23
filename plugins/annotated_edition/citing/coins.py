"""How an item is written as COinS, an OpenURL in a page, by which reference managers offer what it lists."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from ..model.csl import is_others, strip_markup
from .items import FORMAT_NAMES, Item, invert_name, type_in


def write_coins(item: Item) -> str:
    """Return a source as the title of a span of the class Z3988."""
    return urlencode(list(_pairs(item)), quote_via=quote)


def _pairs(item: Item) -> Iterator[tuple[str, str]]:
    csl = item.csl
    form, genre = type_in("openurl", csl["type"], ("dc", ""))
    yield "ctx_ver", "Z39.88-2004"
    yield "rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}"
    if form == "dc":
        yield "rft.type", type_in("zotero", csl["type"], "document")
    elif genre:
        yield "rft.genre", genre
    title, container = (
        ("atitle", "btitle") if genre in ("bookitem", "proceeding") else FORMAT_NAMES["openurl_titles"][form]
    )
    publisher = "inst" if form == "dissertation" else "publisher"
    tags = {"title": title, "container-title": container, "publisher": publisher, **FORMAT_NAMES["openurl"]}
    for variable, tag in tags.items():
        if tag and variable in csl:
            yield f"rft.{tag}", strip_markup(str(csl[variable]))
    for role, tag in (("author", "au"), ("editor", "contributor"), ("translator", "contributor")):
        for name in (name for name in csl.get(role, ()) if not is_others(name)):
            yield "rft.aucorp" if "literal" in name and tag == "au" else f"rft.{tag}", invert_name(name)
    for date in csl.get("issued", {}).get("date-parts", [])[:1]:
        yield "rft.date", "-".join(f"{int(part):02d}" for part in date)
    if "DOI" in csl:
        yield "rft_id", f"info:doi/{csl['DOI']}"
    if "URL" in csl:
        yield "rft_id", csl["URL"]
