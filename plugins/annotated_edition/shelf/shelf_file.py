"""What `shelf.yml` says: what the shelf is, where its editions lie, and what its editor has decided on sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..model.addresses import web_address
from ..model.problems import ERROR, Place, Problem, find_nearest, problem
from ..model.wording import LANGUAGES
from ..reading import limits
from ..reading.files import is_file_name, is_inside, read_file
from ..reading.yaml_file import Steps, Tree, read_yaml

SHELF_FILE = "shelf.yml"
#: A source or term: the name of its edition, and its key or id there.
Member = tuple[str, str]
SHELF_FIELDS = ("title", "publisher", "language", "url", "editions", "sources")
#: Names in the shelf's site that are not an edition's.
RESERVED = frozenset({"assets", "chronology", "data", "search", "sources", "terms"})
#: A name that is the same in an address; with an ending of the shelf's own files it would stand in their place.
FOLDER_NAME = re.compile(r"(?!.*\.(?:html|sqlite)$)[A-Za-z0-9][A-Za-z0-9._-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of editions that are shown together."""

    root: Path
    """Its folder."""
    title: str
    """What it is called."""
    publisher: str
    """Who publishes it."""
    language: str
    """Language of its pages."""
    url: str
    """Where it is online, with a slash at the end; empty where it is not said."""
    editions: tuple[tuple[str, Path], ...]
    """Name and folder of each edition, by name."""
    same: tuple[tuple[Member, Member], ...]
    """Pairs of sources that the editor says are one."""
    different: tuple[tuple[Member, Member], ...]
    """Pairs that are not."""


def read_shelf(root: Path) -> tuple[Shelf | None, tuple[Problem, ...]]:
    """Return the shelf in a folder, and everything wrong with shelf.yml; None where that cannot be read.

    Problems: those of YAML, AE102, AE840 to AE843.
    """
    try:
        content = read_file(root / SHELF_FILE, limits.FILE)
    except OSError:
        return None, (problem("AE840", Place(SHELF_FILE)),)
    tree, problems = read_yaml(content, SHELF_FILE)
    if tree is None or any(each.severity == ERROR for each in problems):
        return None, problems
    reader = _ShelfReader(root, tree)
    shelf = reader.read()
    found = (*problems, *reader.problems)
    return (None if any(each.severity == ERROR for each in found) else shelf), found


class _ShelfReader:
    """Reads the fields of shelf.yml, and notes what is wrong in them."""

    def __init__(self, root: Path, tree: Tree) -> None:
        self.root, self.tree = root, tree
        self.fields = tree.value if isinstance(tree.value, dict) else {}
        self.problems: list[Problem] = []

    def read(self) -> Shelf:
        """Return the shelf, as far as it can be read."""
        for name in self.fields.keys() - set(SHELF_FIELDS):
            self.report(
                "AE841", (name,), field=name, expected=find_nearest(name, SHELF_FIELDS) or ", ".join(SHELF_FIELDS)
            )
        url = self.text("url")
        if url and not web_address(url):
            self.report("AE841", ("url",), field="url", expected="https://…")
        language = self.text("language") or "ja"
        if language not in LANGUAGES:
            self.report("AE841", ("language",), field="language", expected=", ".join(LANGUAGES))
        return Shelf(
            root=self.root,
            title=self.text("title", needed=True),
            publisher=self.text("publisher"),
            language=language,
            url=f"{url.rstrip('/')}/" if url else "",
            editions=tuple(sorted(self.editions().items())),
            same=tuple(self.pairs("same")),
            different=tuple(self.pairs("different")),
        )

    def text(self, name: str, needed: bool = False) -> str:
        """Return a text of the file; empty where it is not given."""
        value = self.fields.get(name)
        if (value is not None and not isinstance(value, str)) or (needed and not value):
            self.report("AE841", (name,), field=name, expected="text")
        return value if isinstance(value, str) else ""

    def editions(self) -> dict[str, Path]:
        """Return the folder of each edition by its name; report patterns that match none, and names that are taken."""
        found: dict[str, Path] = {}
        patterns = self.fields.get("editions")
        if not isinstance(patterns, list) or not all(isinstance(each, str) for each in patterns):
            self.report("AE841", ("editions",), field="editions", expected="[editions/*]")
            return {}
        for at, pattern in enumerate(map(str, patterns)):
            step = ("editions", at)
            if Path(pattern).is_absolute() or ".." in Path(pattern).parts or not pattern:
                self.report("AE841", step, field=pattern, expected="editions/*")
                continue
            folders = [each for each in sorted(self.root.glob(pattern)) if (each / "data" / "edition.yml").is_file()]
            if not folders:
                self.report("AE842", step, pattern=pattern)
            for folder in folders:
                name = folder.name
                taken = name in RESERVED or found.get(name, folder) != folder
                is_sound = FOLDER_NAME.fullmatch(name) and is_file_name(name)
                if taken or not is_sound or not is_inside(folder, self.root):
                    self.report("AE843", step, name=name)
                found[name] = folder
        return found

    def pairs(self, name: str) -> Iterator[tuple[Member, Member]]:
        """Yield pairs of sources, each written as EDITION:KEY."""
        decided = self.fields.get("sources")
        rows = decided.get(name) if isinstance(decided, dict) else None
        for at, row in enumerate(rows if isinstance(rows, list) else []):
            members = (
                [tuple(each.split(":", 1)) for each in row if isinstance(each, str)] if isinstance(row, list) else []
            )
            if len(members) < 2 or not all(len(each) == 2 for each in members):
                self.report("AE841", ("sources", name, at), field=name, expected="[EDITION:KEY, EDITION:KEY]")
                continue
            for other in members[1:]:
                yield (members[0][0], members[0][1]), (other[0], other[1])

    def report(self, code: str, path: Steps, **values: object) -> None:
        """Note a problem at a value of the file."""
        self.problems.append(problem(code, self.tree.place(path), **values))
