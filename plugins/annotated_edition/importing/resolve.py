"""Finds the source that each citation means."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable

from .document import SURE, Document, DocumentNote, DocumentSource, PrintedCitation, ResolvedCitation
from .inline_markdown import HAS_CJK

#: What a publication is called in a pointer back → whether its title stands in 『』; None where both occur.
_KINDS = {
    "書": True, "論文": False, "報告": None, "報告書": None, "記事": False, "資料": None, "論考": False, "論稿": False,
}  # fmt: skip
SUBTITLE = re.compile(r"\s*[：:―—–]+\s*|\s+[-－]\s+|──")
ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
#: Likeness of two titles from which on they may be one, misprinted.
ALIKE = 0.9
#: Confidence by how a source was found.
FIRST, SAME, IBID, BY_NOTE, BY_NAME, GUESS = 0.95, 0.98, 0.97, 0.95, 0.85, 0.5
#: Confidence below which a description is no source.
READ = 0.7


def resolve(document: Document) -> None:
    """Find the source of each citation of the footnotes, in the order of their numbers, and list the sources.

    A citation whose source is not found, or that was not read to its end, stays as text, so that nothing is invented.
    """
    for note in document.notes:
        held = ""  # not resolved, before the next citation that is
        for printed in note.printed:
            cited = None if held and printed.kind == "ibid" else _find(document, note, printed)
            if cited is None:
                if held and printed.kind == "ibid":
                    _ask(document, "ibid-unknown", note, text=printed.text, other=note.number)
                held, note.unread = held + printed.text + printed.stop, True
                continue
            if held and note.citations:
                printed.text = held + printed.text
            elif held:
                note.before = f"{note.before} {held}".strip()
            held = ""
            index = len(note.citations)
            note.citations.append(cited)
            if cited.confidence < SURE:
                _ask(document, "unsure", note, index, text=printed.text, title=cited.source.description.title)
            if printed.rest:
                _ask(document, "rest", note, index, rest=printed.rest)
        if not note.citations:
            note.before, note.after = note.text, ""
        elif held:
            note.after = f"{held} {note.after}".strip()


def _ask(document: Document, kind: str, note: DocumentNote, citation: int | None = None, **values: object) -> None:
    document.log.ask(kind, note.line, note.number, citation, n=note.number, **values)


def _find(document: Document, note: DocumentNote, cited: PrintedCitation) -> ResolvedCitation | None:
    """Return a citation with its source; None, and a question, where that is not known."""
    if cited.kind == "ibid":
        return _find_ibid(document, note, cited)
    if cited.kind == "back":
        return _find_back(document, note, cited)
    source, confidence = _find_repeated(document, note, cited)
    if source:
        _complete(source.description, cited)
        return ResolvedCitation(cited, source, "same" if confidence == SAME else "short", confidence)
    trust = _trust(cited)
    if trust < READ or cited.rest:
        return None
    document.sources.append(DocumentSource(cited, note.number))
    return ResolvedCitation(cited, document.sources[-1], "first", trust)


def _find_ibid(document: Document, note: DocumentNote, cited: PrintedCitation) -> ResolvedCitation | None:
    """Resolve 同上: the citation right before it, or the only one of the last footnote that cites."""
    if note.citations:
        return _ibid_of(cited, note.citations[-1], IBID)
    before = [each for each in document.notes if each.number < note.number and (each.citations or each.unread)]
    if not before:
        _ask(document, "ibid-first", note, text=cited.text)
        return None
    last = before[-1]
    candidates = [] if last.unread else last.citations
    distinct = list({id(each.source): each for each in candidates}.values())
    if kind := _KINDS.get(cited.word.removeprefix("同")):  # 同書 means a book, so that an article is out
        distinct = [each for each in distinct if each.source.description.whole == kind] or distinct
    if len(distinct) != 1:
        titles, doubt = _titles(each.source for each in distinct), "ibid-plural" if distinct else "ibid-unknown"
        _ask(document, doubt, note, text=cited.text, other=last.number, titles=titles)
        return None
    sure = IBID if len(candidates) == 1 else 0.85
    return _ibid_of(cited, distinct[0], sure if last.number == note.number - 1 else 0.7)


def _find_back(document: Document, note: DocumentNote, cited: PrintedCitation) -> ResolvedCitation | None:
    """Resolve 前掲注（3）, 前掲書, op. cit., with the name of an author or without."""
    pool = document.sources
    if cited.note is not None:
        meant = [
            other
            for other in document.notes
            if (other.label or str(other.number)) == str(cited.note) and other.chapter == note.chapter
        ]
        named = (each for other in meant for each in other.citations)
        pool = list({id(each.source): each.source for each in named}.values())
    if cited.authors:
        pool = [source for source in pool if _shares_author(cited, source.description)]
    if cited.title:
        pool = [source for source in pool if _short_of(cited.title, source.description.title)]
    kind = next((whole for word, whole in _KINDS.items() if cited.word.endswith(word)), None)
    if len(pool) > 1 and kind is not None:
        pool = [source for source in pool if source.description.whole == kind] or pool
    if len(pool) == 1:
        sure = BY_NOTE if cited.note is not None else BY_NAME if cited.authors or cited.title else 0.6
        return ResolvedCitation(cited, pool[0], "back", sure)
    _ask(document, "back-plural" if pool else "back-unknown", note, text=cited.text, titles=_titles(pool[:6]))
    return None


def _find_repeated(
    document: Document, note: DocumentNote, cited: PrintedCitation
) -> tuple[DocumentSource | None, float]:
    """Return the source that a description repeats, and how sure that is."""
    title = _folded(cited.title)
    fitting = [source for source in document.sources if _agree(source.description, cited)]
    same = [source for source in fitting if _folded(source.description.title) == title]
    if len(same) == 1:
        return same[0], SAME
    if same:
        _ask(document, "two-sources", note, text=cited.text, titles=_titles(same))
        return same[-1], GUESS
    if cited.date or cited.url or cited.publisher or cited.container:
        if near := [source for source in fitting if _alike(source.description.title, cited.title)]:
            other = near[0].description.title
            _ask(document, "perhaps-same", note, text=cited.title, other=other, first=near[0].first)
        return None, 0.0
    # A title alone, shortened: 『坂の名前』 for 『坂の名前とは何か：…』
    short = [source for source in document.sources if _short_of(cited.title, source.description.title)]
    if cited.authors:
        short = [source for source in short if _shares_author(cited, source.description)]
    if len(short) == 1:
        return short[0], 0.9 if cited.authors else BY_NAME
    if short:
        _ask(document, "two-sources", note, text=cited.text, titles=_titles(short))
    return None, 0.0


def _trust(cited: PrintedCitation) -> float:
    """Return how sure a first description is: less where nobody wrote it or it says little."""
    bare = not (cited.date or cited.url or cited.container or cited.publisher)
    return FIRST - 0.1 * (not cited.authors) - 0.2 * bare


def _ibid_of(cited: PrintedCitation, other: ResolvedCitation, confidence: float) -> ResolvedCitation:
    """Return an ibid. of another citation, at the same place where it names none."""
    if not cited.locator:
        cited.locator, cited.label = other.printed.locator, other.printed.label
    return ResolvedCitation(cited, other.source, "ibid", min(confidence, max(other.confidence, GUESS)))


def _titles(sources: Iterable[DocumentSource]) -> str:
    return " / ".join(source.description.title for source in sources)


@functools.lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    """Return a title as it is compared: without width, case, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _alike(one: str, other: str) -> bool:
    """Tell whether two titles may be one, misprinted: numbers must be the same."""
    one, other = _folded(one), _folded(other)
    if min(len(one), len(other)) < 8 or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    matcher = difflib.SequenceMatcher(None, one, other)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _short_of(short: str, long: str) -> bool:
    """Tell whether a title is a short form of another: its beginning, without the subtitle or a first article."""
    one, other = _folded(ARTICLE.sub("", short)), _folded(ARTICLE.sub("", long))
    main = _folded(ARTICLE.sub("", SUBTITLE.split(long)[0]))
    return len(one) >= 2 and (one == main or other.startswith(one) or (len(one) >= 6 and one in main))


def _agree(one: PrintedCitation, other: PrintedCitation) -> bool:
    """Tell whether nothing in two descriptions says that they are of different sources."""
    said = zip(_distinctions(one), _distinctions(other), strict=True)
    return (
        (one.date.startswith(other.date) or other.date.startswith(one.date))
        and all(not mine or not theirs or mine == theirs for mine, theirs in said)
        and (not one.authors or not other.authors or _shares_author(other, one))
    )


def _distinctions(cited: PrintedCitation) -> tuple[str, ...]:
    """Return what differs only between different sources: address, edition, container, volume and number."""
    address = re.sub(r"^https?://(?:www\.)?", "", cited.url).rstrip("/").casefold()
    return address, cited.edition, _folded(cited.container), f"{cited.volume}/{cited.issue}".rstrip("/")


def _shares_author(short: PrintedCitation, full: PrintedCitation) -> bool:
    """Tell whether a name of one is a name of the other, or part of it: 山田 of 山田太郎, Doe of Jane Doe."""
    theirs = [name for name, _ in full.authors] + full.container_editors
    return any(_same_name(name, other) for name, _ in short.authors for other in theirs)


def _same_name(name: str, other: str) -> bool:
    begun, theirs = re.split(r"[・\s　]", name) if HAS_CJK.search(name) else (), _folded(other)
    alike = any(part and (theirs.startswith(part) or part.startswith(theirs)) for part in map(_folded, begun))
    return alike or bool(_name_parts(name) & _name_parts(other))


def _name_parts(name: str) -> set[str]:
    if HAS_CJK.search(name):
        return {_folded(part) for part in re.split(r"[・\s　]", name) if len(part) > 1}
    words = [word for word in re.split(r"\s+", name) if len(word.strip(".")) > 1]
    return {_folded(words[-1])} if words else set()


def _complete(description: PrintedCitation, other: PrintedCitation) -> None:
    """Add to a description what a later one has besides."""
    for name in ("container", "publisher", "place", "volume", "issue", "edition", "url", "urldate"):
        if not getattr(description, name):
            setattr(description, name, getattr(other, name))
    if len(other.date) > len(description.date):
        description.date = other.date
    if not description.authors:
        description.authors = list(other.authors)
    if len(other.title) > len(description.title) and _folded(description.title) != _folded(other.title):
        description.title = other.title
