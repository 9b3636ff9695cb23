"""How an edition becomes an EPUB 3: pop-up notes under their printed numbers, glossary, initiatives, navigation."""

from __future__ import annotations

import io
import mimetypes
import posixpath
import re
import zipfile
from datetime import datetime

from markupsafe import Markup

from ..model.edition import Mark
from ..site.templating import read_template
from .book import Book, BookPart, BookWriter

EPUB_FOLDER = "EPUB"
#: The media types of pictures that an EPUB may hold.
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/svg+xml", "image/webp"}
#: Kind of a part → its names in EPUB's vocabulary and in ARIA.
SEMANTICS = {
    "section": ("chapter", "doc-chapter"),
    "terms": ("glossary", "doc-glossary"),
    "sources": ("bibliography", "doc-bibliography"),
    "initiatives": ("appendix", "doc-appendix"),
    "chronology": ("appendix", "doc-appendix"),
}


class EpubWriter(BookWriter):
    """Writes one file of an EPUB."""

    def __init__(self, book: Book, part: BookPart, pictures: dict[str, tuple[str, bytes]]) -> None:
        super().__init__(book, part)
        self.pictures = pictures

    def locate(self, name: str, fragment: str) -> str:
        """Return the file of a part, and the id in it."""
        file = "" if name == self.part.name and fragment else f"{name}.xhtml"
        return f"{file}#{_xml_id(fragment)}" if fragment else file

    def id(self, fragment: str) -> str:
        """Return the same id as on the site, as far as XML allows it."""
        return _xml_id(fragment)

    def picture(self, source: str) -> str | None:
        """Return the path of a picture in the book, after taking it in from docs/."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), source))
        kind = mimetypes.guess_type(path)[0]
        if ":" in source or source.startswith("/") or path.startswith("..") or kind not in PICTURES:
            return None
        content = self.book.read(path)
        if content is None:
            return None
        if path not in self.pictures:
            suffix = posixpath.splitext(path)[1].lower()
            self.pictures[path] = (f"pictures/{len(self.pictures) + 1}{suffix}", content)
        return self.pictures[path][0]

    def reference(self, mark: Mark, number: int) -> Markup:
        """Return a reference, which opens its footnote over the page."""
        anchor = self.pointer(number, str(number), mark.target)
        return Markup('<sup class="ref">{}{}</sup>').format(self.apart(mark), anchor)

    def pointer(self, number: int, text: str, css: str = "") -> Markup:
        """Return a link that opens a footnote over the page; `css` is the id that it bears."""
        href = self.lead("footnotes.md", f"fn-{number}")
        id_ = Markup(' id="{}"').format(self.id(css)) if css else Markup("")
        label = self.words["footnote-n"].format(n=number)
        spoken = Markup(' aria-label="{}"').format(label) if text != label else Markup("")
        return Markup('<a{} epub:type="noteref" role="doc-noteref" href="{}"{}>{}</a>').format(id_, href, spoken, text)

    def semantic(self, kind: str) -> Markup:
        """Return EPUB's name for a part as an attribute."""
        return Markup(' epub:type="{}"').format(kind)


def write_epub(book: Book) -> bytes:
    """Return the EPUB; the same edition, version and moment give the same bytes."""
    pictures: dict[str, tuple[str, bytes]] = {}
    writers = [EpubWriter(book, part, pictures) for part in book.parts]
    front = EpubWriter(book, BookPart("section", "", book.edition.imprint.title, "about"), pictures)
    files: dict[str, str] = {"cover.xhtml": _page(front, "cover.xhtml"), "about.xhtml": _page(front, "about.xhtml")}
    for writer in writers:
        kind, role = SEMANTICS[writer.part.kind]
        files[f"{writer.part.name}.xhtml"] = _page(writer, "part.xhtml", kind=kind, role=role)
    files["nav.xhtml"] = _page(front, "nav.xhtml", writers=writers)
    media = {name: mimetypes.guess_type(path)[0] for path, (name, _) in pictures.items()}
    package = front.render("book/epub/package.opf", writers=writers, media=media)
    content: dict[str, str | bytes] = {
        "META-INF/container.xml": front.render("book/epub/container.xml", folder=EPUB_FOLDER),
        f"{EPUB_FOLDER}/package.opf": package,
        f"{EPUB_FOLDER}/book.css": read_template("book/epub/book.css"),
        **{f"{EPUB_FOLDER}/{name}": text for name, text in files.items()},
        **{f"{EPUB_FOLDER}/{name}": picture for name, picture in pictures.values()},
    }
    return _zip(content, book.moment)


def _page(writer: EpubWriter, name: str, **values: object) -> str:
    return writer.render(f"book/epub/{name}", book=writer.book, **values)


def _zip(content: dict[str, str | bytes], moment: datetime) -> bytes:
    """Return a container of EPUB: the media type first, uncompressed; no time but `moment`."""
    stamp = max(moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {"mimetype": "application/epub+zip", **content}.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data.encode() if isinstance(data, str) else data, compresslevel=9)
    return out.getvalue()


def _xml_id(fragment: str) -> str:
    """Return an id as XML allows it: letters, digits, `.`, `-`, `_`; a letter or `_` first."""
    safe = re.sub(r"[^A-Za-z0-9._-]", lambda sign: f"_{ord(sign[0]):x}_", fragment)
    return safe if re.match(r"[A-Za-z_]", safe) else f"_{safe}"
