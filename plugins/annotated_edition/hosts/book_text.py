"""How the text of a section is converted for a book: as a site's is, its marks then set by the book."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown import Markdown
from markupsafe import escape

from ..exports.book import BookWriter, TextLost
from ..exports.xhtml import to_xhtml
from ..model.edition import Edition
from ..model.problems import problem
from .markdown_extension import NAME, AnnotatedEditionExtension
from .rendered_page import PLACEHOLDER_PATTERN
from .site_config import SYNTAX


def convert_for_book(
    edition: Edition, book: BookWriter, extensions: Sequence[str] = SYNTAX, configs: Mapping[str, Any] = {}
) -> str:
    """Return the text of a book's page as well-formed XHTML, its marks, ids, links and pictures set by the book.

    Raise TextLost for a mark that does not stand in text, but in an attribute or the like.
    """
    own = AnnotatedEditionExtension(edition=edition, book=book)
    without_permalinks = {name: options for name, options in configs.items() if name != "toc"}
    others = [name for name in extensions if name != NAME]
    md = Markdown(extensions=[*others, own], extension_configs=without_permalinks, output_format="xhtml")
    page = edition.pages[book.page]
    html = md.convert(page.text)
    unset = {index for index, mark in enumerate(page.marks) if mark.kind not in ("paragraph", "joint")}

    def set_mark(placeholder: re.Match[str]) -> str:
        unset.discard(int(placeholder[1]))
        return str(book.mark(page.marks[int(placeholder[1])]))

    xhtml = to_xhtml(html, book.attribute, lambda text: re.sub(PLACEHOLDER_PATTERN, set_mark, str(escape(text))))
    if unset:
        raise TextLost(problem("AE310", page.place(page.marks[min(unset)].start)))
    return xhtml
