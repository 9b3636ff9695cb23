"""Reads data/ and docs/ into a draft, with every problem."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ..model.problems import Place, Problem, nearest, problem
from . import bib, items, pandoc, schema, validation, yaml_file
from .draft import Draft, Entry, PageDraft, T
from .faults import excess, field_problems
from .files import is_inside, is_name
from .front_matter import FRONT_MATTER, TERM_LINKS, THEME_KEYS
from .scan import normalise
from .text import read_text

EDITION = "edition.yml"
#: What the host takes for a page.
PAGES = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})


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
        self.sources()
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
        tree, problems = yaml_file.read(content, file)
        self.draft.problems += problems
        if tree is None:
            return []
        for at in tree.paths():
            if at and at[-1] == "todo" and isinstance(question := tree.at(at), str):
                self.draft.problems.append(problem("AE801", tree.place(at), question=question))
        if not one:
            found, problems = validation.validate_list(kind, tree)
            self.draft.problems += problems
            return [Entry(value, tree, at) for at, value in found]
        value, problems = validation.validate(kind, tree)
        self.draft.problems += problems
        return [Entry(value, tree, ())] if value is not None else []

    def sources(self) -> None:
        content = self.bytes_of(self.data / "sources.bib")
        if content is not None:
            self.draft.sources, problems = bib.read_bib(content, self.name(self.data / "sources.bib"))
            self.draft.problems += problems
        if self.draft.sources:
            text = "\n\n".join(entry.text for entry in self.draft.sources)
            try:
                self.draft.items = items.all_items(text, self.cache)
            except pandoc.PandocError as error:
                self.draft.problems.append(problem("AE208", self.draft.sources[0].place, message=str(error)))

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
                if not is_name(name):
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
        text, problems = read_text(content, file)
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
            page,
            file,
            normalise(body),
            first_line + stripped,
            meta.get("description"),
            meta.get("terms"),
            searched="search" not in meta,
        )

    def front_matter(self, text: str, file: str) -> tuple[dict[str, str], str, int]:
        """The text fields of the front matter, the body, and the line on which the body begins."""
        if not re.match(r"---[ ]*\n", text):
            return {}, text, 1
        found = FRONT_MATTER.match(text)
        if not found:
            self.draft.problems.append(problem("AE114", Place(file)))
            return {}, text, 1
        tree, problems = yaml_file.read(found[1].encode(), file)
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
        meta = {key: item for key, item in fields.items() if isinstance(item, str) and key != "search"}
        if isinstance(search := fields.get("search"), dict) and str(search.get("exclude")).lower() == "true":
            meta["search"] = "exclude"
        if "terms" in fields and meta.get("terms") not in TERM_LINKS:
            place = tree.place(("terms",)) if tree else Place(file)
            place = Place(file, place.line + 1, place.column)
            found_terms, choices = str(fields["terms"]), ", ".join(TERM_LINKS)
            values = {"expected": "choice", "choices": choices, "nearest": nearest(found_terms, TERM_LINKS)}
            self.draft.problems.append(problem("AE110", place, field="terms", found=found_terms, **values))
        return meta, text[found.end() :], text.count("\n", 0, found.end()) + 1
