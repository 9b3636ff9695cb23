"""Footnotes as clusters of citations: where each stands, and its text in a CSL style, set by pandoc's citeproc."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, get_args
from urllib.parse import quote, urlsplit

from . import pandoc
from .files import write_whole
from .model import Label, Position, PositionName, Span, Spans, plain
from .wording import UNSPACED, primary

LABELS = frozenset(get_args(Label))

CSL = "http://purl.org/net/xbiblio/csl"
API_VERSION = [1, 23, 1]
#: The id of an item that is cited where a citation must not be an ibid.; no BibTeX key can be spelt so.
HIDDEN = "⁅⁆"
#: A marked citation, the hidden one without a number. Plain characters, for citeproc sets commas around others; the
#: space after ¦ is its own.
MARKED = re.compile(r"⁅(\d*)¦ ?(.*?)⁆", re.DOTALL)
#: How a printed text begins that is an ibid. of its own.
IBID = re.compile(r"\W*(?:同上|同前|同書|ibid|idem|id\.|ebd)", re.IGNORECASE)
#: The end of a text that needs no further stop; Western quotation marks enclose it, Japanese brackets do not.
STOPPED = re.compile(r"[.。．!?！？][”’\"'»]*$")

CACHE_FORMAT = 1
#: More than the two of an edition, for each `[@key]` on a page has one of its own.
CACHED_FILES = 64

#: What makes a citation depend on the others: numbers that a style gives.
NUMBERS = re.compile(r"citation-number|first-reference-note-number")

Item = Mapping[str, Any]
FullKey = tuple[str, str | None, str]
T = TypeVar("T")

#: What was set in full by this process: nothing else has an influence on it, and an edit changes little of it.
_SET_IN_FULL: dict[tuple[object, ...], Spans] = {}


@dataclass(frozen=True, slots=True)
class Cite:
    """One source cited by one footnote, as the editor gives it."""

    source: str
    """Key of the source."""
    locator: str | None = None
    """Pages (or what `label` says), as printed; braces in it must be balanced."""
    label: str = "page"
    """One of `LABELS`."""
    printed: str | None = None
    """Its text as printed, where print departs from the style."""
    ibid: bool | None = None
    """True: print has an ibid. that the rule would not give; False: print repeats what the rule would shorten."""


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


# --- positions --------------------------------------------------------------------------------------------------


def positions(clusters: Mapping[int, Sequence[Cite]]) -> dict[int, tuple[Position, ...]]:
    """The position of each citation, by number of its footnote; the order is that of the numbers.

    The rule is CSL 1.0.2, "Locators": an ibid. refers to the citation right before it in the same footnote or, at the
    beginning of one, to the only citation of the last footnote that cites anything. A Cite's own `ibid` overrides it;
    else one that is printed in other words than an ibid. is none.
    """
    found: dict[int, tuple[Position, ...]] = {}
    first: dict[str, int] = {}
    before: tuple[int, Sequence[Cite]] = (0, ())
    for number in sorted(clusters):
        cites = clusters[number]
        row = []
        for index, cite in enumerate(cites):
            if cite.source in first:
                near = (number, cites[index - 1 : index]) if index else before
                far = before if before[1] else (number, cites[:index])
                row.append(_later(cite, near, far, first[cite.source]))
            else:
                first[cite.source] = number
                row.append(Position("first", None, number))
        found[number] = tuple(row)
        if cites:
            before = number, cites
    return found


def _later(cite: Cite, near: tuple[int, Sequence[Cite]], far: tuple[int, Sequence[Cite]], first: int) -> Position:
    """The position of a citation that is not the first: by the rule after `near`, on demand after `far`."""
    spelt_out = cite.ibid is None and cite.printed is not None and not IBID.match(cite.printed)
    name = "subsequent" if cite.ibid is False or spelt_out else _by_rule(cite, near[1])
    if name != "subsequent":
        return Position(name, near[0], first)
    if cite.ibid:
        return Position(_on_demand(cite, far[1]), far[0], first)
    return Position("subsequent", None, first)


def _by_rule(cite: Cite, before: Sequence[Cite]) -> PositionName:
    if len(before) != 1 or before[0].source != cite.source:
        return "subsequent"
    if cite.locator is None:
        return "ibid" if before[0].locator is None else "subsequent"
    return "ibid" if _same_place(cite, before[0]) else "ibid-with-locator"


def _on_demand(cite: Cite, before: Sequence[Cite]) -> PositionName:
    same_source = [each for each in before if each.source == cite.source]
    repeats = cite.locator is None or (same_source and _same_place(cite, same_source[-1]))
    return "ibid" if repeats else "ibid-with-locator"


def _same_place(one: Cite, other: Cite) -> bool:
    return (one.locator, one.label) == (other.locator, other.label)


# --- sources ----------------------------------------------------------------------------------------------------


class NotKept(Exception):
    """What was asked for was not made before."""


def read_items(bib_text: str, language: str) -> list[dict[str, Any]]:
    """The entries of a biblatex text as CSL-JSON items of a work; PandocError where pandoc cannot read it."""
    return in_work(all_items(bib_text), language)


def all_items(bib_text: str, cache: Path | None = None, kept: bool = False) -> list[dict[str, Any]]:
    """The entries of a biblatex text as CSL-JSON items, as pandoc has them; `cache` and `kept` as in `set_citations`.

    The field `annotation` comes as `annote`. Raises PandocError where pandoc cannot read it.
    """

    def read() -> Any:
        return json.loads(pandoc.run(["-f", "biblatex", "-t", "csljson"], bib_text))

    return _cached(cache, ["items", bib_text], None if kept else read, list)


def in_work(items: Sequence[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Items that keep their `language` only where that is foreign to `language`, the work's.

    A CSL style can ask whether a variable is there, not what it says.
    """
    own = primary(language)
    return [
        {name: item[name] for name in item if name != "language" or primary(str(item[name])) != own} for item in items
    ]


def started(work: Callable[..., T]) -> Future[T]:
    """The result of some work, which is called with `kept` first; where that is not enough, pandoc is let do it.

    That goes on beside what follows. What pandoc cannot do is raised when the result is asked for.
    """
    future: Future[T] = Future()
    try:
        future.set_result(work(kept=True))
    except pandoc.PandocError as error:
        future.set_exception(error)
    except NotKept:
        pool = ThreadPoolExecutor(1)
        future = pool.submit(work)
        pool.shutdown(wait=False)
    return future


def address(value: object) -> str | None:
    """An address as it may stand in a page, with spaces and the like encoded; None for any scheme but http(s)."""
    if not isinstance(value, str):
        return None
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    return quote(value.strip(), safe="%/:=&?~#+!$,;'@()*[]")


# --- the texts of citations -------------------------------------------------------------------------------------


def set_citations(
    clusters: Mapping[int, Sequence[Cite]],
    items: Sequence[Item],
    style: str,
    language: str,
    cache: Path | None,
    kept: bool = False,
) -> Typeset:
    """The texts of all citations in a CSL style, given as its XML, for a work in `language` (a BCP 47 tag).

    Every source that is cited must be among `items` (CSL-JSON). What was set before is taken from the folder `cache`,
    if one is given, without starting pandoc; where nothing but that is `kept`, NotKept is raised for what is not.
    Raises PandocError for a style or label that cannot be used.
    """
    cited = {number: tuple(clusters[number]) for number in sorted(clusters) if clusters[number]}
    shown: list[Item] = [{name: item[name] for name in item if name != "annote"} for item in items]
    what = ["texts", style, language, shown, [(number, *map(astuple, cites)) for number, cites in cited.items()]]
    make = None if kept else lambda: _dumped(_typeset(cited, shown, style, language))
    return _cached(cache, what, make, _loaded)


@dataclass(frozen=True, slots=True)
class _Note:
    """A footnote of a document given to pandoc."""

    label: int | tuple[int, int] | FullKey | None
    """Whose text it makes: a footnote's, a citation's; None where it only stands before another."""
    number: int
    """Its number."""
    cites: Sequence[Cite | None]
    """What it cites; None is the hidden item."""


Texts = Mapping[object, Spans]


def _typeset(cited: Mapping[int, Sequence[Cite]], items: Sequence[Item], style: str, language: str) -> Typeset:
    notes = _document(cited)
    split = notes if any(len(cites) > 1 for cites in cited.values()) else []
    hidden = {"id": HIDDEN, "type": "book", "title": HIDDEN}
    with ThreadPoolExecutor() as pool:
        whole = pool.submit(_set, notes, [*items, hidden], _prepared(style, language))
        marked = pool.submit(_set, split, [*items, hidden], _prepared(style, language), marked=True)
        first = _in_full(cited, items, style, language)
    texts, clusters = _assembled(cited, whole.result(), marked.result())
    foreign = {item["id"] for item in items if "language" in item}
    for number, cites in cited.items():
        # such a note ends with 。 and does not begin with a capital (e-Govポータル)
        ideographic = primary(language) in UNSPACED and cites[-1].source not in foreign
        clusters[number] = _stopped(clusters[number], "。" if ideographic else ".")
    sources = {item["id"]: first[item["id"], None, "page"] for item in items}
    return Typeset(texts, clusters, first, sources)


def _document(cited: Mapping[int, Sequence[Cite]]) -> list[_Note]:
    """All footnotes in order, hidden citations where none may be an ibid., then what makes each ibid. on demand.

    Pandoc gives no ibid. over a gap in the numbers either, though the rule counts only footnotes that cite.
    """
    notes: list[_Note] = []
    demanded: list[_Note] = []
    end = max(cited, default=0)
    for number, row in positions(cited).items():
        spaced: list[Cite | None] = []
        for index, (cite, position) in enumerate(zip(cited[number], row, strict=True)):
            if cite.ibid is False and position.name != "first":
                spaced.append(None)
            spaced.append(cite)
            over_gap = position.antecedent is not None and position.antecedent < number - 1
            if position.antecedent is not None and (cite.ibid or over_gap):
                lead = replace(cite, locator=None) if position.name == "ibid-with-locator" else cite
                end += 2
                demanded += [_Note(None, end - 1, [lead]), _Note((number, index), end, [cite])]
        if spaced[0] is None:  # with the number before, for no ibid. follows a footnote of which there are two
            notes.append(_Note(None, number - 1, [spaced.pop(0)]))
        notes.append(_Note(number, number, spaced))
    return notes + demanded


def _in_full(
    cited: Mapping[int, Sequence[Cite]], items: Sequence[Item], style: str, language: str
) -> dict[FullKey, Spans]:
    """Each source with each of its locators, and without one, as if it were cited for the first time."""
    by_key = {item["id"]: item for item in items}
    keys: dict[FullKey, None] = dict.fromkeys((key, None, "page") for key in by_key)
    keys |= dict.fromkeys((cite.source, cite.locator, cite.label) for cites in cited.values() for cite in cites)
    items_in_words = {key: json.dumps(item, sort_keys=True) for key, item in by_key.items()}
    whole = {key: (*key, items_in_words[key[0]], style, language) for key in keys}
    known = {} if NUMBERS.search(style) else _SET_IN_FULL
    new = [key for key in keys if whole[key] not in known]
    # A clone of the source for each, so that all are first; they would be taken for different sources that look alike.
    notes = [_Note(key, n, [Cite(str(n), *key[1:])]) for n, key in enumerate(new, start=1)]
    clones = [{**by_key[key[0]], "id": str(n)} for n, key in enumerate(new, start=1)]
    found = _set(notes, clones, _prepared(style, language, disambiguate=False))
    known.update((whole[key], found[key]) for key in new)
    for other in [each for each in known if each[-2:] != (style, language)]:
        del known[other]
    return {key: known[whole[key]] for key in keys}


def _assembled(
    cited: Mapping[int, Sequence[Cite]], whole: Texts, marked: Texts
) -> tuple[dict[tuple[int, int], Spans], dict[int, Spans]]:
    """The text of each citation, and of each footnote without its stop."""
    texts: dict[tuple[int, int], Spans] = {}
    clusters: dict[int, Spans] = {}
    for number, cites in cited.items():
        single = len(cites) == 1
        parts = [(0, whole[number])] if single else _parts(marked[number], whole[number], number, len(cites))
        own: dict[int | None, Spans] = {}
        for index, cite in enumerate(cites):
            if cite.printed is not None:
                own[index] = (Span(cite.printed),)
            elif (number, index) in whole:
                demanded = whole[number, index]
                own[index] = demanded if single else dict(_parts(marked[number, index], demanded, number, 1))[0]
        parts = [(index, own.get(index, spans)) for index, spans in parts]
        texts |= {(number, index): spans for index, spans in parts if index is not None}
        as_set = not own and all(cite.ibid is not False for cite in cites[1:])
        clusters[number] = whole[number] if as_set else _merged(span for _, spans in parts for span in spans)
    return texts, clusters


def _parts(marked: Spans, whole: Spans, number: int, count: int) -> list[tuple[int | None, Spans]]:
    """A marked footnote in pieces: (index, citation) and (None, what stands between); hidden citations are left out."""
    text = plain(marked)
    parts: list[tuple[int | None, Spans]] = []
    end, hidden = 0, False
    for mark in MARKED.finditer(text):
        if not hidden:
            parts.append((None, _cut(marked, end, mark.start())))
        hidden, end = not mark[1], mark.end()
        if not hidden:
            parts.append((int(mark[1]), _cut(marked, *mark.span(2))))
    parts.append((None, _cut(marked, end, len(text))))
    if sorted(index for index, _ in parts if index is not None) != list(range(count)):
        raise pandoc.PandocError(f"the citations of footnote {number} cannot be told apart in this style")
    return _begun(parts, plain(whole))


def _begun(parts: list[tuple[int | None, Spans]], whole: str) -> list[tuple[int | None, Spans]]:
    """The parts, beginning with a capital where the unmarked footnote does: a mark keeps citeproc from setting it."""
    begun = list(parts)
    (_, before), (index, spans) = begun[:2]
    text = plain(spans)
    at = next((offset for offset, letter in enumerate(text) if letter.isalpha()), len(text))
    capital = whole[len(plain(before)) + at :][:1]
    if capital == text[at : at + 1].upper():
        one = (replace(span, text=capital) for span in _cut(spans, at, at + 1))
        begun[1] = index, _merged([*_cut(spans, 0, at), *one, *_cut(spans, at + 1, len(text))])
    return begun


def _stopped(spans: Spans, stop: str) -> Spans:
    return spans if STOPPED.search(plain(spans)) else _merged([*spans, Span(stop)])


# --- pandoc's documents -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Style:
    """A style ready for pandoc."""

    xml: str
    """The style."""
    locale: str
    """The language of its words: its own default, else the work's."""
    capital: bool
    """Whether a note begins with a capital in the work's language."""


def _prepared(style: str, language: str, disambiguate: bool = True) -> _Style:
    """A CSL style, made ready for pandoc.

    Pandoc knows what a locator counts by the style's word for it, which some languages lack or share; so each gets one
    of ours, in a form that no style shows. PandocError for a style that is none or that only names another.
    """
    try:
        root = ET.fromstring(style)
    except ET.ParseError as error:
        raise pandoc.PandocError(f"the citation style is not XML: {error}") from None
    if root.find(f"{{{CSL}}}citation") is None:  # pandoc would fetch the style that it names
        raise pandoc.PandocError("the citation style has no element 'citation': an independent CSL style is needed")
    terms = ET.SubElement(ET.SubElement(root, f"{{{CSL}}}locale"), f"{{{CSL}}}terms")
    for label in sorted(LABELS):
        ET.SubElement(terms, f"{{{CSL}}}term", name=label, form="verb").text = _word(label)
    for element in () if disambiguate else root.iter():
        for name in [name for name in element.attrib if name.startswith("disambiguate-")]:
            del element.attrib[name]
    locale = root.get("default-locale", language)
    return _Style(ET.tostring(root, encoding="unicode"), locale, primary(language) not in UNSPACED)


def _word(label: str) -> str:
    """The word by which pandoc is told what a locator counts."""
    return f"⁅{label}⁆"


def _set(notes: Sequence[_Note], items: Sequence[Item], style: _Style, marked: bool = False) -> dict[object, Spans]:
    """The text of each labelled note, set by one run of pandoc."""
    if not notes:
        return {}
    meta = {
        "bibliography": _data("application/json", json.dumps(items, ensure_ascii=False)),
        "csl": _data("application/xml", style.xml),
        "lang": style.locale,
    }
    document = {
        "pandoc-api-version": API_VERSION,
        "meta": {
            **{name: {"t": "MetaString", "c": value} for name, value in meta.items()},
            "suppress-bibliography": {"t": "MetaBool", "c": True},
        },
        "blocks": [_block(note, style.capital, marked) for note in notes],
    }
    text = json.dumps(document, ensure_ascii=False)
    done = json.loads(pandoc.run(["-f", "json", "-t", "json", "--citeproc"], text))
    return {
        note.label: _merged(_spans(block["c"], Span("")))
        for note, block in zip(notes, done["blocks"], strict=True)
        if note.label is not None
    }


def _data(kind: str, text: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"


def _block(note: _Note, capital: bool, marked: bool) -> dict[str, Any]:
    """A paragraph of one note; citeproc gives the notes that it makes itself a capital, and no others."""
    indices = iter(range(len(note.cites)))
    cites = [_cite(each, note.number, f"{'' if each is None else next(indices)}", marked) for each in note.cites]
    inlines = [{"t": "Cite", "c": [cites, []]}]
    return {"t": "Para", "c": inlines if capital else [{"t": "Note", "c": [{"t": "Para", "c": inlines}]}]}


def _cite(cite: Cite | None, number: int, mark: str, marked: bool) -> dict[str, Any]:
    suffix: list[dict[str, str]] = []
    if cite and cite.locator:
        if cite.label not in LABELS:
            raise pandoc.PandocError(f"pandoc knows no locator that counts '{cite.label}'")
        # braces, for what counts as a locator without them depends on its characters
        suffix = [_str(","), {"t": "Space"}, _str(f"{{{_word(cite.label)}\u00a0{cite.locator}}}")]
    return {
        "citationId": cite.source if cite else HIDDEN,
        "citationPrefix": [_str(f"⁅{mark}¦")] if marked else [],
        "citationSuffix": [*suffix, _str("⁆")] if marked else suffix,
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": number,
        "citationHash": 0,
    }


def _str(text: str) -> dict[str, str]:
    return {"t": "Str", "c": text}


# --- pandoc's inlines as spans ----------------------------------------------------------------------------------


def _spans(inlines: Iterable[Mapping[str, Any]], around: Span) -> Iterator[Span]:
    """Inlines as spans that look like `around` where they say nothing else; looks may be dropped, text never."""
    for inline in inlines:
        content: Any = inline.get("c")
        match inline["t"]:
            case "Str":
                yield replace(around, text=content)
            case "Space" | "SoftBreak" | "LineBreak":
                yield replace(around, text=" ")
            case "Emph":  # within emphasis, emphasis is upright
                yield from _spans(content, replace(around, style="" if around.style == "emphasis" else "emphasis"))
            case "Strong":
                yield from _spans(content, replace(around, style="strong"))
            case "Link":
                yield from _spans(content[1], replace(around, href=address(content[2][0])))
            case "Code" | "Math" | "RawInline":
                yield replace(around, text=content[1])
            case "Quoted":
                marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
                yield replace(around, text=marks[0])
                yield from _spans(content[1], around)
                yield replace(around, text=marks[1])
            case "Cite" | "Span":
                yield from _spans(content[1], around)
            case _ if isinstance(content, list):  # small capitals and the like; the paragraphs of a note
                yield from _spans(content, around)


def _merged(spans: Iterable[Span]) -> Spans:
    """Spans without empty ones, neighbours of one look as one."""
    merged: list[Span] = []
    for span in spans:
        if merged and replace(merged[-1], text=span.text) == span:
            merged[-1] = replace(span, text=merged[-1].text + span.text)
        elif span.text:
            merged.append(span)
    return tuple(merged)


def _cut(spans: Spans, start: int, end: int) -> Spans:
    """The characters from `start` up to `end` of spans."""
    pieces, offset = [], 0
    for span in spans:
        text = span.text[max(start - offset, 0) : max(end - offset, 0)]
        offset += len(span.text)
        if text:
            pieces.append(replace(span, text=text))
    return tuple(pieces)


# --- the cache --------------------------------------------------------------------------------------------------


def _cached(cache: Path | None, what: object, make: Callable[[], Any] | None, load: Callable[[Any], T]) -> T:
    """What `make` makes of `what`, as JSON, loaded; from the folder where it was made before by the same pandoc.

    Raises NotKept where it was not, and nothing makes it.
    """
    if cache is None:
        if make is None:
            raise NotKept
        return load(make())
    key = json.dumps([CACHE_FORMAT, pandoc.stamp(), what], sort_keys=True).encode()
    file = cache / f"{hashlib.sha256(key).hexdigest()}.json"
    try:
        return load(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):  # not there, cut off, or no file of ours
        if make is None:
            raise NotKept from None
        made = make()
    with contextlib.suppress(OSError):  # without a cache everything works, only more slowly
        store(file, json.dumps(made, ensure_ascii=False))
    return load(made)


def store(file: Path, text: str) -> None:
    """Writes a file of the cache in one step and deletes the oldest beyond the number that is kept."""
    write_whole(file, text.encode())
    for old in sorted(file.parent.glob("?" * 64 + ".json"), key=lambda each: each.stat().st_mtime_ns)[:-CACHED_FILES]:
        old.unlink(missing_ok=True)


def _dumped(typeset: Typeset) -> dict[str, Any]:
    def rows(texts: Mapping[Any, Spans]) -> list[Any]:
        return [[key, [[span.text, span.style, span.href] for span in spans]] for key, spans in texts.items()]

    return {name: rows(getattr(typeset, name)) for name in ("texts", "clusters", "full", "sources")}


def _loaded(made: Mapping[str, Any]) -> Typeset:
    def texts(name: str) -> dict[Any, Spans]:
        return {
            tuple(key) if isinstance(key, list | tuple) else key: tuple(Span(*span) for span in spans)
            for key, spans in made[name]
        }

    return Typeset(texts("texts"), texts("clusters"), texts("full"), texts("sources"))
