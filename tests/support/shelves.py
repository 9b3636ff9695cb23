"""A shelf of three tiny editions: two have a source under two spellings, one explains a term of another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotated_edition.hosts.run_mkdocs import build_for_shelf
from annotated_edition.shelf.build import ShelfReport, build_shelf
from annotated_edition.shelf.engine import Engine, Job, run_here
from annotated_edition.shelf.keys import shelf_key
from annotated_edition.shelf.shelf_file import read_shelf
from support.builds import with_quick_theme

SHELF = """title: Lights and harbours
publisher: Harbour Institute
language: en
editions:
  - editions/*
"""
ABOUT = """work: {{title: {title}, date: {date}, authors: [{{name: {author}}}], publisher: {publisher}, language: en}}
edition: {{title: "{title}, annotated", version: 0.1.0, date: 2026-11-23}}
style: note.csl
sections: [text/opening.md, text/reforms.md]
"""
#: The English edition's sources as another editor writes them: an address with tracking, and initials.
SPELT = """@article{moreau,
  author = {Moreau, C.},
  title = {{Le Phare et la Ville}},
  journaltitle = {Rev. des côtes},
  date = {1902-03},
  url = {http://www.example.org/phare/?utm_source=list#top},
  langid = {french}
}
@book{hale,
  author = {Hale, T.},
  title = {{Lamps and Keepers}},
  publisher = {Pier Press},
  date = {1899},
  langid = {english}
}
"""
OTHERS = """@book{moreau,
  author = {Reed, Jo},
  title = {{Pilots of the Estuary}},
  publisher = {Tide},
  date = {1911},
  langid = {english}
}
@book{hale,
  author = {Reed, Jo},
  title = {{Tolls}},
  publisher = {Tide},
  date = {1912},
  langid = {english}
}
"""
KEEPER = "- {id: keeper, name: Keeper, definition: The officer who answers for a light.}\n"
PILOT = "- {id: pilot, name: pilot, definition: Whoever takes a ship in.}\n"
TEXT = "# Opening\n\nA keeper lit it[^1]. The toll was paid[^2]. Boats came[^3]. Then it was dark[^4].\n"


def make_shelf(folder: Path) -> Path:
    """Make the shelf in a folder; return its root."""
    root = folder / "shelf"
    (root / "editions").mkdir(parents=True)
    (root / "shelf.yml").write_text(SHELF, encoding="utf-8")
    make_edition(root, "lights")
    make_edition(root, "harbours", SPELT, PILOT, title="On harbours", author="Bo Reed", date="1932")
    make_edition(root, "pilots", OTHERS, KEEPER, title="On pilots", author="Ada Quill", date="1930-02")
    return root


def make_edition(root: Path, name: str, sources: str = "", terms: str = "", **about: str) -> Path:
    """Put an edition on a shelf: the English one as it is, or one of a page with other sources and terms."""
    target = root / "editions" / name
    made = with_quick_theme(root / "making")
    if sources:
        for folder in ("data/initiatives", "docs/text"):
            shutil.rmtree(made / folder)
        for file in ("comparison", "events"):
            (made / "data" / f"{file}.yml").unlink()
        notes = (made / "data" / "footnotes.yml").read_text(encoding="utf-8")
        files = {
            "data/edition.yml": ABOUT.format(publisher="Tide", **about).replace(", text/reforms.md", ""),
            "data/footnotes.yml": notes.replace("hale-1899", "hale").replace("moreau-1902", "moreau"),
            "data/sources.bib": sources,
            "data/terms.yml": terms,
            "docs/index.md": f"# {about['title']}\n",
            "docs/text/opening.md": TEXT,
        }
        for path, text in files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_text(text, encoding="utf-8")
    made.rename(target)
    (root / "making").rmdir()
    return target


class HereEngine(Engine):
    """Runs every job in the process of the test, and notes their names."""

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[str] = []

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, bytes | Exception]]:
        self.ran += [f"{job.function.__name__.removesuffix('_files')} {job.name}" for job in jobs]
        return map(run_here, jobs)


def build_here(root: Path, engine: Engine | None = None) -> ShelfReport:
    """Build the shelf in a folder."""
    shelf, _ = read_shelf(root)
    assert shelf
    return build_shelf(shelf, shelf_key(shelf), engine or HereEngine(), build_for_shelf, lambda *_: None)
