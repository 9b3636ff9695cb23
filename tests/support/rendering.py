"""Every page of an edition as its host would convert it, without a host."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from annotated_edition import Edition, Problem
from annotated_edition.hosts.markdown_extension import AnnotatedEditionExtension
from annotated_edition.reading.markup import is_attribute
from annotated_edition.site.pages import generated_files
from support.editions import english

EXTENSIONS = ["attr_list", "md_in_html", "admonition", "footnotes", "tables", "fenced_code", "toc"]


#: Our own, which nobody else may write: the lines between counterparts.
OURS = {("svg", "ae-strand-line")}
#: Classes of ours that the English edition has on none of its pages: what is marked, numbers that follow each other.
SELDOM = {("mark", "ae-unknown"), ("sup", "ae-pointer ae-next"), ("sup", "ae-ref ae-next")}


class Live(HTMLParser):
    """What could run in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if (
            tag in {"script", "iframe", "object", "embed", "base", "form", "style", "link", "meta", "svg", "math"}
            and (tag, dict(attrs).get("class")) not in OURS
        ):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in {"srcdoc", "formaction", "action"}:
                self.found.append(f"{name}={value}")
            if re.match(
                r"[\s\x00-\x20]*(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", value or "", re.IGNORECASE
            ) and name in {"href", "src"}:
                self.found.append(f"{name}={value}")


def live(html: str) -> list[str]:
    """What of a page's HTML could run, or reach out."""
    return Live(html).found


HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Unusual(HTMLParser):
    """Attributes that nobody may write, as element, name and value."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str, str]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            # Ids of paragraphs are ours, those of headings without one the host's.
            is_id = name == "id" and re.fullmatch(r"[\w-]+" if tag in HEADINGS else r"p-\d+", value or "")
            # Sentences of the text, which the script looks for in it.
            is_usual = is_id or (name == "class" and (tag, value) in SELDOM) or name == "data-ae-passages"
            if not is_usual and not is_attribute(tag, name, value or "", generated=True):
                self.found.add((tag, name, value or ""))


@cache
def own_attributes() -> set[tuple[str, str, str]]:
    """Return what pages of the English edition have although nobody may write it: it is the package's own."""
    return set().union(*(Unusual(html).found for html in render_all(english()).values()))


def foreign(html: str) -> set[tuple[str, str, str]]:
    """Return the attributes of a page of an edition like the English one that may not stand there."""
    return Unusual(html).found - own_attributes()


class Host(Treeprocessor):
    """What names the page, as MkDocs's own treeprocessor does."""

    file = SimpleNamespace(src_uri="")

    def run(self, root: object) -> None:
        """Nothing."""


def render(
    edition: Edition,
    page: str,
    text: str,
    generated: Mapping[str, str] = {},
    others: Mapping[str, type[Preprocessor]] = {},
    more: Sequence[str | Extension] = (),
) -> tuple[str, list[Problem]]:
    """The HTML of a page's text, and the problems that show only while rendering; `others` and `more` extensions take part."""
    problems: list[Problem] = []
    extension = AnnotatedEditionExtension(edition=edition, generated=generated, report=problems.append)
    md = Markdown(extensions=[*EXTENSIONS, *more, extension])
    host = Host(md)
    host.file = SimpleNamespace(src_uri=page)
    md.treeprocessors.register(host, "relpath", 0)
    for name, other in others.items():
        md.preprocessors.register(other(md), name, 20)
    return md.convert(text), problems


def render_all(edition: Edition) -> dict[str, str]:
    """The HTML of every written and generated page, by its source path."""
    texts = {page: found.text for page, found in edition.pages.items()}
    generated = generated_files(edition)
    for path, text in generated.items():
        if path.endswith(".md"):
            texts[path] = text.split("---\n", 2)[2].strip("\n")
    return {page: render(edition, page, text, generated)[0] for page, text in texts.items()}


class ZensicalContext(Preprocessor):
    """What names the page, as Zensical's own preprocessor does."""

    page = SimpleNamespace(path="text/opening.md", url="text/opening/")
    config: Mapping[str, object] = {"site_url": "https://example.org/x/", "use_directory_urls": True}

    def run(self, lines: list[str]) -> list[str]:
        return lines


def render_as_zensical(root: Path, page: str = "text/opening.md") -> str:
    """Return a page as Zensical converts it: by an extension of its own, which finds the edition by its folder."""
    md = Markdown(extensions=["toc", "attr_list", "md_in_html", "footnotes"])
    md.preprocessors.register(ZensicalContext(md), "rendering_context", 0)
    md.registerExtensions(["annotated_edition"], {"annotated_edition": {"root": str(root)}})
    return md.convert((root / "docs" / page).read_text(encoding="utf-8").split("---\n", 2)[-1])
