"""The same commentaries for those who do less or other things: stock Material, mkdocs-bibtex, Sphinx, Zensical.

    python tests/bench/peers.py PROJECT FOLDER N

writes one of their projects; `PROJECTS` names them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from commentaries import (
    Citation,
    Commentary,
    Footnote,
    Page,
    Sentence,
    Term,
    as_yaml,
    bibliography,
    commentaries,
    edition,
    index,
    markdown,
    navigation,
    write,
)

#: What `edition new` switches on as well, beside what makes footnotes.
EXTENSIONS: list[Any] = ["admonition", "attr_list", "md_in_html", "tables", {"toc": {"permalink": False}}]
SEARCH = {"search": {"lang": "ja"}}
SPHINX = """project = "論考"
language = "ja"
extensions = ["sphinxcontrib.bibtex"]
bibtex_bibfiles = ["sources.bib"]
"""


def material(made: Sequence[Commentary], extensions: Sequence[Any], plugins: Sequence[Any]) -> dict[str, str]:
    """What every project of stock Material has."""
    config = {
        "site_name": "論考",
        "theme": {"name": "material", "language": "ja", "font": False},
        "plugins": [SEARCH, *plugins],
        "markdown_extensions": [*EXTENSIONS, *extensions],
        "nav": navigation(made),
    }
    return {"mkdocs.yml": as_yaml(config), "docs/index.md": index(made)}


def plain(made: Sequence[Commentary]) -> dict[str, str]:
    """Stock Material with `footnotes`: the definitions stand at the end of each page."""
    pages = {f"docs/{page.name}.md": _noted(page) for each in made for page in each.pages}
    return material(made, ["footnotes"], []) | pages


def stock(made: Sequence[Commentary]) -> dict[str, str]:
    """Stock Material with `footnotes` and `abbr`: each page includes the abbreviations of its commentary."""
    extensions = ["footnotes", "abbr", {"pymdownx.snippets": {"base_path": ["includes"], "check_paths": True}}]
    files = material(made, extensions, [])
    for each in made:
        files[f"includes/{each.name}.md"] = "".join(f"*[{term.name}]: {term.definition}\n" for term in each.terms)
        files |= {f"docs/{page.name}.md": f'{_noted(page)}\n--8<-- "{each.name}.md"\n' for page in each.pages}
    return files


def bibtex(made: Sequence[Commentary]) -> dict[str, str]:
    """Stock Material with mkdocs-bibtex: `[@key]` becomes a footnote."""
    files = material(made, ["footnotes"], [{"bibtex": {"bib_file": "sources.bib"}}])
    pages = {f"docs/{page.name}.md": markdown(page, _keys) for each in made for page in each.pages}
    return files | {"sources.bib": _classic(made)} | pages


def sphinx(made: Sequence[Commentary]) -> dict[str, str]:
    """Sphinx with sphinxcontrib-bibtex and a glossary."""
    names = [page.name for each in made for page in each.pages]
    tree = "".join(f"   {name}\n" for name in (*names, "sources", "glossary"))
    entries = "".join(f"   {term.name}\n      {term.definition}\n\n" for each in made for term in each.terms)
    return {
        "conf.py": SPHINX,
        "index.rst": f"{_heading('論考', '=')}\n.. toctree::\n\n{tree}",
        "sources.rst": f"{_heading('資料', '=')}\n.. bibliography::\n",
        "glossary.rst": f"{_heading('用語', '=')}\n.. glossary::\n\n{entries}",
        "sources.bib": _classic(made),
        **{f"{page.name}.rst": _restructured(page) for each in made for page in each.pages},
    }


def _classic(made: Sequence[Commentary]) -> str:
    """The sources in BibTeX, which knows no full date."""
    text = bibliography(made).replace("journaltitle", "journal")
    return re.sub(r"date = \{(\d{4})-[\d-]+\}", r"year = {\1}", text)


def _noted(page: Page) -> str:
    """A page with the definitions of its footnotes."""
    notes = "".join(f"[^{note.number}]: {'、'.join(map(_set, note.citations))}。\n" for note in page.footnotes)
    return f"{markdown(page, lambda note: f'[^{note.number}]')}\n{notes}"


def _set(citation: Citation) -> str:
    """A citation as an author types it."""
    source = citation.source
    pages = f"、{citation.locator}頁" if citation.locator else ""
    return f"{source.family}{source.given}『{source.title}』{source.publisher}、{source.date[:4]}年{pages}"


def _keys(note: Footnote) -> str:
    """A footnote in the syntax of mkdocs-bibtex."""
    return f"[{'; '.join(f'@{c.source.key}' + (f', {c.locator}頁' if c.locator else '') for c in note.citations)}]"


def _heading(text: str, line: str) -> str:
    return f"{text}\n{line * 2 * len(text)}\n"


def _restructured(page: Page) -> str:
    """A page in reStructuredText: as in an edition, each term is linked where it is first named."""
    seen: set[str] = set()
    blocks = [_heading(page.title, "=")]
    for heading, paragraphs in page.parts:
        blocks += [_heading(heading, "-")] * bool(heading)
        blocks += ["".join(_line(each, seen) for each in lines) for lines in paragraphs]
    notes = (f".. [{note.number}] {'、'.join(map(_cited, note.citations))}。" for note in page.footnotes)
    return "\n\n".join([*blocks, "\n".join(notes)]) + "\n"


def _line(sentence: Sentence, seen: set[str]) -> str:
    text = "".join(each if isinstance(each, str) else _term(each, seen) for each in sentence.pieces)
    return text + (rf"\ [{sentence.footnote.number}]_\ " if sentence.footnote else "")


def _term(term: Term, seen: set[str]) -> str:
    if term.id in seen:
        return term.name
    seen.add(term.id)
    return rf"\ :term:`{term.name}`\ "


def _cited(citation: Citation) -> str:
    pages = f"、{citation.locator}頁" if citation.locator else ""
    return rf"\ :cite:`{citation.source.key}`\ {pages}"


#: What writes each project's files, by its name.
PROJECTS: Mapping[str, Callable[[Sequence[Commentary]], dict[str, str]]] = {
    "edition": edition,
    "stock": stock,
    "plain": plain,
    "bibtex": bibtex,
    "sphinx": sphinx,
    "zensical": stock,
}


def main() -> None:
    """Writes a project."""
    name, folder, count = sys.argv[1:]
    write(Path(folder), PROJECTS[name](commentaries(int(count))))


if __name__ == "__main__":
    main()
