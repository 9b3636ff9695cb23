"""How all citations of an edition are set: as each footnote has them, and in full."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

from ..model.spans import Span, Spans, plain
from ..model.wording import UNSPACED, primary_language
from ..reading import pandoc
from ..reading.bib_dates import word_date
from ..reading.bib_normal import DATE_VARIABLES
from ..reading.cache import load_or_make
from ..reading.items import CslItem
from .citeproc import (
    HIDDEN_ID,
    FullKey,
    Note,
    Style,
    Texts,
    cut_spans,
    joint_before,
    merge_spans,
    prepare_style,
    set_notes,
)
from .locators import AS_WRITTEN, read_locator
from .positions import LABELS, Cite, find_positions

#: A marked citation, the hidden one without a number. Plain characters, for citeproc sets commas around others; the
#: space after ¦ is its own.
MARKED = re.compile(r"⁅(\d*)¦ ?(.*?)⁆", re.DOTALL)
#: The end of a text that needs no further stop; Western quotation marks enclose it, Japanese brackets do not.
STOPPED = re.compile(r"[.。．!?！？][”’\"'»]*$")


@dataclass(frozen=True, slots=True)
class Typeset:
    """The texts of all citations of an edition."""

    texts: Mapping[tuple[int, int], Spans]
    """(Number of the footnote, index of the citation in it) → the citation as that footnote has it."""
    clusters: Mapping[int, Spans]
    """Number of the footnote → all its citations, with what divides them and the stop that ends them."""
    full: Mapping[FullKey, Spans]
    """(Key, locator, label) → the citation as if its source were cited for the first time."""
    sources: Mapping[str, Spans]
    """Key → the citation in full, without a locator; of every item."""


def set_citations(
    clusters: Mapping[int, Sequence[Cite]], items: Sequence[CslItem], style: str, language: str, cache: Path | None
) -> Typeset:
    """Set all citations in a CSL style, given as its XML, for a work in `language` (a BCP 47 tag).

    Every source that is cited must be among `items` (CSL-JSON). What an earlier run has set is taken from the folder
    `cache`, without starting pandoc. Raises PandocError for a style or label that cannot be used.
    """
    cited = {number: tuple(clusters[number]) for number in sorted(clusters) if clusters[number]}
    shown = [_prepare_item(item, language) for item in items]
    origin = ["texts", style, language, shown, [(number, *map(astuple, cites)) for number, cites in cited.items()]]
    return load_or_make(cache, origin, lambda: _to_json(_set_all(cited, shown, style, language)), _from_json)


def _prepare_item(item: CslItem, language: str) -> CslItem:
    """Return an item as it is set: without the edition's note on it, its dates in words where CSL has no numbers."""
    shown = {name: value for name, value in item.items() if name != "annote"}
    for variable in DATE_VARIABLES.values():
        if isinstance(date := item.get(variable), dict):
            words = word_date(date, language)
            shown[variable] = {"literal": words} if words else date
    return shown


def _set_all(cited: Mapping[int, Sequence[Cite]], items: Sequence[CslItem], style: str, language: str) -> Typeset:
    notes = _write_notes(cited)
    split = notes if any(len(cites) > 1 for cites in cited.values()) else []
    hidden = {"id": HIDDEN_ID, "type": "book", "title": HIDDEN_ID}
    as_written = any(
        read_locator(cite.locator, cite.label, language)[1] == AS_WRITTEN
        for cites in cited.values()
        for cite in cites
        if cite.locator and cite.label in LABELS
    )
    ready = prepare_style(style, language, as_written=as_written)
    with ThreadPoolExecutor() as pool:
        whole = pool.submit(set_notes, notes, [*items, hidden], ready)
        marked = pool.submit(set_notes, split, [*items, hidden], ready, marked=True)
        full = _set_in_full(cited, items, prepare_style(style, language, disambiguate=False, as_written=as_written))
    texts, clusters = _assemble(cited, whole.result(), marked.result())
    foreign = {item["id"] for item in items if "language" in item}
    for number, cites in cited.items():
        # such a note ends with 。 and does not begin with a capital (e-Govポータル)
        ideographic = primary_language(language) in UNSPACED and cites[-1].source not in foreign
        clusters[number] = _end_with(clusters[number], "。" if ideographic else ".")
    sources = {item["id"]: full[item["id"], None, "page"] for item in items}
    return Typeset(texts, clusters, full, sources)


def _write_notes(cited: Mapping[int, Sequence[Cite]]) -> list[Note]:
    """Return all footnotes in order, hidden citations where none may be an ibid., then what makes ibids on demand.

    Pandoc gives no ibid. over a gap in the numbers either, though the rule counts only footnotes that cite.
    """
    notes: list[Note] = []
    demanded: list[Note] = []
    end = max(cited, default=0)
    for number, row in find_positions(cited).items():
        spaced: list[Cite | None] = []
        for index, (cite, position) in enumerate(zip(cited[number], row, strict=True)):
            if cite.ibid is False and position.name != "first":
                spaced.append(None)
            spaced.append(cite)
            over_gap = position.antecedent is not None and position.antecedent < number - 1
            if position.antecedent is not None and (cite.ibid or over_gap):
                lead = replace(cite, locator=None) if position.name == "ibid-with-locator" else cite
                end += 2
                demanded += [Note(None, end - 1, [lead]), Note((number, index), end, [cite])]
        if spaced[0] is None:  # with the number before, for no ibid. follows a footnote of which there are two
            notes.append(Note(None, number - 1, [spaced.pop(0)]))
        notes.append(Note(number, number, spaced))
    return notes + demanded


def _set_in_full(cited: Mapping[int, Sequence[Cite]], items: Sequence[CslItem], style: Style) -> dict[FullKey, Spans]:
    """Return every source with each of its locators, and without one, as if it were cited for the first time."""
    by_key = {item["id"]: item for item in items}
    keys: dict[FullKey, None] = dict.fromkeys((key, None, "page") for key in by_key)
    keys |= dict.fromkeys((cite.source, cite.locator, cite.label) for cites in cited.values() for cite in cites)
    # A clone of the source for each, so that all are first; they would be taken for different sources that look alike.
    notes = [Note(key, n, [Cite(str(n), *key[1:])]) for n, key in enumerate(keys, start=1)]
    clones = [{**by_key[key[0]], "id": str(n)} for n, key in enumerate(keys, start=1)]
    texts = set_notes(notes, clones, style)
    return {key: texts[key] for key in keys}


def _assemble(
    cited: Mapping[int, Sequence[Cite]], whole: Texts, marked: Texts
) -> tuple[dict[tuple[int, int], Spans], dict[int, Spans]]:
    """Return the text of each citation, and of each footnote without its stop."""
    texts: dict[tuple[int, int], Spans] = {}
    clusters: dict[int, Spans] = {}
    for number, cites in cited.items():
        single = len(cites) == 1
        parts = [(0, whole[number])] if single else _split_marked(marked[number], whole[number], number, len(cites))
        own: dict[int | None, Spans] = {}
        for index, cite in enumerate(cites):
            if cite.printed is not None:
                own[index] = _with_words(cite, cite.printed)
            elif (number, index) in whole:
                demanded = whole[number, index]
                own[index] = demanded if single else dict(_split_marked(marked[number, index], demanded, number, 1))[0]
        parts = [(index, own.get(index, spans)) for index, spans in parts]
        texts |= {(number, index): spans for index, spans in parts if index is not None}
        as_set = not own and all(cite.ibid is not False for cite in cites[1:])
        clusters[number] = whole[number] if as_set else merge_spans(span for _, spans in parts for span in spans)
    return texts, clusters


def _with_words(cite: Cite, printed: str) -> Spans:
    """Return a citation as printed, with the words before and after it."""
    before, after = plain(cite.before), plain(cite.after)
    gap = "" if not before or unicodedata.east_asian_width(before[-1]) in "WF" else " "
    joint = joint_before(after) if after else ""
    return merge_spans([*cite.before, Span(gap + printed + joint), *cite.after])


def _split_marked(marked: Spans, whole: Spans, number: int, count: int) -> list[tuple[int | None, Spans]]:
    """Return (index, citation) and (None, what stands between) of a marked footnote, without its hidden citations."""
    text = plain(marked)
    parts: list[tuple[int | None, Spans]] = []
    end, hidden = 0, False
    for mark in MARKED.finditer(text):
        if not hidden:
            parts.append((None, cut_spans(marked, end, mark.start())))
        hidden, end = not mark[1], mark.end()
        if not hidden:
            parts.append((int(mark[1]), cut_spans(marked, *mark.span(2))))
    parts.append((None, cut_spans(marked, end, len(text))))
    if sorted(index for index, _ in parts if index is not None) != list(range(count)):
        raise pandoc.PandocError(f"the citations of footnote {number} cannot be told apart in this style")
    return _capitalise(parts, plain(whole))


def _capitalise(parts: list[tuple[int | None, Spans]], whole: str) -> list[tuple[int | None, Spans]]:
    """Return parts with a capital at the beginning where the unmarked footnote has one; a mark prevents it."""
    begun = list(parts)
    (_, before), (index, spans) = begun[:2]
    text = plain(spans)
    at = next((offset for offset, letter in enumerate(text) if letter.isalpha()), len(text))
    capital = whole[len(plain(before)) + at :][:1]
    if capital == text[at : at + 1].upper():
        one = (replace(span, text=capital) for span in cut_spans(spans, at, at + 1))
        begun[1] = index, merge_spans([*cut_spans(spans, 0, at), *one, *cut_spans(spans, at + 1, len(text))])
    return begun


def _end_with(spans: Spans, stop: str) -> Spans:
    return spans if STOPPED.search(plain(spans)) else merge_spans([*spans, Span(stop)])


def _to_json(typeset: Typeset) -> dict[str, Any]:
    return {
        name: [[key, [astuple(span) for span in spans]] for key, spans in getattr(typeset, name).items()]
        for name in typeset.__slots__
    }


def _from_json(data: Mapping[str, Any]) -> Typeset:
    def key_of(written: Any) -> Any:
        return tuple(written) if isinstance(written, list | tuple) else written

    return Typeset(
        **{
            name: {key_of(key): tuple(Span(*span) for span in spans) for key, spans in texts}
            for name, texts in data.items()
        }
    )
