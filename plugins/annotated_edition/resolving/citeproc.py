"""How pandoc's citeproc sets notes: the document that it gets, the spans that come out."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..model.addresses import web_address
from ..model.spans import Span, Spans, plain
from ..model.wording import UNSPACED, primary_language
from ..reading import pandoc
from ..reading.items import CslItem
from ..reading.style import parse_style
from .locators import AS_WRITTEN, COUNTED, keep_hyphens, read_locator
from .positions import LABELS, Cite

#: Japanese sets no space before the words for et al.
JAPANESE_ET_AL = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff々])[ 、]+ほか")
IBID = re.compile(r"^(?:Ibid|Id|Idem|Ebd)\b|(?<=[\w.,;:)] )(?:Ibid|Id|Idem|Ebd)\b")
CSL = "http://purl.org/net/xbiblio/csl"
API_VERSION = [1, 23, 1]
#: The id of an item that is cited where a citation must not be an ibid.; no BibTeX key can be spelt so.
HIDDEN_ID = "⁅⁆"
#: What a span can point to, and the beginning of the address that stands for it while pandoc has it.
POINTERS = ("href", "footnote", "term", "element", "source")
POINTER = "edition:"
#: Source, locator and label of a citation that is set in full.
FullKey = tuple[str, str | None, str]
Texts = Mapping[object, Spans]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of a document given to pandoc."""

    label: int | tuple[int, int] | FullKey | None
    """Whose text it makes: a footnote's, a citation's, one in full; None where it only stands before another."""
    number: int
    """Its number."""
    cites: Sequence[Cite | None]
    """What it cites; None is the hidden item."""


@dataclass(frozen=True, slots=True)
class Style:
    """A citation style, ready for pandoc."""

    xml: str
    """The style."""
    locale: str
    """The language of its words: its own default, else the work's."""
    capital: bool
    """Whether a note begins with a capital in the work's language."""


def prepare_style(style: str, language: str, disambiguate: bool = True, as_written: bool = False) -> Style:
    """Return a CSL style ready for pandoc; PandocError for what is not a style, or only names another.

    Pandoc knows what a locator counts by the style's word for it, which some languages lack or share; so each gets one
    of ours, in a form that no style shows. `as_written` says whether some locator is set as it stands.
    """
    root = parse_style(style)
    if root.find(f"{{{CSL}}}citation") is None:  # pandoc would fetch the style that it names
        raise pandoc.PandocError("the citation style has no element 'citation': an independent CSL style is needed")
    terms = ET.SubElement(ET.SubElement(root, f"{{{CSL}}}locale"), f"{{{CSL}}}terms")
    for label in sorted({*COUNTED, AS_WRITTEN}):
        ET.SubElement(terms, f"{{{CSL}}}term", name=label, form="verb").text = _word(label)
    for form in ("long", "short", "symbol") if as_written else ():
        term = ET.SubElement(terms, f"{{{CSL}}}term", name=AS_WRITTEN, form=form)
        for number in ("single", "multiple"):
            ET.SubElement(term, f"{{{CSL}}}{number}")
    if not any("et-al-min" in element.attrib for element in root.iter()):
        # only with a number does pandoc take `others` for et al.
        root.attrib |= {"et-al-min": "99", "et-al-use-first": "98"}
    for element in () if disambiguate else root.iter():
        for name in [name for name in element.attrib if name.startswith("disambiguate-")]:
            del element.attrib[name]
    locale = root.get("default-locale", language)
    return Style(ET.tostring(root, encoding="unicode"), locale, primary_language(language) not in UNSPACED)


def _word(label: str) -> str:
    """Return the word by which pandoc is told what a locator counts."""
    return f"⁅{label}⁆"


def set_notes(
    notes: Sequence[Note], items: Sequence[CslItem], style: Style, marked: bool = False
) -> dict[object, Spans]:
    """Return the text of each labelled note, set by one run of pandoc."""
    if not notes:
        return {}
    foreign = {item["id"] for item in items if "language" in item}
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
        "blocks": [_block(note, style, marked, foreign) for note in notes],
    }
    text = json.dumps(document, ensure_ascii=False)
    output = json.loads(pandoc.run(["-f", "json", "-t", "json", "--citeproc"], text))
    return {
        note.label: merge_spans(_tidy(merge_spans(_spans(block["c"], Span(""))), note, style.locale))
        for note, block in zip(notes, output["blocks"], strict=True)
        if note.label is not None
    }


def _tidy(spans: Iterable[Span], note: Note, language: str) -> Iterator[Span]:
    """Yield spans of a note as they are printed: the hyphens of its locators, no space between Japanese words.

    An ibid. after words before it has no capital.
    """
    cites = [cite for cite in note.cites if cite]
    locators = [(cite.locator, *read_locator(cite.locator, cite.label, language)) for cite in cites if cite.locator]
    as_written = {re.escape(text).replace("\\-", "[-–]") for _, text, label in locators if label == AS_WRITTEN}
    # a Japanese style may add 頁 to whatever it is given
    page = re.compile(f"({'|'.join(as_written)})頁") if as_written else None
    changes = [(keep_hyphens(locator), locator) for locator, *_ in locators]
    befores = [plain(cite.before) for cite in cites if cite.before]
    changes += [(f"{text[-1]} ", text[-1]) for text in befores if unicodedata.east_asian_width(text[-1]) in "WF"]
    begun = False
    for span in spans:
        text = JAPANESE_ET_AL.sub("ほか", span.text)
        text = page.sub(r"\1", text) if page else text
        for old, new in changes:
            text = text.replace(old, new)
        if befores and begun:
            text = IBID.sub(lambda word: word[0].lower(), text)
        begun = begun or bool(text.strip())
        yield replace(span, text=text)


def _data(kind: str, text: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"


def _block(note: Note, style: Style, marked: bool, foreign: Container[str]) -> dict[str, Any]:
    """Return a paragraph of one note; citeproc gives the notes that it makes itself a capital, and no others."""
    indices = iter(range(len(note.cites)))
    cites = []
    for cite in note.cites:
        language = "en" if cite and cite.source in foreign and not style.capital else style.locale
        cites.append(_cite(cite, note.number, f"{'' if cite is None else next(indices)}", marked, language))
    inlines = [{"t": "Cite", "c": [cites, []]}]
    return {"t": "Para", "c": inlines if style.capital else [{"t": "Note", "c": [{"t": "Para", "c": inlines}]}]}


def _cite(cite: Cite | None, number: int, mark: str, marked: bool, language: str) -> dict[str, Any]:
    suffix: list[Any] = []
    if cite and cite.locator:
        if cite.label not in LABELS:
            raise pandoc.PandocError(f"pandoc knows no locator that counts '{cite.label}'")
        locator, label = read_locator(cite.locator, cite.label, language)
        # braces, for what counts as a locator without them depends on its characters
        suffix = [_str(","), {"t": "Space"}, _str(f"{{{_word(label)}\u00a0{locator}}}")]
    prefix: list[Any] = [_str(f"⁅{mark}¦")] if marked else []
    if cite and cite.before:
        prefix += _inlines(cite.before)
    if cite and cite.after:
        if not suffix:  # else pandoc looks for a locator in the words
            suffix = [_str("{}")]
        suffix += _inlines((Span(joint_before(plain(cite.after))), *cite.after))
    return {
        "citationId": cite.source if cite else HIDDEN_ID,
        "citationPrefix": prefix,
        "citationSuffix": [*suffix, _str("⁆")] if marked else suffix,
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": number,
        "citationHash": 0,
    }


def joint_before(text: str) -> str:
    """Return what stands between a citation and the words after it."""
    if unicodedata.east_asian_width(text[0]) in "WF" or text[0] in ",;.:!?)]":
        return ""
    return " " if text[0] in "([–—" else ", "


def _inlines(spans: Spans) -> list[Any]:
    """Return spans as pandoc's inlines; what points to a part of the edition comes back from an address of ours."""
    inlines: list[Any] = []
    for span in spans:
        words: list[Any] = [
            _str(word) if word != " " else {"t": "Space"} for word in re.split("( )", span.text) if word
        ]
        if name := {"emphasis": "Emph", "strong": "Strong"}.get(span.style):
            words = [{"t": name, "c": words}]
        pointer = {name: value for name in POINTERS if (value := getattr(span, name)) is not None}
        if pointer:
            words = [{"t": "Link", "c": [["", [], []], words, [POINTER + json.dumps(pointer), ""]]}]
        elif span.style in ("code", "unknown"):
            words = [{"t": "Code", "c": [["", [span.style], []], span.text]}]
        inlines += words
    return inlines


def _str(text: str) -> dict[str, str]:
    return {"t": "Str", "c": text}


def _spans(inlines: Iterable[Mapping[str, Any]], around: Span) -> Iterator[Span]:
    """Yield inlines as spans that look like `around` where they say nothing else; looks may be dropped, text never."""
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
            case "Link" if content[2][0].startswith(POINTER):
                pointer = json.loads(content[2][0].removeprefix(POINTER))
                yield from (replace(span, **pointer) for span in _spans(content[1], around))
            case "Link":
                yield from _spans(content[1], replace(around, href=web_address(content[2][0])))
            case "Code" if content[0][1]:
                yield replace(around, text=content[1], style=content[0][1][0])
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


def merge_spans(spans: Iterable[Span]) -> Spans:
    """Return spans without empty ones, neighbours of one look as one."""
    merged: list[Span] = []
    for span in spans:
        if merged and replace(merged[-1], text=span.text) == span:
            merged[-1] = replace(span, text=merged[-1].text + span.text)
        elif span.text:
            merged.append(span)
    return tuple(merged)


def mark_spans(spans: Spans, pattern: re.Pattern[str], **looks: Any) -> Spans:
    """Return spans in which what a pattern matches has other looks."""
    parts: list[Span] = []
    for span in spans:
        at = 0
        for found in pattern.finditer(span.text):
            parts += [replace(span, text=span.text[at : found.start()]), replace(span, text=found[0], **looks)]
            at = found.end()
        parts.append(replace(span, text=span.text[at:]))
    return tuple(part for part in parts if part.text)


def cut_spans(spans: Spans, start: int, end: int) -> Spans:
    """Return the characters of spans from `start` up to `end`."""
    pieces, offset = [], 0
    for span in spans:
        text = span.text[max(start - offset, 0) : max(end - offset, 0)]
        offset += len(span.text)
        if text:
            pieces.append(replace(span, text=text))
    return tuple(pieces)
