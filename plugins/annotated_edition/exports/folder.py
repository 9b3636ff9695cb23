"""The site as a folder that is opened by a double click on index.html, and the same zipped."""

from __future__ import annotations

import io
import json
import posixpath
import re
import zipfile
from datetime import datetime

from ..pages import template
from ..policy import guarded
from .book import Book
from .frame import ABOUT, FrameWriter, search_script, stylesheet
from .site import written

ASSETS = "assets"
#: Names a page as it is named here, not online.
CANONICAL = re.compile(rb'<link rel="canonical"[^>]*>\n?')


class FolderWriter(FrameWriter):
    """Writes one page of the folder."""

    def to(self, page: str, fragment: str = "") -> str:
        """The address, relative to this page."""
        path = "" if page == self.page and fragment else posixpath.relpath(page, posixpath.dirname(self.page) or ".")
        return f"{path}#{fragment}" if fragment else path

    def edit(self, tag: str, attributes: dict[str, str]) -> tuple[str, dict[str, str]]:
        """An element of this page; its link to a page that is not in the folder led online."""
        href = attributes.get("href", "#").partition("#")[0]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), href))
        return tag, attributes if not href or file in self.site.files else self.led(self.page, attributes)


def folder(book: Book) -> dict[str, bytes]:
    """The files of the folder by their paths; MissingPart where the site cannot be built."""
    site = book.site()
    made: dict[str, str] = {
        f"{ASSETS}/edition.css": stylesheet(site),
        f"{ASSETS}/frame.js": template("reader/frame.js"),
        f"{ASSETS}/search.js": search_script(site),
        f"{ASSETS}/index.js": f"const searchIndex = {json.dumps({'docs': site.docs}, ensure_ascii=False)};\n",
        **{f"{ASSETS}/{name}": site.assets[name] for name in ("edition.js", "lookup.js", "favicon.svg")},
    }
    pages = [*site.articles, ABOUT]
    for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
        writer = FolderWriter(book, site, page)
        article = written(site.articles[page], writer.edit) if page in site.articles else None
        made[page] = writer.render(
            "reader/page.html", article=article, before=before, after=after, about=ABOUT, base="../" * page.count("/")
        )
    alone = {path: CANONICAL.sub(b"", file) if path.endswith(".html") else file for path, file in site.files.items()}
    files = {**alone, **{path: text.encode() for path, text in made.items()}}
    return {path: guarded(file.decode()).encode() if path.endswith(".html") else file for path, file in files.items()}


def zipped(book: Book) -> bytes:
    """The folder as a zip that unpacks into one folder; the same files and moment give the same bytes."""
    return archive({f"{book.name}/{path}": content for path, content in folder(book).items()}, book.moment)


def archive(files: dict[str, bytes], moment: datetime) -> bytes:
    """Files as a zip in the order of their paths, without any time but `moment`."""
    stamp = max(moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, stamp)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
            container.writestr(entry, files[path], compresslevel=9)
    return out.getvalue()
