"""How a translation is laid over an edition: its data by id, its pages by path, the state of each of its texts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from ..model.addresses import CHRONOLOGY, FOOTNOTES, INITIATIVES, SOURCES, TERMS
from ..model.problems import NOTE, Place, find_nearest, problem
from ..model.wording import UNSPACED, primary_language, wording
from . import schema
from .bib_reader import BibEntry
from .blocks import Block
from .draft import DataEntry, Draft, Layer, LayerText, PageDraft
from .load import PAGE_ENDINGS, Loader
from .markup import slug_of
from .overlay import Overlay
from .scan import scan
from .sentences import read_prose
from .validation import validate
from .yaml_file import Steps, Tree, Value

#: The folder of the translations, each in one named as its language.
LAYERS = "translations"
STATE = "state.yml"
#: What edition.yml of a translation says of that itself.
OWN_FIELDS = ("language", "style", "translators", "note")
#: Kind of a data file → the page that shows its texts.
PAGES = {
    "footnotes": FOOTNOTES, "terms": TERMS, "events": CHRONOLOGY, "comparison": INITIATIVES, "sources": SOURCES,
}  # fmt: skip


def find_languages(root: Path, host_file: str = "mkdocs.yml") -> tuple[str, ...]:
    """Return the languages of the translations of the edition at `root` that have a site of their own."""
    return tuple(sorted(file.parent.name for file in (root / LAYERS).glob(f"[!.]*/{host_file}")))


def lay_over(draft: Draft, root: Path, language: str) -> Draft:
    """Return the draft of the translation into a language, laid over that of the original in the folder `root`."""
    return _LayerReader(draft, root, language).read()


def digest_text(text: str) -> str:
    """Return the short hash of a text, whatever its line breaks."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:10]


class _LayerReader:
    """Reads one translation over the draft of the original."""

    def __init__(self, original: Draft, root: Path, language: str) -> None:
        self.original, self.language = original, language
        self.folder = f"{LAYERS}/{language}"
        self.loader = Loader(root / self.folder, root / self.folder / "docs", root)
        self.draft = self.loader.draft
        self.texts: list[LayerText] = []
        self.unrecorded: Counter[str] = Counter()  # file → texts of which no state is recorded
        self.work_language = original.edition.value.work.language
        state = self.loader.read_tree(STATE, optional=True)
        self.state: dict[str, Value] = state.value if state and isinstance(state.value, dict) else {}

    def read(self) -> Draft:
        """Return the draft of the translation."""
        original, draft = self.original, self.draft
        own, draft.edition = self.read_edition()
        draft.footnotes = self.read_list("footnotes", original.footnotes, schema.FootnoteEntry)
        draft.terms = self.read_list("terms", original.terms, schema.TermEntry)
        draft.events = self.read_list("events", original.events, schema.EventEntry)
        draft.comparison = self.read_list("comparison", original.comparison, schema.RowEntry)
        draft.initiatives = self.read_initiatives()
        sources = self.read_sources()
        draft.sources, draft.items, draft.languages = original.sources, original.items, original.languages
        draft.style, draft.style_file = original.style, original.style_file
        if isinstance(own.get("style"), str):
            self.loader.read_style()
        self.read_pages()
        for file, count in self.unrecorded.items():
            self.loader.report("AE837", Place(file), n=count, language=self.language)
        work, named = original.edition.value.work, own.get("translators")
        translators = named if isinstance(named, list) else [named]
        draft.layer = Layer(
            language=self.language,
            folder=self.folder,
            translators=tuple(name for name in translators if isinstance(name, str)),
            note=str(own.get("note") or ""),
            names={entry.value.id: self.name_of_term(entry.value) for entry in original.terms},
            sources=sources,
            title=work.title,
            subtitle=work.subtitle or "",
            texts=tuple(self.texts),
        )
        draft.problems = [*original.problems, *draft.problems]
        return draft

    def name_of_term(self, term: schema.TermEntry) -> str:
        """Return the name of a term in the original, with its reading."""
        reading = wording(self.work_language)["parenthesis"].format(text=term.reading) if term.reading else ""
        return term.name + (reading if term.reading != term.name else "")

    # --- data -----------------------------------------------------------------------------------------------------

    def read_edition(self) -> tuple[dict[str, Value], DataEntry[schema.EditionFile]]:
        """Return what the translation says of itself, and the edition with its texts."""
        tree = self.loader.read_tree("edition.yml")
        own: dict[str, Value] = {}
        if tree and isinstance(tree.value, dict):
            own = {name: tree.value.get(name) for name in OWN_FIELDS}
            texts: dict[str, Value] = {name: value for name, value in tree.value.items() if name not in OWN_FIELDS}
            if (named := own["language"]) and named != self.language:
                self.loader.report("AE838", tree.place(("language",)), found=named, language=self.language)
            tree = replace(tree, value=texts)
        entry = self.original.edition
        overlay = self.lay("edition", "edition", entry.tree, tree)
        if isinstance(style := own.get("style"), str) and isinstance(overlay.tree.value, dict) and tree:
            overlay.tree.value["style"], overlay.places["style",] = style, tree.place(("style",))
        entries = self.validate(schema.EditionFile, overlay, is_list=False)
        return own, entries[0] if entries else entry

    def read_list(
        self, kind: str, entries: list[DataEntry[schema.SomeFields]], shape: type[schema.SomeFields]
    ) -> list[DataEntry[schema.SomeFields]]:
        """Return the entries of a data file that is a list, with their texts."""
        file = f"data/{kind}.yml"
        original = entries[0].tree if entries else Tree([], file, {(): Place(file)})
        layer = self.loader.read_tree(f"{kind}.yml", optional=True)
        return self.validate(shape, self.lay(kind, kind, original, layer), is_list=True)

    def read_initiatives(self) -> list[DataEntry[schema.InitiativeFile]]:
        """Return the initiatives with their texts; report files of the translation that the original lacks (AE832)."""
        read: list[DataEntry[schema.InitiativeFile]] = []
        names = {PurePosixPath(entry.tree.file).name: entry for entry in self.original.initiatives}
        for name, entry in names.items():
            layer = self.loader.read_tree(f"initiatives/{name}", optional=True)
            overlay = self.lay("initiatives", f"initiatives/{entry.value.id}", entry.tree, layer)
            read += self.validate(schema.InitiativeFile, overlay, is_list=False)
        for file in sorted((self.loader.data / "initiatives").glob("[!.]*.yml")):
            if file.name not in names:
                self.report_unknown(Place(self.loader.name_of(file)), file.name, names)
        return read

    def read_sources(self) -> dict[str, Mapping[str, str]]:
        """Return what the translation says of sources, by key."""
        entries = self.original.sources
        value: list[Value] = [{"id": entry.key, **source_words(entry)} for entry in entries]
        places: dict[Steps, Place] = {(): Place("data/sources.bib")}
        for index, entry in enumerate(entries):
            places[index,] = entry.place
            places |= {(index, name): entry.field_places[name] for name in source_words(entry)}
        original = Tree(value, "data/sources.bib", places)
        overlay = self.lay("sources", "sources", original, self.loader.read_tree("sources.yml", optional=True))
        words: dict[str, Mapping[str, str]] = {}
        for index, entry in enumerate(entries):
            laid = [path[-1] for path in overlay.laid if path[0] == index]
            given: Any = overlay.tree.at((index,))
            words[entry.key] = {str(name): given[name] for name in laid if isinstance(given[name], str)}
        return words

    def lay(self, kind: str, name: str, original: Tree, layer: Tree | None) -> Overlay:
        """Lay a file over the original's, and note the state of each text."""
        overlay = Overlay(kind, name, original, self.language, self.work_language)
        if layer:
            overlay.lay(layer)
        self.draft.problems += overlay.problems
        file = PurePosixPath(original.file).with_suffix(".yml").relative_to("data")
        page = f"{name}.md" if kind == "initiatives" else PAGES.get(kind, "")
        for id_, path, text in overlay.texts():
            if path in overlay.laid:
                self.compare_references(text, overlay.tree.at(path), original.place(path), overlay.places[path])
                self.note(id_, text, original.place(path), overlay.places[path], page)
            elif self.has_words(text):
                self.note_missing(id_, text, original.place(path), page, f"{self.folder}/{file}")
        return overlay

    def compare_references(self, text: str, own: Value, original: Place, place: Place) -> None:
        """Report a text of data that points to other footnotes than its original (AE835)."""
        expected, found = (
            sorted(mark[2:-1] for mark in schema.FOOTNOTE_MARK.findall(str(each))) for each in (text, own)
        )
        if expected != found:
            self.report_references(expected, found, original, place)

    def report_references(self, expected: list[str], found: list[str], original: Place, place: Place) -> None:
        """Report other references to footnotes than the original's (AE835)."""
        values = {"found": ", ".join(found) or "–", "expected": ", ".join(expected) or "–"}
        self.loader.report("AE835", place, original=f"{original.file}:{original.line}", **values)

    def validate(
        self, shape: type[schema.SomeFields], overlay: Overlay, is_list: bool
    ) -> list[DataEntry[schema.SomeFields]]:
        """Return the valid entries of a file; what is wrong in the original's part of it is reported there."""
        entries, problems = validate(shape, overlay.tree, is_list)
        self.draft.problems += [each for each in problems if each.place.file.startswith(f"{self.folder}/")]
        return entries

    def has_words(self, text: str) -> bool:
        """Return whether a text has to be translated: what a language without spaces writes in ASCII has not."""
        return primary_language(self.work_language) not in UNSPACED or not text.isascii()

    # --- states ---------------------------------------------------------------------------------------------------

    def note(self, id_: str, text: str, original: Place, place: Place, page: str, moved: bool = False) -> None:
        """Note a text that is translated; report it where the original has changed since (AE831).

        `moved` says that the same text was translated under another id.
        """
        digest = digest_text(text)
        recorded = self.state.get(id_)
        state: Literal["current", "stale", "unrecorded"] = "current"
        if recorded is None and not any(key.startswith(id_.rsplit("#")[0] + "#") for key in self.state):
            state = "unrecorded"
            self.unrecorded[place.file] += 1
        elif recorded != digest and not moved:
            state = "stale"
            where = f"{original.file}:{original.line}"
            self.loader.report("AE831", place, what=id_, original=where, language=self.language)
        self.texts.append(LayerText(id_, state, digest, str(recorded) if recorded else None, original, page))

    def note_missing(self, id_: str, text: str, original: Place, page: str, file: str, mild: bool = False) -> None:
        """Note and report a text that is not translated (AE830); where that is `mild`, as a note."""
        self.texts.append(LayerText(id_, "missing", digest_text(text), None, original, page))
        found = problem("AE830", original, what=id_, language=self.language, file=file)
        self.draft.problems.append(replace(found, severity=NOTE) if mild else found)

    def report_unknown(self, place: Place, name: str, names: Mapping[str, object]) -> None:
        """Report what the original does not have (AE832)."""
        self.loader.report("AE832", place, what=name, nearest=find_nearest(name, names))

    # --- pages ----------------------------------------------------------------------------------------------------

    def read_pages(self) -> None:
        """Read the pages of the translation; where it has none, the original's stands, marked with its language."""
        sections = self.original.edition.value.sections
        for file in self.loader.walk_docs():
            page = file.relative_to(self.loader.docs).as_posix()
            if file.suffix in PAGE_ENDINGS and page in self.original.pages:
                self.loader.read_page(page)
            elif file.suffix in PAGE_ENDINGS:
                self.report_unknown(Place(self.loader.name_of(file)), page, self.original.pages)
        written, self.draft.pages = self.draft.pages, {}
        for page, original in self.original.pages.items():
            if (own := written.get(page)) is not None:
                self.compare(original, own, page in sections)
                self.draft.pages[page] = replace(
                    own, searched=original.searched, chapter=original.chapter, terms=own.terms or original.terms
                )
                continue
            self.draft.pages[page] = replace(original, language=original.language or self.work_language)
            if not original.language:
                place, missing = Place(original.file, original.first_line), f"{self.folder}/docs/{page}"
                self.note_missing(page, original.text, place, page, missing, mild=page not in sections)
        self.draft.section_files = frozenset(f"{self.folder}/docs/{page}" for page in sections)

    def compare(self, original: PageDraft, own: PageDraft, is_section: bool) -> None:
        """Note the state of each paragraph of a page; report what it has otherwise than the original."""
        blocks = _blocks_by_id(original)
        own_blocks = _blocks_by_id(own)
        for name in blocks:
            if name.startswith("#") and name not in own_blocks:
                self.loader.report("AE836", Place(own.file, own.first_line), id=name[1:])
        if is_section:
            self.compare_paragraphs(original, own, blocks, own_blocks)
        recorded = [value for id_, value in self.state.items() if id_.startswith(f"{own.path}#")]
        for name, block in blocks.items():
            at = own_blocks.get(name)
            place = own.place(at.offsets[0][1]) if at else Place(own.file, own.first_line)
            id_ = f"{own.path}#{name.lstrip('#')}"
            start = original.place(block.offsets[0][1])
            self.note(id_, block.text, start, place, own.path, moved=digest_text(block.text) in recorded)
        if original.description and own.description:
            self.note(f"{own.path}#description", original.description, Place(original.file), Place(own.file), own.path)

    def compare_paragraphs(
        self, original: PageDraft, own: PageDraft, blocks: Mapping[str, Block], own_blocks: Mapping[str, Block]
    ) -> None:
        """Report a section of other paragraphs (AE834), or of other references (AE835), than the original."""
        expected, found = ([name for name in each if name.startswith("p-")] for each in (blocks, own_blocks))
        if expected != found:
            values = {"found": len(found), "expected": len(expected), "original": original.file}
            self.loader.report("AE834", Place(own.file, own.first_line), **values)
            return
        for name, block in blocks.items():
            cited = _cited(block)
            own_block = own_blocks.get(name)
            if own_block and (own_cited := _cited(own_block)) != cited:
                place, start = own.place(own_block.offsets[0][1]), original.place(block.offsets[0][1])
                self.report_references(cited, own_cited, start, place)


def _cited(block: Block) -> list[str]:
    return [token.target for token in block.tokens if token.kind == "reference"]


def _blocks_by_id(page: PageDraft) -> dict[str, Block]:
    """Return the blocks of a page by their names: p-7 for a paragraph, #outline for a heading, other-3 for the rest."""
    named: dict[str, Block] = {}
    counts: Counter[str] = Counter()
    for block in scan(page.text).blocks:
        kind = "p" if block.kind in ("paragraph", "item") else "h" if block.kind == "heading" else "other"
        counts[kind] += 1
        id_ = block.id or (slug_of(read_prose(block).text) if kind == "h" and block.level > 1 else "")
        named[f"#{id_}" if id_ else f"{kind}-{counts[kind]}"] = block
    return named


def source_words(entry: BibEntry) -> dict[str, Value]:
    """Return the fields of a source that have words."""
    return {name: entry.fields[name] for name in ("title", "annotation") if entry.fields.get(name)}
