"""Citations within the text of a page: `[see @key, p. 12; but cf. @other, 第3章]`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .inline import join_lines

#: One of the citations, up to its key; what stands before @ in an address of mail is a letter or the like.
CITED = re.compile(r"(?P<before>[^@]*?)(?<![A-Za-z0-9._%+-])@(?P<rest>\w.*)")
ANY_KEY = re.compile(r"\w(?:[\w.:/+-]*\w)?")
KEY_GOES_ON = re.compile(r"[A-Za-z0-9_]|[.:/+-][A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class PageCitation:
    """One source cited in the text of a page."""

    key: str
    """Key of the source."""
    before: str
    """What is written before it, with the space that follows."""
    after: str
    """What is written after it, without the comma between."""
    comma: bool
    """Whether a comma stands between."""


def read_citations(written: str, keys: Iterable[str]) -> list[PageCitation]:
    """Return the citations in brackets; none where the brackets hold no key, only an address of mail or the like.

    `keys` are those of the sources: text of another script may follow a key without a space.
    """
    citations: list[PageCitation] = []
    lead = ""
    for part in join_lines(written[1:-1]).split(";"):
        cited = CITED.fullmatch(part.lstrip())
        if cited:
            rest = cited["rest"]
            fitting = [key for key in keys if rest.startswith(key) and not KEY_GOES_ON.match(rest, len(key))]
            unknown = ANY_KEY.match(rest)
            key = max(fitting, key=len, default=unknown[0] if unknown else "")
            after = rest[len(key) :].strip()
            citations.append(
                PageCitation(key, lead + cited["before"], after.lstrip(",，、 "), after[:1] in (",", "，", "、"))
            )
            lead = ""
        elif citations:  # words with a semicolon of their own
            citations[-1] = replace(citations[-1], after=f"{citations[-1].after};{part.rstrip()}".lstrip("; "))
        else:
            lead += f"{part.lstrip()}; "
    return citations
