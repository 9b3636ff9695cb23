"""The one recogniser of Markdown text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.reading.inline import parse_spans
from annotated_edition.reading.scan import scan
from annotated_edition.reading.sentences import find_sentence, read_prose
from annotated_edition.reading.visible import VisibleText
from support.golden import cases, compare

PIECES = st.sampled_from(
    ["[^1]", "[^a]", "`", "``", "*", "**", "[", "]", "(", ")", "[[x]]", "\\", "<a>", "</a>", "<!--", "-->", "<div>",
     "</div>", "```\n", "\n", "\n\n", "    ", "- ", "1. ", "> ", "# ", "!!! note\n", "|", "語", "。", "「", "a ", "http://x"]
)  # fmt: skip


@pytest.mark.parametrize("case", cases("scan", "*.md"), ids=lambda case: case.stem)
def test_golden(case: Path) -> None:
    found = scan(case.read_text(encoding="utf-8"))
    lines = []
    for block in found.blocks:
        said = read_prose(block)
        place = found.text.count("\n", 0, block.offsets[0][1]) + 1
        line = {"line": place, "kind": block.kind, "text": said.text}
        for name in ("level", "id", "group"):
            if value := getattr(block, name):
                line[name] = value
        if said.references:
            line["references"] = {t.target: find_sentence(said.text, offset) for t, offset in said.references}
        if odd := [t.target for t, _ in said.references if t.odd]:
            line["odd"] = odd
        if links := [(t.target, t.text) for t in block.tokens if t.kind == "link"]:
            line["links"] = links
        lines.append(line)
    lines += [{"line": found.text.count("\n", 0, o.offset) + 1, "oddity": o.kind, "label": o.label}
              for o in found.oddities]  # fmt: skip
    compare("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines), case.with_suffix(".jsonl"))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_offsets_name_the_same_text(text: str) -> None:
    found = scan(text)
    for block in found.blocks:
        last = -1
        for token in block.tokens:
            assert token.start >= last or token.kind == "close-link"
            last = token.start
            if token.kind == "reference":
                start, end = block.whole(token.start), block.whole(token.end)
                assert found.text[start:end] == block.text[token.start : token.end]
        visible = VisibleText(block)
        for start, end in visible.stretches():
            assert 0 <= start <= end <= len(visible.text)
        for start, end in visible.find_joints("ja"):
            assert block.text[start:end].strip(" ") == "\n"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    scan(text)
    parse_spans(text)


@given(st.text(alphabet="語言。、 ab", max_size=30))
def test_spans_of_plain_text_say_it(text: str) -> None:
    assert "".join(span.text for span in parse_spans(text)) == text.strip()


def test_many_brackets_end() -> None:
    scan("[" * 20_000)
    scan("[^" * 20_000)
    scan("`" * 20_000 + "a")
    scan("*" * 20_000)
    scan("<" * 20_000)
