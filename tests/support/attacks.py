"""What an attacker writes into attributes: element × attribute × value, in every syntax that a page has for them."""

from __future__ import annotations

import re
from itertools import product

ELEMENTS = ("span", "div", "a", "td", "details", "h2")
#: Attribute → values; FIRE stands for code that says that it runs.
VALUES = {
    "class": (
        "md-consent__overlay", "md-consent__inner", "md-dialog md-dialog--active", "md-search__overlay", "md-overlay", "md-nav__link",
        "md-version__list", "md-top", "MD-Dialog", "md-sidebar", "md-header", "md-skip", "md-annotation", "md-select__inner",
        "ae-note ae-footnote", "ae-ways", "ae-cite", "ae-permalink", "ae-term-notes", "ae-search-open", "ae-search", "ae-copy",
        "headerlink", "tabbed-set tabbed-alternate", "tabbed-control", "mermaid", "js", "no-js", "footnote-ref", "task-list-control",
        "md-typeset md-tooltip md-tooltip--active", "so lead", "grid cards", "admonition note",
    ),
    "id": (
        "fn-1", "note-1", "about-keeper", "__search", "__drawer", "__toc", "__config", "__palette", "ae-references", "fnref-1", "p-1",
        "'\" onfocus=FIRE autofocus x=\"'", "'a\"]b'", "x<img/src=x/onerror=FIRE>", "own",
    ),
    "style": ('"position:fixed;inset:0"', '"background:url(https://example.invalid/a)"'),
    "role": ("dialog", "button", "status", "alert", "search", "note"),
    "name": ("__search", "own2"),
    "href": ("javascript:FIRE", "java&#9;script:FIRE", "data:text/html,<script>FIRE</script>", "//example.invalid/"),
    "src": ("https://example.invalid/b.png", "data:image/svg+xml,x", "javascript:FIRE"),
    **{
        f"data-{name}": (value,)
        for name, value in {
            "md-component": "sidebar", "md-toggle": "search", "md-scrollfix": "1", "md-state": "hidden", "md-type": "navigation",
            "clipboard-text": "POISON", "clipboard-target": "'#own'", "copy": "POISON", "tabs": "1:2", "preview": "1",
            "toc-label": "'<img src=x onerror=FIRE>'", "ae-note": "note-1", "ae-of": "hale-1899", "ae-in": "../evil", "ae-copy": "POISON",
            "ae-format": "text", "ae-scope": "footnotes", "of": "x", "in": "../evil", "note": "x", "search-exclude": "x", "x": "y",
        }.items()
    },
    **dict.fromkeys(("onclick", "onfocus", "onmouseover", "onpointerover", "ontoggle", "onanimationstart"), ("FIRE",)),
    **{
        name: (value,)
        for name, value in {
            "popover": "auto", "popovertarget": "own", "hidden": "x", "contenteditable": "true", "tabindex": "1", "autofocus": "x",
            "accesskey": "s", "target": "_top", "ping": "https://example.invalid/", "srcdoc": "'<script>FIRE</script>'",
            "formaction": "javascript:FIRE", "xlink:href": "javascript:FIRE", "is": "x-y", "slot": "x", "nonce": "x", "download": "x",
            "background": "https://example.invalid/c", "srcset": "https://example.invalid/d", "aria-label": "z", "lang": "fr",
        }.items()
    },
}  # fmt: skip
#: Syntax → what is written; LIST stands for an attribute list, RAW for the attribute as HTML has it.
SYNTAXES = (
    "word *PROBE*{: LIST } word", "[PROBE](https://example.org/){: LIST }", "PROBE\n{: LIST }", "## PROBE {: LIST }", "- PROBE\n  {: LIST }",
    "| PROBE {LIST} | b |\n| - | - |\n| *c*{LIST} | PROBE {: LIST } |", "```{.py LIST}\nPROBE\n```", "![PROBE](x.png){LIST}",
    "> PROBE\n> {: LIST }", '<div markdown="1" RAW>\n\nPROBE\n\n</div>',
    *(f"<{element} RAW>PROBE</{element}>" for element in ELEMENTS), "word <b RAW>PROBE</b> word",
)  # fmt: skip
#: Those of them that fit into a field of a data file.
IN_FIELDS = tuple(each for each in SYNTAXES if each[0] in "w[!<" and "\n" not in each)
CODE = "window.fires.push(1)"


def attacks(syntaxes: tuple[str, ...] = SYNTAXES) -> list[str]:
    """Return every attribute with every value in every syntax."""
    written = []
    for (name, values), syntax in product(VALUES.items(), syntaxes):
        for value in values:
            quoted = value if value[0] in "'\"" else f'"{value}"'
            short = {"class": "".join(f".{each} " for each in value.split()), "id": f"#{value}"}.get(name)
            text = syntax.replace("RAW", f"{name}={quoted}").replace("LIST", f"{name}={quoted}")
            written.append(text)
            if short and "LIST" in syntax:
                written.append(syntax.replace("LIST", short.strip()))
    return [
        re.sub(r"\b(PROBE|own)\b", rf"\g<1>{number}", text).replace("FIRE", CODE) for number, text in enumerate(written)
    ]
