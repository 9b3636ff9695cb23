"""Reads whatever pandoc reads: its tree as blocks of inline Markdown, every `Note` as a footnote."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..reading import pandoc
from ..reading.text import shorten
from .document import Document, DocumentBlock, DocumentNote, ImportLog, ImportRefused
from .inline_markdown import escape, unescape
from .write_pages import write_blocks

Node = Mapping[str, Any]
#: Marks that pandoc passes through, of Unicode's noncharacters: which note this is and its printed number, at the
#: beginning of a note; the paragraph that refers to all notes; an escaped `[^`; a reference; a link within the file;
#: a picture with its text and address.
NOTE_MARK = "\ufdd0{key}\ufdd1{number}\ufdd2"
ALL_NOTES = "\ufdd3"
ESCAPED_CARET = "\ufdd4"
REFERENCE_MARK = re.compile("\ufdd5(\\d+)\ufdd6")
LINK_MARK = re.compile("\ufdd7(\\d+)\ufdd8([^\ufdd7-\ufdd9]*)\ufdd9")
PICTURE_MARK = re.compile("\ufde5([^\ufde5-\ufde7]*)\ufde6([^\ufde5-\ufde7]*)\ufde7")
#: The beginning of an item within a note of a Word file.
ITEM_MARK = "\ufde8"
#: All of them: no document may bring its own.
PRIVATE = re.compile("[\ufdd0-\ufdef]")
_MARKED = re.compile("\ufdd0([^\ufdd1]*)\ufdd1([^\ufdd2]*)\ufdd2\\s*")
#: Tags that an edition may hold, and those that break a line.
KEPT_TAG = re.compile(r"</?(?:sup|sub|ruby|rt|rp|em|strong)>")
BREAK_TAG = re.compile(r"<br\s*/?>")
#: Fields of the metadata that are read.
USED_METADATA = frozenset({"title", "subtitle", "author", "authors", "date", "lang", "language", "abstract"})


class TreeReader:
    """Collects blocks, notes and anchors of a tree; lines are ordinals of blocks."""

    def __init__(self, soft_break: str = " ", mark_links: bool = False) -> None:
        self.blocks: list[DocumentBlock] = []
        self.notes: list[DocumentNote] = []
        self.log = ImportLog()
        #: Id → the first block of what bears it, and the one after its last.
        self.anchors: dict[str, tuple[int, int]] = {}
        #: Ids that links within the file lead to, in the order of the links.
        self.targets: list[str] = []
        #: Key of a marked note → its index in `notes`.
        self.keys: dict[str, int] = {}
        self.soft_break, self._mark_links = soft_break, mark_links
        self._line, self._depth, self._inside, self._quoted = 1, 0, 0, False

    def read(self, tree: Iterable[Node]) -> None:
        """Read a sequence of blocks."""
        for block in tree:
            if reader := BLOCKS.get(block["t"]):
                reader(self, block.get("c"))

    def read_apart(self, tree: Iterable[Node]) -> list[DocumentBlock]:
        """Read blocks that stand within another: of a note, of a cell."""
        state = self.blocks, self._depth, self._quoted
        self.blocks, self._depth, self._quoted = [], 0, False
        self._inside += 1
        self.read(tree)
        inner = self.blocks
        self._inside -= 1
        self.blocks, self._depth, self._quoted = state
        return inner

    def inline(self, nodes: Iterable[Node]) -> str:
        """Return inline nodes as Markdown; of kinds without a rule, such as underlined text, the content."""
        return "".join(INLINES.get(node["t"], TreeReader.inline)(self, node.get("c", ())) for node in nodes)

    def read_metadata(self, meta: Mapping[str, Node], document: Document) -> None:
        """Take what the file says about itself; fields of no use here are recorded as left out."""
        document.title, document.subtitle = self._field(meta.get("title")), self._field(meta.get("subtitle"))
        authors = meta.get("author") or meta.get("authors")
        each_author = authors["c"] if authors and authors["t"] == "MetaList" else [authors]
        document.authors = [author for author in map(self._author, each_author) if author[0]]
        document.date = unescape(self._field(meta.get("date")))
        document.language = unescape(self._field(meta.get("lang") or meta.get("language")))
        if abstract := meta.get("abstract"):
            blocks = self.read_apart(abstract["c"]) if abstract["t"] == "MetaBlocks" else []
            document.front = [block.text for block in blocks] or [self._field(abstract)]
        for name, value in meta.items():
            if name not in USED_METADATA:
                document.log.change("front-matter", 1, f"{name}: {self._field(value)}")

    def _field(self, value: Node | None) -> str:
        """Return a field of the metadata on one line."""
        if not value:
            return ""
        content: Any = value["c"]
        match value["t"]:
            case "MetaInlines":
                return " ".join(self.inline(content).split())
            case "MetaBlocks":
                return flatten(self.read_apart(content))
            case "MetaList" | "MetaMap":
                return ", ".join(map(self._field, content if isinstance(content, list) else content.values()))
            case "MetaString":
                return escape(content)
        return str(content)

    def _author(self, value: Node | None) -> tuple[str, str]:
        """Return name and affiliation of an author."""
        if value and value["t"] == "MetaMap":
            fields = {name: unescape(self._field(each)) for name, each in value["c"].items()}
            name = fields.get("name") or f"{fields.get('given', '')} {fields.get('family', '')}"
            return name.strip(), fields.get("affiliation") or fields.get("institute") or ""
        return unescape(self._field(value)), ""

    # --- blocks ---

    def _add(self, kind: Any, text: str, level: int = 0, marker: str = "") -> None:
        if kind not in ("code", "table"):
            text = re.sub(" ?\n ?", "\n", re.sub("[ \t\r\f\v\u00a0]+", " ", text)).strip(" \n")
        if text:
            self.blocks.append(DocumentBlock(kind, text, self._line, level, marker))
            self._line += not self._inside

    def _anchor(self, name: str, start: int | None = None) -> None:
        """Note where an id stands: at the block to come, or at all blocks since `start`."""
        if name and not self._inside:
            here = len(self.blocks)
            self.anchors.setdefault(name, (here, here + 1) if start is None else (start, here))

    def _header(self, content: Any) -> None:
        self._anchor(content[1][0])
        self._add("heading", self.inline(content[2]), level=content[0])

    def _paragraph(self, content: Any) -> None:
        text = self.inline(content)
        links = [node["t"] == "Link" and node["c"][2][0].startswith("#") for node in content]
        if links == [True] and not self._mark_links and re.search(r"\D\s*\d+$", text):
            self.log.change("contents", self._line, text)
        elif not text.startswith(ALL_NOTES):
            kind = "item" if text.startswith(ITEM_MARK) else "quote" if self._quoted else "paragraph"
            self._add(kind, text.removeprefix(ITEM_MARK), marker="-" if kind == "item" else "")
            if kind == "item":
                self.log.change("note-flattened", self._line, self.blocks[-1].text)

    def _bullets(self, content: Any) -> None:
        for item in content:
            self._item(item, "-")

    def _numbered(self, content: Any) -> None:
        for number, item in enumerate(content[1], content[0][0]):
            self._item(item, f"{number}.")
        if len(content[1]) == 1 and not self._depth and self.blocks and self.blocks[-1].kind == "item":
            alone = self.blocks[-1]  # a heading as often as an item: let its form tell
            alone.kind, alone.text, alone.marker = "paragraph", f"{alone.marker} {alone.text}", ""

    def _item(self, content: Any, marker: str) -> None:
        start, known = len(self.blocks), set(self.anchors)
        self._depth += 1
        self.read(content)
        self._depth -= 1
        first = self.blocks[start] if len(self.blocks) > start else None
        if first and first.kind == "paragraph":
            first.kind, first.marker, first.level = "item", marker, self._depth
        elif first and first.kind in ("heading", "quote") and marker != "-":
            first.text = f"{marker} {first.text}"
        elif marker != "-":
            self.blocks.insert(start, DocumentBlock("paragraph", marker, self._line))
        for name in self.anchors.keys() - known:
            if self.anchors[name][0] == start:
                self.anchors[name] = (start, len(self.blocks))

    def _quote(self, content: Any) -> None:
        outer, self._quoted = self._quoted, True
        self.read(content)
        self._quoted = outer

    def _code_block(self, content: Any) -> None:
        fence = max(["``", *re.findall("`+", content[1])], key=len) + "`"
        self._add("code", f"{fence}{''.join(content[0][1][:1])}\n{content[1]}\n{fence}")

    def _div(self, content: Any) -> None:
        start = len(self.blocks)
        self.read(content[1])
        self._anchor(content[0][0], start)

    def _definitions(self, content: Any) -> None:
        for term, definitions in content:
            self._add("paragraph", self.inline(term))
            for definition in definitions:
                self.read(definition)

    def _table(self, content: Any) -> None:
        bodies = (body[2] + body[3] for body in content[4])
        rows = [row for part in (content[3][1], *bodies, content[5][1]) for row in part]
        lines = []
        for row in rows:
            cells = [flatten(self.read_apart(cell[4])).replace("|", "\\|") for cell in row[1]]
            lines.append(f"| {' | '.join(cells)} |")
        if lines:
            rule = "|" + " --- |" * max(len(row[1]) for row in rows)
            self._add("table", "\n".join([lines[0], rule, *lines[1:]]))
        self.read(content[1][1])

    def _raw_block(self, content: Any) -> None:
        self.log.change("markup", self._line, content[1])
        if content[0] == "html" and re.sub(r"<!--.*?-->|<[^>]*>", "", content[1], flags=re.DOTALL).strip():
            self._add("paragraph", escape(content[1]))

    # --- inlines ---

    def _emphasis(self, content: Any, mark: str) -> str:
        text = self.inline(content)
        bare = text.strip()
        return text.replace(bare, f"{mark}{bare}{mark}", 1) if bare else text

    def _superscript(self, content: Any) -> str:
        text = self.inline(content)
        return text if REFERENCE_MARK.search(text) or LINK_MARK.search(text) else f"<sup>{text}</sup>"

    def _link(self, content: Any) -> str:
        self._anchor(content[0][0])
        text, target = self.inline(content[1]), content[2][0]
        if target.startswith("#") and len(target) > 1 and self._mark_links:
            self.targets.append(target[1:])
            return f"\ufdd7{len(self.targets) - 1}\ufdd8{text}\ufdd9"
        if not re.match(r"https?://", target):
            return text
        if target in (text, unescape(text)):
            return f"<{target}>" if "uri" in content[0][1] else str(target)
        return f"[{text}]({target.replace('(', '%28').replace(')', '%29')})"

    def _note(self, content: Any) -> str:
        blocks = self.read_apart(content)
        mark = _MARKED.match(blocks[0].text) if blocks else None
        key = mark[1] if mark else ""
        if mark:
            blocks[0].text = blocks[0].text[mark.end() :]
        index = self.keys.setdefault(key, len(self.notes)) if key else len(self.notes)
        if index == len(self.notes):
            label, blocks = unescape(mark[2]) if mark else "", [block for block in blocks if block.text]
            for block in blocks:
                block.kind = "paragraph" if block.kind == "heading" else block.kind
            self.notes.append(DocumentNote(0, self._line, label=label, blocks=blocks))
        return f"\ufdd5{index}\ufdd6"

    def _raw(self, content: Any) -> str:
        if content[0] == "html" and KEPT_TAG.fullmatch(content[1]):
            return str(content[1])
        if BREAK_TAG.fullmatch(content[1]):
            return "\n"
        self.log.change("markup", self._line, content[1])
        return escape(content[1]) if content[0] == "html" else ""

    def _span(self, content: Any) -> str:
        self._anchor(content[0][0])
        return self.inline(content[1])


def flatten(blocks: Sequence[DocumentBlock]) -> str:
    """Return blocks as one line, items with what stands before them."""
    return " ".join(" ".join(f"{block.marker} {block.text}" for block in blocks).split())


QUOTES = {"SingleQuote": "‘{}’", "DoubleQuote": "“{}”"}
BLOCKS: Mapping[str, Callable[[TreeReader, Any], None]] = {
    "Header": TreeReader._header,
    "Para": TreeReader._paragraph,
    "Plain": TreeReader._paragraph,
    "LineBlock": lambda reader, lines: reader.read({"t": "Para", "c": line} for line in lines),
    "BulletList": TreeReader._bullets,
    "OrderedList": TreeReader._numbered,
    "DefinitionList": TreeReader._definitions,
    "BlockQuote": TreeReader._quote,
    "CodeBlock": TreeReader._code_block,
    "HorizontalRule": lambda reader, _: reader._add("rule", "---"),
    "Div": TreeReader._div,
    "Figure": lambda reader, content: reader.read([*content[2], *content[1][1]]),
    "Table": TreeReader._table,
    "RawBlock": TreeReader._raw_block,
}
INLINES: Mapping[str, Callable[[TreeReader, Any], str]] = {
    "Str": lambda _, text: escape(text),
    "Space": lambda reader, _: " ",
    "SoftBreak": lambda reader, _: reader.soft_break,
    "LineBreak": lambda reader, _: "\n",
    "Emph": lambda reader, content: reader._emphasis(content, "*"),
    "Strong": lambda reader, content: reader._emphasis(content, "**"),
    "Superscript": TreeReader._superscript,
    "Subscript": lambda reader, content: f"<sub>{reader.inline(content)}</sub>",
    "Quoted": lambda reader, content: QUOTES[content[0]["t"]].format(reader.inline(content[1])),
    "Link": TreeReader._link,
    "Span": TreeReader._span,
    "Image": lambda reader, content: f"\ufde5{reader.inline(content[1])}\ufde6{content[2][0]}\ufde7",
    "Note": TreeReader._note,
    "Cite": lambda reader, content: reader.inline(content[1]),
    "Code": lambda _, content: escape(content[1]) if "`" in content[1] else f"`{content[1]}`",
    "Math": lambda _, content: escape(content[1]),
    "RawInline": TreeReader._raw,
}


def read_with_pandoc(data: bytes | str, form: str, log: ImportLog, nonce: str = "") -> Document:
    """Return the document that a file in one of pandoc's formats holds, a `nonce` in it the beginning of its marks."""

    def restore(json: str) -> str:
        json = PRIVATE.sub("", json)
        return re.sub(f"{nonce}([0-9a-f]{{2}})", lambda mark: chr(0xFD00 + int(mark[1], 16)), json) if nonce else json

    tree = parse(data, form, restore)
    return read_tree(tree, TreeReader(), log)


def parse(data: bytes | str, form: str, restore: Callable[[str], str] = str) -> Node:
    """Return pandoc's tree of a file in one of its formats; `restore` undoes what was done to its text before.

    Raises ImportRefused (AE807) where pandoc cannot read it.
    """
    try:
        tree: Node = json.loads(restore(pandoc.run(["-f", form, "-t", "json"], data)))
    except (pandoc.PandocError, ValueError, RecursionError) as error:
        raise ImportRefused("AE807", message=str(error)) from None
    return tree


def read_tree(tree: Node, reader: TreeReader, log: ImportLog) -> Document:
    """Return the document that a tree holds, its notes without numbers and its references as marks.

    Raises ImportRefused (AE113) where it is nested too deeply.
    """
    document = Document(log)
    try:
        reader.read_metadata(tree.get("meta", {}), document)
        reader.read(tree["blocks"])
    except RecursionError:
        raise ImportRefused("AE113", what="depth", limit=1000) from None
    log.changes += reader.log.changes
    document.blocks, document.notes = reader.blocks, reader.notes
    return document


def ask_for_labels(document: Document) -> None:
    """Ask once about footnotes that have another number in the edition than in the file."""
    if others := [note for note in document.notes if note.label not in ("", str(note.number))]:
        labels = shorten(", ".join(dict.fromkeys(note.label for note in others)))
        document.log.ask("renumbered", others[0].line, labels=labels, last=max(note.number for note in document.notes))


def number_chapters(notes: Iterable[DocumentNote]) -> None:
    """Count the series of labels: another begins where a label comes again."""
    chapter, seen = 1, set[str]()
    for note in notes:
        if note.label in seen:
            chapter, seen = chapter + 1, set()
        seen.add(note.label)
        note.chapter = str(chapter)


def number_notes(document: Document, printed: bool = True) -> Document:
    """Return a document whose notes have numbers, and whose references are written with these.

    Labels that are `printed` and all numbers of one series are these numbers. Else the order of the references counts.
    """
    notes = document.notes
    labels = [note.label for note in notes]
    numbers = [int(label) for label in labels if re.fullmatch("[1-9][0-9]{0,3}", label)]
    keep = printed and len({*numbers}) == len(labels)
    for position, note in enumerate(notes, 1):
        note.number = int(note.label) if keep else position
        if note.label not in ("", str(note.number)):
            document.log.change("renumbered", note.line, note.label, str(note.number))
    if printed and all(labels) and len({*labels}) < len(labels):
        number_chapters(notes)
    if not printed:
        ask_for_labels(document)
        for note in notes:
            note.label = ""

    def refer(text: str) -> str:
        text = REFERENCE_MARK.sub(lambda mark: f"[^{notes[int(mark[1])].number}]", text)
        return text.replace(ESCAPED_CARET, "\\[^")

    for note in notes:
        for block in note.blocks:
            block.text = refer(block.text)
        begun = bool(note.blocks) and note.blocks[0].kind in ("paragraph", "item") and not note.blocks[0].marker
        note.text, rest = flatten(note.blocks[:begun]), note.blocks[begun:]
        outermost = min((block.level for block in rest if block.kind == "item"), default=0)
        for block in rest:
            block.level -= outermost if block.kind == "item" else 0
        note.more = write_blocks(rest).strip("\n")
    for block in document.blocks:
        block.text = refer(block.text)
    document.change_front(refer)
    return document
