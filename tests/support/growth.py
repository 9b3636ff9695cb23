"""What would take long to read if reading it grew faster than it does: parsers, and repetitions for each of them."""

from __future__ import annotations

from collections.abc import Callable

from annotated_edition.publishing.policy import hash_inline
from annotated_edition.reading.bib import read_bib
from annotated_edition.reading.faults import find_excess, find_faults, find_field_faults
from annotated_edition.reading.front_matter import FRONT_MATTER
from annotated_edition.reading.inline import parse_spans
from annotated_edition.reading.markup import clean, is_safe_file
from annotated_edition.reading.page_citations import read_citations
from annotated_edition.reading.scan import scan
from annotated_edition.reading.sentences import find_sentence_ends
from annotated_edition.reading.yaml_file import read_yaml

#: What stands before, what is repeated, what stands after: those that are quick to read however long they are.
LONG = [
    ("a|b\n-", "|  ", "x"), ("a|b\n", "|-:", "x"), ("## a", " ", "b"), ("## a {", " ", "b"), ("a\n{", " ", "b"), ("--", " ", "x"),
    ("<div", " markdown", ""), ("[a](", " ", "x"), ("![a](b", " ", "x"), ("[", "@", ""), ("[a](b", "(c)", ""), ("<p title='", "\"", ""),
    ("[a](b \"", "c", ""), ("!!! a ", "\"", ""), ("{.a ", "b=\"", ""), ("*a*{", "b='", "}"), ("---\n", "---a\n", ""), ("\n- ", "  a\n", ""),
]  # fmt: skip
#: All of them.
REPETITIONS = [
    ("", part, end)
    for part in (
        "a", " ", "a ", "#", "-", "=", "|", "| ", "[", "](", "![", "[^", "[^a]", "[[", "<", "<a ", "<a>", "<rt>", "</a>", "<!--", "<!-",
        "{", " {", "{: ", "}", "`", "` ", "``a", "*", "* ", "_a", "~", "~~~ a\n", "```a\n", "    ", "> ", "- ", "- a\n", "1. a\n\n",
        "a:\n", "[a]: b\n", "[^a]: b\n", "<div>\n", "<div markdown>\n", "&#", "&lt;", "@", "@a;", "\\", "\\[", "\"", "'", "(", ")", ".",
        ". ", "A. ", "。", "「", "\n", " \n", "a\n", "|a|\n", "| a", "www.", "http://", "a@", "一", "ａ", "\u3000", ":", ": ", ",", "=\"", "on=",
    )
    for end in ("", "x")
] + LONG  # fmt: skip
PARSERS: dict[str, Callable[[str], object]] = {
    "page within its limits": lambda text: find_excess(text) or scan(text),
    "page": scan,
    "faults of a page": lambda text: find_faults(text, ()),
    "field": lambda text: (parse_spans(text), find_field_faults(text)),
    "HTML": clean,
    "YAML": lambda text: read_yaml(f"a: {text}".encode(), "a.yml"),
    "YAML in quotes": lambda text: read_yaml(f'a: "{text}'.encode(), "a.yml"),
    "BibTeX": lambda text: read_bib(f"@book{{a, title = {{{text}".encode(), "a.bib"),
    "policy": hash_inline,
    "drawing": lambda text: is_safe_file(".svg", text.encode()),
    "front matter": lambda text: FRONT_MATTER.match(f"---\n{text}"),
    "citations": lambda text: read_citations(f"[{text}]", ("a", "b")),
    "sentences": find_sentence_ends.__wrapped__,
}


def repeat(repetition: tuple[str, str, str], length: int) -> str:
    """Return a repetition of about `length` characters."""
    before, part, after = repetition
    return before + part * max(1, length // len(part)) + after
