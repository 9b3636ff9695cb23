"""What a page shows for the marks of its text, as XHTML."""

from __future__ import annotations

from markupsafe import Markup

from ..model.addresses import FOOTNOTES, element_note_id, note_id, term_note_id
from ..model.edition import Mark
from ..model.labels import FootnoteLabel
from .writer import Writer

NUMBER_LINK = Markup(
    '<sup{attributes}><a data-ae-note="{note}" aria-label="{name}" href="{href}"{role}>{number}</a></sup>'
)
NOTE_IDS = {"term": term_note_id, "element": element_note_id}


def write_mark(writer: Writer, mark: Mark, is_loud: bool) -> Markup:
    """Return one element: what is shown for a mark; `is_loud` says whether a term shows that it is one."""
    match mark.kind:
        case "reference":
            label = writer.cited[mark.target]
            attributes = Markup(' class="ae-ref" id="{}"').format(mark.target)
            return _write_number(writer, mark, label, attributes, f"#{label.id}", Markup(' role="doc-noteref"'))
        case "pointer":
            label = FootnoteLabel(mark.target)
            href = writer.link(FOOTNOTES, label.id)
            return _write_number(writer, mark, label, Markup(' class="ae-pointer"'), href, Markup(""))
        case "number":
            return writer.number(FootnoteLabel(mark.target), mark.text)
        case "term" | "element" | "source":
            css = f"ae-{mark.kind} ae-first" if is_loud else f"ae-{mark.kind}"
            card = NOTE_IDS[mark.kind](mark.target) if mark.kind in NOTE_IDS else ""
            note = Markup(' data-ae-note="{}"').format(card) if card else ""
            shown = Markup(mark.xhtml) if mark.xhtml else mark.text
            return Markup('<a class="{}" href="{}"{}>{}</a>').format(css, writer.mark_link(mark), note, shown)
        case "paragraph":
            link = Markup('<a class="ae-permalink" href="#{}" aria-label="{}" data-ae-paragraph="{}"></a>')
            return link.format(mark.text, writer.words["permalink"], mark.target)
        case kind:
            title = writer.words["refused" if kind == "refused" else "unknown"]
            return Markup('<mark class="ae-unknown" title="{}">{}</mark>').format(title, mark.text)


def _write_number(
    writer: Writer, mark: Mark, label: FootnoteLabel, attributes: Markup, href: str, role: Markup
) -> Markup:
    name = label.name(writer.words)
    return NUMBER_LINK.format(
        attributes=attributes, note=note_id(label.id), name=name, href=href, role=role, number=mark.text
    )
