"""What a terminal shows of a footnote with all that belongs to it."""

from __future__ import annotations

from ..model.annotations import Footnote
from ..model.edition import Edition
from ..model.spans import JOINTS, Spans, plain, without_addresses
from ..model.wording import sentence_space, wording

#: A run of text on a line, and its style in a terminal: bold, dim, italic, underline, or none.
StyledText = tuple[str, str]
#: Styles of spans that a terminal shows, and what it calls them.
TERMINAL_STYLES = {"emphasis": "italic", "strong": "bold"}

#: Most footnotes of the same source that a footnote names; the source's entry has them all.
MOST_NAMED = 10


def footnote_lines(edition: Edition, footnote: Footnote) -> list[list[StyledText]]:
    """Return a footnote with each citation resolved, what it says besides, and the sentences that it supports."""
    words = wording(edition.language)
    head: list[StyledText] = [(footnote.number.name(words), "bold")]
    for index, spans in enumerate(each for each in (footnote.before, footnote.cluster) if each):
        head += [(sentence_space(edition.language) if index else "  ", ""), *_runs(spans)]
    lines = _indented(0, *head)
    lines += _citation_lines(edition, footnote)
    if footnote.after:
        lines += _indented(2, (words["besides-cli"], ""))
        lines += _indented(4, (plain(footnote.after), ""))
    for index, reference in enumerate(footnote.references):
        lines += _indented(2, (f"{words['references'] if not index else ' ' * 8}  {reference.section}", ""))
        lines += _indented(4, (words["sentence"] + reference.sentence, "dim"))
        lines += _indented(4, (reference.location, ""))
    sources = [edition.sources[key] for key in dict.fromkeys(citation.source for citation in footnote.citations)]
    some = dict.fromkeys(label for source in sources for label in source.footnotes[: MOST_NAMED + 2])
    others = [label for label in some if label != footnote.number]
    if others:
        named = words["comma"].join(others[:MOST_NAMED])
        lines += _indented(2, (f"{words['same-source']}  {named}{'…' if len(others) > MOST_NAMED else ''}", ""))
    for source in sources:
        if len(source.footnotes) > MOST_NAMED:
            lines += _indented(4, (f"{words['citing-all'].format(n=len(source.footnotes))}  {source.location}", ""))
    return lines


def _citation_lines(edition: Edition, footnote: Footnote) -> list[list[StyledText]]:
    words = wording(edition.language)
    lines: list[list[StyledText]] = []
    for citation in footnote.citations:
        position = citation.position
        if position.antecedent is not None:
            antecedent = position.antecedent.name(words)
            lines += _indented(2, (f"{words['ibid-word']} → {antecedent}", ""))
            lines += _indented(4, *_runs(without_addresses(edition.sources[citation.source].full)))
        elif len(footnote.citations) > 1 or position.name == "subsequent":
            lines += _indented(2, *_runs(without_addresses(citation.full)))
        if citation.url:
            lines += _indented(4, (citation.url, "underline"))
    return lines


def _indented(indent: int, *runs: StyledText) -> list[list[StyledText]]:
    """Return runs as lines with a margin; a run with line breaks goes over several."""
    margin = (" " * indent, "")
    lines = [[margin]]
    for text, style in runs:
        first, *rest = text.split("\n")
        lines[-1].append((first, style))
        lines += [[margin, (line, style)] for line in rest]
    return lines


def _runs(spans: Spans) -> list[StyledText]:
    """Return spans with their styles, without white space at the end."""
    texts = [JOINTS.get(span.block, "\n") + span.text for span in spans]
    length = len("".join(texts).rstrip())
    runs: list[StyledText] = []
    for span, text in zip(spans, texts, strict=True):
        runs.append((text[:length], TERMINAL_STYLES.get(span.style, "")))
        length = max(length - len(text), 0)
    return runs
