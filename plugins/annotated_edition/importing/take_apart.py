"""Takes footnotes apart into citations, and what is said before and after them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .citation_fields import EDITION, read_fields
from .document import DocumentNote, PrintedCitation
from .inline_markdown import CJK, HAS_CJK
from .languages import alternatives
from .names import PROSE, is_western_name, read_names, split_remark

URL = re.compile(r"https?://[!-~]+", re.IGNORECASE)
#: Brackets that close, with pairs of their own kind in them.
_ENCLOSED = {
    pair[0]: r"\{0}(?:[^\{0}\{1}]|\{0}[^\{0}\{1}]*\{1})*\{1}".format(*pair)
    for pair in ("「」", "『』", "（）", "()", "［］", "[]", "【】", "〈〉", "《》", "“”")
}
#: What ends a part of a footnote, outside brackets, straight quotes and addresses.
STOP_OR_ENCLOSED = re.compile(
    rf"{'|'.join(_ENCLOSED.values())}|\"[^\"]*\"|https?://[!-~]+(?<![.,;)>\]])|(?P<stop>[；。]|;(?: |$|(?=[{CJK}])))",
    re.IGNORECASE,
)
_JAPANESE_TITLE = re.compile("|".join(_ENCLOSED[mark] for mark in "「『《〈"))
_IBID = re.compile(rf"\*?(?P<word>{alternatives('ibid')})\*?(?=[\s、,，،。.;]|\d|第|頁|$|（|\()")
BACK = re.compile(
    r"(?P<who>[^「」『』]{0,40}?)[、,，・\s]*(?:前掲|上掲)\s*"
    r"(?:(?P<paren>[（(]\s*)?(?:脚)?[注註]\s*[（(]?\s*(?P<note>\d+)\s*[)）]?(?(paren)\s*[)）]?)(?:の)?)?"
    r"(?P<kind>書|論文|報告書?|記事|資料|論考|論稿)?\s*"
)
NOTE_BACK = re.compile(
    r"(?P<who>[^「」『』]{0,40}?)[、,，・\s]*(?:脚)?[注註]\s*[（(]?\s*(?P<note>\d+)\s*[)）]?\s*(?:に(?:同じ|前掲)|の(?:文献|資料|前掲書))"
)
OP_CIT = re.compile(
    rf"(?P<who>[^“”\"*()«»「」『』]{{0,80}}?)[,،，]?\s*\*?(?:{alternatives('back')})\*?"
    rf"(?:\s*\(?(?:{alternatives('note')})\s*\d+\)?)?(?![\w])"
)
_TITLE = re.compile(r"\s*[、,]?\s*(?:『([^『』]+)』|「([^「」]+)」|[“\"]([^”\"]+?),?[”\"]|\*([^*]+)\*)")
#: What leads to a citation, and what follows one, without being part of it.
LEAD = re.compile(rf"\*?(?:{alternatives('lead')})(?![A-Za-zÀ-ÿ])\*?[、,，：:\s]*")
ALSO = re.compile(r"(?:を|も)?(?:参照|見よ|所収)(?:されたい|のこと)?|による|より(?:引用)?|など|ほか")
_QUOTED = re.compile(r"[“‘\"«„]\s*(?P<v>[^“”\"«»]+?)[,.]?\s*[”’\"»“](?=[\s,.;:)]|$)")
ITALIC = re.compile(r"(?<![\w*])[*_](?P<v>[^*_]+?)[*_](?![\w*])")
#: What only a citation has: an address, a page, a paragraph of a law, a year between commas, a word that points back.
CITES = re.compile(
    r"https?://|\b(?:pp?|S|Bd|vol|no|nn?|art|sec)\.\s*\d|§|\d\s*(?:頁|ページ|页|쪽|면)|[第頁]\s*\d+|ص\s*\d|\b\d{4}[a-z]?[,)]|,\s*\d{4}\b"
    rf"|前掲|\d\s+[A-Z][A-Za-z. ]*\.\s+\d|(?<!\w)(?:{alternatives('ibid')}|{alternatives('back')})(?!\w)"
)
#: What the name of a page on the web has not: other parts of a citation, a sentence.
NO_NAME = re.compile(r"\(\d{4}\)|[“\"«;]|[a-z]\. |\b(?:[Ss]ee|[Aa]nd|[Cc]an be|is|are|at|found|from|using)\b")
IMPRINT = re.compile(r"\([^():\d]+:\s*[^()]+?[,،]\s*\d{4}\)")
#: A German article without marks: author, title, in: journal.
_IN = re.compile(r"(?P<who>[^,;]+),\s+(?P<title>[^;]{3,150}?),\s+[Ii]n:\s+")
#: A citation, the remark before it and the one after it.
Reading = tuple[PrintedCitation, str, str]


def take_apart(note: DocumentNote) -> None:
    """Tell what a footnote cites, and what it says before and after; no character but separators is lost.

    A remark between two citations goes with the one after it, whose printed form it becomes part of.
    """
    pending = ""
    for piece, stop in _pieces(note.text):
        cited, before, after = _read_piece(piece)
        if cited is None:
            pending += piece + stop
            continue
        if note.printed:
            cited.text, cited.remark = pending + before + cited.text, pending
        else:
            note.before = pending + before
        cited.stop = stop
        note.printed.append(cited)
        pending = after + stop if after else ""
    if note.printed:
        note.after = pending.strip()
    else:
        note.before = note.text
    note.before = note.before.strip()
    remarks = note.before, *(cited.remark for cited in note.printed), note.after, note.more
    note.unread = any(CITES.search(remark) for remark in remarks)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Return the parts of a footnote between ； and 。 outside brackets, each with what ends it."""
    start = 0
    stops = [(found.start(), found.end()) for found in STOP_OR_ENCLOSED.finditer(text) if found["stop"]]
    for at, end in [*stops, (len(text), len(text))]:
        if piece := text[start:at].strip():
            yield piece, text[at:end]
        start = end


def _read_piece(piece: str) -> tuple[PrintedCitation | None, str, str]:
    """Return a piece as a citation, with what it says before and after it; None where it is a remark."""
    lead = LEAD.match(piece)
    before = lead[0] if lead and lead.end() < len(piece) else ""
    body = piece[len(before) :]
    if before.count("*") % 2:  # emphasis over both
        before = before.replace("*", "")
    for read in READERS:
        if found := read(body):
            cited, remark, after = found
            cited.text = cited.text.strip().rstrip("、,，.").strip()
            return cited, before + remark, after
    return None, "", ""


def _with_rest(cited: PrintedCitation, body: str, rest: str, remark: str = "") -> Reading:
    """Return a citation with what follows it: a sentence is a remark, anything else was not understood."""
    rest = rest.strip()
    sentence = re.match(r"[.。]\s*(?=\S)", rest)
    after = rest[sentence.end() :] if sentence else ""
    if len(rest) > 2 and after and not ALSO.fullmatch(after.strip(" 、。.")):
        cited.text = body[len(remark) : len(body) - len(after)].rstrip()
        return cited, remark, after
    rest = rest.strip(" 、,，。.)）>＞")
    cited.rest = "" if ALSO.fullmatch(rest) else rest
    return cited, remark, ""


def _has_details(cited: PrintedCitation) -> bool:
    return bool(cited.url or cited.date or cited.container or cited.locator or cited.publisher)


def _read_ibid(body: str) -> Reading | None:
    found = _IBID.match(body)
    if not found:
        return None
    cited = PrintedCitation(body, "ibid", word=found["word"])
    rest = read_fields(cited, body[found.end() :])
    if rest and not re.match(r"[（(、,]", rest) and HAS_CJK.search(rest) and not ALSO.match(rest):
        return None  # a sentence that only begins so
    return _with_rest(cited, body, rest)


def _read_back(body: str) -> Reading | None:
    """Read 前掲書, 前掲注（3）, op. cit."""
    found = BACK.match(body) if "掲" in body else None
    if found and not (found["note"] or found["kind"] or re.match(r"[「『]", body[found.end() :])):
        found = None
    found = found or NOTE_BACK.match(body) or OP_CIT.match(body)
    if not found or PROSE.search(found["who"] or ""):
        return None
    cited = PrintedCitation(body, "back", word=body[found.end("who") : found.end()].strip(" ,、"))
    number = re.search(r"\d+", cited.word)
    cited.note = int(number[0]) if number else None
    cited.authors = read_names(found["who"])
    if not all(HAS_CJK.search(name) or is_western_name(name) for name, _ in cited.authors):
        return None
    after = body[found.end() :]
    if title := _TITLE.match(after):
        cited.title = next(filter(None, title.groups()))
        cited.whole = bool(title[1] or title[4])
        after = after[title.end() :]
    return _with_rest(cited, body, read_fields(cited, after))


def _read_japanese(body: str) -> Reading | None:
    """Read author「title」『container』…"""
    opening = re.search(r"[「『《〈]", body)
    title = _JAPANESE_TITLE.match(body, opening.start()) if opening else None
    if not title:
        return None
    start, end = title.span()
    remark, names = split_remark(body[:start])
    if names is None or re.match(r"[のはがをにでとも]", body[end:]):  # 「…」は…: a sentence about a word
        return None
    cited = PrintedCitation(body[len(remark) :], authors=names, title=title[0][1:-1], whole=body[start] in "『《")
    cited.others = bool(re.search(r"(?:ほか|他|ら)(?:編|著)?[、,\s]*$", body[:start]))
    rest = read_fields(cited, body[end:])
    understood = not rest or bool(ALSO.fullmatch(rest.strip(" 、。.")))
    if not _has_details(cited) and not (understood and cited.authors):
        return None
    return _with_rest(cited, body, rest, remark)


def _read_western(body: str) -> Reading | None:
    """Read authors, “Title,” Journal …; authors, *Title* (Place: Publisher, year), pages."""
    if HAS_CJK.search(re.sub(r"[（(].*?[)）]", "", body)):
        return None
    quoted, italic = _QUOTED.search(body), ITALIC.search(body)
    title = quoted if quoted and (not italic or quoted.start() < italic.start()) else italic
    if article := _IN.match(body) if not title else None:
        title = re.compile(r"(?P<v>.*)").match(body, article.start("title"), article.end("title"))
    if not title:
        return _read_plain_book(body)
    prefix = body[: title.start()].strip(" ,")
    if len(prefix) > 120 or re.search(r"(?<!\b[A-Z])[.!?]\s+[A-Z][a-z]+\s+[a-z]", prefix):
        return None
    cited = PrintedCitation(body, authors=read_names(prefix), title=title["v"].strip(" ,."), whole=title is italic)
    cited.others = "et al" in prefix
    if not all(is_western_name(name) for name, _ in cited.authors):
        return None
    rest = read_fields(cited, body[article.end() if article else title.end() :])
    return _with_rest(cited, body, rest) if _has_details(cited) or cited.authors else None


def _read_plain_book(body: str) -> Reading | None:
    """Read a book whose title nothing marks, by its imprint: authors, title (Place: Publisher, year)."""
    imprint = IMPRINT.search(body)
    if not imprint:
        return None
    parts = re.split(r"[,،]\s+", body[: imprint.start()].strip(" ,،"))
    edition = ""
    while len(parts) > 1 and re.fullmatch(rf"{EDITION}\s+ed(?:ition|\.)", parts[-1]):
        edition = f"{parts.pop()}, "
    count = 1 if len(parts) > 1 and is_western_name(parts[0]) else 0
    while 0 < count < len(parts) - 1 and (
        parts[count].startswith("and ") or all(map(is_western_name, parts[count : count + 2]))
    ):
        count += 1
    if 0 < count < len(parts) and parts[count].rstrip(".") in ("ed", "eds"):
        count += 1
    authors, title = ", ".join(parts[:count]), ", ".join(parts[count:])
    cited = PrintedCitation(body, authors=read_names(authors), title=title, whole=True)
    rest = read_fields(cited, edition + body[imprint.start() :])
    return _with_rest(cited, body, rest) if cited.title else None


def _read_web_page(body: str) -> Reading | None:
    """Read a name and an address: 気象庁ホームページ、https://…"""
    found = URL.search(body)
    head = body[: found.start()].strip(" 、,，:：<＜(（") if found else ""
    if not found or PROSE.search(head) or len(head) > 80 or NO_NAME.search(head):
        return None
    cited = PrintedCitation(body, title=head)
    return _with_rest(cited, body, read_fields(cited, body[found.start() :].lstrip("<＜(（")))


READERS = (_read_ibid, _read_back, _read_japanese, _read_western, _read_web_page)
