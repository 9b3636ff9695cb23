"""Settles where print departs from the rule for ibid., and from the citation style."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from ..reading import pandoc
from ..reading.items import read_items
from ..resolving.positions import Cite, find_positions
from ..resolving.typeset import set_citations
from .document import DocumentNote, ResolvedCitation
from .inline_markdown import ADDRESS, HAS_CJK


def settle_overrides(notes: Sequence[DocumentNote], bib: str, style: str, language: str) -> None:
    """Set `ibid` and `override` of each citation where print departs from the rule or from a CSL style."""
    clusters = {note.number: list(map(_cite, note.citations)) for note in notes if note.citations}
    if not clusters:
        return
    _settle_ibid(notes, clusters)
    try:
        items = read_items(bib, language)
        readable = {str(item["id"]) for item in items}
        sound = {n: cites for n, cites in clusters.items() if all(cite.source in readable for cite in cites)}
        typeset = set_citations(sound, items, style, language, None)
    except pandoc.PandocError:
        return  # the check of the finished project says why
    for note in notes:
        for index, cited in enumerate(note.citations):
            spans = typeset.texts.get((note.number, index), ())
            cited.override = _override(cited, "".join(span.text for span in spans))


def _cite(cited: ResolvedCitation) -> Cite:
    return Cite(cited.source.key, cited.printed.locator or None, cited.printed.label)


def _settle_ibid(notes: Sequence[DocumentNote], clusters: dict[int, list[Cite]]) -> None:
    """Set `ibid` of the citations, and of those in the clusters, where print has another than the rule gives."""
    by_rule = find_positions(clusters)
    before: set[str] = set()
    for note in notes:
        for index, cited in enumerate(note.citations):
            shortened, ruled = cited.printed.kind == "ibid", by_rule[note.number][index].antecedent is not None
            if ruled and not shortened:
                cited.ibid = False
            elif shortened and not ruled and cited.source.key in before:
                cited.ibid = True
            clusters[note.number][index] = replace(clusters[note.number][index], ibid=cited.ibid)
        before = {cited.source.key for cited in note.citations} or before


def _override(cited: ResolvedCitation, typeset: str) -> str | None:
    """Return the text of a citation as printed, where it reads otherwise than as typeset."""
    text = cited.printed.text
    if as_read(typeset) == as_read(text):
        return None
    url = cited.source.description.url
    if url and HAS_CJK.search(text):  # the link to the source stands for it, as the Japanese style has it
        text = re.sub(rf"\s*[<＜]?{re.escape(url)}[>＞]?", "", text)
    if HAS_CJK.search(text) and as_read(ADDRESS.sub("", typeset)) == as_read(text):
        return None
    text = re.sub(r"[、,]\s*(?=[（(])", lambda comma: " " if comma[0][0] == "," else "", text)
    return text.replace("*", "").strip(" 、,，")


def as_read(text: str) -> str:
    """Return a citation as a reader takes it: without spaces, width, emphasis and the shape of quotes and dashes."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[*\s<>]+", "", text).translate(str.maketrans("“”‘’–—−", "\"\"''---"))
    return text.strip(".,。、").casefold()
