"""How data/ and docs/ become a draft, with every problem in them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TypeVar

from ..model.problems import Place, Problem, find_nearest, find_place, problem
from . import items, limits, pandoc, schema
from .bib import read_bib
from .bib_checks import check_words
from .draft import DataEntry, Draft, PageDraft
from .faults import check_field, find_excess
from .files import FileTooLarge, is_file_name, is_inside, read_file
from .front_matter import FRONT_MATTER, TERM_LINKS, TEXT_KEYS, THEME_KEYS, is_for_theme
from .markup import DRAWINGS, PAGES_OF_HTML, is_safe_file
from .scan import normalise
from .style import parse_style
from .text import read_text
from .validation import validate
from .yaml_file import Tree, Value, read_yaml

#: Endings of the files that the host takes for pages.
PAGE_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})
Read = TypeVar("Read")


def load(data: Path, docs: Path, cache: Path | None = None) -> Draft:
    """Read the folders of an edition; whatever is wrong in them is a problem of the draft, never an exception.

    `cache` is a folder for what pandoc makes of them.
    """
    loader = Loader(data, docs, data.parent)
    draft = loader.draft
    loader.read_sources(cache)
    edition = loader.read_entries("edition.yml", schema.EditionFile, is_list=False)
    draft.edition = edition[0] if edition else draft.edition
    draft.footnotes = loader.read_entries("footnotes.yml", schema.FootnoteEntry)
    draft.terms = loader.read_entries("terms.yml", schema.TermEntry, optional=True)
    draft.events = loader.read_entries("events.yml", schema.EventEntry, optional=True)
    draft.comparison = loader.read_entries("comparison.yml", schema.RowEntry, optional=True)
    for file in sorted((data / "initiatives").glob("[!.]*.yml")):
        draft.initiatives += loader.read_entries(f"initiatives/{file.name}", schema.InitiativeFile, is_list=False)
    loader.read_style()
    loader.read_pages()
    return draft


class Loader:
    """Fills a draft from the folders of an edition, or of a translation of it; problems name files below `root`."""

    def __init__(self, data: Path, docs: Path, root: Path) -> None:
        self.data, self.docs, self.root = data, docs, root
        # A folder of pages may lie elsewhere than beside data/, but neither may be a link that leads out.
        self.inside = [self.root, *([docs] if is_inside(docs, docs.parent) else [])]
        self.draft = Draft()

    def report(self, code: str, place: Place, **values: object) -> None:
        """Note a problem."""
        self.draft.problems.append(problem(code, place, **values))

    def take(self, read: tuple[Read, Iterable[Problem]]) -> Read:
        """Return what was read, and note the problems in it."""
        self.draft.problems += read[1]
        return read[0]

    def name_of(self, path: Path) -> str:
        """Return a path relative to the edition's root, as problems name it."""
        return (path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix()

    def holds(self, path: Path) -> bool:
        """Return whether a path leads to something of the edition."""
        return is_inside(path, *self.inside)

    def read_bytes(self, path: Path, optional: bool = False, named_at: Place | None = None) -> bytes | None:
        """Return the content of a file; None, with a problem where the file is named or where it lies, without one."""
        place = Place(self.name_of(path))
        if not self.holds(path):
            self.report("AE116", place, file=place.file)
            return None
        try:
            return read_file(path, limits.FILE)
        except FileTooLarge:
            self.report("AE113", place, what="size", limit=limits.FILE, found=path.stat().st_size)
            return None
        except OSError as error:
            if not (optional and isinstance(error, FileNotFoundError)):
                self.report("AE101", named_at or place, file=place.file)
            return None

    def read_entries(
        self, name: str, kind: type[schema.SomeFields], is_list: bool = True, optional: bool = False
    ) -> list[DataEntry[schema.SomeFields]]:
        """Return the valid entries of a data file, which is a list of them or one of them."""
        tree = self.read_tree(name, optional)
        if tree is None:
            return []
        for at, place in tree.places.items():
            if at and at[-1] == "todo" and isinstance(question := tree.at(at), str):
                self.report("AE801", place, question=question)
        return self.take(validate(kind, tree, is_list))

    def read_tree(self, name: str, optional: bool = False) -> Tree | None:
        """Return the content of a data file; None, with its problems, where it cannot be read."""
        path = self.data / name
        content = self.read_bytes(path, optional)
        return self.take(read_yaml(content, self.name_of(path))) if content is not None else None

    def read_sources(self, cache: Path | None) -> None:
        """Read sources.bib, and have pandoc convert its sound entries."""
        path = self.data / "sources.bib"
        content = self.read_bytes(path)
        if content is None:
            return
        self.draft.sources = self.take(read_bib(content, self.name_of(path)))
        if self.draft.sources:
            try:
                self.draft.items = items.convert_bib(self.draft.sources, cache)
                self.draft.problems += check_words(self.draft.sources, self.draft.items)
            except pandoc.PandocError as error:
                self.report("AE208", items.find_unreadable(self.draft.sources).place, message=str(error))

    def read_style(self) -> None:
        """Read the citation style that the edition names."""
        if style := self.draft.edition.value.style:
            self.draft.style_file = self.name_of(self.data / style)
            content = self.read_bytes(self.data / style, named_at=self.draft.edition.place("style"))
            if content is not None:
                xml = content.decode("utf-8", errors="replace")
                is_note_style = False
                try:
                    is_note_style = parse_style(xml).get("class") == "note"
                    self.draft.style = xml
                except pandoc.PandocError as error:
                    self.report("AE208", Place(self.draft.style_file), message=str(error))
                if not is_note_style:
                    self.report("AE214", Place(self.draft.style_file))

    def read_pages(self) -> None:
        """Read the sections in their order, then every other page below docs/."""
        sections = self.draft.edition.value.sections
        for index, page in enumerate(sections):
            place = self.draft.edition.place("sections", index)
            if page in self.draft.pages:
                self.report("AE606", place, page=page)
            else:
                self.read_page(page, place)
        self.draft.section_files = frozenset(self.name_of(self.docs / page) for page in sections)
        folders = {str(PurePosixPath(section).parent) for section in sections} - {"."}
        for path in self.walk_docs():
            page = path.relative_to(self.docs).as_posix()
            if path.suffix in PAGE_ENDINGS and page not in sections:
                self.read_page(page)
                if str(PurePosixPath(page).parent) in folders:
                    self.report("AE603", Place(self.name_of(path)), page=page)

    def walk_docs(self) -> Iterator[Path]:
        """Yield every file below docs/, in order; report names that some system does not take, and ways out."""
        for folder, folders, files in os.walk(self.docs):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(name for name in [*folders, *files] if not name.startswith(".")):
                path = Path(folder, name)
                place = Place(self.name_of(path))
                if not is_file_name(name):
                    self.report("AE115", place, file=place.file)
                # Hosts follow a link to a folder, round in a circle if need be, to pages that nobody has judged.
                if name in folders and path.is_symlink():
                    self.report("AE116", place, file=place.file)
                elif name in files and path.suffix not in PAGE_ENDINGS:  # pages are reported when they are read
                    if not self.holds(path):
                        self.report("AE116", place, file=place.file)
                    elif not os.path.isfile(path):  # noqa: PTH113, a pipe, a device, or a link that leads nowhere
                        self.report("AE101", place, file=place.file)
                    elif path.suffix.lower() in PAGES_OF_HTML | DRAWINGS:
                        content = self.read_bytes(path)
                        if content is not None and not is_safe_file(path.suffix.lower(), content):
                            self.report("AE608", place, found=name)
                if name in files:
                    yield path

    def read_page(self, page: str, named_at: Place | None = None) -> None:
        """Read a page, unless it is more than is read."""
        path = self.docs / page
        content = self.read_bytes(path, named_at=named_at)
        file = self.name_of(path)
        text = self.take(read_text(content, file)) if content is not None else None
        if text is None:
            return
        meta, at = self.read_front_matter(text, file)
        body = text[at:]
        if excess := find_excess(body):
            what, limit, offset = excess
            self.report("AE113", find_place(text, at + offset, file), what=what, limit=limit, found=len(body))
            return
        blank_lines = len(body) - len(body.lstrip("\n"))
        search, said = meta.get("search"), {key: value for key, value in meta.items() if isinstance(value, str)}
        language = said.get("language", "")
        self.draft.pages[page] = PageDraft(
            path=page,
            file=file,
            text=normalise(body),
            marks=(),
            first_line=text.count("\n", 0, at) + blank_lines + 1,
            description=said.get("description"),
            chapter=said.get("chapter", ""),
            terms=said.get("terms"),
            language="" if language == self.draft.edition.value.work.language else language,
            searched=not (isinstance(search, dict) and str(search.get("exclude")).lower() == "true"),
        )

    def read_front_matter(self, text: str, file: str) -> tuple[dict[str, Value], int]:
        """Return the fields of a page's front matter, and the offset at which the body begins."""
        if not re.match(r"---[ ]*\n", text):
            return {}, 0
        match = FRONT_MATTER.match(text)
        if not match:
            self.report("AE114", Place(file))
            return {}, 0
        tree = self.take(read_yaml(f"\n{match[1]}".encode(), file))  # on the lines that it has in the page
        if not tree or not isinstance(tree.value, dict):
            return {}, match.end()
        for key, value in tree.value.items():
            place = tree.place((key,))
            if key == "template":
                self.report("AE108", place, field=key, nearest="")
            elif not is_for_theme(key, value):
                values = {"expected": "choice", "choices": THEME_KEYS[key][1], "nearest": ""}
                self.report("AE110", place, field=key, found=str(value), **values)
            elif key in TEXT_KEYS and isinstance(value, list | dict):
                self.report("AE107", place, field=key, expected="text", found=schema.shape_of(value))
            elif isinstance(value, str):
                self.draft.problems += check_field(value, place)
            if key == "chapter" and not (isinstance(value, str) and schema.CHAPTER_LABEL.fullmatch(value)):
                self.report("AE110", place, field=key, found=str(value), expected="chapter", choices="", nearest="")
            if key == "terms" and value not in TERM_LINKS:
                nearest = find_nearest(str(value), TERM_LINKS)
                values = {"expected": "choice", "choices": ", ".join(TERM_LINKS), "nearest": nearest}
                self.report("AE110", place, field=key, found=str(value), **values)
        return tree.value, match.end()
