"""Writes the sources as data/sources.bib, under keys that speak."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from ..reading.bib_tables import AUTHORED
from .document import DocumentSource, PrintedCitation
from .inline_markdown import HAS_CJK
from .names import BODY
from .slugs import make_slug, take_name, to_ascii
from .tables import IMPORT_TABLES

NOBODY = frozenset(IMPORT_TABLES["host_words"].split())
LATEX = re.compile(r"[\\{}%&#$_~^]")
LATEX_TEXT = {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}


def give_keys(sources: Sequence[DocumentSource]) -> None:
    """Give each source a key that speaks: who, when, what."""
    hosts: dict[str, str] = {}
    for source in sources:
        if source.description.url and source.description.authors:
            hosts.setdefault(source.description.authors[0][0], _host(source.description.url))
    taken: set[str] = set()
    for source in sources:
        key, page = _key(source.description, hosts), _page(source.description.url)
        if key in taken and page and page not in key.split("-"):
            key = f"{key}-{page}"
        source.key = take_name(key, taken)


def _key(cited: PrintedCitation, hosts: Mapping[str, str]) -> str:
    families = [
        make_slug(name, 24) if BODY.search(name) else re.sub(r"[^a-z]", "", to_ascii(name.split()[-1]))
        for name, _ in cited.authors
        if not HAS_CJK.search(name)
    ]
    year = cited.date[:4]
    if families := [name for name in families if name][:2]:
        parts = [*families, year or make_slug(cited.title, 20)]
    else:
        author = cited.authors[0][0] if cited.authors else ""
        who = (hosts.get(author, "") if author else _host(cited.url)) or make_slug(author, 20) or _type(cited)[0]
        parts = [who, year, make_slug(cited.title, 24, kana=False) or _page(cited.url) or make_slug(cited.title, 24)]
    return "-".join(filter(None, parts))


def _host(url: str) -> str:
    """Return the part of an address that names whose it is."""
    labels = re.sub(r"^https?://|[/?#:].*", "", url.lower()).split(".")
    named = [label for label in labels if label not in NOBODY and not label.isdigit() and label.isascii()]
    return re.sub(r"[^a-z0-9-]", "", named[-1]) if named else ""


def _page(url: str) -> str:
    """Return the last part of an address that says anything."""
    parts = re.sub(r"(?i:^https?://)[^/?#]*|[?#].*", "", url).split("/")
    words = ("-".join(re.findall(r"[a-z]{2,}", to_ascii(PurePosixPath(part).stem))[:2]) for part in reversed(parts))
    return next((name[:24] for name in words if name and name not in NOBODY), "")


def write_bibliography(sources: Sequence[DocumentSource], language: str) -> str:
    """Return the sources as biblatex, in the order in which they are first cited."""
    return "\n".join(_entry(source, language) for source in sources)


def _entry(source: DocumentSource, language: str) -> str:
    cited = source.description
    kind, container = _type(cited)
    western = not HAS_CJK.search(cited.title + "".join(name for name, _ in cited.authors))
    by_role: dict[str, list[str]] = {}
    for name, role in cited.authors:
        by_role.setdefault(role, []).append(_person(name))
    if cited.others and by_role:
        by_role[next(iter(by_role))].append("others")
    if cited.container_editors:
        by_role.setdefault("editor", []).extend(map(_person, cited.container_editors))
    if not by_role and kind in AUTHORED:
        by_role["author"] = ["none"]  # nothing is missing: print names nobody
    title = _latex(cited.title)
    own = "english" if western else "japanese"
    fields = {
        **{role: " and ".join(names) for role, names in by_role.items()},
        "title": title if HAS_CJK.search(cited.title) else f"{{{title}}}",
        container: _latex(cited.container),
        "volume": cited.volume,
        "number": cited.issue,
        "edition": cited.edition,
        "location": _latex(cited.place),
        "publisher": _latex(cited.publisher),
        "date": cited.date,
        "url": cited.url,
        "urldate": cited.urldate,
        "langid": "" if own == "english" and language != "ja" else own,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if name and value)
    return f"@{kind}{{{source.key},\n{lines}}}\n"


def _type(cited: PrintedCitation) -> tuple[str, str]:
    """Return the type of an entry, and the field for what it stands in."""
    if cited.container:
        if cited.volume or cited.issue or (cited.date[4:] and not cited.publisher and not cited.container_editors):
            return "article", "journaltitle"
        return "incollection", "booktitle"
    if cited.whole and (cited.publisher or not cited.url):
        body = cited.authors and BODY.search(cited.authors[0][0]) and not cited.publisher
        return ("report" if body else "book"), ""
    return ("online" if cited.url else "misc"), ""


def _person(name: str) -> str:
    """Return a name for BibTeX: a body, and a Japanese name whose parts print does not part, as they stand."""
    words = name.split()
    if HAS_CJK.search(name):
        if len(words) == 2 and all(len(part) <= 5 for part in words) and not re.search(r"[ァ-ヴ・]", name):
            return f"{_latex(words[0])}, {_latex(words[1])}"
        return f"{{{_latex(name)}}}"
    if len(words) < 2 or BODY.search(name):
        return f"{{{_latex(name)}}}"
    suffix = words.pop() if len(words) > 2 and re.fullmatch(r"Jr\.|I{2,3}|IV", words[-1]) else ""
    at = next((i for i, word in enumerate(words[1:], 1) if word.islower()), len(words) - 1)
    return ", ".join(filter(None, [_latex(" ".join(words[at:])), suffix, _latex(" ".join(words[:at]))]))


def write_latex(text: str) -> str:
    """Return a plain text as LaTeX."""
    if text.count("{") != text.count("}"):
        text = text.replace("{", "(").replace("}", ")")
    return LATEX.sub(lambda char: LATEX_TEXT.get(char[0], f"\\{char[0]}"), text)


def _latex(text: str) -> str:
    """Return a text of a footnote as LaTeX, without its emphasis."""
    return write_latex(text.replace("*", ""))
