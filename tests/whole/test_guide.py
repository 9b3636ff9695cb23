"""The guide: its reference of the fields is that of the schema, and the commands it names exist."""

from __future__ import annotations

import re
from typing import Any

import click
import pytest
from annotated_edition.TODO_ import schema

from annotated_edition.commands.main import main
from annotated_edition.model.wording import field_meanings
from support.golden import compare
from support.places import ROOT

GUIDE = ROOT / "docs" / "guide"
TEXTS = {
    "ja": {
        "title": "データの項目", "description": "data/の各ファイルに書ける項目とその意味。スキーマから生成した一覧。",
        "lead": "[編集の手引き](editing.md)で使うデータファイルの項目である。`edition schema`が出力するスキーマから生成している。",
        "field": "項目", "shape": "形", "meaning": "意味", "required": "（必須）", "list": "の並び", "choice": "次のいずれか：",
        "string": "文字列", "integer": "数", "boolean": "true / false", "array": "並び", "object": "項目の組",
    },
    "en": {
        "title": "Fields of the data", "description": "The fields of each file in data/, generated from the schema.",
        "lead": "The fields of the files that the [editor's guide](editing-en.md) speaks of, generated from the schemas that `edition schema` prints.",
        "field": "Field", "shape": "Shape", "meaning": "Meaning", "required": " (required)", "list": ", a list of it", "choice": "one of ",
        "string": "text", "integer": "number", "boolean": "true / false", "array": "list", "object": "fields",
    },
}  # fmt: skip
PAGES = {"ja": GUIDE / "fields.md", "en": GUIDE / "fields-en.md"}


def reference(language: str) -> str:
    """The page of the fields."""
    t = TEXTS[language]
    lines = [
        f"---\ndescription: {t['description']}\nsearch:\n  exclude: true\n---\n",
        f"# {t['title']}\n",
        f"{t['lead']}\n",
    ]
    for name in schema.FILES:
        described = schema.json_schema(name, language)
        top = described["items"]["$ref"].rsplit("/", 1)[1] if "items" in described else ""
        file = "data/initiatives/*.yml" if name == "initiative" else f"data/{name}.yml"
        lines.append(f"## {file} {{#{name}}}\n")
        parts = {"": described} if not top else {"": described["$defs"][top]}
        seen = {top}
        while parts:
            path, part = next(iter(parts.items()))
            del parts[path]
            if path:
                lines.append(f"### `{path}` {{#{name}-{path.replace('.', '-').replace('_', '-')}}}\n")
            lines += [f"| {t['field']} | {t['shape']} | {t['meaning']} |", "| --- | --- | --- |"]
            for field, value in part["properties"].items():
                shape, below = shape_of(value, t)
                if below and below not in seen:
                    seen.add(below)
                    parts[f"{path}.{field}" if path else field] = described["$defs"][below]
                required = t["required"] if field in part.get("required", ()) else ""
                lines.append(f"| `{field}`{required} | {shape} | {value['description']} |")
            lines.append("")
    return "\n".join(lines)


def shape_of(value: dict[str, Any], t: dict[str, str]) -> tuple[str, str]:
    """What a field holds, in words, and the name of the part that it holds."""
    if "anyOf" in value:
        return shape_of(next(each for each in value["anyOf"] if each.get("type") != "null"), t)
    if "$ref" in value:
        return t["object"], value["$ref"].rsplit("/", 1)[1]
    if "enum" in value:
        return t["choice"] + ", ".join(f"`{each}`" for each in value["enum"]), ""
    if value.get("type") == "array":
        shape, below = shape_of(value["items"], t)
        return shape + t["list"], below
    kind = value["type"]
    return t[kind if isinstance(kind, str) else kind[0]], ""


@pytest.mark.parametrize("language", PAGES)
def test_the_reference_of_the_fields_is_that_of_the_schema(language: str) -> None:
    compare(reference(language), PAGES[language])


def test_every_field_has_a_japanese_description() -> None:
    fields = {f"{part.__name__}.{field}" for part in schema.Part.__subclasses__() for field in part.model_fields}
    assert field_meanings("ja").keys() == fields


@pytest.mark.parametrize("page", ["editing.md", "editing-en.md"])
def test_the_commands_of_the_guide_exist(page: str) -> None:
    text = (GUIDE / page).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)edition ([a-z]+)", text, re.MULTILINE))
    assert named
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in main.list_commands(context)}
    assert named <= commands.keys()
    for command, option in re.findall(r"edition ([a-z]+)[^`\n]*?(--[a-z-]+)", text):
        assert any(option in each.opts for each in commands[command].params), (command, option)
