"""Takes footnotes apart into citations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..reading.values import is_date
from .model import Cited, Taken

OPENING, CLOSING = "「『（(［[【〈《“", "」』）)］]】〉》”"
CJK = r"\u3005\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f"
HAS_CJK = re.compile(f"[{CJK}]")
ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
DASHES = "-‐‑‒–—―−－〜～~"
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
MONTHS = {
    name: index
    for index, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_JA_DAY = (
    r"(?:(?:\d{4}|[〇一二三四五六七八九]{4})\s*(?:[（(][^（()）]{2,6}[)）])?|(?:令和|平成|昭和|大正|明治)\s*(?:元|\d{1,2}))\s*年"
    r"(?:度版?|版)?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:\s*[（(][月火水木金土日][)）])?(?:\s*付け?)?(?:号)?"
)
_DAY = (
    rf"(?:{_JA_DAY}|\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}}|{_MONTH}\s+\d{{1,2}},\s*\d{{4}}|\d{{1,2}}\s+{_MONTH}\s+\d{{4}}"
    rf"|{_MONTH}\s+\d{{4}})"
)
_NUMBER = rf"\d+(?:\s*[{DASHES}]\s*\d+)?"
_NUMBERS = rf"{_NUMBER}(?:\s*[、,，・]\s*{_NUMBER})*"
_ED = r"(?:\d+(?:st|nd|rd|th|d)|[Rr]ev(?:ised)?\.?|[Nn]ew)"
#: What follows a title, in any order: role → pattern. Tried in this order at each place.
FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        ("urldate", rf"[（(\[]?\s*(?:最終)?(?:閲覧|アクセス|参照|確認)日?\s*[:：は、]?\s*(?P<v>{_DAY})\s*[)）\]]?"),
        ("urldate", rf"[（(\[]?\s*(?P<v>{_DAY})\s*(?:に)?(?:最終)?(?:閲覧|アクセス|参照|確認)(?:済み?)?\s*[)）\]]?"),
        ("urldate", rf"[（(\[]?\s*(?:[Ll]ast\s+)?[Aa]ccessed(?:\s+on)?:?\s+(?P<v>{_DAY})\s*[)）\]]?"),
        ("url", r"[<＜〈]?\s*(?P<v>https?://[!-~]+?)(?=[.,;)>\]]*(?:[^!-~]|$))\s*[>＞〉]?"),
        ("doi", r"(?:doi:\s*|DOI:\s*)(?P<v>10\.\d{4,}/[!-~]+?)(?=[.,;)]*(?:[^!-~]|$))"),
        ("page", rf"(?:第\s*)?(?P<v>{_NUMBERS})\s*(?:頁|ページ)(?:以下)?"),
        ("page", rf"(?<![A-Za-z])[Pp]{{1,2}}\.\s*(?P<v>{_NUMBERS})"),
        ("chapter", rf"第\s*(?P<v>{_NUMBERS})\s*章"),
        ("section", rf"第\s*(?P<v>{_NUMBERS})\s*節"),
        ("paragraph", rf"(?:第\s*)?(?P<v>{_NUMBERS})\s*(?:段落|パラグラフ)"),
        ("paragraph", rf"[Pp]aras?\.\s*(?P<v>{_NUMBERS})"),
        ("chapter", rf"[Cc]hap(?:ter|\.)\s*(?P<v>{_NUMBERS})"),
        ("volume-issue", r"第?\s*(?P<v>\d+)\s*巻\s*[、,]?\s*(?:第?\s*(?P<w>\d+(?:[・-]\d+)?)\s*号)?"),
        ("volume-issue", r"[Vv]ol\.\s*(?P<v>\d+)(?:\s*,\s*[Nn]o\.\s*(?P<w>\d+(?:[/–-]\d+)?))?"),
        ("volume-issue", r"(?P<v>\d{1,4})\s*,\s*[Nn]o\.\s*(?P<w>\d+(?:[/–-]\d+)?)"),
        ("volume-issue", r"(?P<v>\d{1,3})\s*[（(]\s*(?P<w>\d{1,3})\s*[)）]"),
        ("issue", r"(?:第|通巻第?)?\s*(?P<v>\d+)\s*号"),
        ("issue", r"[Nn]o\.\s*(?P<v>\d+(?:[/–-]\d+)?)"),
        ("edition", r"(?P<v>第\s*\d+\s*版|(?:増補)?改訂(?:新)?版|新版|増補(?:新)?版)"),
        ("edition", rf"(?P<v>{_ED})\s+ed(?:ition|\.)"),
        ("date", rf"(?P<v>{_DAY})"),
        ("paren", r"[（(](?P<v>[^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*)[)）]"),
        ("container-editor", r"in\s+(?P<w>[A-Z][^,“”*\"]*?(?:\s+and\s+[^,“”*\"]+?)?),\s*eds?\.,\s*\*(?P<v>[^*]+)\*"),
        ("container", r"(?:in\s+)?\*(?P<v>[^*]+)\*"),
        (
            "container",
            r"(?:[（(]?所収[)）]?\s*)?(?:(?P<w>[^「」『』、。（）()\d]{2,40}?)\s*(?:編著|編|監修))?\s*"
            r"『(?P<v>[^『』]+)』",
        ),
        (
            "container-editors",
            r"(?:ed(?:s|ited)?\.?(?:\s+by)?)\s+(?P<v>[A-Z][^,(]*(?:,\s+(?:and\s+)?[A-Z][^,(]*)*?)(?=,|\s*\(|$)",
        ),
        ("translator", rf"(?P<v>[{CJK}・ 　]{{2,20}}?)訳"),
        ("translator", r"trans(?:\.|lated by)\s+(?P<v>[A-Z][^,(]*)"),
        ("colon-page", rf"(?P<v>\d+\s*[{DASHES}]\s*\d+|\d+)(?=\s*(?:[.,;]|$))"),
        (
            "journal",
            r"(?:in\s+)?(?P<v>[A-Z][^,*(\d:]*?)"
            rf"(?=,?\s+(?:\d|[Vv]ol\.|[Nn]o\.|\()|\s*,\s*(?:{_MONTH}|https?:|\d))",
        ),
        ("publisher", rf"(?P<v>[^、。，,（）()「」『』；;:：\d<>]{{2,30}}?)(?=\s*[、,，]\s*(?:{_JA_DAY}|\d{{4}}\s*$))"),
        ("remark", r"(?P<v>(?:朝|夕)刊|\d+\s*面|所収|オンライン版?|電子版)"),
        ("year", r"(?P<v>\d{4})(?=\s*(?:[、,，.。]|$))"),
    )
)  # fmt: skip
SEPARATORS = re.compile(r"[\s、,，：:]*")
IBID = re.compile(
    r"(?P<word>同上書?|同前|同書|同論文|同報告書?|同記事|同資料|同誌|同稿|[Ii]bid\.?|[Ii]bidem|Id\.)"
    r"(?=[\s、,，。.]|\d|第|$|（|\()"
)
BACK = re.compile(
    r"(?P<who>[^「」『』]{0,40}?)[、,，・\s]*(?:前掲|上掲)\s*"
    r"(?:(?P<paren>[（(]\s*)?(?:脚)?[注註]\s*[（(]?\s*(?P<note>\d+)\s*[)）]?(?(paren)\s*[)）]?)(?:の)?)?"
    r"(?P<kind>書|論文|報告書?|記事|資料|論考|論稿)?\s*"
)
NOTE_BACK = re.compile(
    r"(?P<who>[^「」『』]{0,40}?)[、,，・\s]*(?:脚)?[注註]\s*[（(]?\s*(?P<note>\d+)\s*[)）]?\s*(?:に(?:同じ|前掲)|の(?:文献|資料|前掲書))"
)
OP_CIT = re.compile(
    r"(?P<who>[^“”\"*()]{0,60}?),?\s*\*?(?:op\.\s*cit\.?|loc\.\s*cit\.?)\*?(?:\s*\(?(?:n(?:ote|\.)\s*(?P<note>\d+))\)?)?"
)
#: What leads to a citation and is no part of it.
LEAD = re.compile(
    r"(?:例えば|たとえば|詳しくは|詳細は|さしあたり|なお|また|以下(?:を参照)?|次を参照|参照|ほかに|"
    r"[Ss]ee(?:\s+also)?|[Cc]f\.|[Ff]or example|e\.g\.)[、,，：:\s]*"
)
ALSO = re.compile(r"(?:を|も)?(?:参照|見よ|所収)(?:されたい|のこと)?|による|より(?:引用)?|など|ほか")
#: Endings of the names of bodies.
BODY = re.compile(
    r"(?:省|庁|府|官房|局|委員会|研究所|機構|銀行|大学|協会|学会|議会|政府|本部|センター|会社|新聞社?|連合|機関|財団|"
    r"隊|部|課|室|会|社|団|院|党|国|県|市|町|村|区)$|"
    r"\b(?:of|for|the|and|Institute|Office|Bank|Agency|Council|Department|Ministry|University|Group|Cent(?:er|re)|"
    r"Society|Association|Commission)\b"
)
ROLE = re.compile(
    r"(?P<name>.*?)\s*(?:（|\()?(?P<role>編著|共編著|共著|共編|責任編集|編集|編|著|監修|監訳|訳|述|作成|発行)(?:者)?(?:）|\))?$"
)
ROLES = {
    "編": "editor", "共編": "editor", "編集": "editor", "責任編集": "editor", "監修": "editor",
    "訳": "translator", "監訳": "translator",
}  # fmt: skip
#: A particle or ending that no name has: what holds one is a sentence.
PROSE = re.compile(
    r"について|における|による|として|された|されて|した|する|して|から|まで|という|など|である|いる|ない|こと|ため|では|には|また|"
    r"[はをがの](?=[、,，\s]|$)|[。？！]|を|が(?=[\u4e00-\u9fff])"
)
WESTERN_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]*|[A-Z]\.|de|van|von|der|den|la|le|al|bin|ibn|el|da|di|du)"
    r"(?:[\s]+(?:[A-Z][\w'’.-]*|de|van|von|der|den|la|le|al|bin|ibn|el|da|di|du|Jr\.|III?|IV)){1,5}$"
)
QUOTED = re.compile(r"[“‘\"](?P<v>[^“”\"]+?)[,.]?[”’\"](?=[\s,.;:)]|$)")
ITALIC = re.compile(r"(?<![\w*])[*_](?P<v>[^*_]+?)[*_](?![\w*])")
IMPRINT = re.compile(r"\((?P<place>[^():\d]+):\s*(?P<publisher>[^()]+?),\s*(?P<year>\d{4})\)")


def take_apart(text: str) -> Taken:
    """What a footnote cites and what it says before and after; no character but separators is lost.

    A remark between two citations goes with the one after it, whose printed form it becomes part of.
    """
    taken = Taken()
    pending = ""
    for piece, stop in _pieces(text):
        cited, before, after = _citation(piece)
        if cited is None:
            pending += piece + stop
            continue
        if not taken.citations:
            taken.before = pending + before
        elif pending + before:
            cited.text, cited.embedded = pending + before + cited.text, True
        pending = ""
        taken.citations.append(cited)
        if after:
            pending = after + stop
    if taken.citations:
        taken.after = pending.strip()
    else:
        taken.before = pending
    taken.before = taken.before.strip().rstrip("；;").strip()
    return taken


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a footnote between ； and 。 outside brackets, each with what ends it."""
    inside = _inside(text)
    start = 0
    for at, char in enumerate(text):
        if inside[at]:
            continue
        ends = char in "；。" or (
            (char == ";" and text[at + 1 : at + 2] in ("", " ")) or (char == ";" and _wide(text, at))
        )
        if ends:
            if text[start:at].strip():
                yield text[start:at].strip(), char
            start = at + 1
    if text[start:].strip():
        yield text[start:].strip(), ""


def _wide(text: str, at: int) -> bool:
    return bool(HAS_CJK.match(text[at + 1 : at + 2]))


def _inside(text: str) -> bytearray:
    """For each character whether it stands in brackets that close, in straight quotes or in an address."""
    inside, open_at = bytearray(len(text)), []
    for at, char in enumerate(text):
        if char in OPENING:
            open_at.append(at)
        elif char in CLOSING:
            partner = OPENING[CLOSING.index(char)]
            while open_at and text[open_at[-1]] != partner and partner in [text[each] for each in open_at]:
                open_at.pop()  # one that never closes encloses nothing
            if open_at and text[open_at[-1]] == partner:
                begin = open_at.pop()
                inside[begin : at + 1] = b"\1" * (at + 1 - begin)
    for found in re.finditer(r'"[^"]*"', text):
        inside[found.start() : found.end()] = b"\1" * len(found[0])
    for found in ADDRESS.finditer(text):
        end = found.start() + len(found[0].rstrip(".,;)>]"))
        inside[found.start() : end] = b"\1" * (end - found.start())
    return inside


def _citation(piece: str) -> tuple[Cited | None, str, str]:
    """A piece as a citation, with what it says before and after it; None where it is a remark."""
    lead = LEAD.match(piece)
    before = lead[0] if lead and lead.end() < len(piece) else ""
    body = piece[len(before) :]
    for read in (_ibid, _back, _japanese, _western, _web_page):
        found = read(body)
        if found is None:
            continue
        cited, remark, after = found
        if after and ALSO.fullmatch(after.strip(" 、。.")):
            cited.text, cited.embedded, after = body[len(remark) :], True, ""
        cited.text = cited.text.strip().rstrip("、,，.").strip() if cited.text[-6:].lower() != "op. cit" else cited.text
        return cited, before + remark, after
    return None, "", ""


Read = tuple[Cited, str, str]


def _ibid(body: str) -> Read | None:
    found = IBID.match(body)
    if not found:
        return None
    cited = Cited(body, "ibid", word=found["word"])
    rest = _tail(cited, body[found.end() :])
    if rest and not re.match(r"[（(、,]", rest) and HAS_CJK.search(rest) and not ALSO.match(rest):
        return None  # a sentence that only begins so
    return _with_rest(cited, body, rest)


def _back(body: str) -> Read | None:
    """前掲書, 前掲注（3）, op. cit."""
    found = BACK.match(body) if "掲" in body else None
    if found and not (found["note"] or found["kind"] or re.match(r"[「『]", body[found.end() :])):
        found = None
    found = found or NOTE_BACK.match(body) or OP_CIT.match(body)
    if not found or PROSE.search(found["who"] or ""):
        return None
    cited = Cited(body, "back", word=body[found.end("who") : found.end()].strip(" ,、"))
    cited.note = int(found["note"]) if found["note"] else None
    cited.authors = _names(found["who"])
    after = body[found.end() :]
    if title := re.match(r"\s*[、,]?\s*(?:『([^『』]+)』|「([^「」]+)」|[“\"]([^”\"]+?),?[”\"]|\*([^*]+)\*)", after):
        cited.title = next(filter(None, title.groups()))
        cited.whole = bool(title[1] or title[4])
        after = after[title.end() :]
    return _with_rest(cited, body, _tail(cited, after))


def _japanese(body: str) -> Read | None:
    """Author「title」『container』…"""
    opening = re.search(r"[「『]", body)
    if not opening:
        return None
    # A title may hold the other brackets, and those of its own kind in pairs.
    start, depth, end = opening.start(), 0, -1
    left, right = ("「", "」") if opening[0] == "「" else ("『", "』")
    for at in range(start, len(body)):
        depth += (body[at] == left) - (body[at] == right)
        if depth == 0:
            end = at
            break
    if end < 0:
        return None
    remark, names = _split_prefix(body[:start])
    if names is None:
        return None
    cited = Cited(body[len(remark) :], authors=names, title=body[start + 1 : end], whole=opening[0] == "『")
    cited.others = bool(re.search(r"(?:ほか|他|ら)(?:編|著)?[、,\s]*$", body[:start]))
    rest = _tail(cited, body[end + 1 :])
    said = [cited.url, cited.date, cited.container, cited.locator, cited.publisher]
    if rest and not ALSO.fullmatch(rest.strip(" 、。.")) and not any(said):
        return None
    if not cited.authors and not any(said):
        return None
    if re.match(r"[のはがをにでとも]", body[end + 1 :]):  # 「…」は…: a sentence about a word
        return None
    return _with_rest(cited, body, rest, remark)


def _split_prefix(prefix: str) -> tuple[str, list[tuple[str, str]] | None]:
    """What stands before a title, as a remark and names; None for the names where it is a sentence."""
    if not PROSE.search(prefix):
        return "", _names(prefix)
    cut = max((found.end() for found in re.finditer(r"[はもが]?[、,，：:]", prefix)), default=0)
    while cut:
        rest = prefix[cut:]
        if rest.strip() and not PROSE.search(rest) and PROSE.search(prefix[:cut]):
            return prefix[:cut], _names(rest)
        cut = max((found.end() for found in re.finditer(r"[、,，：:]", prefix[: cut - 1])), default=0)
    return "", None


def _names(text: str) -> list[tuple[str, str]]:
    """Names with their roles; a role after the last name goes for all before it that have none."""
    text = re.sub(r"[（(][^（()）]*[)）]\s*$", "", text.strip(" 　、,，：:")).strip()
    text = re.sub(r"(?:ほか|他|ら|,?\s+et al\.?)((?:編|著|訳)?)$", r"\1", text)
    if not text:
        return []
    western = not HAS_CJK.search(text)
    parts = (
        re.split(r",\s+(?:and\s+)?|\s+and\s+|\s*&\s*", text) if western else re.split(r"[、，]|,\s*|\s+and\s+", text)
    )
    names: list[tuple[str, str]] = []
    for part in filter(None, (part.strip() for part in parts)):
        role = ""
        if western:
            if part.rstrip(".") in ("ed", "eds", "trans"):
                kind = "translator" if part.startswith("trans") else "editor"
                names = [(name, old or kind) for name, old in names]
                continue
        elif (found := ROLE.match(part)) and found["name"]:
            part, role = found["name"], ROLES.get(found["role"], "author")
            names = [(name, old or role) for name, old in names]
        if not western and date_of(part):  # 令和5年版『…』: no author
            continue
        # 山田太郎・佐藤花子 are two people, 外務省・防災庁 is one body.
        people = part.split("・")
        if len(people) > 1 and all(
            re.fullmatch(r"[\u3005\u3040-\u309f\u3400-\u9fff]{3,5}", each) and not BODY.search(each) for each in people
        ):
            names += [(each, role) for each in people]
        else:
            names.append((part, role))
    return [(name, role or "author") for name, role in names]


def _western(body: str) -> Read | None:
    """Authors, “Title,” Journal …; authors, *Title* (Place: Publisher, year), pages."""
    if HAS_CJK.search(re.sub(r"[（(].*?[)）]", "", body)):
        return None
    quoted, italic = QUOTED.search(body), ITALIC.search(body)
    title = quoted if quoted and (not italic or quoted.start() < italic.start()) else italic
    cited = Cited(body)
    if title:
        prefix = body[: title.start()].strip(" ,")
        if prefix and (len(prefix) > 120 or re.search(r"(?<!\b[A-Z])[.!?]\s+[A-Z][a-z]+\s+[a-z]", prefix)):
            return None
        cited.authors, cited.title, cited.whole = _names(prefix), title["v"].strip(" ,."), title is italic
        cited.others = bool(re.search(r"et al", prefix))
        if any(not _is_western_name(name) for name, _ in cited.authors):
            return None
        rest = _tail(cited, body[title.end() :])
        said = [cited.url, cited.date, cited.container, cited.locator, cited.publisher, cited.authors]
        if not any(said):
            return None
        return _with_rest(cited, body, rest)
    imprint = IMPRINT.search(body)
    if not imprint:
        return None
    parts = re.split(r",\s+", body[: imprint.start()].strip(" ,"))
    edition = ""
    while len(parts) > 1 and re.fullmatch(rf"{_ED}\s+ed(?:ition|\.)", parts[-1]):
        edition = parts.pop()
    count = 1 if len(parts) > 1 and _is_western_name(parts[0]) else 0
    while (
        count
        and count < len(parts) - 1
        and (parts[count].startswith("and ") or all(map(_is_western_name, parts[count : count + 2])))
    ):
        count += 1
    if count and count < len(parts) and parts[count].rstrip(".") in ("ed", "eds"):
        count += 1
    cited.authors = _names(", ".join(parts[:count]))
    cited.title, cited.whole = ", ".join(parts[count:]), True
    if not cited.title:
        return None
    rest = _tail(cited, f"{edition}, {body[imprint.start() :]}" if edition else body[imprint.start() :])
    return _with_rest(cited, body, rest)


def _is_western_name(text: str) -> bool:
    """Whether each of the names in a text (joined by `and`) looks like one of a person or body."""
    return all(
        WESTERN_NAME.match(name) or re.fullmatch(r"[A-Z][\w'’&.-]*(?:\s+(?:[A-Z][\w'’&.-]*|of|for|the|on|and))*", name)
        for name in re.split(r"\s+and\s+", re.sub(r"^and\s+", "", text))
    )


def _web_page(body: str) -> Read | None:
    """A name and an address: 気象庁ホームページ、https://…"""
    found = ADDRESS.search(body)
    if not found:
        return None
    head = body[: found.start()].strip(" 、,，:：<＜(（")
    if PROSE.search(head) or len(head) > 80:
        return None
    cited = Cited(body, title=head)
    rest = _tail(cited, body[found.start() :].lstrip("<＜(（"))
    return _with_rest(cited, body, rest)


def _with_rest(cited: Cited, body: str, rest: str, remark: str = "") -> Read:
    """A citation with what follows it: a sentence of its own is a remark, anything else was not understood."""
    rest = rest.strip()
    sentence = re.match(r"[.。]\s*(?=\S)", rest)
    if rest and sentence and len(rest) > 2:
        after = rest[sentence.end() :]
        cited.text = body[len(remark) : len(body) - len(after)].rstrip()
        return cited, remark, after
    rest = rest.strip(" 、,，。.)）>＞")
    if rest and ALSO.fullmatch(rest):
        return cited, remark, rest
    cited.rest = rest
    cited.embedded = cited.embedded or bool(rest)
    return cited, remark, ""


def _tail(cited: Cited, text: str) -> str:
    """Reads the fields after a title into `cited`; what is left of the text from where none was found."""
    at = 0
    western = not HAS_CJK.search(cited.title or text)
    while at < len(text):
        start = SEPARATORS.match(text, at).end()  # type: ignore[union-attr]
        for role, pattern in FIELDS:
            found = pattern.match(text, start)
            if found and found.end() > start and _put(cited, role, found, text[at:start], western):
                at = found.end()
                break
        else:
            return text[at:]
    return ""


def _put(cited: Cited, role: str, found: re.Match[str], before: str, western: bool) -> bool:
    """Takes what was found as a field; False where it cannot be that."""
    value = found["v"].strip() if found["v"] else ""
    match role:
        case "url" | "urldate" | "volume" | "issue" | "edition" | "doi":
            name = "url" if role == "doi" else role
            if getattr(cited, name):
                return False
            value = f"https://doi.org/{value}" if role == "doi" else value
            value = date_of(value) if role == "urldate" else value
            if role == "edition" and (digits := re.search(r"\d+", value)):
                value = digits[0]
            setattr(cited, name, value)
        case "page" | "chapter" | "section" | "paragraph":
            if cited.locator:
                return False
            cited.locator, cited.label = re.sub(r"\s+", "", value), role
        case "colon-page":
            # A bare number is a page only in the West, and not where a year or volume is due.
            if cited.locator or not western or not (before.strip() or not found.start() or before == " "):
                return False
            if len(value) == 4 and not (cited.date or cited.kind != "full"):
                return False
            cited.locator, cited.label = re.sub(r"\s+", "", value), "page"
        case "date" | "year":
            if cited.date or not (value := date_of(value)):
                return False
            cited.date = value
        case "volume-issue":
            if cited.volume or (not cited.container and cited.kind == "full"):
                return False
            cited.volume, cited.issue = (
                value,
                (found["w"] or cited.issue) if "w" in found.re.groupindex else cited.issue,
            )
        case "container" | "container-editor":
            if cited.container or cited.whole:
                return False
            cited.container = value
            if who := found.re.groupindex.get("w") and found["w"]:
                cited.container_editors = [name for name, _ in _names(who)]
        case "container-editors":
            names = [name for name, _ in _names(value)]
            if cited.container:
                cited.container_editors = names
            else:
                cited.authors += [(name, "editor") for name in names]
        case "translator":
            cited.authors += [(name, "translator") for name, _ in _names(value)]
        case "journal":
            if cited.container or cited.whole or not western or cited.kind != "full":
                return False
            cited.container = value.strip(" ,")
        case "publisher":
            if cited.publisher or cited.kind != "full" or not (cited.whole or cited.container) or PROSE.search(value):
                return False
            cited.publisher = value
        case "paren":
            return _imprint(cited, value)
        case "remark":
            cited.embedded = True
    return True


def _imprint(cited: Cited, text: str) -> bool:
    """（勁草書房、2021年）, (New York: Knopf, 1985), （2024年3月21日）; False where it is a remark."""
    found: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    for part in filter(None, (part.strip() for part in re.split(r"[、，]|,\s", text))):
        role, colon, name = part.partition("：") if "：" in part else part.partition(": ")
        if (day := date_of(part)) and "date" not in found:
            found["date"] = day
        elif edition := re.fullmatch(rf"第\s*(\d+)\s*版|((?:増補)?改訂版|新版)|({_ED})\s+ed\.?", part):
            number = re.search(r"\d+", part)
            found["edition"] = number[0] if number else next(filter(None, edition.groups()))
        elif part.endswith("訳") and HAS_CJK.search(part):
            extra.append((part.removesuffix("訳"), "translator"))
        elif colon and name and not re.search(r"\d", role):
            found["place"], found["publisher"] = role.strip(), name.strip()
        elif issue := re.fullmatch(r"第?\s*(\d+)\s*号", part):
            found["issue"] = issue[1]
        elif "publisher" not in found and len(part) <= 40 and not PROSE.search(part) and not ADDRESS.match(part):
            found["publisher"] = part
        elif "publisher" in found and "date" not in found and len(part) <= 30 and not HAS_CJK.search(part):
            found["publisher"] += f", {part}"  # Little, Brown
        else:
            return False
    if not found.keys() & {"date", "place", "edition"} and not ("publisher" in found and cited.whole):
        return False
    if any(getattr(cited, name) for name in found):
        return False
    for name, value in found.items():
        setattr(cited, name, value)
    cited.authors += extra
    return True


def date_of(text: str) -> str:
    """A date in any form as 2024, 2024-07 or 2024-07-26; empty for none that exists."""
    text = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    text = re.sub(r"\s*\([月火水木金土日]\)|\s*付け?$|号$", "", text)
    parts: list[int] = []
    if found := re.fullmatch(
        r"(?:(?P<y>\d{4}|[〇一二三四五六七八九]{4})\s*(?:\([^()]*\))?|(?P<era>令和|平成|昭和|大正|明治)\s*(?P<e>元|\d{1,2}))"
        r"\s*年(?:度版?|版)?(?:\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*日)?)?",
        text,
    ):
        year = found["y"]
        first = int(year.translate(KANJI_DIGITS)) if year else ERAS[found["era"]] + int(found["e"].replace("元", "1"))
        parts = [first, *(int(found[name]) for name in "md" if found[name])]
    elif found := re.fullmatch(r"(\d{4})(?:[./-](\d{1,2}))?(?:[./-](\d{1,2}))?", text):
        parts = [int(part) for part in found.groups() if part]
    elif found := re.fullmatch(r"([A-Za-z]+)\.?\s+(?:(\d{1,2}),\s*)?(\d{4})", text):
        month = MONTHS.get(found[1].lower(), 0)
        parts = [int(found[3]), month, *([int(found[2])] if found[2] else [])] if month else []
    elif found := re.fullmatch(r"(\d{1,2})\s+([A-Za-z]+)\.?\s+(\d{4})", text):
        month = MONTHS.get(found[2].lower(), 0)
        parts = [int(found[3]), month, int(found[1])] if month else []
    made = "-".join(f"{part:02d}" if index else f"{part:04d}" for index, part in enumerate(parts))
    return made if made and is_date(made) else ""
