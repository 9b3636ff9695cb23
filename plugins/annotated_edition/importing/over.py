"""Imports the full text of a work into the sections of an edition that has only a digest of it."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

from ..model.edition import Edition, Section
from ..model.labels import FootnoteLabel, read_label
from ..model.problems import Place
from ..model.wording import wording
from ..reading.front_matter import FRONT_MATTER
from ..resolving.passes import open_edition
from .document import Document, DocumentBlock, DocumentNote, DocumentSection, ImportRefused
from .inline_markdown import ADDRESS, unescape
from .new_project import new_folder, write_files, write_frame
from .report import report_files
from .steps import open_written, read_text
from .write_data import dump, sort_questions, write_field
from .write_pages import escape_start, write_blocks, write_labels

#: Likeness of two sections, from 0 to 3, below which they are not taken for the same one.
SAME_SECTION = 0.5
#: What the editor has added to the text of a section.
REMARK = re.compile(r"^(?:!!!|\?\?\?\+?) edition\b.*\n(?:(?:[ ]{4}.*)?(?:\n|\Z))*", re.MULTILINE)
#: Questions that the data of the project have answered.
ANSWERED = {"author", "language", "no-author", "no-title", "publisher"}


def import_over(
    path: Path,
    project: Path,
    target: Path,
    rights: bool = False,
    as_is: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Document:
    """Make `target` a copy of `project` with the text of a file in its sections; return the document of the file.

    Without `rights` every page says that the copy is private, and a git repository is no place for it. Raise
    ImportRefused: AE813 for such a place, the first error of a project that cannot be read, else as `import_file`.
    """
    real = target.absolute().resolve()
    repository = next((folder for folder in (real, *real.parents) if (folder / ".git").exists()), None)
    if repository and not rights:
        raise ImportRefused("AE813", Place(target.as_posix()), repository=repository)
    edition = open_edition(project / "data", project / "docs", project / ".cache")
    if not edition.readable:
        fault = edition.problems[0]
        raise ImportRefused(fault.code, fault.place, **fault.values)
    with new_folder(target) as folder:
        document = read_text(path, as_is, progress)
        document.language, document.annotated = edition.language, True
        document.log.questions = [each for each in document.log.questions if each.kind not in ANSWERED]
        _copy_project(project, edition, folder)
        _compare_notes(document, edition)
        _link_elements(document, edition)
        write_files(folder, {**_write_sections(document, edition, folder, rights), **document.pictures})
        progress("check")
        _write_data(document, edition, folder, rights)
        open_written(document, folder)
        write_files(folder, report_files(document))
    return document


def _copy_project(project: Path, edition: Edition, folder: Path) -> None:
    """Copy the data, pages and configuration of a project, with what every project has; nothing that publishes it."""
    pages = [(section.title, section.page) for section in edition.sections]
    frame = write_frame(edition.language, edition.imprint.title, pages)
    write_files(folder, {name: text for name, text in frame.items() if not name.startswith((".github", "data"))})
    for name in ("data", "docs"):
        shutil.copytree(project / name, folder / name, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
    if (project / "mkdocs.yml").is_file():
        shutil.copyfile(project / "mkdocs.yml", folder / "mkdocs.yml")


def fold(text: str) -> str:
    """Return what two spellings of a text share: letters and digits, without addresses and escapes."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", ADDRESS.sub("", unescape(text)))).casefold()


def _label(document: Document, number: int) -> FootnoteLabel | None:
    """Return the printed label of a footnote of the document."""
    return document.labels.get(number) or read_label(str(number))


def _compare_notes(document: Document, edition: Edition) -> None:
    """Ask about each footnote that says something else in the text than in the project, or is only in one of them."""
    labels = {_label(document, note.number): note for note in document.notes}
    for label, note in labels.items():
        footnote = edition.footnotes.get(label) if label else None
        printed = " ".join(f"{note.text} {note.more}".split())
        if footnote is None:
            document.log.ask("over-new-note", note.line, note.number, n=label or note.number)
        elif fold(printed) != fold(footnote.text):
            document.log.ask("over-differs", note.line, note.number, n=label, text=unescape(printed))
    for label in edition.footnotes:
        if label not in labels:
            document.log.ask("over-no-note", 1, n=label)


def _link_elements(document: Document, edition: Edition) -> None:
    """Link the official name of each element of an initiative to it, however it is spaced; ask about missing ones."""
    paths: dict[str, str] = {}
    for path, element in edition.elements.items():
        paths.setdefault(fold(element.official_name), path)
    names = sorted((each.official_name for each in edition.elements.values()), key=len, reverse=True)
    spaced = (r"\s*".join(map(re.escape, re.sub(r"\s", "", name))) for name in names)
    pattern = re.compile("|".join(spaced) or "(?!)", re.IGNORECASE)
    missing = dict(paths)
    for section in document.sections:
        for block in section.blocks:
            for name in pattern.findall(block.text) if block.kind in ("paragraph", "item", "quote") else ():
                path = paths[fold(name)]
                missing.pop(fold(name), None)
                document.log.change("over-element", block.line, name, path)
                block.text = block.text.replace(name, f"[[{path}|{name}]]", 1)
    for path in missing.values():
        document.log.ask("over-no-element", 1, name=edition.elements[path].official_name)


def match_sections(scores: Sequence[Sequence[float]]) -> list[int]:
    """Return for each row the column that it belongs to, so that the columns never fall and the sum is largest.

    A row that is like no column goes to that of the row before it.
    """
    width = len(scores[0]) if scores else 0
    best, steps = [0.0] * width, []
    for row in scores:
        before = [max(range(column + 1), key=lambda at: (best[at], -at)) for column in range(width)]
        best = [best[at] + score for at, score in zip(before, row, strict=True)]
        steps.append(before)
    column = max(range(width), key=lambda at: (best[at], -at), default=0)
    path = []
    for before in reversed(steps):
        path.append(column)
        column = before[column]
    return path[::-1]


def _likeness(section: DocumentSection, other: Section, document: Document) -> float:
    """Return how like a section of the text is to one of the project, by title and footnotes; 0 for too little."""
    own, their = {_label(document, number) for number in section.references}, set(other.footnotes)
    shared = 2 * len(own & their) / len(own | their) if own and their else 0.0
    score = shared + SequenceMatcher(None, fold(section.title), fold(other.title)).ratio()
    return score if score >= SAME_SECTION else 0.0


def _write_sections(document: Document, edition: Edition, folder: Path, rights: bool) -> dict[str, str]:
    """Return the pages of the project's sections with the text in place of theirs, and its first page; by path."""
    scores = [[_likeness(each, other, document) for other in edition.sections] for each in document.sections]
    parts: dict[str, list[DocumentSection]] = {}
    for section, column, row in zip(document.sections, match_sections(scores), scores, strict=True):
        section.page = edition.sections[column].page
        document.log.change("over-section", section.line, unescape(section.title), section.page)
        if not row[column]:
            title = unescape(section.title)
            document.log.ask("over-no-section", section.line, title=title, page=section.page)
        parts.setdefault(section.page, []).append(section)
    files = {}
    front = "".join(f"{escape_start(line)}\n\n" for line in document.front)
    words = wording(document.language)
    statement = "" if rights else f'!!! edition "{words["over-title"]}"\n\n    {words["over-notice"]}\n\n'
    for other in edition.sections:
        file = folder / "docs" / other.page
        head, text = _part_front_matter(file.read_text(encoding="utf-8"))
        if other.page in parts:
            text = _write_section(parts[other.page], document, head, text, front)
            front = ""
        else:
            document.log.ask("over-no-text", 1, page=other.page)
        files[f"docs/{other.page}"] = head + _state(text, statement)
    if (index := folder / "docs" / "index.md").is_file() and "docs/index.md" not in files:
        head, text = _part_front_matter(index.read_text(encoding="utf-8"))
        files["docs/index.md"] = head + _state(text, statement)
    return files


def _part_front_matter(text: str) -> tuple[str, str]:
    """Return the front matter of a page, with its marks, and the rest."""
    head = match[0] if (match := FRONT_MATTER.match(text)) else ""
    return head, text[len(head) :]


def _state(text: str, statement: str) -> str:
    """Return a page with a statement below its title, or above all where that stands elsewhere."""
    title = re.match(r"\s*# .*\n\s*", text)
    return f"{title[0].strip()}\n\n{statement}{text[title.end() :]}" if title else statement + text


def _write_section(parts: Sequence[DocumentSection], document: Document, head: str, before: str, front: str) -> str:
    """Return the text of a page: its first part with the editor's remarks, then others under headings of their own.

    `head` is its front matter, `before` the text of the project, `front` what stands before the first part.
    """
    chapter = match[1] if (match := re.search(r"^chapter:\s*['\"]?([^\s'\"]+)", head, re.MULTILINE)) else ""
    for part in parts[1:]:
        for block in part.blocks:
            if block.kind == "heading":
                block.level = min(6, block.level + 1)
        part.blocks.insert(0, DocumentBlock("heading", part.title, part.line, 2))
    blocks = [block for part in parts for block in part.blocks]
    for block in blocks:
        up = "../" * parts[0].page.count("/")
        block.text = write_labels(block.text, document, chapter).replace("](../images/", f"]({up}images/")
    remarks = [DocumentBlock("code", remark[0].strip(), 1) for remark in REMARK.finditer(before)]
    blocks[len(parts[0].blocks) : len(parts[0].blocks)] = remarks
    return f"# {write_labels(parts[0].title, document, chapter)}\n\n{front}{write_blocks(blocks)}"


def _write_data(document: Document, edition: Edition, folder: Path, rights: bool) -> None:
    """Write into the data of the copy what is asked, the footnotes that are new, and that the copy is private."""
    todos, others = sort_questions(document.log.questions, document.numbers, document.language)
    file = folder / "data" / "edition.yml"
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    if others:
        asked = " ".join(f"({number}) {text}" for number, text in enumerate(others, 1))
        content["work"]["todo"] = f"{content['work'].get('todo', '')} {asked}".strip()
    if not rights:
        content["edition"]["notice"] = content["work"]["rights"] = wording(document.language)["over-notice"]
    write_files(folder, {"data/edition.yml": dump(content, "edition")})
    if not todos:
        return
    file = folder / "data" / "footnotes.yml"
    entries = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or []
    by_label = {read_label(each["number"], each.get("chapter", "")): each for each in entries}
    for note in document.notes:
        if todo := todos.get((note.number, None)):
            label = _label(document, note.number)
            if label not in by_label:
                entries.append(by_label.setdefault(label, _new_entry(note, label, document)))
            entry = by_label[label]
            entry["todo"] = f"{entry.get('todo', '')} {todo}".strip()
    write_files(folder, {"data/footnotes.yml": dump(entries, "footnotes")})


def _new_entry(note: DocumentNote, label: FootnoteLabel | None, document: Document) -> dict[str, Any]:
    """Return the entry of a footnote that the project does not have: its text, whatever it cites."""
    entry = {"number": str(label.mark if label else note.number)}
    if label and label.chapter:
        entry["chapter"] = str(label.chapter)
    text = write_field(f"{note.text}\n\n{note.more}", document.numbers)
    return entry | {"before": write_labels(text, document)}
