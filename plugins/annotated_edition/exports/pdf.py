"""How an edition becomes a PDF, set like an offprint: footnotes at the foot of the page under their printed numbers."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from markupsafe import Markup

from ..model.edition import Mark
from ..model.labels import FootnoteLabel
from ..model.wording import UNSPACED, primary_language
from .book import Book, BookPart, BookWriter, MissingPart

#: Families of fonts by role; the first that is installed is used.
SERIF_FAMILIES, SANS_FAMILIES = ("Noto Serif CJK JP", "Noto Serif JP"), ("Noto Sans CJK JP", "Noto Sans JP")
ITALIC_FAMILIES = ("Noto Serif", "Liberation Serif", "Nimbus Roman", "Times New Roman")
#: The version of WeasyPrint whose functions `composition.py` replaces.
WRITTEN_FOR = "70"


class PdfWriter(BookWriter):
    """Writes one part of the document."""

    def id_in(self, name: str, fragment: str) -> str:
        """Return an id as in any document; a footnote stands in one place, and keeps its own."""
        return fragment if fragment in self.labels else super().id_in(name, fragment)

    def reference(self, mark: Mark, label: FootnoteLabel) -> Markup:
        """Return the number in the text and, at the first one, the footnote, which goes to the foot of the page."""
        superscript = Markup('<sup class="ref" id="{}">{}{}</sup>').format(
            self.id(mark.target), self.apart(mark), self.pointer(label, mark.text)
        )
        footnote = self.edition.footnotes[label]
        first = footnote.references[0]
        if (first.page, first.id) != (self.page, mark.target):
            return superscript
        return superscript + Markup('<span class="note" id="{}">{}{}</span>').format(
            label.id, self.anchor_to(f"#{self.id(mark.target)}", mark.text, "number"), self.note_text(footnote)
        )

    def ruby(self, name: str, reading: str | None) -> Markup:
        """Return a name with its reading after it: WeasyPrint sets no ruby."""
        shown = Markup("{}").format(name)
        return shown + Markup(' <span class="reading">{}</span>').format(reading) if reading else shown


def write_pdf(book: Book) -> tuple[bytes, MissingPart | None]:
    """Return the PDF, tagged (PDF/UA-1), and what it is made without.

    The same edition, version, moment and fonts give the same bytes. Raise MissingPart where WeasyPrint, one of its
    libraries or a Japanese font is not installed.
    """
    weasyprint = load_weasyprint()
    front = PdfWriter(book, BookPart("section", "", book.edition.imprint.title, "front"))
    writers = [PdfWriter(book, part) for part in book.parts]
    html = front.render("book/pdf/document.html", writers=writers, moment=book.moment)
    families = {
        "serif": find_family("export-no-font", SERIF_FAMILIES),
        "sans": find_family("export-no-font", SANS_FAMILIES),
    }
    wide = primary_language(book.edition.language) in UNSPACED
    slanted = ('class="latin"' if wide else "<em") in html
    families["italic"] = find_family("export-no-italic", ITALIC_FAMILIES, ":italic") if slanted else families["serif"]
    css = front.render("book/pdf/style.css", families=families, wide=wide)
    identifier = hashlib.sha256(f"{book.identifier} {book.name}".encode()).hexdigest()[:32]
    composition, missing = _composition(weasyprint.__version__)
    with composition:
        fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["data"])  # what is in the document, and nothing else
        document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(
            stylesheets=[weasyprint.CSS(string=css)], presentational_hints=True, pdf_variant="pdf/ua-1"
        )
        content: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return content, missing


def load_weasyprint() -> Any:
    """Return the module that sets the PDF. Raise MissingPart where it, or a library that it uses, is not there."""
    try:
        import weasyprint
    except ImportError:
        raise MissingPart("export-missing-extra", package="WeasyPrint") from None
    except OSError as error:
        raise MissingPart("export-no-library", reason=str(error).splitlines()[0]) from None
    return weasyprint


def _composition(version: str) -> tuple[AbstractContextManager[None], MissingPart | None]:
    """Return the context in which WeasyPrint sets Japanese lines; for other versions none, and what is missing."""
    if version.partition(".")[0] == WRITTEN_FOR:
        with suppress(ImportError, AttributeError):  # one of the replaced functions is not there
            from .composition import japanese_composition

            return japanese_composition(), None
    return nullcontext(), MissingPart("export-no-composition", version=version, expected=WRITTEN_FOR)


def find_family(code: str, names: tuple[str, ...], style: str = "") -> str:
    """Return the first font family that fontconfig has in a style. Raise MissingPart with `code` where it has none."""
    program = shutil.which("fc-list")
    if program is None:
        raise MissingPart("export-no-fontconfig")
    for name in names:
        if subprocess.run([program, name + style, "file"], capture_output=True, check=False).stdout.strip():
            return name
    raise MissingPart(code, families=names[0])
