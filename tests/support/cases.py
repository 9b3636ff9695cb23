"""What comes of a whole project, as lines of text: its problems, its footnotes, the terms linked, its other pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html

from support.cli import run
from support.editions import open_at
from support.golden import GOLDEN

#: The outcome of each project, by its name: read against what its expected.txt says in words.
EXPECTED = GOLDEN / "cases"


def outcome(root: Path, site: Path) -> Iterator[str]:
    """Build a project into `site`, and yield its problems, its footnotes as set, its linked terms and other pages."""
    edition = open_at(root)
    yield from run("check", "--bibliography", cwd=root).stdout.strip().splitlines()
    for label, footnote in edition.footnotes.items():
        yield f"[{label}] {footnote.text}"
    done = run("build", "--project", str(root), "--site-dir", str(site), cwd=root)
    yield f"build: exit {done.returncode}"
    for path in edition.pages if done.returncode == 0 else []:
        page = site / path.removesuffix(".md") / "index.html"
        if path == "index.md" or not page.is_file():
            continue
        (article,) = lxml.html.fromstring(page.read_text(encoding="utf-8")).iter("article")
        linked = [_text(link) for link in article.iter("a") if "ae-term" in (link.get("class") or "").split()]
        if linked:
            yield f"{path}: terms {linked}"
        if not path.startswith("text/"):
            yield f"{path}: {_text(article)}"


def _text(element: lxml.html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content().replace("\u2060", "")).strip()
