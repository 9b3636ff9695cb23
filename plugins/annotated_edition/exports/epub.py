"""How an edition becomes an EPUB 3: pop-up notes under their printed numbers, glossary, initiatives, navigation."""

from __future__ import annotations

import mimetypes
import posixpath
import re

from markupsafe import Markup

from ..model.addresses import FOOTNOTES
from ..model.edition import Mark
from ..model.labels import FootnoteLabel
from ..site.templating import read_template
from .book import Book, BookPart, BookWriter
from .folder import write_zip

EPUB_FOLDER = "EPUB"
#: The media types of pictures that an EPUB may hold.
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/svg+xml", "image/webp"}
#: Kind of a part → its name in EPUB's vocabulary and, after `doc-`, in ARIA; any other is an appendix.
SEMANTICS = {"summary": "abstract", "section": "chapter", "terms": "glossary", "sources": "bibliography"}


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

    def take_picture(self, path: str, kind: str, content: bytes) -> str | None:
        """Return the path of a picture in the book, after taking it in."""
        if kind not in PICTURES:
            return None
        suffix = posixpath.splitext(path)[1].lower()
        return self.pictures.setdefault(path, (f"pictures/{len(self.pictures) + 1}{suffix}", content))[0]

    def reference(self, mark: Mark, label: FootnoteLabel) -> Markup:
        """Return a reference, which opens its footnote over the page."""
        anchor = self.pointer(label, mark.text, mark.target)
        return Markup('<sup class="ref">{}{}</sup>').format(self.apart(mark), anchor)

    def pointer(self, label: FootnoteLabel, text: str, fragment: str = "") -> Markup:
        """Return a link that opens a footnote over the page; `fragment` is the id that it bears."""
        href = self.lead(FOOTNOTES, label.id)
        id_ = Markup(' id="{}"').format(self.id(fragment)) if fragment else Markup("")
        name = label.name(self.words)
        spoken = Markup(' aria-label="{}"').format(name) if text != name else Markup("")
        return Markup('<a{} epub:type="noteref" role="doc-noteref" href="{}"{}>{}</a>').format(id_, href, spoken, text)

    def semantic(self, kind: str) -> Markup:
        """Return EPUB's name for a part as an attribute."""
        return Markup(' epub:type="{}"').format(kind)


def write_epub(book: Book) -> bytes:
    """Return the EPUB; the same edition, version and moment give the same bytes."""
    pictures: dict[str, tuple[str, bytes]] = {}
    writers = [EpubWriter(book, part, pictures) for part in book.parts]
    front = EpubWriter(book, BookPart("page", "", book.edition.imprint.title, "about"), pictures)
    files = {name: front.render(f"book/epub/{name}") for name in ("cover.xhtml", "about.xhtml")}
    for writer in writers:
        kind = SEMANTICS.get(writer.part.kind, "appendix")
        files[f"{writer.part.name}.xhtml"] = writer.render("book/epub/part.xhtml", kind=kind)
    files["nav.xhtml"] = front.render("book/epub/nav.xhtml", writers=writers)
    media = {name: mimetypes.guess_type(path)[0] for path, (name, _) in pictures.items()}
    package = front.render("book/epub/package.opf", writers=writers, media=media)
    style = read_template("book/epub/book.css") + read_template("book/note_blocks.css")
    content: dict[str, str | bytes] = {"package.opf": package, "book.css": style, **files}
    content.update(pictures.values())
    return write_zip(
        {
            "mimetype": "application/epub+zip",  # first, uncompressed
            "META-INF/container.xml": front.render("book/epub/container.xml", folder=EPUB_FOLDER),
            **{f"{EPUB_FOLDER}/{name}": data for name, data in content.items()},
        },
        book.moment,
    )


def _xml_id(fragment: str) -> str:
    """Return an id as XML allows it: letters, digits, `.`, `-`, `_`; a letter or `_` first."""
    safe = re.sub(r"[^A-Za-z0-9._-]", lambda sign: f"_{ord(sign[0]):x}_", fragment)
    return safe if re.match(r"[A-Za-z_]", safe) else f"_{safe}"
