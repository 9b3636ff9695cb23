"""Reads the names of authors and bodies as footnotes print them."""

from __future__ import annotations

import re

from .dates import date_of
from .inline_markdown import HAS_CJK
from .tables import IMPORT_TABLES, one_of

#: Endings and words of the names of bodies.
BODY = re.compile(rf"{one_of('body_endings')}$|\b(?:of|for|the|and|{one_of('body_nouns')})\b")
_BODY_NOUN = re.compile(rf"\b{one_of('body_nouns')}\b")
_ROLE = re.compile(
    r"(?P<name>.+?)\s*(?:（|\()?(?P<role>編著|共編著|共著|共編|責任編集|編集|編|著|監修|監訳|訳|述|作成|発行)(?:者)?(?:）|\))?$"
)
ROLES = {word: role for role, words in IMPORT_TABLES["roles"].items() for word in words.split()}
#: A particle or ending that no name has: what holds one is a sentence.
PROSE = re.compile(
    r"について|における|による|として|された|されて|した|する|して|から|まで|という|など|である|いる|ない|こと|ため|では|には|また|"
    r"[はをがの](?=[、,，\s]|$)|[。？！]|を|が(?=[\u4e00-\u9fff])"
)
_PARTICLE = r"de|van|von|der|den|la|le|al|bin|ibn|el|da|di|du"
PERSON = re.compile(
    rf"(?:[A-Z][\w'’.-]*|[A-Z]\.|{_PARTICLE})(?:[\s]+(?:[A-Z][\w'’.-]*|{_PARTICLE}|Jr\.|III?|IV)){{1,5}}$"
)
WESTERN_BODY = re.compile(r"[A-Z][\w'’&.-]*(?:,?\s+(?:[A-Z][\w'’&.-]*|of|for|the|on|and))*")
#: Two to five words of a script without capitals.
_UNCASED = re.compile(r"[\u0590-\u06ff\uac00-\ud7a3]+(?:\s+[\u0590-\u06ff\uac00-\ud7a3]+){1,4}|[\uac00-\ud7a3]{2,5}")
Names = list[tuple[str, str]]


def read_names(text: str) -> Names:
    """Return names with their roles; a role after the last name goes for all before it that have none."""
    text = re.sub(r"[（(][^（()）]*[)）]\s*$", "", text.strip(" 　、,，：:")).strip()
    text = re.sub(r"(?:ほか|他|ら|,?\s+et al\.?)((?:編|著|訳)?)$", r"\1", text)
    names = _japanese(text) if HAS_CJK.search(text) else _western(text)
    return [(name, role or "author") for name, role in names]


def _western(text: str) -> Names:
    parts = re.split(r",\s+(?:and\s+)?|\s+and\s+|\s*&\s*", text)
    if len(parts) > 1 and _BODY_NOUN.search(parts[0]) and not any(map(_BODY_NOUN.search, parts[1:])):
        edits = ROLES.get(parts[-1].strip().rstrip("."), "")  # Ministry of Trade, Fish and Light
        return [(re.sub(r",\s+[^,]*$", "", text) if edits else text.strip(), edits)]
    names: Names = []
    for part in parts:
        if role := ROLES.get(part.strip().rstrip(".")):
            names = [(name, old or role) for name, old in names]
        elif part.strip():
            names.append((part.strip(), ""))
    return names


def _japanese(text: str) -> Names:
    names: Names = []
    for part in filter(None, map(str.strip, re.split(r"[、，]|,\s*|\s+and\s+", text))):
        role = ""
        if found := _ROLE.match(part):
            part, role = found["name"], ROLES.get(found["role"], "author")
            names = [(name, old or role) for name, old in names]
        if not date_of(part):  # 令和5年版『…』: no author
            names += [(name, role) for name in _people(part)]
    return names


def _people(part: str) -> list[str]:
    """Return 山田太郎・佐藤花子 as two people, 外務省・防災庁 as one body."""
    people = part.split("・")
    each_is_person = all(
        re.fullmatch(r"[\u3005\u3040-\u309f\u3400-\u9fff]{3,5}", name) and not BODY.search(name) for name in people
    )
    return people if len(people) > 1 and each_is_person else [part]


def is_western_name(text: str) -> bool:
    """Tell whether each of the names in a text (joined by `and`) looks like one of a person or body."""
    names = re.split(r"\s+and\s+", re.sub(r"^and\s+", "", text))
    return all(PERSON.match(name) or WESTERN_BODY.fullmatch(name) or _UNCASED.fullmatch(name) for name in names)


def split_remark(text: str) -> tuple[str, Names | None]:
    """Return what stands before a title, as a remark and names; None for the names where it is a sentence."""
    if not PROSE.search(text):
        return "", read_names(text)
    for cut in reversed([mark.end() for mark in re.finditer(r"[、,，：:]", text)]):
        remark, rest = text[:cut], text[cut:]
        if rest.strip() and not PROSE.search(rest) and PROSE.search(remark):
            return remark, read_names(rest)
    return "", None
