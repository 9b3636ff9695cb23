"""What a browser is to allow a built page: a Content-Security-Policy from the page itself, and the other headers."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path

#: The same for all pages; what a page itself adds is the hashes of its inline scripts and styles.
DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
#: Only a header may carry it.
NO_FRAMES = "frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HEADERS_FILE = "_headers"
#: Types of a script that is data, and never run.
DATA = re.compile(r"application/(?:\w+\+)?json|text/(?!javascript)\w+", re.IGNORECASE)
#: Comments, elements in which a tag is text, other tags: what no parser need read of a large page, and what it must.
TAGS = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))"""
    r"""|<(script|style|textarea|title)(?=[\s/>]).*?(?:</\1\s*>|\Z)"""
    r"""|<[a-z](?:=\s*+"[^"]*+"|=\s*+'[^']*+'|[^>])*+>""",  # a quotation mark is one after = only
    re.DOTALL | re.IGNORECASE | re.ASCII,
)
WRITTEN = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
HEAD = re.compile(r"<head[^>]*>\s*(?:<meta charset=[^>]*>)?", re.IGNORECASE)


class _Inline(HTMLParser):
    """The inline scripts and styles of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: dict[str, list[str]] = {"script": [], "style": []}
        self._in = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins to read what an inline script or style says."""
        values = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in values and not DATA.fullmatch(values.get("type") or "")):
            self._in = tag
            self.found[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        """Ends it."""
        if tag == self._in:
            self._in = ""

    def handle_data(self, data: str) -> None:
        """Reads it."""
        if self._in:
            self.found[self._in][-1] += data


def hash_inline(page: str) -> dict[str, list[str]]:
    """The hashes of a page's inline scripts and styles, as its policy names them."""
    parts = (part[0] for part in TAGS.finditer(page) if (part[1] or "").lower() in ("script", "style"))
    found = _Inline("".join(parts)).found
    return {tag: sorted({_hash(text) for text in texts}) for tag, texts in found.items()}


def _hash(text: str) -> str:
    text = text.replace("\r\n", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def write_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """A policy that allows these inline scripts and styles, and nothing of another host."""
    own = {"script-src": scripts, "style-src": styles}
    return "; ".join(" ".join([name, value, *own.get(name, ())]) for name, value in DIRECTIVES.items())


def add_policy(page: str) -> str:
    """A page with its policy, over http or as a file; one that has a policy already gets it anew."""
    return _with_policy(page, hash_inline(page))


def _with_policy(page: str, own: Mapping[str, Iterable[str]]) -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{write_policy(own["script"], own["style"])}">'
    return HEAD.sub(lambda head: head[0] + meta, WRITTEN.sub("", page), count=1)


def protect_pages(folder: Path) -> str:
    """Puts its policy into every page of a folder of built pages; returns one that allows what any of them needs."""
    scripts: set[str] = set()
    styles: set[str] = set()
    for file in sorted(folder.rglob("*.html")):
        page = file.read_text(encoding="utf-8")
        own = hash_inline(page)
        scripts.update(own["script"])
        styles.update(own["style"])
        file.write_text(_with_policy(page, own), encoding="utf-8", newline="\n")
    return write_policy(sorted(scripts), sorted(styles))


def write_headers(allowed: str) -> str:
    """The file of headers for a static host, with a policy for all pages."""
    lines = {"Content-Security-Policy": f"{allowed}; {NO_FRAMES}", **HEADERS}.items()
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in lines)
