"""Finds the source that each citation means."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence

from .citations import HAS_CJK
from .model import SURE, Cited, Footnote, FoundSource, Note, Question, Resolved, Taken

#: What a publication is called in a pointer back → whether its title stands in 『』.
KINDS = {
    "書": True,
    "論文": False,
    "報告": None,
    "報告書": None,
    "記事": False,
    "資料": None,
    "論考": False,
    "論稿": False,
}
SUBTITLE = re.compile(r"\s*[：:―—–]+\s*|\s+[-－]\s+|──")
#: Likeness of two titles from which on they may be one, misprinted.
ALIKE = 0.9
#: Confidence by how a source was found.
FIRST, SAME, IBID, BY_NOTE, BY_NAME, GUESS = 0.95, 0.98, 0.97, 0.95, 0.85, 0.5


def resolve(taken: Sequence[tuple[Note, Taken]]) -> tuple[list[Footnote], list[FoundSource], list[Question]]:
    """Footnotes in the order of their numbers → each with its sources, the distinct sources, and the questions."""
    resolver = _Resolver()
    return [resolver.footnote(note, each) for note, each in taken], resolver.sources, resolver.questions


class _Resolver:
    def __init__(self) -> None:
        self.sources: list[FoundSource] = []
        self.questions: list[Question] = []
        self.by_note: dict[int, list[Resolved]] = {}
        self.previous: tuple[int, list[Resolved]] | None = None

    def footnote(self, note: Note, taken: Taken) -> Footnote:
        done = Footnote(note, taken.before, [], taken.after)
        lost: list[str] = []
        for index, cited in enumerate(taken.citations):
            found = self.citation(note, index - len(lost), cited, done.citations)
            if found.source is None:
                lost.append(cited.text)
            else:
                done.citations.append(found)
                if found.confidence < SURE:
                    self.ask("unsure", note, len(done.citations) - 1, text=cited.text, title=found.source.cited.title)
                if cited.rest:
                    self.ask("rest", note, len(done.citations) - 1, rest=cited.rest)
        if lost:  # as text, so that nothing of the footnote is missing and nothing is invented
            words = "；".join(lost) if HAS_CJK.search("".join(lost)) else "; ".join(lost)
            if done.citations:
                done.after = f"{words} {done.after}".strip()
            else:
                done.before = f"{done.before} {words}".strip()
        self.by_note[note.number] = done.citations
        if done.citations or lost:
            self.previous = (note.number, done.citations if not lost else [])
        return done

    def ask(self, kind: str, note: Note, citation: int | None = None, **values: object) -> None:
        self.questions.append(Question(kind, note.line, note.number, citation, {"n": note.number, **values}))

    def citation(self, note: Note, index: int, cited: Cited, before: list[Resolved]) -> Resolved:
        match cited.kind:
            case "ibid":
                return self.ibid(note, cited, before)
            case "back":
                return self.back(note, cited)
        match_, confidence = self.known(note, cited)
        if match_ is None:
            return Resolved(cited, self.add(note, cited), cited.locator, cited.label, "first", self.trust(cited))
        _complete(match_.cited, cited)
        return Resolved(
            cited, match_, cited.locator, cited.label, "same" if confidence == SAME else "short", confidence
        )

    def add(self, note: Note, cited: Cited) -> FoundSource:
        source = FoundSource("", cited, note.number)
        self.sources.append(source)
        return source

    @staticmethod
    def trust(cited: Cited) -> float:
        """How sure a first description is: less where nobody wrote it or something was not understood."""
        trust = FIRST
        if not cited.authors:
            trust -= 0.1
        if not (cited.date or cited.url or cited.container or cited.publisher):
            trust -= 0.2
        return trust - (0.3 if cited.rest else 0)

    def ibid(self, note: Note, cited: Cited, before: list[Resolved]) -> Resolved:
        """同上: the citation right before it, or the only one of the last footnote that cites."""
        if before:
            return self.after(cited, before[-1], IBID)
        if self.previous is None:
            self.ask("ibid-first", note, text=cited.text)
            return _unknown(cited)
        number, candidates = self.previous
        distinct = list({id(each.source): each for each in candidates}.values())
        if kind := KINDS.get(cited.word.removeprefix("同")):  # 同書 means a book, so that an article is out
            distinct = [each for each in distinct if each.source and each.source.cited.whole == kind] or distinct
        if len(distinct) != 1:
            titles = " / ".join(each.source.cited.title for each in distinct if each.source)
            self.ask("ibid-plural" if distinct else "ibid-unknown", note, text=cited.text, other=number, titles=titles)
            return _unknown(cited)
        sure = (
            IBID if len(candidates) == 1 and number == note.number - 1 else 0.85 if number == note.number - 1 else 0.7
        )
        return self.after(cited, distinct[0], sure)

    @staticmethod
    def after(cited: Cited, other: Resolved, confidence: float) -> Resolved:
        locator, label = (cited.locator, cited.label) if cited.locator else (other.locator, other.label)
        return Resolved(cited, other.source, locator, label, "ibid", min(confidence, max(other.confidence, GUESS)))

    def back(self, note: Note, cited: Cited) -> Resolved:
        """前掲注（3）, 前掲書, op. cit., with the name of an author or without."""
        pool = self.sources
        if cited.note is not None:
            pool = _distinct(each.source for each in self.by_note.get(cited.note, []))
        if cited.authors:
            pool = [source for source in pool if _shares_author(cited, source.cited)]
        if cited.title:
            pool = [source for source in pool if _short_of(cited.title, source.cited.title)]
        kind = next((whole for word, whole in KINDS.items() if cited.word.endswith(word)), None)
        if len(pool) > 1 and kind is not None:
            pool = [source for source in pool if source.cited.whole == kind] or pool
        if len(pool) == 1:
            sure = BY_NOTE if cited.note is not None else BY_NAME if cited.authors or cited.title else 0.6
            return Resolved(cited, pool[0], cited.locator, cited.label, "back", sure)
        titles = " / ".join(source.cited.title for source in pool[:6])
        self.ask("back-plural" if pool else "back-unknown", note, text=cited.text, titles=titles)
        return _unknown(cited)

    def known(self, note: Note, cited: Cited) -> tuple[FoundSource | None, float]:
        """The source that a description repeats, and how sure that is."""
        title = _folded(cited.title)
        same = [s for s in self.sources if _folded(s.cited.title) == title and _agree(s.cited, cited)]
        if len(same) == 1 or (same and all(_same_work(same[0].cited, each.cited) for each in same)):
            return same[0], SAME
        if len(same) > 1:
            self.ask("two-sources", note, text=cited.text, titles=" / ".join(each.cited.title for each in same))
            return same[-1], GUESS
        if cited.date or cited.url or cited.publisher or cited.container:
            near = [s for s in self.sources if _alike(s.cited.title, cited.title) and _agree(s.cited, cited)]
            if near:
                self.ask("perhaps-same", note, text=cited.title, other=near[0].cited.title, first=near[0].first)
            return None, 0.0
        # A title alone, shortened: 『坂の名前』 for 『坂の名前とは何か：…』
        short = [
            source
            for source in self.sources
            if _short_of(cited.title, source.cited.title) and (not cited.authors or _shares_author(cited, source.cited))
        ]
        if len(short) == 1:
            return short[0], 0.9 if cited.authors else BY_NAME
        if len(short) > 1:
            self.ask("two-sources", note, text=cited.text, titles=" / ".join(each.cited.title for each in short))
        return None, 0.0


def _unknown(cited: Cited) -> Resolved:
    return Resolved(cited, None, cited.locator, cited.label, "question", 0.0)


def _distinct(sources: Iterable[FoundSource | None]) -> list[FoundSource]:
    return list({id(source): source for source in sources if source}.values())


@functools.lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    """A title as it is compared: without width, case, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _alike(one: str, other: str) -> bool:
    """Whether two titles may be one, misprinted: numbers and Latin words must be the same."""
    one, other = _folded(one), _folded(other)
    if min(len(one), len(other)) < 8 or abs(len(one) - len(other)) > 0.2 * len(one):
        return False
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    matcher = difflib.SequenceMatcher(None, one, other)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _short_of(short: str, long: str) -> bool:
    """Whether a title is a short form of another: its beginning, without the subtitle or a first article."""
    one, other = (_folded(re.sub(r"^(?:the|an?)\s+", "", title, flags=re.IGNORECASE)) for title in (short, long))
    if len(one) < 2:
        return False
    main = _folded(re.sub(r"^(?:the|an?)\s+", "", SUBTITLE.split(long)[0], flags=re.IGNORECASE))
    return one == main or other.startswith(one) or (len(one) >= 6 and one in main)


def _agree(one: Cited, other: Cited) -> bool:
    """Whether nothing in two descriptions says that they are of different sources."""
    if one.url and other.url and _address(one.url) != _address(other.url):
        return False
    if one.date and other.date and not (one.date.startswith(other.date) or other.date.startswith(one.date)):
        return False
    if one.edition and other.edition and one.edition != other.edition:
        return False
    if one.container and other.container and _folded(one.container) != _folded(other.container):
        return False
    if (
        (one.volume, one.issue) != (other.volume, other.issue)
        and (one.volume or one.issue)
        and (other.volume or other.issue)
    ):
        return False
    return not one.authors or not other.authors or _shares_author(other, one)


def _same_work(one: Cited, other: Cited) -> bool:
    return one is other


def _address(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/").casefold()


def _shares_author(short: Cited, full: Cited) -> bool:
    """Whether a name of one is a name of the other, or part of it: 山田 of 山田太郎, Doe of Jane Doe."""
    theirs = [name for name, _ in full.authors] + full.container_editors
    for name, _ in short.authors:
        for other in theirs:
            one, two = _name_parts(name), _name_parts(other)
            if one & two:
                return True
            parts = [_folded(part) for part in re.split(r"[・\s　]", name)] if HAS_CJK.search(name) else []
            if any(part and (_folded(other).startswith(part) or part.startswith(_folded(other))) for part in parts):
                return True
    return False


def _name_parts(name: str) -> set[str]:
    if HAS_CJK.search(name):
        return {_folded(part) for part in re.split(r"[・\s　]", name) if len(part) > 1}
    words = [word for word in re.split(r"\s+", name) if len(word.strip(".")) > 1]
    return {_folded(words[-1])} if words else set()


def _complete(known: Cited, other: Cited) -> None:
    """Adds to a description what a later one has besides."""
    for name in ("container", "publisher", "place", "volume", "issue", "edition", "url", "urldate"):
        if not getattr(known, name):
            setattr(known, name, getattr(other, name))
    if len(other.date) > len(known.date):
        known.date = other.date
    if not known.authors:
        known.authors = list(other.authors)
    if len(other.title) > len(known.title) and _folded(known.title) != _folded(other.title):
        known.title = other.title
