"""The names in an entry: which are bodies, which are not joined as BibTeX joins them, and how pandoc is given them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..model.csl import IDEOGRAPHS
from .bib_tables import BODY_WORDS, GIVEN_NAMES, TABLES

#: Fields that hold names.
PEOPLE = (
    "author", "editor", "editora", "editorb", "editorc", "translator", "bookauthor", "commentator", "holder",
    "director", "annotator", "introduction", "foreword", "afterword",
)  # fmt: skip
#: What an editor writes for an author who is not named, so that none is missed.
NO_AUTHOR = re.compile(r"[{\s]*none[}\s]*", re.IGNORECASE)
OTHERS = re.compile(r"others", re.IGNORECASE)
#: The parts of a value: braces, what parts names, what parts a name.
NAME_SIGNS = re.compile(r"\\.|[{}]|(?<![^\s}])and(?=[\s{]|$)|[,;；&＆]", re.IGNORECASE | re.DOTALL)
SUFFIX = re.compile(r"(?:jr|sr|[ivx]+|esq|ph\.? ?d|m\.? ?d|s\.? ?j|o\.? ?p|2nd|3rd)\.?", re.IGNORECASE)
#: What between two commas begins or is another person: D., John Doe.
MIDDLE_NAME = re.compile(
    r"(?!(?:Jr|Sr|[IVX]+)\.?$)"
    r"(?:(?:[A-Z]\.[ -]?)+|(?:[^\W\d_a-z][^\W\d_]*\.?[ -]){1,3}[^\W\d_a-z][\w’'-]*)"
)
ET_AL = re.compile(r"\bet\.? al\b|\bu\. ?a\.|ほか|(?<=[\s\u3040-\u9fff])他$", re.IGNORECASE)
#: Words that join two names in other languages; `von und zu` is a particle.
FOREIGN_AND = re.compile(r"(?<!von)\s(?:und|et)\s(?!al\b)|\w\s*[/|+]\s*\w")
#: What a name does not say: that its bearer is an editor or translator.
ROLE = re.compile(r"\((?:eds?|hrsg|hg|trans|transl|dir|a cura di)\.?\)|\b(?:eds?|hrsg|hg|transl?)\.$")
#: A family name with initials, as medicine writes it.
INITIALS_AFTER = re.compile(r"[^\W\d_a-z][\w’'-]+ [A-Z]{1,3}")
JAPANESE_LIST = re.compile(r"[\u3400-\u9fff々][、，・][\u3400-\u9fff々]|、")
#: A Japanese name that is more than a family or given name.
WHOLE_NAME = re.compile(r"[\u3400-\u9fff々]{4,}|[\u3400-\u9fff々]+[ \u3000][\u3400-\u9fff々]+")
BODY_ENDING = re.compile(rf"(?:{'|'.join(TABLES['names']['body_endings'].split())})$")
EXTENDED = re.compile(r"\s*(?:family|given|prefix|suffix)(?:-i)?\s*=", re.IGNORECASE)


def split_names(value: str) -> list[str]:
    """Return the names of a field, parted where BibTeX parts them."""
    names, start = [], 0
    for at, end, sign in _outer_signs(value):
        if sign.lower() == "and":
            names.append(value[start:at].strip())
            start = end
    return [*names, value[start:].strip()]


def _outer_signs(value: str) -> Iterator[tuple[int, int, str]]:
    """Yield the signs of a value outside braces, with the offsets of their beginning and end."""
    depth = 0
    for match in NAME_SIGNS.finditer(value):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif not depth and (match[0] == r"\&" or not match[0].startswith("\\")):
            yield *match.span(), match[0].removeprefix("\\").lower()


def find_fault(value: str) -> str:
    """Return what is wrong with the names of a field, empty where nothing is.

    Names are joined by `others` (et al. in words), comma, semicolon, ampersand, word (und, 、, a slash, nothing); the
    name of a body without braces holds an `and` (body); or a name says what its bearer did (role).
    """
    names = split_names(value)
    last = len(names) - 1
    if last and "" in names:
        return "word"
    for index, name in enumerate(names):
        if is_braced(name) or EXTENDED.match(name) or (OTHERS.fullmatch(name) and index == last > 0):
            continue
        signs = [sign for _, _, sign in _outer_signs(name)]
        body = is_body(name)
        if ET_AL.search(name):
            return "others"
        if set(signs) & set(";；"):
            return "semicolon"
        if set(signs) & set("&＆") and not body:
            return "ampersand"
        if FOREIGN_AND.search(name) or JAPANESE_LIST.search(name):
            return "word"
        if ROLE.search(name):
            return "role"
        if not body and _is_list(name, signs.count(",")):
            return "comma"
        if last and name.casefold() in BODY_WORDS:  # Little, Brown and Company
            return "body"
        near = [other for other in names[max(index - 1, 0) : index + 2] if other is not name]
        if body and any(_may_belong_to_body(other) for other in near):
            return "body"
    return ""


def _may_belong_to_body(name: str) -> bool:
    """Return whether a name may be a part of the name of a body beside it: Industry, Human Services."""
    plain = re.sub(r"[\\{}]", "", name)
    return not (
        is_braced(name) or "," in name or OTHERS.fullmatch(name) or _is_person(plain) or IDEOGRAPHS.search(plain)
    )


def _is_list(name: str, commas: int) -> bool:
    """Return whether a name with commas is several: Jane Roe, John Doe, Max Moe."""
    parts = [part.strip() for part in name.split(",")]
    if commas > 2:
        return True
    if commas == 2:  # what stands between is a suffix (Jr., père), a second name, or the end is an Oxford comma's
        return parts[2] == "" or bool(MIDDLE_NAME.fullmatch(parts[1]) and not SUFFIX.fullmatch(parts[2]))
    if commas != 1 or len(parts) != 2:
        return False
    if all(map(WHOLE_NAME.fullmatch, parts)) or all(map(INITIALS_AFTER.fullmatch, parts)):
        return True
    first, second = (part.split() for part in parts)
    if len(first) < 2 or len(second) < 2 or not _is_person(parts[0]):
        return False
    return _is_person(parts[1]) or bool(re.fullmatch(r"(?:[A-Z]\. ?)+", second[0]) and len(second[-1]) > 2)


def _is_person(name: str) -> bool:
    """Return whether a name begins with a common given name."""
    words = name.split()
    return bool(words) and words[0].strip(".").casefold() in GIVEN_NAMES


def is_body(name: str) -> bool:
    """Return whether a name without braces cannot be a person's."""
    if "," in re.sub(r",? (?:inc|ltd|llc|co|gmbh)\b.*", "", name.casefold()):
        return False
    words = re.sub(r"[{}().,]", " ", name).split()
    if not words:
        return False
    if IDEOGRAPHS.search(name):
        # a family name may end like a body's (渡部, 田村), a given name hardly
        return len(words) > 1 and any(BODY_ENDING.search(word) and len(word) > 2 for word in words)
    folded = [word.casefold() for word in words]
    if len(words) > 1 and words[0] in ("The", "Les", "Die", "U.S", "UN"):
        return True
    if len(words) > 1 and ({"for", "für", "pour"} & set(folded[1:-1])):
        return True
    return len(words) > 1 and not _is_person(name) and bool(BODY_WORDS & set(folded))


def is_braced(name: str) -> bool:
    """Return whether a name stands in braces as a whole."""
    if not (name.startswith("{") and name.endswith("}")):
        return False
    depth = 0
    for match in re.finditer(r"\\.|[{}]", name):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end() == len(name)
    return False


def write_names(value: str) -> str:
    """Return the names of a field so that pandoc takes each for what it is: bodies whole, 渡部 恒雄 by its parts."""
    return " and ".join(map(_write_name, split_names(value)))


def _write_name(name: str) -> str:
    if is_braced(name) or EXTENDED.match(name) or OTHERS.fullmatch(name):
        return name
    if is_body(name):
        return f"{{{name}}}"
    before, _, after = (part.strip() for part in name.partition(","))
    if SUFFIX.fullmatch(after) and (person := re.fullmatch(r"(\S.*?)\s+(\S+)", before)):  # Bob Jones, Jr.
        return f"{person[2]}, {after}, {person[1]}"
    parts = re.split(r"[ \u3000]+", name)
    if "," not in name and len(parts) > 1 and all(map(IDEOGRAPHS.fullmatch, parts)):
        katakana = all(re.fullmatch(r"[\u30a0-\u30ff]+", part) for part in parts)
        if len(parts) == 2 and not katakana:
            return f"{parts[0]}, {parts[1]}"
        return f"{{{name}}}"
    return unicodedata.normalize("NFC", name)
