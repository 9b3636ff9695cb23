"""By what a source of one edition is recognised as the same as one of another."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..model.annotations import Source

#: Parameters of an address that say where a reader came from, not what is read.
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga|ref_src", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}/\S+")
#: Types of sources that are a whole book: the ISBN of others names what they stand in.
BOOKS = frozenset({"book", "report", "thesis"})


def identities(source: Source) -> tuple[str, ...]:
    """Return by what a source is the same as another, the surest first: DOI, ISBN, address, author with title and year.

    Address: without tracking, protocol, `www.` and fragment. One that is replaced from time to time, or that leads to a
    site as a whole, tells nothing.
    """
    csl = source.csl
    found = []
    if doi := DOI.search(str(csl.get("DOI", ""))) or DOI.search(source.url or ""):
        found.append(f"doi:{doi[0].rstrip('.').lower()}")
    isbn = _isbn(str(csl.get("ISBN", ""))) if source.type in BOOKS else ""
    address = plain_address(source.url) if source.url and not source.replaced else ""
    found += [f"isbn:{isbn}"] if isbn else []
    found += [f"url:{address}"] if address else []
    authors, title, year = fold_name(source.authors), fold_name(source.title), (source.date or "")[:4]
    if authors and title and year:
        found.append(f"work:{authors}|{title}|{year}")
    return tuple(found)


def fold_name(name: str) -> str:
    """Return a name or title as they are compared: letters and digits alone, without differences of width and case."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))


def plain_address(url: str) -> str:
    """Return an address as addresses are compared; empty for one that leads to no single thing."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    query = urlencode(
        sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(pair[0]))
    )
    path = parts.path.rstrip("/")
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{path}{'?' if query else ''}{query}" if host and (path or query) else ""


def _isbn(written: str) -> str:
    """Return an ISBN as 13 digits; empty for what is no ISBN."""
    digits = re.sub(r"[^0-9X]", "", written.upper().split(" ")[0])
    if len(digits) == 10:
        digits = f"978{digits[:9]}"
        digits += str(-sum(int(each) * (3 if at % 2 else 1) for at, each in enumerate(digits)) % 10)
    return digits if len(digits) == 13 and digits.isdigit() else ""
