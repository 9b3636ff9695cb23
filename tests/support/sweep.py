"""Editions with a payload in every field, to be built and opened in a browser: none of it may run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from annotated_edition.reading import schema
from support.editions import ENGLISH

#: What an attacker tries; FIRE stands for code that says which field it comes from.
PAYLOADS = [
    "<script>FIRE</script>",
    "<img src=x onerror=FIRE>",
    '"><svg onload=FIRE></svg><b x="',
    "'\"--></title></style></textarea></noscript></script><script>FIRE</script>",
    '[x](javascript:FIRE) <javascript:FIRE> <a href="javascript:FIRE">x</a> *x*{: onclick=FIRE } {onmouseover=FIRE}',
    '{{ FIRE }}{% raw %}<iframe srcdoc="<script>parent.FIRE</script>"></iframe>',
    "</script><script>FIRE</script>\u00a0&lt;img src=x onerror=FIRE&gt; &#60;img src=x onerror=FIRE&#62;",
    '" onfocus="FIRE" autofocus="" onmouseover="FIRE" x="',
]
#: Of what hostile texts are put together.
PIECES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<img src=x\nonerror=alert(1)>", "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))", "[x](java\nscript:alert(1))", "[x](<javascript:alert(1)>)", "[x][y]", "\n\n[y]: javascript:alert(1)\n\n",
    "[y]: &#106;avascript:alert(1)", "![x](data:text/html,x)", "<javascript:alert(1)>", "<javascript://x%0Aalert(1)>",
    "*x*{ onclick=alert(1) }", "{: onclick='alert(1)' }", "\n{: style=x }\n", "# h {: onclick=alert(1) }", "<div markdown>", "</div>",
    "<div onclick=1 markdown=1>", "`", "``", "\n```\n", "\n\n", "\n", "    ", "> ", "- ", "<!--", "-->", "<", ">", '"', "'", "\\", "&lt;",
    "&#60;script>alert(1)</script>", "<a href='", "<a href=javascript:alert(1)>x</a>", "[^1]", "[[keeper]]", "[[<script>]]",
    "[[x|<img src=x onerror=1>]]", "| a |\n| - |\n| ", "!!! note\n\n    ", "[^a]: ", "[^a]", "<iframe srcdoc='", "<?php ", "<![CDATA[",
    "x", " ", "keeper", "<p>", "<pre>", "</pre>", "<style>", "<textarea>", "<title>", "<noscript><p title='</noscript>",
    "<math><mtext></p><style><!--</style>", '<div data-edition="generated">\n', "\n</div>", "*", "_", "<b>", "</b>",
]  # fmt: skip
Text = Callable[[str], str]


def code(field: str) -> str:
    """Code that runs in a page and says where it comes from."""
    return f"fired('{field}')"


def data(text: Text, url: Text) -> dict[str, Any]:
    """Every file of data/, with every field that takes any text, or any address."""
    return {
        "edition.yml": {
            "work": {
                "title": text("work.title"),
                "subtitle": text("work.subtitle"),
                "series": {"name": text("series.name"), "number": text("series.number")},
                "date": "1931-05",
                "authors": [{"name": text("author.name"), "affiliation": text("author.affiliation")}],
                "publisher": text("work.publisher"),
                "url": url("work.url"),
                "language": "en",
                "rights": text("work.rights"),
                "todo": text("work.todo"),
            },
            "edition": {
                "title": text("edition.title"),
                "version": text("edition.version"),
                "date": "2026-11-23",
                "license": text("edition.license"),
                "license_url": url("edition.license_url"),
                "notice": text("edition.notice"),
                "report": url("edition.report"),
            },
            "style": "note.csl",
            "sections": ["text/opening.md"],
            "terms": "first",
        },
        "footnotes.yml": [
            {
                "number": "1",
                "before": text("footnote.before"),
                "citations": [
                    {
                        "source": "bad",
                        "locator": text("citation.locator").replace("{", "").replace("}", ""),
                        "label": "page",
                        "before": text("citation.before"),
                        "after": text("citation.after"),
                    },
                    {
                        "source": "plain",
                        "printed": text("citation.printed"),
                        "ibid": "false",
                        "todo": text("citation.todo"),
                    },
                ],
                "after": text("footnote.after"),
                "todo": text("footnote.todo"),
            },
            {"number": "2", "citations": [{"source": "plain", "locator": "12"}]},
            {"number": "*", "chapter": "2", "before": "A note by a sign."},
        ],
        "terms.yml": [
            {
                "id": "keeper",
                "name": text("term.name"),
                "reading": text("term.reading"),
                "en": text("term.en"),
                "en_ours": "true",
                "aliases": [text("term.aliases"), "keeper"],
                "forms": [text("term.forms")],
                "definition": text("term.definition"),
                "gloss": text("term.gloss"),
                "todo": text("term.todo"),
                "footnotes": ["1"],
            }
        ],
        "events.yml": [
            {
                "id": "reform",
                "date": "1897-03",
                "until": "1897-04",
                "title": text("event.title"),
                "summary": text("event.summary"),
                "footnotes": ["1"],
                "initiative": "first-reform",
                "original": "false",
                "source": {"text": text("event.source.text"), "url": url("event.source.url")},
            }
        ],
        "comparison.yml": [
            {
                "id": "aim",
                "label": text("row.label"),
                "cells": {"first-reform": text("row.cells")},
                "common": text("row.common"),
            }
        ],
        "initiatives/first-reform.yml": {
            "id": "first-reform",
            "name": {
                "ja": text("name.ja"),
                "en": text("name.en"),
                "en_ours": "true",
                "short": text("name.short"),
                "reading": text("name.reading"),
            },
            "announced": {"date": "1897-03", "at": text("announced.at"), "by": text("announced.by")},
            "partners": text("initiative.partners"),
            "summary": text("initiative.summary"),
            "footnotes": ["1"],
            "elements": [
                {
                    "id": f"rule-{number}",
                    "kind": "rule",
                    "number": str(number),
                    "official_name": text("element.official_name"),
                    "en": text("element.en"),
                    "en_ours": "false",
                    "summary": text("element.summary"),
                    "domain": text("element.domain"),
                    "footnotes": ["1"],
                    "counterparts": [],
                }
                for number in (1, 2)
            ],
        },
    }


BIB = ["title", "shorttitle", "subtitle", "publisher", "location", "journaltitle", "booktitle", "series", "volume", "number",
       "note", "annotation", "abstract", "keywords", "institution", "pages", "edition", "type"]  # fmt: skip
META = ["title", "description", "author", "subtitle"]
PLACES = ["text", "heading", "list", "table", "quotation", "admonition", "own note", "link", "code", "html", "index"]
SITE = ["site_name", "site_description", "site_author", "copyright", "nav"]


def fields_of_schema() -> Iterator[tuple[str, str]]:
    """Class and name of each field of each schema."""
    for kind in vars(schema).values():
        if isinstance(kind, type) and issubclass(kind, schema.Fields) and kind is not schema.Fields:
            for name in kind.model_fields:
                yield kind.__name__, name


def reached(kind: type[schema.Fields], value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Class and name of each field that a value has, those of its parts included."""
    for name, below in value.items():
        yield kind.__name__, name
        inner = _part(kind.model_fields[name].annotation)
        for each in below if isinstance(below, list) else [below]:
            if inner and isinstance(each, dict):
                yield from reached(inner, each)


def _part(annotation: Any) -> type[schema.Fields] | None:
    if isinstance(annotation, type) and issubclass(annotation, schema.Fields):
        return annotation
    return next((part for each in get_args(annotation) if (part := _part(each))), None)


def _bib(text: str) -> str:
    """A text as BibTeX writes it."""
    for character in "&%$#_":
        text = text.replace(character, "\\" + character)
    return text.replace("{", "\\{").replace("}", "\\}")


def write(folder: Path, payloads: Sequence[str]) -> tuple[Path, set[str]]:
    """An edition with a payload in every field that takes it, one after the other; and the names of the fields."""
    root = folder / "edition"
    shutil.copytree(ENGLISH, root, ignore=shutil.ignore_patterns(".cache"))
    named: set[str] = set()

    def text(field: str) -> str:
        payload = payloads[len(named) % len(payloads)]
        named.add(field)
        return f"A {payload.replace('FIRE', code(field))} z"

    def url(field: str) -> str:
        return "https://example.org/" + text(field).replace(" ", "").replace("\u00a0", "")

    for path in (root / "data").rglob("*.yml"):
        path.unlink()
    for path, value in data(text, url).items():
        (root / "data" / path).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    fields = "".join(f"  {name} = {{{{{_bib(text(f'bib.{name}'))}}}}},\n" for name in BIB)
    author = f"  author = {{{{{_bib(text('bib.author'))}}}}},\n  editor = {{{{{_bib(text('bib.editor'))}}}}},\n"
    address = url("bib.url").replace("{", "").replace("}", "").replace("%", "")
    (root / "data" / "sources.bib").write_text(
        f"@book{{bad,\n{author}{fields}  date = {{1899}},\n  url = {{{address}}},\n}}\n\n"
        "@book{plain,\n  author = {Hale, Thomas},\n  title = {Lamps},\n  date = {1899},\n}\n",
        encoding="utf-8",
    )

    def meta(page: str) -> str:
        lines = "".join(f"{name}: {json.dumps(text(f'{page}.meta.{name}'), ensure_ascii=False)}\n" for name in META)
        return f"---\n{lines}---\n"

    inline = {name: text(f"page.{name}") for name in PLACES}
    body = (
        f"# Opening {inline['heading']}\n\n{inline['text']}[^1] keeper\n\n## {inline['heading']} {{#second}}\n\n"
        f"- {inline['list']}\n- two[^2]\n\n| a | b |\n| - | - |\n| {inline['table']} | x |\n\n> {inline['quotation']}\n\n"
        f'!!! note "{inline["admonition"]}"\n\n    {inline["admonition"]}\n\nOwn[^own].\n\n[^own]: {inline["own note"]}\n\n'
        f'[{inline["link"]}](https://example.org/ "{inline["link"]}") [y][z]\n\n[z]: {inline["link"]}\n\n'
        f"`{inline['code']}`\n\n```\n{inline['code']}\n```\n\n<div>\n{inline['html']}\n</div>\n\n"
        f'<div data-edition="generated">\n{inline["html"]}\n</div>\n'
    )
    (root / "docs" / "text" / "reforms.md").unlink()
    (root / "docs" / "text" / "opening.md").write_text(meta("section") + body, encoding="utf-8")
    index = f"{meta('index')}# Index\n\n{inline['index']}[^1], [@bad, p. 12], [@plain], [[keeper]].\n\n\\bibliography\n"
    (root / "docs" / "index.md").write_text(index, encoding="utf-8")
    site = {name: json.dumps(text(name), ensure_ascii=False) for name in SITE}
    config = (root / "mkdocs.yml").read_text(encoding="utf-8").replace("site_name: On keeping lights\n", "")
    config += "".join(f"{name}: {site[name]}\n" for name in SITE if name != "nav")
    pages = ["index.md", "footnotes.md", "sources.md", "terms.md", "chronology.md", "initiatives/index.md",
             "initiatives/first-reform.md"]  # fmt: skip
    config += "nav:\n" + "".join(f"  - {page}\n" for page in pages) + f"  - {site['nav']}: text/opening.md\n"
    (root / "mkdocs.yml").write_text(config, encoding="utf-8")
    return root, named
