"""Writes what was understood as the files of a project."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import yaml

from ..model.wording import wording
from ..reading import pandoc
from ..reading.items import read_items
from ..reading.scan import normalise
from ..resolving.positions import Cite, find_positions
from ..resolving.typeset import set_citations
from . import project
from .citations import BODY, CJK, HAS_CJK, date_of
from .model import Block, Cited, Footnote, FoundSource, Question, Resolved, Section, Structure, Term
from .structure import literal

#: Words that head sections everywhere → what a file or an id is called by them.
HEADWORDS = {
    "はじめに": "introduction", "序論": "introduction", "序章": "introduction", "序文": "preface",
    "おわりに": "conclusion", "終わりに": "conclusion", "むすび": "conclusion", "結び": "conclusion",
    "結論": "conclusion", "結語": "conclusion", "まとめ": "summary", "要旨": "abstract", "要約": "summary",
    "概要": "outline", "特徴": "features", "定義": "definition", "背景": "background", "目的": "aims",
    "方法": "methods", "課題": "issues", "展望": "prospects", "歴史": "history", "経緯": "history",
    "比較": "comparison", "共通点": "common-points", "相違点": "differences", "考察": "discussion",
    "分析": "analysis", "評価": "assessment", "意義": "significance", "影響": "effects", "現状": "present-state",
    "付録": "appendix", "謝辞": "acknowledgements", "著者": "author", "促進": "promotion", "事例": "cases",
    "基調講演": "keynote", "開会": "opening", "挨拶": "address", "報告": "report", "戦略": "strategy",
    "白書": "white-paper", "統計": "statistics",
}  # fmt: skip
#: Latin words that say nothing in a name.
SMALL = frozenset({
    "the", "and", "for", "from", "with", "its", "their", "this", "that", "into", "over", "under", "after",
    "before", "between",
})  # fmt: skip
#: Parts of a host's name that name nobody.
NOBODY = frozenset({
    "www", "go", "co", "or", "ac", "ne", "ed", "lg", "gr", "jp", "com", "org", "net", "gov", "edu", "int",
    "eu", "uk", "us", "info", "io", "index", "html", "web",
})  # fmt: skip
KANA = {"si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji", "di": "ji", "du": "zu"}
BLOCK_START = re.compile(r"(#{1,6}(?=\s)|[-+*](?=\s)|>|\d{1,9}(?=[.)]\s)|:(?=\s)|!!!|\?\?\?|===|~~~|```|\|)")
LATEX = re.compile(r"[\\{}%&#$_~^]")
LATEX_TEXT = {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}
MAX_TERMS = 60


class Yaml(yaml.SafeDumper):
    """Block style, with entries of lists indented as the shipped data have them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists below a field are indented."""
        super().increase_indent(flow, False)


def dump(value: object, schema: str) -> str:
    """A YAML file that says where its schema is."""
    text = yaml.dump(value, Dumper=Yaml, allow_unicode=True, sort_keys=False, width=10**6, default_flow_style=False)
    return project.schema_line(schema) + text


def slug(text: str, longest: int = 40, kana: bool = True) -> str:
    """ASCII words of a title, headwords translated; `kana` spells out katakana where there is nothing else.

    May be empty.
    """
    text = unicodedata.normalize("NFKC", re.sub(r"\[\^\d+\]", "", text))
    words = [
        (found.start(), found[0].lower())
        for found in re.finditer(r"[A-Za-z][A-Za-z0-9]+", text)
        if (len(found[0]) > 2 or found[0].isupper()) and found[0].lower() not in SMALL
    ]
    words += [(text.index(word), name) for word, name in HEADWORDS.items() if word in text]
    if not words and kana:
        words = [(found.start(), _spelt(found[0])) for found in re.finditer(r"[ァ-ヴー]{3,}", text)]
    parts: list[str] = []
    for _, word in sorted(words):
        if word not in parts and len("-".join([*parts, word])) <= longest and len(parts) < 4:
            parts.append(word)
    return "-".join(parts)


def _spelt(kana: str) -> str:
    """Katakana in Latin letters, roughly after Hepburn."""
    out = ""
    for char in kana:
        name = unicodedata.name(char, "").lower()
        if "letter" not in name:
            continue
        sound = name.split()[-1]
        sound = KANA.get(sound, sound)
        if "small" in name and sound in ("ya", "yu", "yo"):
            out = (out[:-1] + sound[1:]) if out.endswith(("shi", "chi", "ji")) else out[:-1] + sound
        elif "small" in name and sound != "tsu" and out:
            out = out[:-1] + sound
        elif not ("small" in name and sound == "tsu"):
            out += sound
    return out


def unique(name: str, taken: set[str]) -> str:
    """A name that is not taken, and now is."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    taken.add(found)
    return found


def give_keys(sources: Sequence[FoundSource]) -> None:
    """A key that speaks for each source: who, when, what."""
    hosts: dict[str, str] = {}
    for source in sources:
        if source.cited.url and source.cited.authors:
            hosts.setdefault(source.cited.authors[0][0], _host(source.cited.url))
    taken: set[str] = set()
    for source in sources:
        cited = source.cited
        year = cited.date[:4]
        families = [
            slug(name, 24) if BODY.search(name) else re.sub(r"[^a-z]", "", _ascii(name.split()[-1]))
            for name, _ in cited.authors
            if not HAS_CJK.search(name)
        ]
        families = [name for name in families if name][:2]
        if families:
            parts = [*families, year or slug(cited.title, 20)]
        else:
            who = hosts.get(cited.authors[0][0], "") if cited.authors else _host(cited.url)
            who = who or slug(cited.authors[0][0] if cited.authors else "", 20) or _type(cited)[0]
            parts = [who, year, slug(cited.title, 24, kana=False) or _page(cited.url) or slug(cited.title, 24)]
        key = "-".join(part for part in parts if part)
        page = _page(cited.url)
        if key in taken and page and page not in key.split("-"):
            key = f"{key}-{page}"
        source.key = unique(key, taken)


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _host(url: str) -> str:
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return ""
    named = [label for label in labels if label not in NOBODY and not label.isdigit() and label.isascii()]
    return re.sub(r"[^a-z0-9-]", "", named[-1]) if named else ""


def _page(url: str) -> str:
    """The last part of an address that says anything."""
    try:
        parts = [PurePosixPath(part).stem for part in urlsplit(url).path.split("/") if part]
    except ValueError:
        return ""
    for part in reversed(parts):
        words = "-".join(re.findall(r"[a-z]{2,}", _ascii(part))[:2])
        if words and words not in NOBODY:
            return words[:24]
    return ""


def bibliography(sources: Sequence[FoundSource], language: str) -> str:
    """The sources as biblatex, in the order in which they are first cited."""
    return "\n".join(_entry(source, language) for source in sources)


def _entry(source: FoundSource, language: str) -> str:
    cited = source.cited
    kind, container = _type(cited)
    western = not HAS_CJK.search(cited.title + "".join(name for name, _ in cited.authors))
    by_role: dict[str, list[str]] = {}
    for name, role in cited.authors:
        by_role.setdefault(role, []).append(_person(name))
    if cited.others and by_role:
        by_role[next(iter(by_role))].append("others")
    if cited.container_editors:
        by_role.setdefault("editor", []).extend(map(_person, cited.container_editors))
    title = _latex(cited.title)
    fields = {
        **{role: " and ".join(names) for role, names in by_role.items()},
        "title": f"{{{title}}}" if not HAS_CJK.search(cited.title) else title,
        container: _latex(cited.container),
        "volume": cited.volume,
        "number": cited.issue,
        "edition": cited.edition,
        "location": _latex(cited.place),
        "publisher": _latex(cited.publisher),
        "date": cited.date,
        "url": cited.url,
        "urldate": cited.urldate,
        "langid": "" if western == (language != "ja") and western else "english" if western else "japanese",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if name and value)
    return f"@{kind}{{{source.key},\n{lines}}}\n"


def _type(cited: Cited) -> tuple[str, str]:
    """The type of an entry, and the field for what it stands in."""
    if cited.container:
        if cited.volume or cited.issue or (cited.date[4:] and not cited.publisher and not cited.container_editors):
            return "article", "journaltitle"
        return "incollection", "booktitle"
    if cited.whole and (cited.publisher or not cited.url):
        body = cited.authors and BODY.search(cited.authors[0][0]) and not cited.publisher
        return ("report" if body else "book"), ""
    return ("online" if cited.url else "misc"), ""


def _person(name: str) -> str:
    """A name for BibTeX: a body, and a Japanese name whose parts print does not part, as they stand."""
    if HAS_CJK.search(name):
        parts = re.split(r"[\s　]+", name)
        if len(parts) == 2 and all(len(part) <= 5 for part in parts) and not re.search(r"[ァ-ヴ・]", name):
            return f"{_latex(parts[0])}, {_latex(parts[1])}"
        return f"{{{_latex(name)}}}"
    words = name.split()
    if len(words) < 2 or BODY.search(name):
        return f"{{{_latex(name)}}}"
    suffix = words.pop() if len(words) > 2 and re.fullmatch(r"Jr\.|I{2,3}|IV", words[-1]) else ""
    at = next((i for i, word in enumerate(words[1:], 1) if word.islower()), len(words) - 1)
    family = " ".join(words[at:])
    return ", ".join(filter(None, [_latex(family), suffix, _latex(" ".join(words[:at]))]))


def _latex(text: str) -> str:
    text = text.replace("*", "")
    if text.count("{") != text.count("}"):
        text = text.replace("{", "(").replace("}", ")")
    return LATEX.sub(lambda m: LATEX_TEXT.get(m[0], f"\\{m[0]}"), text)


def settle_printed(footnotes: Sequence[Footnote], bib: str, style: str, language: str) -> None:
    """Sets `ibid` and `printed` of each citation where print departs from the rule or from the style."""
    clusters = {each.note.number: [_cite(found) for found in each.citations] for each in footnotes if each.citations}
    if not clusters:
        return
    by_rule = find_positions(clusters)
    for each in footnotes:
        number = each.note.number
        previous = max((n for n in clusters if n < number), default=None)
        for index, found in enumerate(each.citations):
            shortened, position = found.cited.kind == "ibid", by_rule[number][index]
            if position.antecedent is not None and not shortened:
                found.ibid = False
            elif shortened and position.antecedent is None and previous is not None:
                sources = {cite.source for cite in clusters[previous]}
                found.ibid = True if found.source and found.source.key in sources else None
            clusters[number][index] = replace(clusters[number][index], ibid=found.ibid)
    try:
        items = read_items(bib, language)
        known = {str(item["id"]) for item in items}
        sound = {n: cites for n, cites in clusters.items() if all(cite.source in known for cite in cites)}
        typeset = set_citations(sound, items, style, language, None)
    except pandoc.PandocError:
        return  # the check of the finished project says why
    for each in footnotes:
        for index, found in enumerate(each.citations):
            spans = typeset.texts.get((each.note.number, index))
            shown = "".join(span.text for span in spans) if spans else ""
            if _as_read(shown) != _as_read(found.cited.text):
                text = found.cited.text
                if found.source and found.source.cited.url:  # the link to the source stands for it
                    text = re.sub(rf"\s*[<＜]?{re.escape(found.source.cited.url)}[>＞]?", "", text)
                if _as_read(re.sub(r"https?://[!-~]+", "", shown)) != _as_read(text):
                    found.printed = (
                        re.sub(r"[、,]\s*(?=[（(])", lambda m: " " if m[0][0] == "," else "", text)
                        .replace("*", "")
                        .strip(" 、,，")
                    )


def _cite(found: Resolved) -> Cite:
    return Cite(found.source.key if found.source else "", found.locator or None, found.label)


def _as_read(text: str) -> str:
    """A citation as a reader takes it: without spaces, width, emphasis and the shape of quotation marks and dashes."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[*\s<>]+", "", text).translate(str.maketrans("“”‘’–—−", "\"\"''---"))
    return text.strip(".,。、").casefold()


def footnotes_yml(footnotes: Sequence[Footnote], questions: Mapping[tuple[int, int | None], str]) -> str:
    """data/footnotes.yml."""
    out = []
    numbers = {each.note.number for each in footnotes}
    for each in footnotes:
        number = each.note.number
        citations = []
        for index, found in enumerate(each.citations):
            entry: dict[str, object] = {"source": found.source.key if found.source else ""}
            if found.locator:
                entry["locator"] = (
                    int(found.locator)
                    if re.fullmatch(r"[1-9]\d{0,8}", found.locator) and found.locator.isascii()
                    else found.locator
                )
            if found.label != "page":
                entry["label"] = found.label
            if found.ibid is not None:
                entry["ibid"] = found.ibid
            if found.printed:
                entry["printed"] = found.printed
            if todo := questions.get((number, index)):
                entry["todo"] = todo
            citations.append(entry)
        entry = {"number": number}
        if each.before:
            entry["before"] = _field(each.before, numbers)
        if citations:
            entry["citations"] = citations
        if each.after:
            entry["after"] = _field(each.after, numbers)
        if todo := questions.get((number, None)):
            entry["todo"] = todo
        out.append(entry)
    return dump(out, "footnotes") if out else project.schema_line("footnotes") + "[]\n"


def _field(text: str, numbers: Container[int]) -> str:
    """A text for a field that takes inline Markdown."""
    return literal(text.replace("[[", "\\[["), numbers)


def section_files(sections: Iterable[Section]) -> dict[str, tuple[str, str]]:
    """Path below docs/ → title and Markdown of each section."""
    made: dict[str, tuple[str, str]] = {}
    for number, section in enumerate(sections, 1):
        name = slug(section.title)
        path = f"text/{number:02d}{'-' + name if name else ''}.md"
        made[path] = (plain_title(section.title), f"# {section.title}\n\n{markdown(section.blocks)}")
    return made


def plain_title(text: str) -> str:
    """A heading without references and escapes."""
    bare = re.sub(r"(?<!\\)\[\^\d+\]|</?su[bp]>", "", text)
    return html.unescape(re.sub(r"\\([\\`*_\[\]{}])", r"\1", bare)).strip()


def markdown(blocks: Sequence[Block]) -> str:
    """Blocks as the Markdown of a section."""
    parts: list[str] = []
    ids: set[str] = set()
    before: Block | None = None
    numbered = 0
    for block in blocks:
        text = block.text
        match block.kind:
            case "heading":
                id_ = unique(_heading_id(text, len(ids)), ids)
                parts.append(f"\n{'#' * block.level} {text} {{#{id_}}}\n")
            case "item":
                ordered = re.fullmatch(r"\d+\.", block.marker)
                follows = before is not None and before.kind == "item"
                if not ordered:
                    numbered, mark = 0, "-" if block.marker in ("", "-") else f"- {block.marker}"
                elif numbered and follows:
                    numbered, mark = numbered + 1, block.marker
                elif block.marker == "1." or block.level:
                    numbered, mark = 1, "1."
                else:  # a list that does not begin at 1 would be counted anew
                    parts.append(f"\n{block.marker[:-1]}\\. {text}\n")
                    before = replace(block, kind="paragraph")
                    continue
                gap = "" if follows else "\n"
                parts.append(f"{gap}{'    ' * block.level}{mark} {_no_start(text)}\n")
            case "quote":
                parts.append(f"\n> {text}\n")
            case "table" | "code":
                parts.append(f"\n{text}\n")
            case _:
                parts.append(f"\n{_no_start(text)}\n")
        before = block
    return normalise("".join(parts)).strip("\n") + "\n"


def _no_start(text: str) -> str:
    """A text that begins no other block than a paragraph."""
    return BLOCK_START.sub(_literal, text, count=1) if BLOCK_START.match(text) else text


def _literal(found: re.Match[str]) -> str:
    """What begins a block of Markdown, as text."""
    first, rest = found[0][0], found[0][1:]
    if first.isdigit():
        return f"{found[0]}\\"
    return (f"&#{ord(first)};" if first in ":?=~|" else f"\\{first}") + rest


def _heading_id(text: str, count: int) -> str:
    found = slug(text)
    sound = found[:1].isalpha() and not re.match(r"p-\d|fn|note-|term-|footnotes", found)
    return found if sound else f"part-{count + 1}"


def index_page(structure: Structure, sections: Mapping[str, tuple[str, str]], language: str) -> str:
    """docs/index.md: title, what stands under it, and the contents."""
    words = wording(language)
    contents = "".join(f"- [{_link_text(title)}]({path})\n" for path, (title, _) in sections.items())
    front = [f"**{structure.subtitle}**"] if structure.subtitle else []
    front += structure.front
    body = "".join(f"{_no_start(line)}\n\n" for line in front)
    return f"# {structure.title}\n\n{body}## {words['import-contents']} {{#contents}}\n\n{contents}"


def _link_text(text: str) -> str:
    return re.sub(r"([\\`*_\[\]])", r"\\\1", text)


def edition_yml(structure: Structure, paths: Iterable[str], language: str, today: str, questions: Sequence[str]) -> str:
    """data/edition.yml; what the text does not say is left out, and asked for."""
    words = wording(language)
    title = plain_title(structure.title)
    day = next(
        (
            made
            for line in structure.front
            for part in re.findall(r"\d{4}年\d{1,2}月\d{1,2}日|[A-Z][a-z]+ \d{1,2}, \d{4}|\d{4}-\d{2}-\d{2}", line)
            if (made := date_of(part))
        ),
        "",
    )
    work: dict[str, object] = {"title": title}
    if structure.subtitle:
        work["subtitle"] = plain_title(structure.subtitle)
    if day:
        work["date"] = day
    work["authors"] = [{"name": name, **({"affiliation": post} if post else {})} for name, post in structure.authors]
    work["language"] = language
    if questions:
        work["todo"] = " ".join(f"({number}) {text}" for number, text in enumerate(questions, 1))
    edition = {
        "title": words["import-edition-title"].format(title=title),
        "version": "0.1.0",
        "date": today,
        "notice": words["import-notice"],
    }
    return dump({"work": work, "edition": edition, "style": "note.csl", "sections": list(paths)}, "edition")


_LATIN = r"[A-Z][A-Za-z'’.-]*(?:[ -](?:[A-Z][A-Za-z'’.-]*|of|for|and|on|in|the|to)){1,9}"
TERMS = (
    # 「日本語名（English Name: ABC）」, 「日本語名（English Name、ABC）」
    re.compile(
        rf"「(?P<name>[^「」（()）]{{2,40}}?)\s*[（(](?P<en>{_LATIN})\s*[:：、,]\s*(?P<short>[A-Z][A-Za-z0-9-]{{1,11}})[)）]」"
    ),
    # 「日本語名（ABC）」, 「日本語名」（ABC）
    re.compile(
        r"「(?P<name>[^「」（()）]{3,40}?)\s*(?:[（(](?P<short>[A-Z][A-Za-z0-9-]{1,11})[)）]」|」[（(](?P<two>[A-Z][A-Za-z0-9-]{1,11})[)）])"
    ),
    # 「正式な名称」（以下「略称」）
    re.compile(
        r"「(?P<name>[^「」]{3,60})」\s*[（(]\s*以下[、,]?\s*「?(?P<short>[^「」（）()]{2,20})」?(?:と(?:いう|略す|略記))?[。]?\s*[)）]"
    ),
    # 国際戦略研究所（International Institute for Strategic Studies: IISS）
    re.compile(
        rf"(?P<name>[{CJK}・]{{3,30}})\s*[（(](?P<en>{_LATIN})\s*[:：、,]\s*(?P<short>[A-Z][A-Za-z0-9-]{{1,11}})[)）]"
    ),
    # 「ABC（読み）」
    re.compile(r"「(?P<name>[A-Z][A-Za-z0-9-]{1,20})\s*[（(](?P<reading>[ァ-ヴー・]{2,20})[)）]」"),
    # International Institute for Strategic Studies (IISS)
    re.compile(rf"(?P<name>{_LATIN})\s+\((?P<short>[A-Z][A-Z0-9-]{{1,9}})\)"),
)


def find_terms(texts: Iterable[str]) -> list[Term]:
    """Proposals for the glossary: names that the text itself expands or abbreviates."""
    found: dict[str, Term] = {}
    names: set[str] = set()
    taken: set[str] = set()
    for text in texts:
        text = re.sub(r"\[\^\d+\]|\*+", "", text)
        for pattern in TERMS:
            for match in pattern.finditer(text):
                groups = match.groupdict()
                name = match["name"].strip("・ ")
                short = groups.get("short") or groups.get("two") or ""
                if name.isascii() and short:
                    initials = "".join(word[0] for word in re.split(r"[\s-]", name) if word[:1].isupper())
                    if short != initials and not initials.endswith(short):
                        continue
                folded = {unicodedata.normalize("NFKC", each) for each in (name, short) if each}
                english = groups.get("en") or ""
                for known in [
                    each for each in found.values() if english and short and each.short == short and not each.en
                ]:
                    found[known.id] = replace(known, en=english)
                if folded & names or len(found) >= MAX_TERMS or name == short:
                    continue
                names |= folded
                id_ = unique(slug(groups.get("en") or short or name) or f"term-{len(found) + 1}", taken)
                if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id_):
                    continue
                found[id_] = Term(id_, name, short, groups.get("en") or "", groups.get("reading") or "")
    return list(found.values())


def terms_yml(terms: Sequence[Term], language: str) -> str:
    """data/terms.yml, every entry marked as a proposal."""
    words = wording(language)
    out = []
    for term in terms:
        says = (
            words["import-term-short"]
            if term.short
            else words["import-term-read"]
            if term.reading
            else words["import-term-name"]
        )
        entry: dict[str, object] = {"id": term.id, "name": term.name}
        entry |= {"reading": term.reading} if term.reading else {}
        entry |= {"en": term.en} if term.en else {}
        entry |= {"aliases": [term.short]} if term.short else {}
        entry["definition"] = says.format(name=term.name, short=term.short, en=term.en, reading=term.reading)
        entry["todo"] = words["import-term-todo"]
        out.append(entry)
    return dump(out, "terms") if out else project.schema_line("terms") + "[]\n"


def todos(
    questions: Sequence[Question], numbers: Iterable[int], language: str
) -> tuple[dict[tuple[int, int | None], str], list[str]]:
    """The questions in words: (footnote, citation or None) → text; and those that concern the whole."""
    known = set(numbers)
    by_place: dict[tuple[int, int | None], str] = {}
    others: list[str] = []
    for question in questions:
        text = ask(question, language)
        if question.footnote in known and question.footnote is not None:
            key = (question.footnote, question.citation)
            by_place[key] = f"{by_place[key]} {text}" if key in by_place else text
        else:
            others.append(text)
    return by_place, others


def ask(question: Question, language: str) -> str:
    """A question in words."""
    text = wording(language)[f"import-question-{question.kind}"].format(**question.values)
    return " ".join(text.split())
