"""The site as a folder that is opened by a double click on index.html, and the same zipped."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from ..model.edition import Edition
from ..model.messages import format_line
from ..publishing.build import build_for_files
from ..publishing.policy import add_policy, hash_inline
from ..reading.files import is_inside
from .book import Book, MissingPart

#: How the names of folders begin in which a run makes what it moves out when it is whole.
WORKSHOP = ".annotated-edition-export-"
#: Files of a site that only a web server needs, and what helps developers of the theme.
UNUSED = re.compile(r"404\.html|sitemap\.xml(?:\.gz)?|.*\.map|assets/javascripts/(?:lunr|workers)/.*")


def site_files(root: Path, edition: Edition, folder: Path | None = None) -> dict[str, bytes]:
    """Build the site of the edition at `root` for a disk, in its own language alone, or that of a translation.

    Return its files by path. Raise MissingPart where it cannot be built.

    It is built in `folder`, where the next run removes what a killed one has left; without one, or where that lies
    among the edition's pages, in the system's folder for temporary files.
    """
    parent = None if folder is None or is_inside(folder, root / "docs") else folder
    with tempfile.TemporaryDirectory(prefix=WORKSHOP, dir=parent) as workshop:
        site = Path(workshop).resolve()
        outcome = build_for_files(root, site, edition.translation.folder if edition.translation else "")
        if not outcome.built:
            reason = " / ".join(format_line(each, edition.language) for each in outcome.problems) or outcome.defect
            raise MissingPart("export-site-failed", reason=reason)
        return protected_files(site)


def protected_files(site: Path) -> dict[str, bytes]:
    """Return the files that a site needs, by path, each page with its policy."""
    files = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    return {path: _protected(file) for path, file in files.items() if not UNUSED.fullmatch(path)}


def _protected(file: Path) -> bytes:
    if file.suffix != ".html":
        return file.read_bytes()
    page = file.read_text(encoding="utf-8")
    return add_policy(page, hash_inline(page)).encode()


def zipped(book: Book) -> bytes:
    """Return the folder as a zip that unpacks into one folder; the same files and moment give the same bytes."""
    return write_zip({f"{book.name}/{path}": content for path, content in sorted(book.site().items())}, book.moment)


def write_zip(files: Mapping[str, str | bytes], moment: datetime) -> bytes:
    """Return files as a zip in their order, without any time but `moment`; one named `mimetype` is not compressed."""
    stamp = max(moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, stamp)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            container.writestr(entry, content, compresslevel=9)
    return out.getvalue()
