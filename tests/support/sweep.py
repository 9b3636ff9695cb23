"""Editions with a payload in every field, to be built and opened in a browser: none of it may run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Container, Iterator, Sequence
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


def data(text: Text, url: Text, copy: int = 0) -> dict[str, Any]:
    """Return every file of data/, with every field that takes any text, or any address; entries are of a copy."""
    suffix = f"-{copy}" if copy else ""
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
                "number": f"{copy * 10 + 1}",
                "before": text("footnote.before"),
                "citations": [
                    {
                        "source": f"bad{suffix}",
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
                "unread": "false",
                "todo": text("footnote.todo"),
            },
            {"number": f"{copy * 10 + 2}", "citations": [{"source": "plain", "locator": "12"}]},
            *([] if copy else [{"number": "*", "chapter": "2", "before": "A note by a sign."}]),
        ],
        "terms.yml": [
            {
                "id": f"keeper{suffix}",
                "name": text("term.name"),
                "reading": text("term.reading"),
                "en": text("term.en"),
                "en_ours": "true",
                "aliases": [text("term.aliases"), f"keeper{suffix}"],
                "forms": [text("term.forms")],
                "definition": text("term.definition"),
                "gloss": text("term.gloss"),
                "todo": text("term.todo"),
                "footnotes": [f"{copy * 10 + 1}"],
            }
        ],
        "events.yml": [
            {
                "id": f"reform{suffix}",
                "date": "1897-03",
                "until": "1897-04",
                "title": text("event.title"),
                "summary": text("event.summary"),
                "footnotes": [f"{copy * 10 + 1}"],
                "initiative": "first-reform",
                "original": "false",
                "source": {"text": text("event.source.text"), "url": url("event.source.url")},
            }
        ],
        "comparison.yml": [
            {
                "id": f"aim{suffix}",
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
            "footnotes": [f"{copy * 10 + 1}"],
            "elements": [
                {
                    "id": f"rule-{copy}{number}",
                    "kind": "rule",
                    "number": f"{copy * 10 + number}",
                    "official_name": text("element.official_name"),
                    "en": text("element.en"),
                    "en_ours": "false",
                    "summary": text("element.summary"),
                    "domain": text("element.domain"),
                    "footnotes": [f"{copy * 10 + 1}"],
                    "counterparts": [],
                }
                for number in (1, 2)
            ],
        },
    }


BIB = ["title", "shorttitle", "subtitle", "publisher", "location", "journaltitle", "booktitle", "series", "volume", "number",
       "note", "annotation", "abstract", "keywords", "institution", "pages", "edition", "type"]  # fmt: skip
META = ["title", "description", "author", "subtitle"]
PLACES = ["text", "heading", "list", "table", "quotation", "admonition", "own note", "link", "code", "html"]
#: What says that a block pretends to be a generated page's.
GENERATED = "page.generated"
#: Attacks in one field.
A_FIELD = 40
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


def write(
    folder: Path, payloads: Sequence[str], attacks: Sequence[str] = (), plain: Container[str] = ()
) -> tuple[Path, set[str]]:
    """Write an edition with payloads in every field that takes text; return it, and the names of the fields.

    What there may be many of has each payload in each field, then as many `attacks` as there are, and as many in
    sources.bib; other fields have one payload after the other. The `plain` fields have none.
    """
    root = folder / "edition"
    shutil.copytree(ENGLISH, root, ignore=shutil.ignore_patterns(".cache"))
    fields = Fields(payloads, attacks, plain)
    for path in (root / "data").rglob("*.yml"):
        path.unlink()
    files = data(fields.text, fields.url)
    bib, body, index = _bib(fields, 0), _body(fields, 0), fields.text("page.index")
    while fields.advance():
        more = data(fields.text, fields.url, fields.copy)
        for path, value in files.items():
            if isinstance(value, list):
                value += more[path]
        files["initiatives/first-reform.yml"]["elements"] += more["initiatives/first-reform.yml"]["elements"]
        body += _body(fields, fields.copy)
        bib += _bib(fields, fields.copy)
    while fields.advance(of_sources=True):
        bib += _bib(fields, fields.copy)
    fields.copy = 0
    for path, value in files.items():
        (root / "data" / path).write_text(json.dumps(value, ensure_ascii=False, indent=0), encoding="utf-8")
    bib += "@book{plain,\n  author = {Hale, Thomas},\n  title = {Lamps},\n  date = {1899},\n}\n"
    (root / "data" / "sources.bib").write_text(bib, encoding="utf-8")
    (root / "docs" / "text" / "reforms.md").unlink()
    (root / "docs" / "text" / "opening.md").write_text(f"{_meta(fields, 'section')}\n{body}", encoding="utf-8")
    index = f"{_meta(fields, 'index')}# Index\n\n{index}[^1], [@bad, p. 12], [@plain], [[keeper]].\n\n\\bibliography\n"
    (root / "docs" / "index.md").write_text(index, encoding="utf-8")
    site = {name: json.dumps(fields.text(name), ensure_ascii=False) for name in SITE}
    config = (root / "mkdocs.yml").read_text(encoding="utf-8").replace("site_name: On keeping lights\n", "")
    config += "".join(f"{name}: {site[name]}\n" for name in SITE if name != "nav")
    pages = ["index.md", "footnotes.md", "sources.md", "terms.md", "chronology.md", "initiatives/index.md",
             "evidence.md", "initiatives/first-reform.md"]  # fmt: skip
    config += "nav:\n" + "".join(f"  - {page}\n" for page in pages) + f"  - {site['nav']}: text/opening.md\n"
    (root / "mkdocs.yml").write_text(config, encoding="utf-8")
    return root, fields.names


class Fields:
    """What the fields of an edition get, copy after copy of its entries."""

    def __init__(self, payloads: Sequence[str], attacks: Sequence[str], plain: Container[str]) -> None:
        self.payloads, self.plain = payloads, plain
        self.attacks, self.attacks_of_sources = list(attacks), list(attacks)
        self.order: list[str] = []
        self.names: set[str] = set()
        self.copy = 0
        self.of_sources = False

    def advance(self, of_sources: bool = False) -> bool:
        """Begin the next copy; return whether there is something to put into one."""
        self.of_sources = of_sources
        if self.copy + 1 >= len(self.payloads) and not (self.attacks_of_sources if of_sources else self.attacks):
            return False
        self.copy += 1
        return True

    def text(self, field: str) -> str:
        """Return what a field gets."""
        name = f"{field}-{self.copy}" if self.copy else field
        if field not in self.order:
            self.order.append(field)
        self.names.add(name)
        if self.copy >= len(self.payloads) and not field.startswith("page."):
            attacks = self.attacks_of_sources if field.startswith("bib.") else self.attacks
            taken, attacks[:A_FIELD] = attacks[:A_FIELD], []
            payload = " ".join([f"FIRE {name}", *taken])
        else:
            payload = self.payloads[(self.order.index(field) + self.copy) % len(self.payloads)]
        payload = name if name in self.plain else payload
        return f"A {payload.replace('FIRE', code(name))} z"

    def url(self, field: str) -> str:
        """Return the address that a field gets."""
        payload = self.text(field) if self.copy < len(self.payloads) else "x"
        return "https://example.org/" + payload.replace(" ", "").replace("\u00a0", "")


def _bib(fields: Fields, copy: int) -> str:
    """Return an entry of sources.bib."""
    values = {name: f"{{{{{_in_bibtex(fields.text(f'bib.{name}'))}}}}}" for name in ("author", "editor", *BIB)}
    address = fields.url("bib.url").replace("{", "").replace("}", "").replace("%", "")
    lines = "".join(f"  {name} = {value},\n" for name, value in values.items())
    return f"@book{{bad{f'-{copy}' if copy else ''},\n{lines}  date = {{1899}},\n  url = {{{address}}},\n}}\n\n"


def _in_bibtex(text: str) -> str:
    """Return a text as BibTeX writes it."""
    for character in "&%$#_":
        text = text.replace(character, "\\" + character)
    return text.replace("{", "\\{").replace("}", "\\}")


def _meta(fields: Fields, page: str) -> str:
    """Return front matter."""
    texts = {name: json.dumps(fields.text(f"{page}.meta.{name}"), ensure_ascii=False) for name in META}
    return "---\n" + "".join(f"{name}: {text}\n" for name, text in texts.items()) + "---\n"


def _body(fields: Fields, copy: int) -> str:
    """Return the text of a section."""
    inline = {name: fields.text(f"page.{name}") for name in PLACES}
    return (
        f"{'##' if copy else '#'} Opening {inline['heading']}\n\n{inline['text']}[^{copy * 10 + 1}] keeper\n\n"
        f"## {inline['heading']} {{#second{copy}}}\n\n"
        f"- {inline['list']}\n- two[^{copy * 10 + 2}]\n\n| a | b |\n| - | - |\n| {inline['table']} | x |\n\n> {inline['quotation']}\n\n"
        f'!!! note "{inline["admonition"]}"\n\n    {inline["admonition"]}\n\nOwn[^own{copy}].\n\n[^own{copy}]: {inline["own note"]}\n\n'
        f'[{inline["link"]}](https://example.org/ "{inline["link"]}") [y][z{copy}]\n\n[z{copy}]: {inline["link"]}\n\n'
        f"`{inline['code']}`\n\n```\n{inline['code']}\n```\n\n<div>\n{inline['html']}\n</div>\n\n"
        + ("" if GENERATED in fields.plain else f'<div data-edition="generated">\n{inline["html"]}\n</div>\n\n')
    )
