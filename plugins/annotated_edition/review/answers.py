"""What an answer of the editor's changes in the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..importing.document import PrintedCitation
from ..importing.slugs import make_slug, take_name, to_ascii
from ..importing.write_data import write_field
from ..model.labels import read_label
from ..model.spans import plain
from ..reading.bib_reader import FIELD_NAME
from .bib_edit import BibFile
from .questions import BIB, FOOTNOTES, TERMS, WORK, Desk, OpenQuestion, cites, head_of, read_locator
from .yaml_edit import Entry, YamlFile, drop_field, new_entry, set_field

Form = Mapping[str, str]
CITATION_FIELDS = ("source", "locator", "label", "before", "after", "printed", "ibid")
TERM_FIELDS = ("name", "reading", "en", "definition", "gloss")
WORK_FIELDS = ("title", "subtitle", "date", "publisher", "url")


class NoAnswer(Exception):
    """An answer that lacks something: the key of the words that say what."""


@dataclass(slots=True)
class FileChanges:
    """The files that an answer changes, and the questions that it settles."""

    changes: dict[str, bytes] = field(default_factory=dict)
    """New content by path."""
    settled: list[str] = field(default_factory=list)
    """Ids of the questions."""


def answer(desk: Desk, question: OpenQuestion, action: str, form: Form) -> FileChanges:
    """Return what an answer changes; raise NoAnswer, or NotEditable where a file cannot be changed in one place."""
    others = find_alike(desk, question, form.get("scope", "one"))
    given = FileChanges(settled=[question.id])
    match question.kind:
        case "work":
            _answer_work(desk, form, given)
        case "source":
            _answer_source(desk, question, action, form, given)
        case "term":
            _answer_terms(desk, question, others, action, form, given)
        case _:
            _NoteAnswer(desk, question, form, given).give(action, others)
    given.changes = {path: new for path, new in given.changes.items() if new != desk.files.get(path)}
    return given


def find_alike(desk: Desk, question: OpenQuestion, scope: str) -> list[OpenQuestion]:
    """Return the other questions that an answer is given to: none, those alike, all of the kind."""
    others = [each for each in desk.questions if each.id != question.id and each.kind == question.kind]
    if scope == "alike":
        return [each for each in others if each.alike == question.alike]
    return others if scope == "kind" else []


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _take_fields(entry: Entry, names: Iterable[str], form: Form) -> None:
    for name in names:
        set_field(entry, name, _clean(form.get(name, str(entry.get(name, "")))))
    drop_field(entry, "todo")


def _answer_work(desk: Desk, form: Form, given: FileChanges) -> None:
    def change(work: Entry) -> None:
        _take_fields(work, WORK_FIELDS, form)
        names = [line.strip() for line in _clean(form.get("authors", "")).split("\n") if line.strip()]
        authors = [(str(author.get("name")), author) for author in work.get("authors") or ()]
        if names != [name for name, _ in authors]:
            known = dict(authors)
            work["authors"] = [known.get(name) or new_entry({"name": name}) for name in names]

    file = YamlFile(desk.files[WORK], WORK)
    file.edit("work", change)
    given.changes[WORK] = file.content


def _answer_terms(
    desk: Desk, question: OpenQuestion, others: Sequence[OpenQuestion], action: str, form: Form, given: FileChanges
) -> None:
    file = YamlFile(desk.files[TERMS], TERMS)
    if action == "remove":
        for at in sorted((int(each.at) for each in [question, *others]), reverse=True):
            file.remove(at)
    else:
        file.edit(int(question.at), lambda entry: _take_fields(entry, TERM_FIELDS, form))
        for each in others:
            file.edit(int(each.at), lambda entry: drop_field(entry, "todo"))
    given.changes[TERMS] = file.content
    given.settled += [each.id for each in others]


def _answer_source(desk: Desk, question: OpenQuestion, action: str, form: Form, given: FileChanges) -> None:
    key = str(question.at)
    before, bib = BibFile(desk.files[BIB]), BibFile(desk.files[BIB])
    changed = {key}
    if action == "remove":
        bib.remove(key)
    elif action == "same":
        other = form.get("other", "")
        if other not in bib.entries or other == key:
            raise NoAnswer("review-lacks-source")
        file = YamlFile(desk.files[FOOTNOTES], FOOTNOTES)

        def change(entry: Entry) -> None:
            for each in entry["citations"]:
                if each.get("source") == key:
                    set_field(each, "source", other)

        for at, entry in enumerate(desk.footnotes):
            if any(each.get("source") == key for each in entry.get("citations") or ()):
                file.edit(at, change)
        given.changes[FOOTNOTES] = file.content
        bib.remove(key)
    else:
        bib.change(key, _source_type(form, key), _source_values(form, key))
        if form.get("no-author"):
            bib.change(key, "", {"author": "none"})
    given.changes[BIB] = bib.check(before, changed)


def _source_values(form: Form, key: str) -> dict[str, str]:
    """Return the fields of a source in a form, by name."""
    named = {name.removeprefix(f"{key}|"): _clean(value) for name, value in form.items() if name.startswith(f"{key}|")}
    return {name: value for name, value in named.items() if name != "type" and FIELD_NAME.fullmatch(name)}


def _source_type(form: Form, key: str) -> str:
    """Return the type of a source in a form; empty where it says none."""
    type_ = form.get(f"{key}|type", "")
    return type_ if type_.isascii() and type_.isalpha() else ""


class _NoteAnswer:
    """An answer about a footnote, and the same for others like it."""

    def __init__(self, desk: Desk, question: OpenQuestion, form: Form, given: FileChanges) -> None:
        assert question.label
        self.desk, self.question, self.form, self.given = desk, question, form, given
        self.at, self.label = int(question.at), question.label
        self.entry = desk.footnotes[self.at]
        self.file = YamlFile(desk.files[FOOTNOTES], FOOTNOTES)

    def give(self, action: str, others: list[OpenQuestion]) -> None:
        """Write the answer into the files."""
        match action:
            case "text":
                for question in [self.question, *others]:
                    self.keep_as_text(question)
                self.given.settled += [each.id for each in others]
            case "merge":
                self.merge()
            case "split":
                self.split()
            case "no-note":
                self.move_to_text()
            case _:
                key = self.add_source() if action == "new" else ""
                self.file.edit(self.at, lambda entry: self.accept(entry, key))
                self.change_sources()
                self.do_the_same(others, key)
        self.given.changes[FOOTNOTES] = self.file.content

    def accept(self, entry: Entry, new: str) -> None:
        """Take over the fields of the form, and a new citation of the source `new`."""
        citations = entry.get("citations") or []
        for at in reversed(range(len(citations))):
            if self.form.get(f"{at}-drop"):
                del citations[at]
                continue
            for name in CITATION_FIELDS:
                value = _clean(self.form.get(f"{at}-{name}", str(citations[at].get(name) or "")))
                value = _clean(self.form.get(f"{at}-other", "")) or value if name == "source" else value
                set_field(citations[at], name, "" if (name, value) == ("label", "page") else value)
            drop_field(citations[at], "todo")
        if "citations" in entry and not citations:
            del entry["citations"]
        texts = {name: _clean(self.form.get(name, str(entry.get(name) or ""))) for name in ("before", "after")}
        if source := self.added_source(new):
            cited = {"source": source, "locator": _clean(self.form.get("new-locator" if new else "add-locator", ""))}
            if self.form.get("replaces") and texts["before"]:
                cited["printed"] = plain_field(texts["before"])
                texts["before"] = ""
            if citations:
                citations.append(new_entry(cited))
            else:
                _add_citations(entry, cited)
        for name, text in texts.items():
            set_field(entry, name, text)
        drop_field(entry, "todo")
        if self.desk.imported.get(self.label.mark, {}).get("unread") and cites(texts):
            set_field(entry, "unread", "true")

    def added_source(self, new: str) -> str:
        """Return the key of the source that the answer adds to the citations; empty for none."""
        return new or _clean(self.form.get("add-other", "")) or self.form.get("add-source", "")

    def change_sources(self) -> None:
        """Take over the fields of the sources that the form has."""
        keys = {name.partition("|")[0] for name in self.form if "|" in name and not name.startswith("new|")}
        before = BibFile(self.desk.files[BIB])
        bib = BibFile(self.given.changes.get(BIB, self.desk.files[BIB]))
        for key in keys & bib.entries.keys():
            bib.change(key, _source_type(self.form, key), _source_values(self.form, key))
        self.given.changes[BIB] = bib.check(before, {*keys, *(bib.entries.keys() - before.entries.keys())})

    def add_source(self) -> str:
        """Add the source of the form to sources.bib; return its key."""
        values = _source_values(self.form, "new")
        if not values.get("title"):
            raise NoAnswer("review-lacks-title")
        bib = BibFile(self.desk.files[BIB])
        name = values.get("author", "").split("\n")[0].split(",")[0]
        parts = [make_slug(to_ascii(name), 20), values.get("date", "")[:4]]
        key = "-".join(filter(None, parts if all(parts) else [*parts, make_slug(values["title"], 20)])) or "source"
        key = take_name(key, set(bib.entries))
        bib.add(key, _source_type(self.form, "new") or "misc", values)
        self.given.changes[BIB] = bib.content
        return key

    def do_the_same(self, others: Iterable[OpenQuestion], new: str) -> None:
        """Accept other footnotes as they stand; short ones of the same head cite the same source at their own pages."""
        source = self.added_source(new)
        head = head_of(str(self.entry.get("before") or ""))
        for question in others:
            text = str(self.desk.footnotes[int(question.at)].get("before") or "")
            found = read_locator(text, head) if source else None
            if source and not found:
                continue

            def change(
                entry: Entry, found: PrintedCitation | None = found, text: str = text, kind: str = question.kind
            ) -> None:
                for each in (*(entry.get("citations") or ()), entry):
                    drop_field(each, "todo")
                if found:
                    drop_field(entry, "before")
                    label = "" if found.label == "page" else found.label
                    cited = {"source": source, "locator": found.locator, "label": label, "printed": plain_field(text)}
                    _add_citations(entry, cited)
                elif kind == "unread":
                    set_field(entry, "unread", "true")

            self.file.edit(int(question.at), change)
            self.given.settled.append(question.id)

    def keep_as_text(self, question: OpenQuestion) -> None:
        """Keep a footnote as text, word for word: doubtful citations go, those beside an unread text stay."""
        label = question.label or self.label
        printed = str(self.desk.imported.get(label.mark, {}).get("text", ""))

        def change(entry: Entry) -> None:
            if "citations" in entry and question.kind != "unread":
                del entry["citations"]
                drop_field(entry, "after")
                whole = write_field(printed, set()) if printed else self.desk.edition.footnotes[label].text
                set_field(entry, "before", whole)
            set_field(entry, "unread", "true")
            drop_field(entry, "todo")

        self.file.edit(int(question.at), change)

    def merge(self) -> None:
        """Put a footnote at the end of the one before it; its references go."""
        if not self.at:
            raise NoAnswer("review-lacks-before")
        this = self.entry

        def change(entry: Entry) -> None:
            moved = [new_entry(each) for each in this.get("citations") or ()]
            between, last = _join(entry.get("after"), this.get("before")), str(this.get("after") or "")
            if entry.get("citations"):
                if moved:
                    set_field(moved[0], "before", _join(between, moved[0].get("before")))
                else:
                    last = _join(between, last)
                entry["citations"].extend(moved)
            else:
                set_field(entry, "before", _join(entry.get("before"), between, "" if moved else last))
                if moved:
                    entry["citations"] = moved
                else:
                    last = ""
            set_field(entry, "after", last)

        self.file.edit(self.at - 1, change)
        self.file.remove(self.at)
        self.change_references("")

    def split(self) -> None:
        """Make the end of a footnote a footnote of its own, referred to right after it."""
        words, text = _clean(self.form.get("split-words", "")), str(self.entry.get("before") or "")
        label = read_label(_clean(self.form.get("split-number", "")), self.label.chapter)
        if not words or text.count(words) != 1 or text.startswith(words) or self.entry.get("citations"):
            raise NoAnswer("review-lacks-words")
        if label is None or label in self.desk.edition.footnotes:
            raise NoAnswer("review-lacks-number")
        start = text.index(words)
        self.file.edit(self.at, lambda entry: set_field(entry, "before", text[:start].strip()))
        fields = {"number": label.mark, "chapter": label.chapter, "before": text[start:].strip()}
        self.file.insert(self.at, new_entry(fields))
        self.change_references(f"[^{self.label.mark}][^{label.mark}]")

    def move_to_text(self) -> None:
        """Make a footnote a paragraph of the text, below the one that refers to it."""
        note = self.desk.edition.footnotes[self.label]
        text = "\n\n".join(filter(None, (plain(note.before), plain(note.cluster), plain(note.after)))) or note.text
        labels = list(self.desk.edition.footnotes)
        before = reversed([self.desk.edition.footnotes[each] for each in labels[: labels.index(self.label)]])
        places = note.references or next((each.references[::-1] for each in before if each.references), ())
        if not places:
            raise NoAnswer("review-lacks-place")
        self.file.remove(self.at)
        self.change_references("", (f"docs/{places[0].page}", places[0].place.line, write_field(text, set())))

    def change_references(self, written: str, paragraph: tuple[str, int, str] = ("", 0, "")) -> None:
        """Replace each reference to the footnote, and put a paragraph below the one that is on a line of a page."""
        pages: dict[str, list[str]] = {}
        references = self.desk.edition.footnotes[self.label].references
        for path in {each.place.file for each in references} | ({paragraph[0]} - {""}):
            pages[path] = self.desk.files[path].decode("utf-8").split("\n")
        for place in sorted((each.place for each in references), key=lambda p: (p.line, p.column), reverse=True):
            line = pages[place.file][place.line - 1]
            token = re.compile(r"[ \u2060]*\[\^[^\]]+\]").match(line, place.column - 1)
            if token:
                pages[place.file][place.line - 1] = line[: token.start()] + written + line[token.end() :]
        path, number, text = paragraph
        if path:
            lines = pages[path]
            end = next((at for at in range(number, len(lines)) if not lines[at].strip()), len(lines))
            lines[end:end] = ["", text] if end < len(lines) else ["", text, ""]
        for name, lines in pages.items():
            self.given.changes[name] = "\n".join(lines).encode()


def _add_citations(entry: Entry, cited: Mapping[str, str]) -> None:
    """Give a footnote that cites nothing its first citation."""
    entry.insert(list(entry).index("number") + 1 + ("chapter" in entry), "citations", [new_entry(cited)])


def _join(*texts: object) -> str:
    return " ".join(str(text) for text in texts if text)


def plain_field(text: str) -> str:
    """Return a text of a footnote as `printed` has it: plain, without the stop that ends it."""
    return re.sub(r"\\([_*\[\]])", r"\1", text).replace("*", "").strip().rstrip(".").strip()
