"""Word files as Word writes them: a contents list of links with page numbers, notes that may restart in each chapter."""

from __future__ import annotations

import zipfile
from pathlib import Path

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RESTART = '<w:sectPr><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr></w:sectPr>'


def write_word_book(file: Path, chapters: int, notes: int, restart: bool) -> Path:
    """Write a book of chapters with as many notes each, all citing; `restart` counts them anew in each chapter."""
    contents, text, footnotes = "", "", ""
    for chapter in range(1, chapters + 1):
        name, place = f"Chapter {chapter}. The clock", f"_Toc{chapter}"
        entry = f'<w:hyperlink w:anchor="{place}">{_run(name)}<w:r><w:tab/></w:r>{_run(str(chapter))}</w:hyperlink>'
        contents += _paragraph(entry, "TOC1")
        start = f'<w:bookmarkStart w:id="{chapter}" w:name="{place}"/>{_run(name)}<w:bookmarkEnd w:id="{chapter}"/>'
        text += _paragraph(start, "Heading1")
        for note in range(1, notes + 1):
            id_ = (chapter - 1) * notes + note
            reference = f'<w:r><w:footnoteReference w:id="{id_}"/></w:r>'
            text += _paragraph(
                f"{_run(f'In chapter {chapter} the clock struck {note} times, as all heard.')}{reference}"
            )
            italic = f"<w:r><w:rPr><w:i/></w:rPr><w:t>The Clocks of Town {chapter}</w:t></w:r>"
            cited = f"{_run('Jane Doe, ')}{italic}{_run(f' (Leith: Pier Press, {1900 + chapter}), {note}.')}"
            footnotes += f'<w:footnote w:id="{id_}">{_paragraph(cited)}</w:footnote>'
        text += f"<w:p><w:pPr>{_RESTART}</w:pPr></w:p>" if restart else ""
    title = _paragraph(_run("The Harbour Clock"), "Title") + _paragraph(_run("Jane Doe"))
    names = {"Heading1": "heading 1", "TOC1": "toc 1", "Title": "Title"}
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/></w:style>'
        for id_, name in names.items()
    )
    kinds = ("footnotes", "styles")
    parts = "".join(f'<Relationship Id="r{kind}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>' for kind in kinds)
    root = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{root}</Relationships>')
        related = f'<Relationships xmlns="{_PACKAGE}/relationships">{parts}</Relationships>'
        archive.writestr("word/_rels/document.xml.rels", related)
        body = f"<w:body>{title}{contents}{text}{'' if restart else '<w:sectPr/>'}</w:body>"
        for name, content in (("document", body), ("footnotes", footnotes), ("styles", styles)):
            archive.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{_W}">{content}</w:{name}>')
    return file


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _paragraph(content: str, style: str = "") -> str:
    kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{kind}{content}</w:p>"
