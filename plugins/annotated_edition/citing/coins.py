"""How an item is written as COinS, an OpenURL in a page, by which reference managers offer what it lists."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from ..model.csl import is_others, strip_markup
from .items import Item, invert_name

#: CSL's types → the format of OpenURL and its genre.
GENRES = {
    "article-journal": ("journal", "article"), "book": ("book", "book"), "chapter": ("book", "bookitem"),
    "entry-dictionary": ("book", "bookitem"), "entry-encyclopedia": ("book", "bookitem"),
    "paper-conference": ("book", "proceeding"), "report": ("book", "report"), "thesis": ("dissertation", ""),
}  # fmt: skip
#: CSL's other types → Zotero's, which it takes for a `type` of Dublin Core; anything else is a document.
ZOTERO_TYPES = {
    "article-magazine": "magazineArticle", "article-newspaper": "newspaperArticle", "bill": "bill",
    "dataset": "dataset", "legal_case": "case", "legislation": "statute", "manuscript": "manuscript", "map": "map",
    "motion_picture": "film", "post-weblog": "blogPost", "software": "computerProgram", "standard": "standard",
    "webpage": "webpage",
}  # fmt: skip
#: Format → the tags of its title and of what that stands in; a part of a book has `atitle` as well.
TITLE_TAGS = {
    "journal": ("atitle", "jtitle"), "book": ("btitle", ""), "dissertation": ("title", ""), "dc": ("title", "source"),
}  # fmt: skip
#: CSL's variables → tags.
OPENURL_TAGS = {
    "collection-title": "series", "edition": "edition", "volume": "volume", "issue": "issue", "page": "pages",
    "publisher-place": "place", "ISBN": "isbn", "ISSN": "issn", "language": "language",
}  # fmt: skip


def write_coins(item: Item) -> str:
    """Return a source as the title of a span of the class Z3988."""
    return urlencode(list(_pairs(item)), quote_via=quote)


def _pairs(item: Item) -> Iterator[tuple[str, str]]:
    csl = item.csl
    form, genre = GENRES.get(csl["type"], ("dc", ""))
    yield "ctx_ver", "Z39.88-2004"
    yield "rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}"
    if form == "dc":
        yield "rft.type", ZOTERO_TYPES.get(csl["type"], "document")
    elif genre:
        yield "rft.genre", genre
    title, container = ("atitle", "btitle") if genre in ("bookitem", "proceeding") else TITLE_TAGS[form]
    publisher = "inst" if form == "dissertation" else "publisher"
    for variable, tag in {"title": title, "container-title": container, "publisher": publisher, **OPENURL_TAGS}.items():
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
