"""Fields of CSL-JSON as plain text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

#: A text that no style sets in another case.
KEPT_CASE = '<span class="nocase">{}</span>'
RICH_TEXT = re.compile(r"</?(?:i|b|sc|sup|sub|span)(?:\s[^<>]*)?>")
#: Characters → what Unicode has for them raised and lowered.
RAISED_SIGNS = dict(zip(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzèé",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵉᵉ", strict=True,
))  # fmt: skip
LOWERED_SIGNS = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


def strip_markup(markup: str) -> str:
    """Return a field without the tags of its rich text; other angle brackets are text and stay."""
    return RICH_TEXT.sub("", markup)


def format_names(people: object) -> str:
    """Return the names of a name field as they are read: 渡部恒雄、西田一平太; Jane Doe, A. Roe et al."""
    named = [person for person in people if not is_others(person)] if isinstance(people, list) else []
    texts = [_format_name(person) for person in named]
    japanese = bool(texts and IDEOGRAPHS.search(texts[0]))
    rest = "" if not isinstance(people, list) or len(named) == len(people) else "ほか" if japanese else " et al."
    return ("、" if japanese else ", ").join(texts) + rest


def is_others(person: Mapping[str, str]) -> bool:
    """Return whether a name is BibTeX's word for whoever else there is."""
    return person.get("literal") == "others"


def _format_name(person: Mapping[str, str]) -> str:
    if "literal" in person:
        return strip_markup(person["literal"])
    family, given = join_particles(person), person.get("given", "")
    if IDEOGRAPHS.search(family):
        return strip_markup(family + given)
    return strip_markup(" ".join(part for part in (given, family, person.get("suffix")) if part))


def join_particles(person: Mapping[str, str]) -> str:
    """Return a family name with its particles: de Gaulle, d’Alembert, al-Hakim."""
    particles = filter(None, (person.get("dropping-particle"), person.get("non-dropping-particle")))
    return re.sub(r"(?<=[’'\-])\s+", "", " ".join([*particles, person.get("family", "")]))


def words_of(text: str) -> str:
    """Return the letters and digits of a text without their case, accents and width, to look for words in."""
    folded = unicodedata.normalize("NFKD", strip_markup(text).casefold())
    return "".join(character for character in folded if character.isalnum())
