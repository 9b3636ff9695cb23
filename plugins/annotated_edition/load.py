"""data/ and docs/ → a draft of the edition, and every problem with file and line."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Generic, TypeVar

from markupsafe import escape

from . import bibliography, citation, schema, yaml_reader
from .model import Place, Problem
from .problems import nearest, problem
from .scan import Fault, excess, field_faults, normalise

T = TypeVar("T", bound=schema.Part)
EDITION = "edition.yml"
#: Which occurrences of a term the front matter of a section may ask to be linked.
TERM_LINKS = ("first", "all", "none", "off")
#: Keys of front matter that name a template of the theme, and make it fail where there is none of that name.
THEME_KEYS = frozenset({"icon", "status", "template"})
#: Texts of the host's configuration that the theme takes as they are.
SITE_TEXTS = ("site_name", "site_description", "site_author", "copyright")
#: What the host takes for a page.
PAGES = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})
#: Longest found text that a message quotes.
QUOTED = 60
FRONT_MATTER = re.compile(r"---[ ]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ ]*(?:\n|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A valid entry of a data file, with the places of its fields."""

    value: T
    """The entry."""
    tree: yaml_reader.Tree
    """The file that it stands in."""
    at: tuple[str | int, ...]
    """Its path in the file."""

    def place(self, *path: str | int) -> Place:
        """Where a field of it stands; where the field is not written, the nearest field around it."""
        return self.tree.place((*self.at, *path))


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A Markdown page."""

    path: str
    """Source path below docs/."""
    file: str
    """Path relative to the edition's root."""
    text: str
    """Its Markdown without front matter, normalised: scanned when it is read, for scans of all pages are large."""
    first_line: int
    """Line of the file on which the text begins."""
    description: str | None
    """`description` of its front matter."""
    terms: str | None
    """`terms` of its front matter: first, all, none or off."""

    def place(self, offset: int) -> Place:
        """Where an offset of the text stands."""
        line = self.text.count("\n", 0, offset)
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        return Place(self.file, self.first_line + line, column + 1)


@dataclass(slots=True)
class Draft:
    """What the files say, valid each by itself, nothing resolved."""

    edition: Entry[schema.EditionFile] | None = None
    """data/edition.yml."""
    footnotes: list[Entry[schema.FootnoteEntry]] = field(default_factory=list)
    """data/footnotes.yml."""
    terms: list[Entry[schema.TermEntry]] = field(default_factory=list)
    """data/terms.yml."""
    events: list[Entry[schema.EventEntry]] = field(default_factory=list)
    """data/events.yml."""
    initiatives: list[Entry[schema.InitiativeFile]] = field(default_factory=list)
    """data/initiatives/*.yml."""
    comparison: list[Entry[schema.RowEntry]] = field(default_factory=list)
    """data/comparison.yml."""
    sources: tuple[bibliography.Entry, ...] = ()
    """The sound entries of data/sources.bib."""
    items: Future[list[dict[str, Any]]] | None = None
    """They as CSL-JSON, which pandoc makes meanwhile; None where there are none."""
    style: str | None = None
    """The citation style, CSL; None where its file could not be read."""
    style_file: str = ""
    """Its file, relative to the edition's root."""
    section_files: frozenset[str] = frozenset()
    """The files of the sections that are listed, relative to the edition's root."""
    pages: dict[str, PageDraft] = field(default_factory=dict)
    """Every Markdown page below docs/, by source path."""
    problems: list[Problem] = field(default_factory=list)
    """What was found on the way."""


def load(data: Path, docs: Path, cache: Path | None = None) -> Draft:
    """Reads the folders of an edition; whatever is wrong in them is a problem of the draft, never an exception.

    `cache` is a folder for what pandoc makes of them.
    """
    return _Loader(data, docs, cache).load()


class _Loader:
    def __init__(self, data: Path, docs: Path, cache: Path | None) -> None:
        self.data, self.docs, self.cache = data, docs, cache
        self.root = data.parent
        self.draft = Draft()

    def load(self) -> Draft:
        draft = self.draft
        self.sources()  # first, for pandoc takes its time
        editions = self.entries(EDITION, schema.EditionFile, one=True)
        draft.edition = editions[0] if editions else None
        draft.footnotes = self.entries("footnotes.yml", schema.FootnoteEntry)
        draft.terms = self.entries("terms.yml", schema.TermEntry, optional=True)
        draft.events = self.entries("events.yml", schema.EventEntry, optional=True)
        draft.comparison = self.entries("comparison.yml", schema.RowEntry, optional=True)
        for file in sorted((self.data / "initiatives").glob("[!.]*.yml")):
            draft.initiatives += self.entries(f"initiatives/{file.name}", schema.InitiativeFile, one=True)
        self.style()
        self.pages()
        return draft

    def name(self, path: Path) -> str:
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    def bytes_of(self, path: Path, optional: bool = False, asked: Place | None = None) -> bytes | None:
        if not self.holds(path):
            self.draft.problems.append(problem("AE116", Place(self.name(path)), file=self.name(path)))
            return None
        try:
            return path.read_bytes()
        except OSError as error:
            if not (optional and isinstance(error, FileNotFoundError)):
                place = asked or Place(self.name(path))
                self.draft.problems.append(problem("AE101", place, file=self.name(path)))
            return None

    def entries(self, name: str, kind: type[T], one: bool = False, optional: bool = False) -> list[Entry[T]]:
        """The valid entries of a data file: a list of them, or the file is `one`."""
        path = self.data / name
        content = self.bytes_of(path, optional)
        if content is None:
            return []
        file = self.name(path)
        tree, problems = yaml_reader.read(content, file)
        self.draft.problems += problems
        if tree is None:
            return []
        for at in tree.paths():
            if at and at[-1] == "todo" and isinstance(question := tree.at(at), str):
                self.draft.problems.append(problem("AE801", tree.place(at), question=question))
        if not one:
            found, problems = schema.validate_list(kind, tree)
            self.draft.problems += problems
            return [Entry(value, tree, at) for at, value in found]
        value, problems = schema.validate(kind, tree)
        self.draft.problems += problems
        return [Entry(value, tree, ())] if value is not None else []

    def sources(self) -> None:
        content = self.bytes_of(self.data / "sources.bib")
        if content is not None:
            self.draft.sources, problems = bibliography.scan(content, self.name(self.data / "sources.bib"))
            self.draft.problems += problems
        if self.draft.sources:
            text = "\n\n".join(entry.text for entry in self.draft.sources)
            self.draft.items = citation.started(partial(citation.all_items, text, self.cache))

    def style(self) -> None:
        if edition := self.draft.edition:
            self.draft.style_file = self.name(self.data / edition.value.style)
            style = self.bytes_of(self.data / edition.value.style, asked=edition.place("style"))
            if style is not None:
                self.draft.style = style.decode("utf-8", errors="replace")
                if not re.search(r"<style\b[^>]*\bclass=[\"']note[\"']", self.draft.style):
                    self.draft.problems.append(problem("AE214", Place(self.draft.style_file)))

    def pages(self) -> None:
        draft = self.draft
        listed = draft.edition.value.sections if draft.edition else ()
        for index, page in enumerate(listed):
            place = draft.edition.place("sections", index) if draft.edition else None
            if place and page in draft.pages:
                draft.problems.append(problem("AE606", place, page=page))
            else:
                self.page(page, place)
        draft.section_files = frozenset(self.name(self.docs / page) for page in listed)
        folders = {str(PurePosixPath(section).parent) for section in listed} - {"."}
        for path in self.files():
            page = path.relative_to(self.docs).as_posix()
            if path.suffix in PAGES and page not in listed:
                self.page(page)
                if str(PurePosixPath(page).parent) in folders:
                    draft.problems.append(problem("AE603", Place(self.name(path)), page=page))

    def files(self) -> Iterator[Path]:
        """Every file below docs/, in order; a name that some system does not take and a way out are problems."""
        for folder, folders, files in os.walk(self.docs):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(each for each in [*folders, *files] if not each.startswith(".")):
                path = Path(folder, name)
                place = Place(self.name(path))
                if not _is_name(name):
                    self.draft.problems.append(problem("AE115", place, file=place.file))
                # A page that leads out is reported when it is read.
                if path.is_symlink() and path.suffix not in PAGES and not self.holds(path):
                    self.draft.problems.append(problem("AE116", place, file=place.file))
                if name in files:
                    yield path

    def holds(self, path: Path) -> bool:
        """Whether a path leads to something of the edition."""
        return is_inside(path, self.root, self.data, self.docs)

    def page(self, page: str, asked: Place | None = None) -> None:
        path = self.docs / page
        content = self.bytes_of(path, asked=asked)
        if content is None:
            return
        file = self.name(path)
        text, problems = yaml_reader.read_text(content, file)
        self.draft.problems += problems
        if text is None:
            return
        meta, body, first_line = self.front_matter(text, file)
        if beyond := excess(body):
            what, limit, offset = beyond
            place = Place(file, first_line + body.count("\n", 0, offset))
            self.draft.problems.append(problem("AE113", place, what=what, limit=limit, found=len(body)))
            return
        stripped = body[: len(body) - len(body.lstrip("\n"))].count("\n")
        self.draft.pages[page] = PageDraft(
            page, file, normalise(body), first_line + stripped, meta.get("description"), meta.get("terms")
        )

    def front_matter(self, text: str, file: str) -> tuple[dict[str, str], str, int]:
        """The text fields of the front matter, the body, and the line on which the body begins."""
        if not re.match(r"---[ ]*\n", text):
            return {}, text, 1
        found = FRONT_MATTER.match(text)
        if not found:
            self.draft.problems.append(problem("AE114", Place(file)))
            return {}, text, 1
        tree, problems = yaml_reader.read(found[1].encode(), file)
        for each in problems:
            place = Place(file, each.place.line + 1, each.place.column)
            self.draft.problems.append(Problem(each.code, each.severity, place, each.values))
        value = tree.value if tree else None
        fields = value if isinstance(value, dict) else {}
        for key, item in fields.items():
            at = tree.place((key,)) if tree else Place(file)
            place = Place(file, at.line + 1, at.column)
            if key in THEME_KEYS:
                self.draft.problems.append(problem("AE108", place, field=key, nearest=""))
            elif isinstance(item, str):
                self.draft.problems += field_problems(item, place)
        meta = {key: item for key, item in fields.items() if isinstance(item, str)}
        if "terms" in fields and meta.get("terms") not in TERM_LINKS:
            place = tree.place(("terms",)) if tree else Place(file)
            place = Place(file, place.line + 1, place.column)
            found_terms, choices = str(fields["terms"]), ", ".join(TERM_LINKS)
            values = {"expected": "choice", "choices": choices, "nearest": nearest(found_terms, TERM_LINKS)}
            self.draft.problems.append(problem("AE110", place, field="terms", found=found_terms, **values))
        return meta, text[found.end() :], text.count("\n", 0, found.end()) + 1


def sound(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Front matter that the theme can take as it is: texts escaped, lists of texts, and what the search asks for."""
    kept: dict[str, Any] = {}
    for key, value in meta.items():
        if key in THEME_KEYS:
            continue
        if key == "search" and isinstance(value, dict):
            kept[key] = {name: each for name, each in value.items() if isinstance(each, bool | int | float)}
        elif isinstance(value, list):
            kept[key] = [escape(each) for each in value if isinstance(each, str)]
        elif isinstance(value, str | int | float | datetime.date) and key not in ("hide", "search"):
            kept[key] = escape(str(value))
    return kept


def sound_texts(config: Mapping[str, Any]) -> dict[str, str]:
    """The texts of the host's configuration, escaped; HTML that may stand in a page stays in the copyright."""
    texts = {name: config[name] for name in SITE_TEXTS if isinstance(config.get(name), str)}
    return {
        name: text if name == "copyright" and not field_faults(text) else escape(text) for name, text in texts.items()
    }


def is_inside(path: Path, *folders: Path) -> bool:
    """Whether a path leads to something within one of the folders, through whatever symbolic links."""
    real = path.resolve()
    return any(real.is_relative_to(folder.resolve()) for folder in folders)


def _is_name(name: str) -> bool:
    """Whether a file may be called so on every system."""
    stem = name[:-3] if name.endswith(".md") else name
    names = (name, stem) if stem else (name,)
    sound = all(schema.PATH_PART.fullmatch(each) and not schema.DEVICE.fullmatch(each) for each in names)
    return sound and name.isprintable()


def fault_problem(fault: Fault, place: Place) -> Problem:
    """HTML (AE608) or an address (AE609) that may not stand in a page, as a problem."""
    found = fault.found if len(fault.found) <= QUOTED else f"{fault.found[:QUOTED]}…"
    return problem("AE608" if fault.kind == "html" else "AE609", place, found=found)


def field_problems(text: str, place: Place) -> list[Problem]:
    """What may not stand in a page, in a field for people, where it is shown as text."""
    return [fault_problem(fault, place) for fault in field_faults(text) if not fault.follows]
