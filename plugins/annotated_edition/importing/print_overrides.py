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
from .citation import ResolvedCitation, ResolvedNote


def settle_overrides(notes: Sequence[ResolvedNote], bib: str, style: str, language: str) -> None:
    """Set `ibid` and `override` of each citation where print departs from the rule or from a CSL style."""
    clusters = {each.note.number: [_cite(cited) for cited in each.citations] for each in notes if each.citations}
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
    for each in notes:
        for index, cited in enumerate(each.citations):
            spans = typeset.texts.get((each.note.number, index))
            cited.override = _override(cited, "".join(span.text for span in spans) if spans else "")


def _settle_ibid(notes: Sequence[ResolvedNote], clusters: dict[int, list[Cite]]) -> None:
    """Set `ibid` of the citations, and of those in the clusters, where print has another than the rule gives."""
    by_rule = find_positions(clusters)
    before: set[str] = set()
    for each in notes:
        cites = clusters.get(each.note.number, [])
        for index, cited in enumerate(each.citations):
            shortened, ruled = cited.printed.kind == "ibid", by_rule[each.note.number][index].antecedent is not None
            if ruled and not shortened:
                cited.ibid = False
            elif shortened and not ruled and cited.source.key in before:
                cited.ibid = True
            cites[index] = replace(cites[index], ibid=cited.ibid)
        before = {cite.source for cite in cites} or before


def _cite(cited: ResolvedCitation) -> Cite:
    return Cite(cited.source.key, cited.locator or None, cited.label)


def _override(cited: ResolvedCitation, typeset: str) -> str | None:
    """Return the text of a citation as printed, where it reads otherwise than as typeset."""
    text = cited.printed.text
    if as_read(typeset) == as_read(text):
        return None
    if url := cited.source.description.url:  # the link to the source stands for it
        text = re.sub(rf"\s*[<＜]?{re.escape(url)}[>＞]?", "", text)
    if as_read(re.sub(r"https?://[!-~]+", "", typeset)) == as_read(text):
        return None
    text = re.sub(r"[、,]\s*(?=[（(])", lambda comma: " " if comma[0][0] == "," else "", text)
    return text.replace("*", "").strip(" 、,，")


def as_read(text: str) -> str:
    """Return a citation as a reader takes it: without spaces, width, emphasis and the shape of quotes and dashes."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[*\s<>]+", "", text).translate(str.maketrans("“”‘’–—−", "\"\"''---"))
    return text.strip(".,。、").casefold()
