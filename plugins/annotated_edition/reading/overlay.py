"""How the texts of a translation are laid over a data file of the original: by id, and only what has words."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..model.labels import read_label
from ..model.problems import Problem, find_nearest, problem
from ..model.wording import primary_language
from .yaml_file import Steps, Tree, Value

_TABLES = tomllib.loads(Path(__file__).with_name("translation.toml").read_text(encoding="utf-8"))
#: Kind of a data file → fields of it, as `translation.toml` says.
WORD_FIELDS, OPTIONAL_FIELDS, NOT_INHERITED, ENGLISH_NAMES = (
    {kind: frozenset(fields) for kind, fields in _TABLES[name].items()}
    for name in ("words", "optional", "not_inherited", "english_names")
)
#: By these an entry is told apart.
IDENTITY_FIELDS = frozenset({"id", "number", "chapter", "source"})


class Overlay:
    """A data file of the original with the texts of a translation, and what is wrong in the file of the translation."""

    def __init__(self, kind: str, name: str, original: Tree, language: str, work_language: str) -> None:
        self.name, self.original = name, original
        self.words, self.optional = WORD_FIELDS[kind], OPTIONAL_FIELDS.get(kind, frozenset())
        if kind == "initiatives" and primary_language(work_language) == "en":  # there it is the official name
            self.words |= {"name.en"}
        self.places = dict(original.places)
        #: The file as the translation has it.
        self.tree = Tree(copy.deepcopy(original.value), original.file, self.places)
        self.laid: set[Steps] = set()
        self.problems: list[Problem] = []
        self.is_english = primary_language(language) == "en"
        #: What the translation has no use for, whichever of the two says it.
        self.unused = ENGLISH_NAMES.get(kind, frozenset()) if self.is_english else frozenset()
        self._leave_out(NOT_INHERITED.get(kind, frozenset()) | self.unused)

    def lay(self, layer: Tree) -> None:
        """Lay a file of the translation over the original's; report what it may not have (AE832, AE833, AE839)."""
        self._lay((), layer, ())
        self._leave_out(self.unused)

    def texts(self) -> Iterator[tuple[str, Steps, str]]:
        """Yield id, path and content of each text of the original that a translation should have."""
        for path in self.original.places:
            if (pattern := self._pattern(path)) in self.words and isinstance(text := self.original.at(path), str):
                around = self.original.at(path[:-1])
                if not (self.is_english and pattern == "name.ja" and isinstance(around, dict) and around.get("en")):
                    yield self.id_of(path), path, text

    def id_of(self, path: Steps) -> str:
        """Return what names a text of the original: terms/asean/definition."""
        steps = [self.name]
        value: Any = self.original.value
        for step in path:
            value = value[step]
            steps.append((_name_of(value) or str(step)) if isinstance(step, int) else step)
        return "/".join(steps)

    def _pattern(self, path: Steps) -> str:
        """Return the name of a field by its path; the entries of a file have none."""
        pattern = ""
        for step in path[1:] if path and isinstance(path[0], int) else path:
            below = f"{pattern}.*"
            pattern = below if isinstance(step, int) or below in self.words else f"{pattern}.{step}".lstrip(".")
        return pattern

    def _leave_out(self, fields: frozenset[str]) -> None:
        for path in self.places if fields else ():
            if self._pattern(path) in fields:
                around: Any = self.tree.at(path[:-1])
                around.pop(path[-1], None)

    def _lay(self, at: Steps, layer: Tree, given_at: Steps) -> None:
        """Lay what a file of the translation has at a path over what the original has at `at`."""
        target, given = self.tree.at(at), layer.at(given_at)
        if isinstance(target, list) and isinstance(given, list):
            names = [_name_of(entry) or str(index) for index, entry in enumerate(target)]
            seen: set[str] = set()
            for index, entry in enumerate(given):
                name, below = _name_of(entry) or str(index), (*given_at, index)
                if name in seen:
                    self._report("AE839", layer, below, what=f"{self.name}/{name}")
                elif name not in names:
                    self._report("AE832", layer, below, what=f"{self.name}/{name}", nearest=find_nearest(name, names))
                else:
                    seen.add(name)
                    self._lay((*at, names.index(name)), layer, below)
        elif isinstance(target, dict) and isinstance(given, dict):
            for key, value in given.items():
                if value is not None:  # of the skeleton, not yet written
                    self._lay_field(target, (*at, key), layer, (*given_at, key))
        elif given is not None:
            self._report("AE833", layer, given_at, field=".".join(map(str, given_at)) or layer.file)

    def _lay_field(self, target: dict[str, Value], at: Steps, layer: Tree, given_at: Steps) -> None:
        key, value, pattern = str(at[-1]), layer.at(given_at), self._pattern(at)
        fields = self.words | self.optional
        if pattern in fields and (key in target or pattern in self.optional):
            target[key] = value
            self.laid.add(at)
            for path in [path for path in self.places if path[: len(at)] == at]:
                del self.places[path]
            for path, place in layer.places.items():
                if path[: len(given_at)] == given_at:
                    self.places[(*at, *path[len(given_at) :])] = place
        elif pattern in fields:
            self._report("AE832", layer, given_at, what=self.id_of(at[:-1]) + f"/{key}", nearest="")
        elif any(field.startswith(f"{pattern}.") for field in fields) and key in target:
            self._lay(at, layer, given_at)
        elif value != target.get(key):
            self._report("AE833", layer, given_at, field=key)

    def _report(self, code: str, layer: Tree, at: Steps, **values: object) -> None:
        self.problems.append(problem(code, layer.place(at), **values))


def _name_of(entry: Value) -> str:
    """Return what an entry is told apart by: its id, or its printed label; empty where it has neither."""
    if not isinstance(entry, dict):
        return ""
    if isinstance(number := entry.get("number"), str) and "id" not in entry:
        return read_label(number, str(entry.get("chapter") or "")) or number
    return str(entry.get("id") or "")
