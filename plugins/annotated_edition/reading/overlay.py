"""How the texts of a translation are laid over a data file of the original: by id, and only what has words."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from ..model.labels import read_label
from ..model.problems import Problem, find_nearest, problem
from ..model.wording import primary_language
from .yaml_file import Steps, Tree, Value

#: Kind of a data file → the fields that have words; `*` stands for each of a list or mapping.
WORD_FIELDS: Mapping[str, frozenset[str]] = {
    "edition": frozenset({
        "work.title", "work.subtitle", "work.series.name", "work.authors.*.name", "work.authors.*.affiliation",
        "work.publisher", "work.rights", "edition.title", "edition.notice",
    }),
    "footnotes": frozenset({"before", "after", "citations.*.before", "citations.*.after"}),
    "terms": frozenset({"name", "definition", "gloss"}),
    "events": frozenset({"title", "summary", "source.text"}),
    "comparison": frozenset({"label", "cells.*", "common"}),
    "initiatives": frozenset({
        "name.ja", "name.short", "announced.at", "announced.by", "partners", "summary", "elements.*.official_name",
        "elements.*.summary", "elements.*.domain",
    }),
    "sources": frozenset({"title", "annotation"}),
}  # fmt: skip
#: Kind of a data file → the fields that a translation may have besides, whether the original has them or not.
OPTIONAL_FIELDS: Mapping[str, frozenset[str]] = {
    "edition": frozenset({"edition.license", "edition.license_url"}),
    "footnotes": frozenset({"citations.*.printed"}),
    "terms": frozenset({"reading", "en", "en_ours", "aliases", "forms"}),
    "initiatives": frozenset({"name.en", "name.en_ours", "name.reading", "elements.*.en", "elements.*.en_ours"}),
    "sources": frozenset({"author", "container", "publisher"}),
}
#: Fields of the original that say nothing in another language: how a word is read and spelt, what print has set.
NOT_INHERITED: Mapping[str, frozenset[str]] = {
    "footnotes": frozenset({"citations.*.printed"}),
    "terms": frozenset({"reading", "aliases", "forms"}),
    "initiatives": frozenset({"name.reading"}),
}
#: The English names, which are the names themselves where the translation is English.
ENGLISH_NAMES: Mapping[str, frozenset[str]] = {"terms": frozenset({"en"}), "initiatives": frozenset({"elements.*.en"})}
#: By these an entry is told apart.
IDENTITY_FIELDS = frozenset({"id", "number", "chapter", "source"})


class Overlay:
    """A data file of the original with the texts of a translation, and what is wrong in the file of the translation."""

    def __init__(self, kind: str, name: str, original: Tree, language: str, work_language: str) -> None:
        self.kind, self.name, self.original = kind, name, original
        self.words, self.optional = WORD_FIELDS[kind], OPTIONAL_FIELDS.get(kind, frozenset())
        if kind == "initiatives" and primary_language(work_language) == "en":  # there it is the official name
            self.words |= {"name.en"}
        self.value: Value = copy.deepcopy(original.value)
        self.places = dict(original.places)
        self.laid: set[Steps] = set()
        self.problems: list[Problem] = []
        self.is_english = primary_language(language) == "en"
        #: What the translation has no use for, whichever of the two says it.
        self.unused = ENGLISH_NAMES.get(kind, frozenset()) if self.is_english else frozenset()
        self._leave_out(self.value, "", NOT_INHERITED.get(kind, frozenset()) | self.unused)

    @property
    def tree(self) -> Tree:
        """The file as the translation has it."""
        return Tree(self.value, self.original.file, self.places)

    def lay(self, layer: Tree) -> None:
        """Lay a file of the translation over the original's; report what it may not have (AE832, AE833, AE839)."""
        self._lay(self.value, (), layer.value, (), layer, "")
        self._leave_out(self.value, "", self.unused)

    def texts(self) -> Iterator[tuple[str, Steps, str]]:
        """Yield id, path and content of each text of the original that a translation should have."""
        yield from self._texts(self.original.value, (), "")

    def id_of(self, path: Steps) -> str:
        """Return what names a text of the original: terms/asean/definition."""
        steps = [self.name]
        value: Any = self.original.value
        for step in path:
            value = value[step]
            steps.append((_name_of(value) or str(step)) if isinstance(step, int) else step)
        return "/".join(steps)

    def _texts(self, value: Value, path: Steps, pattern: str) -> Iterator[tuple[str, Steps, str]]:
        for step, below in _children(value):
            inner = self._pattern(pattern, step, at_top=not path)
            if inner in self.words and isinstance(below, str):
                if not (self.is_english and inner == "name.ja" and isinstance(value, dict) and value.get("en")):
                    yield self.id_of((*path, step)), (*path, step), below
            else:
                yield from self._texts(below, (*path, step), inner)

    def _pattern(self, pattern: str, step: str | int, at_top: bool) -> str:
        """Return the pattern of a value below another one; the entries of a file have none."""
        if isinstance(step, int):
            return pattern if at_top else f"{pattern}.*"
        inner = f"{pattern}.{step}".lstrip(".")
        return f"{pattern}.*" if f"{pattern}.*" in self.words else inner

    def _leave_out(self, value: Value, pattern: str, fields: frozenset[str], at_top: bool = True) -> None:
        """Remove fields from a value and from all below it."""
        for step, below in list(_children(value)):
            inner = self._pattern(pattern, step, at_top)
            if inner in fields and isinstance(value, dict):
                del value[str(step)]
            else:
                self._leave_out(below, inner, fields, at_top=False)

    def _lay(self, target: Value, at: Steps, given: Value, given_at: Steps, layer: Tree, pattern: str) -> None:
        if isinstance(target, list) and isinstance(given, list):
            self._lay_list(target, at, given, given_at, layer, pattern)
        elif isinstance(target, dict) and isinstance(given, dict):
            for key, value in given.items():
                self._lay_field(target, (*at, key), value, (*given_at, key), layer, self._pattern(pattern, key, False))
        elif given is not None:
            self._report("AE833", layer, given_at, field=".".join(map(str, given_at)) or layer.file)

    def _lay_list(
        self, target: list[Value], at: Steps, given: list[Value], given_at: Steps, layer: Tree, pattern: str
    ) -> None:
        names = [_name_of(entry) or str(index) for index, entry in enumerate(target)]
        seen: set[str] = set()
        for index, entry in enumerate(given):
            name = _name_of(entry) or str(index)
            if name not in names or name in seen:
                code = "AE839" if name in seen else "AE832"
                values = {} if name in seen else {"nearest": find_nearest(name, names)}
                self._report(code, layer, (*given_at, index), what=f"{self.name}/{name}", **values)
                continue
            seen.add(name)
            position = names.index(name)
            inner = self._pattern(pattern, position, at_top=not at)
            self._lay(target[position], (*at, position), entry, (*given_at, index), layer, inner)

    def _lay_field(
        self, target: dict[str, Value], at: Steps, value: Value, given_at: Steps, layer: Tree, pattern: str
    ) -> None:
        key = str(at[-1])
        if value is None:  # of the skeleton, not yet written
            return
        if pattern in self.words or pattern in self.optional:
            if key not in target and pattern not in self.optional:
                self._report("AE832", layer, given_at, what=self.id_of(at[:-1]) + f"/{key}", nearest="")
                return
            target[key] = value
            self.laid.add(at)
            self.places = {path: place for path, place in self.places.items() if path[: len(at)] != at}
            for path, place in layer.places.items():
                if path[: len(given_at)] == given_at:
                    self.places[(*at, *path[len(given_at) :])] = place
        elif any(word.startswith(f"{pattern}.") for word in self.words | self.optional) and key in target:
            self._lay(target[key], at, value, given_at, layer, pattern)
        elif value != target.get(key):
            self._report("AE833", layer, given_at, field=key)

    def _report(self, code: str, layer: Tree, at: Steps, **values: object) -> None:
        self.problems.append(problem(code, layer.place(at), **values))


def _children(value: Value) -> Iterator[tuple[str | int, Value]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _name_of(entry: Value) -> str:
    """Return what an entry is told apart by: its id, or its printed label; empty where it has neither."""
    if not isinstance(entry, dict):
        return ""
    if isinstance(number := entry.get("number"), str) and "id" not in entry:
        return read_label(number, str(entry.get("chapter") or "")) or number
    return str(entry.get("id") or "")
