"""Tells title, sections, references and footnotes apart."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from .citations import CJK, HAS_CJK
from .model import Block, Change, Document, Note, Question, Section, Structure

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LIST = r"\d{1,4}(?:\s*[,、，・–-]\s*\d{1,4})*"


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing numbers of footnotes."""

    name: str
    """Its name."""
    reference: re.Pattern[str]
    """In the text; group 1 holds the number or numbers."""
    definition: re.Pattern[str]
    """At the beginning of a footnote."""
    clear: bool
    """Whether nothing else is written so, so that no run of numbers is needed to tell."""


FORMS = tuple(
    Form(name, re.compile(reference), re.compile(definition), clear)
    for name, reference, definition, clear in (
        ("caret", r"\[\^(\d{1,4})\]", r"\[\^(\d{1,4})\]:?\s*", True),
        (
            "superscript",
            rf"\s*<sup>\s*[\[（(]?\s*(?:注|註)?\s*({_LIST})\s*[\])）]?\s*</sup>",
            r"<sup>\s*[\[（(]?\s*(?:注|註)?\s*(\d{1,4})\s*[\])）]?\s*</sup>\s*[.:．：)）]?\s*",
            True,
        ),
        ("raised", r"\s*([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s*", True),
        (
            "note-word",
            rf"\s*[（(\[［]\s*(?:脚?注|註)\s*({_LIST})\s*[)）\]］]",
            r"[（(\[［]?\s*(?:脚?注|註)\s*(\d{1,4})\s*[)）\]］.:：．、]?\s*",
            False,
        ),
        (
            "bracket",
            rf"\s*\\?[\[［]\s*({_LIST})\s*\\?[\]］](?![(:：])",
            r"\\?[\[［]\s*(\d{1,4})\s*\\?[\]］]:?\s*",
            False,
        ),
        ("paren", r"\s*[（(](\d{1,4})[)）]", r"[（(]\s*(\d{1,4})\s*[)）]\s*", False),
        ("half-paren", r"(?<=[^\s\d(（])(\d{1,4})[)）]", r"(\d{1,4})\s*[)）]\s*", False),
        ("dot", r"(?!)()", r"(\d{1,4})\s*[.．]\s*(?=\D)", False),
        ("number", r"(?!)()", r"(\d{1,4})[ 　]+(?=\D)", False),
    )
)
CODE_SPAN = re.compile(r"`[^`]+`")
#: How a form looks, for a message.
SAMPLES = {
    "caret": "[^1]", "superscript": "<sup>1</sup>", "raised": "¹", "note-word": "（注1）", "bracket": "[1]",
    "paren": "（1）", "half-paren": "1)",
}  # fmt: skip
#: Headings under which footnotes are gathered.
NOTES_HEADING = re.compile(
    r"(?:脚\s*)?[注註](?:\s*釈|記)?$|(?:foot|end)?notes?(?:\s+and\s+references)?$|references$|文献(?:と注|注)?$|引用・?注$",
    re.IGNORECASE,
)
ENDED = re.compile(r"[。．.!?！？…:：」』）)\]>＞”\"*](?:\s*\[\^\d+\])*\s*$")
STOP = re.compile(r"[。．.!?！？]")
STARTS_ADDRESS = re.compile(r"\s*[<\[(（]*https?://", re.IGNORECASE)
#: Numbered and bracketed headings: name of the form → pattern; group `n` is the number.
HEADINGS = {
    "chapter": re.compile(r"第\s*(?P<n>[\d一二三四五六七八九十]+)\s*[章部編]|(?:Chapter|Part)\s+(?P<m>\d+|[IVX]+)\b"),
    "section": re.compile(r"第\s*(?P<n>[\d一二三四五六七八九十]+)\s*節"),
    "decimal2": re.compile(r"\d+\s*[.．-]\s*(?P<n>\d+)[.．]?\s*(?=\D)"),
    "decimal": re.compile(r"(?P<n>\d{1,2})\s*[.．、]?\s*(?=\D)"),
    "roman": re.compile(r"(?P<n>[IVX]{1,4}|[Ⅰ-Ⅻ])\s*[.．、 　]\s*"),
    "kanji": re.compile(r"(?P<n>[一二三四五六七八九十]{1,3})\s*[.．、 　]\s*"),
    "paren": re.compile(r"[（(]\s*(?P<n>\d{1,2}|[一二三四五六七八九十]|[ア-ン])\s*[)）]\s*"),
    "circle": re.compile(r"(?P<n>[①-⑳])\s*"),
    "angle": re.compile(r"[<＜〈《【](?!https?:)[^<>＜＞]+[>＞〉》】]\s*$"),
    "mark": re.compile(r"[■□●○◆◇▼▽▶]\s*"),
}
BARE_HEADING = re.compile(
    r"(?:はじめに|おわりに|終わりに|むすび(?:に(?:かえて)?)?|結び|結論|結語|序(?:論|章|文)?|まとめ|要旨|概要|定義|背景|目的|introduction|"
    r"conclusions?|summary|abstract|background|methods?|results|discussion|acknowledge?ments?)$",
    re.IGNORECASE,
)
DASH_START = re.compile(r"\s*[-‐–—―─〜～:：]+\s*")
KEYWORDS = re.compile(r"\s*(?:キーワード|key\s?words?)\s*[:：]", re.IGNORECASE)
HAS_POST = re.compile(
    r"研究員|教授|講師|助教|室長|部長|課長|所長|研究官|研究科|記者|編集部|大学|研究所|研究室|研究部|センター|"
    r"fellow|professor|institute|university",
    re.IGNORECASE,
)
#: Sections longer than this, in characters, are cut at their subsections.
LONG_SECTION = 1_500
Progress = Callable[[str], None]


def understand(document: Document, as_is: bool = False, progress: Progress = lambda _: None) -> Structure:
    """The parts of a document; with `as_is` the text of paragraphs is left alone, references apart."""
    found = Structure(changes=list(document.changes))
    blocks = [replace(block) for block in document.blocks]
    blocks = _without_furniture(blocks, found)
    progress("notes")
    blocks = _lift_notes(blocks, document, found)
    if not as_is:
        blocks = _join_broken(blocks, found)
        progress("text")
        _clean(blocks, found)
    for note in found.notes.values():
        note.text = clean_note(note.text, as_is)
    progress("headings")
    blocks = _headings(blocks, document.plain, found)
    if not as_is:
        for block in blocks:
            if block.kind == "heading" and (angle := re.fullmatch(r"[<＜]\s*(.*?)\s*[>＞]", block.text)):
                if f"＜{angle[1]}＞" == block.text:
                    continue
                found.changes.append(Change("angle", block.line, block.text, f"＜{angle[1]}＞"))
                block.text = f"＜{angle[1]}＞"
    _disarm(blocks, found)
    _divide(blocks, found)
    _check_numbers(found)
    return found


def _without_furniture(blocks: list[Block], found: Structure) -> list[Block]:
    """Rules and page numbers left out."""
    kept = []
    for block in blocks:
        number = block.kind == "paragraph" and re.fullmatch(
            r"\s*(?:[-–—]\s*\d{1,4}\s*[-–—]|\d{1,4}\s*/\s*\d{1,4})\s*", block.text
        )
        if block.kind == "rule" or number:
            found.changes.append(Change("rule" if block.kind == "rule" else "furniture", block.line, block.text))
        else:
            kept.append(block)
    return kept


def _lift_notes(blocks: list[Block], document: Document, found: Structure) -> list[Block]:
    """Takes the footnotes out of the blocks and writes their references as `[^n]`."""
    if document.notes:
        found.notes = {n: Note(n, text, line) for n, (text, line) in document.notes.items()}
        _without_empty(found)
        return blocks
    runs = [(form, run) for form in FORMS if (run := _definitions(blocks, form))]
    best: tuple[float, Form, list[tuple[int, int]], Form] | None = None
    scored = []
    for form, run in runs:
        numbers = {number for _, number in run}
        body = _without(blocks, run)
        for written in FORMS:
            cited = _cited(body, written)
            matched = len(numbers & set(cited))
            if not matched or (not written.clear and not _ascending(cited, numbers)):
                continue
            scored.append((2 * matched - len(numbers ^ set(cited)) / 2, form, run, written))
    for each in sorted(scored, key=lambda each: (-each[0], not each[1].clear, not each[3].clear)):
        if best is None:
            best = each
        elif each[3] is not best[3] and each[2][0][0] not in {at for at, _ in best[2]} and each[0] >= 2:
            values = {"form": SAMPLES[best[3].name], "other": SAMPLES[each[3].name]}
            found.questions.append(Question("two-systems", blocks[each[2][0][0]].line, values=values))
            break
    if best is None:
        loose = max(((len(set(_cited(blocks, form))), form) for form in FORMS if form.clear), key=lambda each: each[0])
        if loose[0]:
            values = {"numbers": _ranges(_cited(blocks, loose[1]))}
            found.questions.append(Question("references-without-notes", 1, values=values))
        else:
            found.questions.append(Question("no-notes", 1))
        return blocks
    _, form, run, written = best
    rest = _take(blocks, form, run, found)
    _without_empty(found)
    for block in rest:
        block.text = _marked(block.text, written, set(found.notes), block.line, found)
    return rest


def _without_empty(found: Structure) -> None:
    """Leaves out footnotes that say nothing, and asks for what they say."""
    for number in [number for number, note in found.notes.items() if not note.text.strip()]:
        line = found.notes.pop(number).line
        found.questions.append(Question("empty-note", line, values={"n": number}))


def _definitions(blocks: list[Block], form: Form) -> list[tuple[int, int]]:
    """Index and number of each block that begins as a footnote of a form does."""
    all_found = []
    for index, block in enumerate(blocks):
        if block.kind in ("paragraph", "item") and (begun := form.definition.match(_with_marker(block, form))):
            all_found.append((index, int(begun[1].translate(SUPERSCRIPTS))))
    if form.clear or not all_found:
        return all_found
    headed = max(
        (i for i, b in enumerate(blocks) if len(b.text) < 20 and NOTES_HEADING.match(b.text.strip(" #:：＜＞<>【】*"))),
        default=-1,
    )
    if headed >= 0 and any(index > headed for index, _ in all_found):
        all_found = [each for each in all_found if each[0] > headed]
    # The longest run of rising numbers that ends last: lists in the text begin anew at 1.
    runs: list[list[tuple[int, int]]] = []
    for index, number in all_found:
        if (runs and 0 < number - runs[-1][-1][1] <= 3) or (runs and number == runs[-1][-1][1]):
            runs[-1].append((index, number))
        else:
            runs.append([(index, number)])
    return max(runs, key=lambda run: (len(run), run[-1][0]))


def _with_marker(block: Block, form: Form) -> str:
    """The text of a block; an item's number belongs to it where that may be the footnote's."""
    if block.marker and block.marker[0].isdigit() and form.name in ("dot", "half-paren", "number"):
        return f"{block.marker} {block.text}"
    return block.text


def _without(blocks: list[Block], run: list[tuple[int, int]]) -> list[Block]:
    taken = {index for index, _ in run}
    return [block for index, block in enumerate(blocks) if index not in taken]


def _cited(blocks: Iterable[Block], form: Form) -> list[int]:
    """The numbers of the references of a form, in order."""
    return [
        number
        for block in blocks
        if block.kind != "code"
        for mark in form.reference.finditer(CODE_SPAN.sub(lambda m: "\ue003" * len(m[0]), block.text))
        if mark.start() or block.kind != "paragraph" or form.name == "caret"
        for number in _numbers(mark[1])
    ]


def _numbers(text: str) -> list[int]:
    """The numbers of `3`, `3, 4` and `3-5`."""
    found: list[int] = []
    for part in re.split(r"[,、，・]", text.translate(SUPERSCRIPTS)):
        first, _, last = (piece.strip() for piece in re.sub("[–-]", "-", part).partition("-"))
        start, end = int(first), int(last or first)
        found += range(start, end + 1) if start <= end <= start + 20 else [start, end]
    return found


def _ascending(cited: list[int], known: set[int]) -> bool:
    """Whether most numbers that are known come in rising order, as references do and enumerations do not."""
    numbers = [number for number in cited if number in known]
    rising = sum(one < other for one, other in pairwise(numbers))
    return len(set(numbers)) >= max(1, len(known) * 2 // 3) and rising >= (len(numbers) - 1) * 3 // 4


def _take(blocks: list[Block], form: Form, run: list[tuple[int, int]], found: Structure) -> list[Block]:
    """Lifts the footnotes out; what follows one that has not ended belongs to it."""
    starts = dict(run)
    rest: list[Block] = []
    current: Note | None = None
    previous_end = -1
    first, last = min(starts), max(starts)
    between = False
    twice: list[Note] = []
    for index, block in enumerate(blocks):
        if index in starts:
            number = starts[index]
            text = _with_marker(block, form)
            begun = form.definition.match(text)
            text = text[begun.end() :] if begun else text
            current = Note(number, text.strip(), block.line)
            if number in found.notes:
                twice.append(current)
            else:
                found.notes[number] = current
            previous_end = index
        elif (
            current is not None
            and index == previous_end + 1
            and block.kind in ("paragraph", "item", "quote")
            and (STARTS_ADDRESS.match(block.text) or not ENDED.search(current.text) or _within(index, run))
        ):
            found.changes.append(Change("note-joined", block.line, _edge(current.text, block.text)))
            current.text = joined(current.text, block.text)
            previous_end = index
        elif (
            block.kind in ("heading", "paragraph")
            and NOTES_HEADING.match(block.text.strip(" #:：＜＞<>【】*"))
            and any(index < at for at in starts)
        ):
            found.changes.append(Change("notes-heading", block.line, block.text))
        else:
            between = between or first < index < last
            if not between and previous_end == index - 1 and index > last:
                rest.append(Block("rule", "", block.line))  # the end of the notes: what follows is no part of the text
            rest.append(block)
    for note in twice:
        values = {"n": note.number, "text": note.text, "other": found.notes[note.number].line}
        found.questions.append(Question("number-twice", note.line, note.number, values=values))
    return rest


def _within(index: int, run: list[tuple[int, int]]) -> bool:
    """Whether the footnote before a block and the one after it are near, so that what is between belongs to them."""
    before = max((at for at, _ in run if at < index), default=-1)
    after = min((at for at, _ in run if at > index), default=-1)
    return after >= 0 and after - before <= 2


def joined(one: str, other: str) -> str:
    """Two runs of text that a line break parted; a space only between words that are set apart by spaces."""
    one, other = one.rstrip(), other.lstrip()
    wide = HAS_CJK.match(one[-1:]) or HAS_CJK.match(other[:1]) or unicodedata.east_asian_width((one or " ")[-1]) in "WF"
    return one + ("" if wide or not one else " ") + other


def _edge(one: str, other: str) -> str:
    return f"…{one[-12:]} ⏎ {other[:12]}…"


def _marked(text: str, form: Form, known: set[int], line: int, found: Structure) -> str:
    """The text with its references as `[^n]`; one without a footnote stays as it is, with a question."""

    def mark(match: re.Match[str]) -> str:
        numbers = _numbers(match[1])
        if form.name in ("superscript", "raised") and re.search(
            r"(?:^|[\s\d])(?:[kcm]?m|[kK]?g)$", text[: match.start()]
        ):
            return match[0]  # m²
        missing = [number for number in numbers if number not in known]
        if missing and not form.clear:
            return match[0]
        for number in missing:
            found.questions.append(Question("reference-without-note", line, number, values={"n": number}))
        if missing:
            return match[0]
        space = " " if match[0][:1].isspace() and not text[: match.start()].strip() else ""
        return space + "".join(f"[^{number}]" for number in numbers)

    parts = CODE_SPAN.split(text)
    spans = [*(each[0] for each in CODE_SPAN.finditer(text)), ""]
    return "".join(form.reference.sub(mark, part) + span for part, span in zip(parts, spans, strict=True))


def _check_numbers(found: Structure) -> None:
    """Gaps, and footnotes that nothing refers to."""
    numbers = sorted(found.notes)
    cited = Counter(number for section in found.sections for number in section.numbers)
    if numbers:
        missing = sorted(set(range(1, numbers[-1] + 1)) - set(numbers))
        if missing:
            found.questions.append(Question("gap", found.notes[numbers[0]].line, values={"numbers": _ranges(missing)}))
    for number in numbers:
        if not cited[number]:
            note = found.notes[number]
            found.questions.append(Question("note-without-reference", note.line, number, values={"n": number}))


def _ranges(numbers: Iterable[int]) -> str:
    """1-3, 7"""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and parts[-1][-1] == number - 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return ", ".join("-".join(map(str, dict.fromkeys(part))) for part in parts)


def _disarm(blocks: list[Block], found: Structure) -> None:
    """What looks like a reference, a footnote or a citation to the renderer and is none becomes text."""
    for block in blocks:
        if block.kind != "code":
            block.text = literal(block.text, found.notes)
    found.title, found.subtitle = literal(found.title, found.notes), literal(found.subtitle, found.notes)
    found.front = [literal(line, found.notes) for line in found.front]


def literal(text: str, known: Container[int]) -> str:
    """Text in which only references to known footnotes are live."""
    parts = CODE_SPAN.split(text)
    spans = [*(each[0] for each in CODE_SPAN.finditer(text)), ""]
    made = []
    for at, part in enumerate(parts):
        part = re.sub(r"(\\*)\[\^(\d+)\]", partial(_reference, known=known), part)
        if not at:
            part = re.sub(r"^\[\^\d+\]:", lambda m: "\\" + m[0], part)
        made += [re.sub(r"(?<!\\)\[(?=-?@)", r"\\[", part), spans[at]]
    return "".join(made)


def _reference(found: re.Match[str], known: Container[int]) -> str:
    """A reference as it is where its footnote is known, else escaped unless it is already."""
    live = len(found[1]) % 2 == 0
    return f"{found[1]}\\[^{found[2]}]" if live and int(found[2]) not in known else found[0]


def _join_broken(blocks: list[Block], found: Structure) -> list[Block]:
    """Paragraphs that a page's end broke joined again: one that has not ended and one that goes on."""
    out: list[Block] = []
    for block in blocks:
        before = out[-1] if out else None
        if before and before.kind in ("paragraph", "item") and block.kind == "paragraph" and _goes_on(before, block):
            found.changes.append(Change("joined", block.line, _edge(before.text, block.text)))
            before.text = joined(before.text, block.text)
        else:
            out.append(block)
    return out


def _goes_on(before: Block, after: Block) -> bool:
    if ENDED.search(before.text) or STARTS_ADDRESS.match(after.text) or heading_form(after.text):
        return False
    plain = re.sub(r"\[\^\d+\]", "", before.text)
    prose = len(plain) >= 60 or (STOP.search(plain) and len(plain) >= 20)
    follows = STOP.search(after.text) or len(after.text) >= 60
    if not HAS_CJK.search(after.text[:1]):
        follows = follows and (after.text[:1].islower() or bool(HAS_CJK.search(after.text)))
    return bool(prose and follows) and not HEADINGS["paren"].match(after.text)


BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
SPACES = re.compile(
    rf"(?<=[{CJK}])[ \u00a0]+(?=[A-Za-z0-9*])(?!https?:)|(?<=[A-Za-z0-9*])[ \u00a0]+(?=[{CJK}])"
    rf"|(?<=[{CJK}「」『』（）、。・])[ \u00a0]+(?=[「」『』（）、。])|(?<=[「『（、。])[ \u00a0]+(?=[A-Za-z0-9])"
    rf"|(?<=[A-Za-z0-9])[ \u00a0]+(?=[」』）、。「『])"
)


def _clean(blocks: list[Block], found: Structure) -> None:
    """Stray bold and uneven spaces."""
    whole = "\n".join(BOLD.sub("", block.text) for block in blocks)
    for block in blocks:
        if block.kind == "code":
            continue
        japanese = bool(HAS_CJK.search(block.text))

        def unbold(match: re.Match[str], block: Block = block, japanese: bool = japanese) -> str:
            text, inner = match.string, match[2]
            touches = _letter(text[match.start() - 1 : match.start()]) or _letter(text[match.end() : match.end() + 1])
            elsewhere = re.search(rf"(?<![A-Za-z]){re.escape(inner)}(?![A-Za-z])", whole)
            acronym = japanese and inner.isascii() and re.fullmatch(r"[A-Z][A-Z0-9-]*", inner) and elsewhere
            if not (touches and inner.isascii()) and not acronym:
                return match[0]
            found.changes.append(Change("bold", block.line, match[0], inner))
            return inner

        block.text = BOLD.sub(unbold, block.text)
        spaced = SPACES.sub("", block.text)
        if spaced != block.text:
            removed = len(block.text) - len(spaced)
            found.changes.append(Change("spaces", block.line, str(removed)))
            block.text = spaced


def _letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def clean_note(text: str, as_is: bool = False) -> str:
    """A footnote's text with bare addresses, without escapes in them, and with even spaces."""
    text = re.sub(
        r"\[([^\[\]]*)\]\((https?://[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)",
        lambda m: _unescaped(m[2]) if "://" in m[1] or not m[1].strip() else f"{m[1]} {_unescaped(m[2])}",
        text,
    )
    text = re.sub(r"<(https?://[^<>\s]+)>", lambda m: f"<{_unescaped(m[1])}>", text)
    text = re.sub(r"https?://[!-~]+", lambda m: _unescaped(m[0]), text)
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"\\([\\`*_\[\]{}<>])", r"\1", text))).strip()
    if not as_is:
        text = BOLD.sub(lambda m: m[2], text)
        text = SPACES.sub("", text)
    return text


def _unescaped(address: str) -> str:
    return re.sub(r"\\+(?=[_~#&*()\-.\[\]])", "", address)


def heading_form(text: str) -> str:
    """The name of the form of a numbered or bracketed heading, empty for none."""
    bare = text.strip().strip("*").strip()
    if not bare or len(bare) > 80 or re.search(r"[。．!?！？、]$", bare) or re.search(r"。.", bare):
        return ""
    for name, pattern in HEADINGS.items():
        begun = pattern.match(bare)
        if begun and (name == "angle" or bare[begun.end() :].strip()):
            return name
    return ""


def _headings(blocks: list[Block], plain: bool, found: Structure) -> list[Block]:
    """Blocks with every heading marked and its level set from 1, by numbering first and the file's levels second."""
    marked = any(block.kind == "heading" for block in blocks)
    for index, block in enumerate(blocks):
        if block.kind != "paragraph":
            continue
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if _is_heading(block, after, marked, plain):
            block.kind = "heading"
            found.changes.append(Change("heading", block.line, block.text))
    title = _title(blocks, found)
    stack: list[tuple[str, int, str]] = []  # form, level in the file, number
    for block in blocks[title:]:
        if block.kind != "heading":
            continue
        block.text = block.text.strip().strip("*").strip()
        form = heading_form(block.text)
        forms = [name for name, _, _ in stack]
        if form and form in forms:
            at = len(forms) - 1 - forms[::-1].index(form)
            number = _number_of(block.text, form)
            if number != "first" or form == "angle":
                stack = [*stack[:at], (form, block.level or stack[at][1], number)]
                block.level = len(stack)
                continue
        if form and not block.level:
            level = (stack[-1][1] if stack else 0) + 1
        else:
            level = block.level or 1
            same = [at for at, each in enumerate(stack) if each[1] >= level]
            if same:
                stack = stack[: same[0]]
        stack.append((form, level, _number_of(block.text, form)))
        block.level = len(stack)
    return blocks


def _number_of(text: str, form: str) -> str:
    """Whether a heading is the first of its form."""
    begun = HEADINGS[form].match(text.strip().strip("*").strip()) if form else None
    number = next((each for each in begun.groups() if each), "") if begun and begun.groups() else ""
    return "first" if number in ("1", "１", "一", "I", "Ⅰ", "①", "ア") else number


def _is_heading(block: Block, after: Block | None, marked: bool, plain: bool) -> bool:
    """Whether a paragraph is a heading that is not marked as one."""
    text = block.text.strip()
    if (
        after is None
        or (after.kind == "heading" and heading_form(text) not in ("chapter", "section", "angle"))
        or "\n" in text
    ):
        return False
    bold = re.fullmatch(r"\*\*[^*]+\*\*|__[^_]+__", text)
    bare = text.strip("*_ ")
    if len(bare) > 60 or STOP.search(re.sub(r"^[\d.．\s]+", "", bare)[-1:]) or re.search(r"。", bare):
        return False
    if BARE_HEADING.match(bare):
        return True
    form = heading_form(bare)
    prose = after.kind in ("paragraph", "quote", "item") and (len(after.text) >= 60 or STOP.search(after.text))
    if form == "angle" or form in ("chapter", "section", "circle", "paren", "mark", "roman", "kanji", "decimal2"):
        return bool(prose or (after.kind == "paragraph" and heading_form(after.text)))
    if form == "decimal":
        return bool(prose) and not re.match(r"\d{4}", bare)
    if bold:
        return bool(prose)
    short = len(bare) <= (30 if HAS_CJK.search(bare) else 70)
    alone = short and not re.search(r"[、，,：:。]|\[\^\d+\]|https?:", bare) and not HAS_POST.search(bare)
    return alone and not marked and plain and bool(prose) and len(after.text) > len(bare)


def _title(blocks: list[Block], found: Structure) -> int:
    """Takes title, subtitle and what stands around them; the index of the first block of the text."""
    headings = [index for index, block in enumerate(blocks) if block.kind == "heading"]
    at = 0
    first = blocks[headings[0]] if headings else None
    if (
        first is not None
        and headings[0] <= 3
        and all(len(b.text) < 80 for b in blocks[: headings[0]])
        and not (BARE_HEADING.match(first.text.strip()) or (heading_form(first.text) and first.level != 1))
        and (first.level == 1 or (len(headings) > 1 and first.level <= min(blocks[i].level or 9 for i in headings[1:])))
    ):
        found.front += [block.text for block in blocks[: headings[0]]]
        found.title = first.text
        at = headings[0] + 1
    elif (
        blocks and blocks[0].kind == "paragraph" and len(blocks[0].text) <= 60 and not STOP.search(blocks[0].text[-1:])
    ):
        found.title = blocks[0].text
        at = 1
    else:
        found.questions.append(Question("no-title", 1))
        return 0
    if at < len(blocks) and (
        DASH_START.match(blocks[at].text)
        or (
            blocks[at].kind == "heading"
            and at + 1 < len(blocks)
            and not heading_form(blocks[at].text)
            and not BARE_HEADING.match(blocks[at].text.strip())
            and _before_text(blocks, at + 1)
        )
    ):
        found.subtitle = DASH_START.sub("", blocks[at].text, count=1).strip()
        at += 1
    while at < len(blocks) and blocks[at].kind == "paragraph" and not _is_text(blocks[at]):
        _front_line(blocks[at], found)
        at += 1
    for index in range(at):
        blocks[index].kind = "rule"  # taken
    if not found.authors:
        found.questions.append(Question("no-author", 1))
    return at


def _before_text(blocks: list[Block], at: int) -> bool:
    """Whether a short line and then a heading follow: what stands before is a subtitle, no section."""
    while at < len(blocks) and blocks[at].kind == "paragraph" and not _is_text(blocks[at]):
        at += 1
    return at < len(blocks) and blocks[at].kind == "heading"


def _is_text(block: Block) -> bool:
    bare = re.sub(r"(?:\[\^\d+\])+$", "", block.text)
    return (
        len(bare) >= 100
        or bare != block.text
        or (bool(STOP.search(bare[-1:])) and not re.match(r"(?:By|by|文)\b", block.text))
    )


def _front_line(block: Block, found: Structure) -> None:
    """A line under the title: its author, or something to keep on the first page."""
    text = block.text.strip().strip("*").strip()
    found.front.append(text)
    if KEYWORDS.match(text) or found.authors or re.search(r"https?://|\d{4}", text):
        return
    words = re.sub(r"^(?:By|by|著者|文|執筆)\s*[:：]?\s*", "", text).split()
    if not HAS_CJK.search(text):
        if 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words):
            found.authors.append((" ".join(words), ""))
        return
    tail: list[str] = []
    while words and len(tail) < 2 and len(words[-1]) <= 5 and not HAS_POST.search(words[-1]):
        tail.insert(0, words.pop())
    if tail and (words or len(tail) == 2 or text != "".join(tail)):
        found.authors.append((" ".join(tail), " ".join(words)))
        if not words:
            found.questions.append(Question("author", block.line, values={"name": " ".join(tail)}))
    elif len(text) <= 6 and re.fullmatch(f"[{CJK}]+", text):
        found.authors.append((text, ""))
        found.questions.append(Question("author", block.line, values={"name": text}))


def _divide(blocks: list[Block], found: Structure) -> None:
    """Sections at the headings of the first level, and of the second in long sections."""
    trees: list[list[Block]] = []
    for block in blocks:
        if block.kind == "rule":  # the end of the footnotes, or the title
            if not block.text and trees:
                trees.append([Block("heading", "", block.line, 1)])
        elif block.kind == "heading" and block.level == 1:
            trees.append([block])
        elif trees:
            trees[-1].append(block)
        else:
            trees.append([Block("heading", "", block.line, 1), block])
    for tree in trees:
        length = sum(len(block.text) for block in tree)
        cuts = [at for at, block in enumerate(tree) if at and block.kind == "heading" and block.level == 2]
        if length <= LONG_SECTION or len(cuts) < 2:
            cuts = []
        for start, end in zip([0, *cuts], [*cuts, len(tree)], strict=True):
            head, rest = tree[start], tree[start + 1 : end]
            for block in rest:
                if block.kind == "heading":
                    block.level = max(2, min(6, block.level - head.level + 1))
            found.sections.append(Section(head.text, rest, head.line))
    for section in found.sections:
        for block in [Block("heading", section.title, section.line), *section.blocks]:
            section.numbers += [
                int(number) for number in re.findall(r"\[\^(\d+)\]", block.text) if int(number) in found.notes
            ]
