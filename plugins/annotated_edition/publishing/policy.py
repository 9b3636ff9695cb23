"""What a browser allows a built page: a Content-Security-Policy computed from the page, and the other headers."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path

#: The same for all pages, which add the hashes of their inline scripts and styles.
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
#: A directive that a header may carry, but no page.
NO_FRAMES = "frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HEADERS_FILE = "_headers"
#: Types of scripts that are data, and never run.
DATA_TYPES = re.compile(r"application/(?:\w+\+)?json|text/(?!javascript)\w+", re.IGNORECASE)
#: Comments, elements in which a tag is text, other tags: told apart quickly, for a parser is slow on a large page.
TAG_PATTERN = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))"""
    r"""|<(script|style|textarea|title)(?=[\s/>]).*?(?:</\1\s*>|\Z)"""
    r"""|<[a-z](?:=\s*+"[^"]*+"|=\s*+'[^']*+'|[^>])*+>""",  # a quotation mark is one after = only
    re.DOTALL | re.IGNORECASE | re.ASCII,
)
POLICY_TAG = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
HEAD_START = re.compile(r"<head[^>]*>\s*(?:<meta charset=[^>]*>)?", re.IGNORECASE)


class _InlineReader(HTMLParser):
    """Reads the inline scripts and styles of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self._in = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to read an inline script or style."""
        values = dict(attrs)
        if tag == "style" or (
            tag == "script" and "src" not in values and not DATA_TYPES.fullmatch(values.get("type") or "")
        ):
            self._in = tag
            self.texts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        if tag == self._in:
            self._in = ""

    def handle_data(self, data: str) -> None:
        """Read its text."""
        if self._in:
            self.texts[self._in][-1] += data


def hash_inline(page: str) -> dict[str, list[str]]:
    """Return the hashes of a page's inline scripts and styles, as its policy names them."""
    parts = (part[0] for part in TAG_PATTERN.finditer(page) if (part[1] or "").lower() in ("script", "style"))
    inline = _InlineReader("".join(parts)).texts
    return {tag: sorted({_hash(text) for text in texts}) for tag, texts in inline.items()}


def _hash(text: str) -> str:
    text = text.replace("\r\n", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def write_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return a policy that allows inline scripts and styles of these hashes, and nothing of another host."""
    own = {"script-src": scripts, "style-src": styles}
    return "; ".join(" ".join([name, value, *own.get(name, ())]) for name, value in DIRECTIVES.items())


def add_policy(page: str) -> str:
    """Return a page with its policy, for http and for files; an earlier policy is replaced."""
    return _with_policy(page, hash_inline(page))


def _with_policy(page: str, own: Mapping[str, Iterable[str]]) -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{write_policy(own["script"], own["style"])}">'
    return HEAD_START.sub(lambda head: head[0] + meta, POLICY_TAG.sub("", page), count=1)


def protect_pages(folder: Path) -> str:
    """Put its policy into every page of a folder; return a policy that allows what any of them needs."""
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
    """Return the file of headers for a static host, with a policy for all pages."""
    lines = {"Content-Security-Policy": f"{allowed}; {NO_FRAMES}", **HEADERS}.items()
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in lines)
