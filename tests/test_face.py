"""The face of the package: its public names, each defined in one place, and every shape of an edition among them."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import annotated_edition
from annotated_edition import Edition
from support.editions import ENGLISH
from support.places import CACHE

#: What may not be imported for a lookup that is answered from its cache.
HEAVY = ("pydantic", "markdown", "mkdocs", "jinja2", "yaml", "nh3")


def shapes(annotation: object) -> Iterator[type]:
    """Yield every dataclass that values of a type may hold."""
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        yield annotation
        for below in get_type_hints(annotation).values():
            yield from shapes(below)
    for below in get_args(annotation):
        yield from shapes(below)


def test_every_public_name_is_exported_once() -> None:
    names = annotated_edition.__all__
    assert len(names) == len(set(names))
    assert names == sorted(names, key=lambda name: (name.lower() == name, name))
    face = ast.parse(Path(annotated_edition.__file__).read_text(encoding="utf-8"))
    for_types = [
        a.name for node in ast.walk(face) if isinstance(node, ast.ImportFrom) and node.level for a in node.names
    ]
    assert sorted([*for_types, "__version__"]) == sorted(names)
    for name in names:
        assert getattr(annotated_edition, name) is not None


def test_no_other_name_is_public() -> None:
    with pytest.raises(AttributeError, match="no attribute 'open_book'"):
        _ = annotated_edition.open_book
    star: dict[str, object] = {}
    exec("from annotated_edition import *", star)
    assert set(star) - {"__builtins__"} == set(annotated_edition.__all__)


def test_every_shape_of_an_edition_is_public() -> None:
    assert {shape.__name__ for shape in shapes(Edition)} <= set(annotated_edition.__all__)


def test_shapes_are_frozen_and_each_field_says_what_it_is() -> None:
    for shape in set(shapes(Edition)):
        assert shape.__dataclass_params__.frozen, shape  # type: ignore[attr-defined]
        module = sys.modules[shape.__module__]
        assert module.__file__
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        (definition,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == shape.__name__)
        for field, after in zip(definition.body, definition.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign):
                assert isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant), ast.unparse(field)


def test_an_edition_is_opened_by_the_face_alone() -> None:
    edition = annotated_edition.open_edition(ENGLISH / "data", ENGLISH / "docs", CACHE)
    assert isinstance(edition, Edition)
    assert annotated_edition.find_root(ENGLISH / "docs") == ENGLISH


def test_the_face_imports_nothing_before_it_is_asked() -> None:
    loaded = "import sys, annotated_edition; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, encoding="utf-8", check=True)
    assert not {name for name in done.stdout.split() if name.split(".")[0] in HEAVY}
