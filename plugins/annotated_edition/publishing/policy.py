"""What a browser allows a built page: a Content-Security-Policy computed from the page, and the other headers."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path

#: The same for all pages, which add the hashes of their inline scripts and styles.
DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-hashes'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
#: Styles that a header names: more would make it longer than hosts take, and each page names its own.
MOST_STYLES = 40
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
#: What stands in a tag after its name; a quotation mark is one after = only.
REST_OF_TAG = r"""(?:=\s*+"[^"]*+"|=\s*+'[^']*+'|[^>])*+"""
#: Comments; elements in which a tag is text: name, attributes, text; other tags.
TAG_PATTERN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(script|style|textarea|title)(?=[\s/>])({REST_OF_TAG})>(.*?)(?:</\1\s*>|\Z)"
    rf"|<[a-z]({REST_OF_TAG})>",
    re.DOTALL | re.IGNORECASE | re.ASCII,
)
#: An attribute: its name; its value in quotation marks of one kind, of the other, or in none.
ATTRIBUTE_PATTERN = re.compile(r"""([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""")
POLICY_TAG = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
#: What a page takes from another host by itself: an element with its address; in the text of a script, an address.
TAKEN = re.compile(
    r"""<(script|link|img|iframe|source|audio|video|embed)\s([^>]*?\b(?:src|href)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)[^>]*+)>"""
)
SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|type=.?application/))[^>]*+>(.*?)</script>", re.DOTALL)
TAKEN_BY_SCRIPT = re.compile(r"""(?:\.src\s*=|\bfrom|\bimport\(?|\bfetch\()\s*["'`]((?:https?:)?//[^"'`\s]+)""")
#: Relations of a link that a browser follows by itself.
FETCHED = re.compile(r"""\brel\s*=\s*["']?[^"'>]*\b(?:stylesheet|icon|preload|modulepreload|manifest)\b""")
HEAD_START = re.compile(r"<head[^>]*>\s*(?:<meta charset=[^>]*>)?", re.IGNORECASE)


def hash_inline(page: str) -> dict[str, list[str]]:
    """Return the hashes of a page's inline scripts and styles, also in attributes, as its policy names them."""
    hashes: dict[str, set[str]] = {"script": set(), "style": set()}
    for name, attributes, text, others in TAG_PATTERN.findall(page[: page.rfind(">") + 1]):
        if not name and "style" not in others.lower():
            continue
        kind = name.lower()
        values = _read_attributes(attributes or others)
        runs = "src" not in values and not DATA_TYPES.fullmatch(values.get("type", ""))
        if kind == "style" or (kind == "script" and runs):
            hashes[kind].add(_hash(text.replace("\r\n", "\n")))
        if "style" in values:
            hashes["style"].add(_hash(unescape(values["style"])))
    return {name: sorted(own) for name, own in hashes.items()}


def _read_attributes(written: str) -> dict[str, str]:
    """Return attributes by name; of one that is written twice the first counts."""
    values: dict[str, str] = {}
    for name, *value in ATTRIBUTE_PATTERN.findall(written):
        values.setdefault(name.lower(), "".join(value))
    return values


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def find_remote(page: str, site_url: str) -> list[str]:
    """Return the addresses of other hosts that a page takes something from by itself, which its policy refuses."""
    own = re.match(r"https?://[^/]+/", site_url)
    found = [address for name, written, address in TAKEN.findall(page) if name != "link" or FETCHED.search(written)] + [
        address for script in SCRIPT.findall(page) for address in TAKEN_BY_SCRIPT.findall(script)
    ]
    return [unescape(address) for address in found if not (own and address.startswith(own[0]))]


def write_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return a policy that allows inline scripts and styles of these hashes, and nothing of another host."""
    own = {"script-src": scripts, "style-src": styles}
    return "; ".join(" ".join([name, value, *own.get(name, ())]) for name, value in DIRECTIVES.items())


def add_policy(page: str, own: Mapping[str, Iterable[str]]) -> str:
    """Return a page with its policy, for http and for files; an earlier one is replaced. `own` are its hashes."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{write_policy(own["script"], own["style"])}">'
    return HEAD_START.sub(lambda head: head[0] + meta, POLICY_TAG.sub("", page), count=1)


def protect_pages(folder: Path) -> str:
    """Put its policy into every page of a folder; return a policy that allows what any of them needs."""
    all_hashes: dict[str, set[str]] = {"script": set(), "style": set()}
    for file in sorted(folder.rglob("*.html")):
        page = file.read_text(encoding="utf-8")
        own = hash_inline(page)
        file.write_text(add_policy(page, own), encoding="utf-8", newline="\n")
        for kind, hashes in own.items():
            all_hashes[kind].update(hashes)
    if len(all_hashes["style"]) > MOST_STYLES:
        return write_policy(sorted(all_hashes["script"]), ()).replace("'unsafe-hashes'", "'unsafe-inline'")
    return write_policy(*map(sorted, all_hashes.values()))


def write_headers(allowed: str = "") -> str:
    """Return the file of headers for a static host, with a policy for all pages; each may have its own besides."""
    lines = {"Content-Security-Policy": "; ".join(filter(None, (allowed, NO_FRAMES))), **HEADERS}.items()
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in lines)
