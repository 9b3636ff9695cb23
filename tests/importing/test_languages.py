"""Languages recognised, and words by which footnotes point back."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import DocumentNote
from annotated_edition.importing.languages import LANGUAGE_WORDS, recognise_language
from annotated_edition.importing.take_apart import take_apart
from support.imports import kinds, understood_notes

TEXTS = {
    "en": "The lamp over the door of the mill has been lit since the war, and nobody in the village knows why it is.",
    "de": "Die Lampe über der Tür der Mühle brennt seit dem Krieg, und niemand im Dorf weiß, warum sie nicht aus ist.",
    "fr": "La lampe sur la porte du moulin est allumée depuis la guerre, et personne dans le village ne sait pour qui.",
    "es": "La lámpara de la puerta del molino está encendida desde la guerra, y en el pueblo no se sabe por qué.",
    "ja": "水車小屋の戸の上の灯は戦争のころから点いていて、村の人は誰もその理由を知らない。",
    "zh-Hant": "磨坊門上的燈從戰爭時開始一直亮著，村子裡沒有人知道這是為了什麼。",
    "zh-Hans": "磨坊门上的灯从战争时开始一直亮着，村子里没有人知道这是为了什么。",
    "ko": "방앗간 문 위의 등은 전쟁 때부터 켜져 있고 마을 사람은 아무도 그 까닭을 모른다.",
    "ar": "المصباح فوق باب الطاحونة مضاء منذ الحرب ولا أحد في القرية يعرف السبب.",
    "": "xyzzy plugh plover quux",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_is_told_by_its_script_and_commonest_words(language: str) -> None:
    assert recognise_language(TEXTS[language]) == language


@pytest.mark.parametrize(
    ("first", "second", "locator"),
    [
        ("Ute Moos, *Die Lampe*, Kiel 1950, S. 3.", "Ebd., S. 4.", "4"),
        ("Ute Moos, *Die Lampe*, Kiel 1950, S. 3.", "Moos, a.a.O., S. 4.", "4"),
        ("Ute Moos, *Die Lampe*, Kiel 1950, S. 3.", "Vgl. Moos, Lampe (wie Anm. 1), S. 4.", "4"),
        ("Zoé Pin, *La Lampe*, Brest, Éditions du Phare, 1950, p. 3.", "*Ibid.*, p. 4.", "4"),
        ("Zoé Pin, « La Lampe », *Revue des moulins*, n° 2, 1950, p. 3.", "Pin, art. cit., p. 4.", "4"),
        ("Ann Moss, *The Lamp*, 3 MILL L. REV. 40, 42 (1950).", "*Id.* at 43.", "43"),
        ("Ann Moss, *The Lamp* 3 (1950).", "Moss, *supra* note 1, at 4.", "4"),
        ("苔安：《燈》，台南：水車社，1950年，第3頁。", "同上注，第4頁。", "4"),
        ("苔安子『灯』（水車社、1950年）3頁。", "同右、4頁。", "4"),
        ("منى طحلب، المصباح (تونس: دار الطاحونة، 1950)، ص 3.", "المرجع نفسه، ص 4.", "4"),
    ],
)
def test_a_word_points_back_to_the_first_source(first: str, second: str, locator: str) -> None:
    document = understood_notes(first, second)
    (one,), (two,) = (note.citations for note in document.notes)
    assert one.source is two.source
    assert two.printed.locator == locator
    assert kinds(document.log) == []


def test_a_name_that_begins_as_a_word_does_is_a_name() -> None:
    note = DocumentNote(1, 1, "Seeger, *Lamps* (Leith: Pier Press, 2001), 4.")
    take_apart(note)
    assert [cited.authors for cited in note.printed] in ([], [[("Seeger", "author")]])
    assert note.before in ("", note.text)


def test_every_language_has_every_kind_of_word() -> None:
    assert {frozenset(words) for words in LANGUAGE_WORDS.values()} == {frozenset(LANGUAGE_WORDS["en"])}
