"""By what a source of one edition is recognised as the same as one of another."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from ..model.addresses import DOI_HOST
from ..model.annotations import Source

#: Parameters of an address that say where a reader came from, not what is read.
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga|ref_src", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}/[^\s?#]+")
#: The address of a DOI; those of publishers have more after it than its name.
DOI_ADDRESS = re.compile(rf"{DOI_HOST}(?P<doi>{DOI.pattern})", re.IGNORECASE)
#: The address of a copy in an archive, before that of what is copied.
ARCHIVE = re.compile(r"https?://web\.archive\.org/web/\d+\w*/(?=https?:)")
ISBN = re.compile(r"97[89](?:[- ]?\d){10}(?!\d)|(?<![\d-])\d(?:[- ]?\d){8}[- ]?[\dX](?!\d)")
#: Types of sources that are a whole book: the ISBN of others names what they stand in.
BOOKS = frozenset({"book", "report", "thesis"})


def identities(source: Source) -> tuple[str, ...]:
    """Return by what a source is the same as another, the surest first: DOI, ISBN, address, author with title and year.

    Address: without tracking, protocol, `www.` and fragment. One that is replaced from time to time, or that leads to a
    site as a whole, tells nothing.
    """
    csl = source.csl
    found = []
    if doi := DOI.search(unquote(str(csl.get("DOI", "")))) or DOI.search(doi_of(source.url or "")):
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
    """Return a name or title as they are compared: without punctuation and spaces, differences of width and case.

    Marks stay, which are vowels and tones of many scripts, as does what tells ADMM from ADMM+.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or sign in "+#" or unicodedata.category(sign)[0] == "M")


def plain_address(url: str) -> str:
    """Return an address as addresses are compared; empty for one that leads to no single thing."""
    try:
        parts = urlsplit(ARCHIVE.sub("", url.strip()))
        host = f"{parts.hostname or ''}:{parts.port or ''}".removeprefix("www.")
    except ValueError:
        return ""
    query = urlencode(
        sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(pair[0]))
    )
    path = re.sub(r"(?:/index\.html?)?/*$", "", unicodedata.normalize("NFC", unquote(parts.path)))
    host = re.sub(r":(?:80|443)?$", "", host)
    return f"{host}{path}{'?' if query else ''}{query}" if host and (path or query) else ""


def doi_of(url: str) -> str:
    """Return the DOI that an address is of; empty for another address."""
    return found["doi"] if (found := DOI_ADDRESS.match(unquote(url.strip()))) else ""


def _isbn(written: str) -> str:
    """Return the first ISBN of a text as 13 digits; empty where there is none."""
    found = ISBN.search(re.sub("[‐-―−]", "-", unicodedata.normalize("NFKC", written).upper()))
    digits = re.sub("[- ]", "", found[0]) if found else ""
    if len(digits) == 10:
        digits = f"978{digits[:9]}"
        digits += str(-sum(int(each) * (3 if at % 2 else 1) for at, each in enumerate(digits)) % 10)
    return digits
