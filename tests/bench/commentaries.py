"""N commentaries of random Japanese words, the same for every peer, and the project each peer makes of them.

    python tests/bench/commentaries.py FOLDER N

writes them as one edition of this package. A commentary has 6 pages, 30 footnotes, 16 sources, 40 terms and about
20,000 characters; it comes out the same however many stand beside it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import yaml

from annotated_edition.importing import new_project

PAGES = 6
FOOTNOTES = 30
SOURCES = 16
TERMS = 40
#: Footnotes of a page.
NOTES = FOOTNOTES // PAGES
CHARACTERS = 20_000

KANJI = (
    "安域運営益援応横化価課会界開外確学活関観企基期機議協境業極局近区軍群軽係経計決件験言現個護公交向航行構国際作策査参産"
    "支資事持治実社主守首種需州集術準所書省商情常職信進人水数世制政整責積設説船選線全前然組層総測族続存多対態体第達団地"
    "知置中調通定提程的典点電統当等同動道得特内南軟入任年能農配発判比非備費表評品不府部武風福平閉変編保方法貿防本務盟面目"
    "問野役約輸有用要利理陸立略流旅力領量林類令例連路論和"
)
HIRAGANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ"
KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンー"
PARTICLES = ("の", "は", "を", "が", "に", "と", "で", "も", "から", "による", "について", "、")
ENDINGS = ("である。", "となった。", "と考えられる。", "を示した。", "が続いている。", "に及ぶ。")
#: How many of the places that name a term set it in corner brackets, as official names are.
BRACKETED = 1 / 3


@dataclass(frozen=True, slots=True)
class Source:
    """A book, an article or a page of a site."""

    key: str
    kind: str
    family: str
    given: str
    title: str
    publisher: str
    date: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A source, with pages or without."""

    source: Source
    locator: str


@dataclass(frozen=True, slots=True)
class Footnote:
    """One or two citations under a number."""

    number: int
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A name that the text uses, with what it means."""

    id: str
    name: str
    reading: str
    definition: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and terms in order, and the footnote after the full stop, if there is one."""

    pieces: tuple[str | Term, ...]
    footnote: Footnote | None


Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A section of a commentary: what stands under no heading first, then headings with their paragraphs."""

    name: str
    title: str
    parts: tuple[tuple[str, tuple[Paragraph, ...]], ...]
    footnotes: tuple[Footnote, ...]


@dataclass(frozen=True, slots=True)
class Commentary:
    """One commentary with all that belongs to it."""

    name: str
    title: str
    pages: tuple[Page, ...]
    footnotes: tuple[Footnote, ...]
    sources: tuple[Source, ...]
    terms: tuple[Term, ...]


def commentaries(count: int) -> list[Commentary]:
    """The first `count` commentaries."""
    random = Random("vocabulary")
    vocabulary = [_word(random) for _ in range(6000)]
    # Few words are frequent and many are rare, as in any text.
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(vocabulary))))
    names: set[str] = set()
    return [_commentary(_Writer(Random(f"commentary {n}"), vocabulary, weights), n, names) for n in range(1, count + 1)]


def _string(random: Random, characters: str, shortest: int, longest: int) -> str:
    return "".join(random.choices(characters, k=random.randint(shortest, longest)))


def _word(random: Random) -> str:
    kind = random.random()
    if kind < 0.7:
        return _string(random, KANJI, 2, 4) + random.choice(("", "", "する", "した"))
    return _string(random, KATAKANA if kind < 0.85 else HIRAGANA, 2, 6)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Words for one commentary."""

    random: Random
    vocabulary: list[str]
    weights: list[float]

    def title(self, words: int) -> str:
        return "と".join(_string(self.random, KANJI, 3, 6) for _ in range(words))

    def clause(self) -> str:
        *words, last = self.random.choices(self.vocabulary, cum_weights=self.weights, k=self.random.randint(5, 10))
        return "".join(word + self.random.choice(PARTICLES) for word in words) + last

    def sentence(self, term: Term | None, footnote: Footnote | None) -> Sentence:
        before, after = f"{self.clause()}、", self.clause() + self.random.choice(ENDINGS)
        if term is None:
            return Sentence((before + after,), footnote)
        left, right = ("「", "」") if self.random.random() < BRACKETED else ("", "")
        return Sentence((before + left, term, f"{right}の{after}"), footnote)

    def source(self, key: str) -> Source:
        random = self.random
        return Source(
            key,
            random.choice(("book", "article", "online")),
            _string(random, KANJI, 2, 2),
            _string(random, KANJI, 1, 2),
            self.title(3),
            _string(random, KANJI, 3, 5) + random.choice(("書房", "研究所", "新聞社")),
            f"{random.randint(1980, 2024)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        )

    def term(self, key: str, names: set[str]) -> Term:
        name = ""
        while not name or name in names:
            name = _string(self.random, KANJI if self.random.random() < 0.7 else KATAKANA, 5, 8)
        names.add(name)
        definition = "".join(self.clause() + self.random.choice(ENDINGS) for _ in range(2))
        return Term(key, name, _string(self.random, HIRAGANA, 6, 10), definition)

    def page(self, name: str, number: int, terms: list[Term], footnotes: Sequence[Footnote]) -> Page:
        # Sentences without terms, to know how many fill the page; then each term and each footnote gets its place.
        count, written = 0, sum(len(term.name) + 2 for term in terms)
        while written < CHARACTERS // PAGES:
            count, written = count + 1, written + len(self.clause()) + len(self.clause()) + 5
        named = dict(zip(self.random.sample(range(count), min(count, len(terms))), terms, strict=False))
        noted = {(at + 1) * count // (len(footnotes) + 1): each for at, each in enumerate(footnotes)}
        lines = [self.sentence(named.get(at), noted.get(at)) for at in range(count)]
        paragraphs = []
        while lines:
            size = self.random.randint(3, 6)
            paragraphs.append(tuple(lines[:size]))
            del lines[:size]
        headings = ["", *(self.title(2) for _ in range(self.random.randint(3, 4)))]
        cuts = [at * len(paragraphs) // len(headings) for at in range(len(headings) + 1)]
        parts = ((heading, tuple(paragraphs[a:b])) for heading, a, b in zip(headings, cuts, cuts[1:], strict=False))
        return Page(name, f"{number} {self.title(2)}", tuple(parts), tuple(footnotes))


def _commentary(write: _Writer, ordinal: int, names: set[str]) -> Commentary:
    random = write.random
    name = f"commentary-{ordinal:03}"
    sources = [write.source(f"source-{ordinal:03}-{n:02}") for n in range(1, SOURCES + 1)]
    terms = [write.term(f"term-{ordinal:03}-{n:02}", names) for n in range(1, TERMS + 1)]
    footnotes = []
    for at in range(FOOTNOTES):
        # Each source is cited once before any is cited again.
        cited = [sources[at] if at < SOURCES else random.choice(sources)]
        if random.random() < 1 / 3:
            cited.append(random.choice([each for each in sources if each is not cited[0]]))
        locators = [str(random.randint(1, 400)) if random.random() < 0.6 else "" for _ in cited]
        footnotes.append(Footnote(FOOTNOTES * (ordinal - 1) + at + 1, tuple(map(Citation, cited, locators))))
    # Every term is named at least once, and five times on average.
    named = [*terms, *random.choices(terms, k=4 * TERMS)]
    pages = tuple(
        write.page(f"{name}/{at + 1}", at + 1, named[at::PAGES], footnotes[at * NOTES : (at + 1) * NOTES])
        for at in range(PAGES)
    )
    return Commentary(name, f"論考{ordinal} {write.title(2)}", pages, tuple(footnotes), tuple(sources), tuple(terms))


def markdown(page: Page, reference: Callable[[Footnote], str]) -> str:
    """A page in Markdown, with its references as `reference` writes them."""
    blocks = [f"# {page.title}"]
    for at, (heading, paragraphs) in enumerate(page.parts):
        blocks += [f"## {heading} {{#part-{at}}}"] * bool(heading)
        blocks += ["".join(_line(each, reference, lambda term: term.name) for each in lines) for lines in paragraphs]
    return "\n\n".join(blocks) + "\n"


def _line(sentence: Sentence, reference: Callable[[Footnote], str], term: Callable[[Term], str]) -> str:
    text = "".join(each if isinstance(each, str) else term(each) for each in sentence.pieces)
    return text + (reference(sentence.footnote) if sentence.footnote else "")


def bibliography(made: Sequence[Commentary]) -> str:
    """All sources, in biblatex."""
    place = {"book": "publisher", "article": "journaltitle", "online": "organization"}
    return (
        "\n\n".join(
            f"@{s.kind}{{{s.key},\n"
            f"  author = {{{s.family}, {s.given}}},\n"
            f"  title = {{{s.title}}},\n"
            f"  {place[s.kind]} = {{{s.publisher}}},\n"
            f"  date = {{{s.date}}},\n"
            + (f"  url = {{https://example.org/{s.key}}},\n" if s.kind == "online" else "")
            + "  langid = {japanese}\n}"
            for each in made
            for s in each.sources
        )
        + "\n"
    )


def navigation(made: Sequence[Commentary]) -> list[Any]:
    """The pages as MkDocs's `nav` lists them, by commentary."""
    return ["index.md", *({each.title: [f"{page.name}.md" for page in each.pages]} for each in made)]


def index(made: Sequence[Commentary]) -> str:
    """The first page, in Markdown."""
    return "# 論考\n\n" + "".join(f"- [{each.title}]({each.pages[0].name}.md)\n" for each in made)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes files by their path."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def edition(made: Sequence[Commentary]) -> dict[str, str]:
    """One edition of this package, as `edition new` lays it out."""
    frame = new_project.write_frame("ja", "論考", [])
    config = yaml.safe_load(frame["mkdocs.yml"])
    generated = [each for each in config["nav"] if isinstance(each, str) and each != "index.md"]
    config["nav"] = [*navigation(made), *generated]
    pages = [page for each in made for page in each.pages]
    notes = [
        {
            "number": note.number,
            "citations": [
                {"source": c.source.key} | ({"locator": c.locator} if c.locator else {}) for c in note.citations
            ],
        }
        for each in made
        for note in each.footnotes
    ]
    terms = [
        {"id": term.id, "name": term.name, "reading": term.reading, "definition": term.definition}
        for each in made
        for term in each.terms
    ]
    about = {
        "work": {"title": "論考", "authors": [{"name": "見本 花子"}], "publisher": "見本研究所", "language": "ja"},
        "edition": {"title": "論考 注釈版", "version": "1.0.0", "date": "2024-07-26"},
        "style": "note.csl",
        "sections": [f"{page.name}.md" for page in pages],
    }
    return {
        "mkdocs.yml": as_yaml(config),
        "data/edition.yml": as_yaml(about),
        "data/footnotes.yml": as_yaml(notes),
        "data/terms.yml": as_yaml(terms),
        "data/sources.bib": bibliography(made),
        "data/note.csl": new_project.read_style("ja"),
        "docs/index.md": index(made),
        **{f"docs/{page.name}.md": markdown(page, lambda note: f"[^{note.number}]") for page in pages},
    }


def as_yaml(value: object) -> str:
    """A file of YAML."""
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000))


def main() -> None:
    """Writes the edition."""
    folder, count = sys.argv[1:]
    write(Path(folder), edition(commentaries(int(count))))


if __name__ == "__main__":
    main()
