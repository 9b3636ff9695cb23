"""How the fields of the data files are explained on a page of the guide, from their schemas alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.wording import wording
from .schema import FILES, json_schema


def write_fields_guide(language: str) -> str:
    """Return the page in Markdown: a table for each file, and one for each mapping in it."""
    words = wording(language)
    front = f"---\nlanguage: {language}\ndescription: {words['fields-description']}\nsearch:\n  exclude: true\n---\n"
    lines = [front, f"# {words['fields-title']}\n", f"{words['fields-lead']}\n"]
    for name in FILES:
        lines += _file_lines(name, json_schema(name, language), words)
    return "\n".join(lines)


def _file_lines(name: str, schema: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    file = "data/initiatives/*.yml" if name == "initiative" else f"data/{name}.yml"
    lines = [f"## {file} {{#{name}}}\n"]
    entry = _referred(schema.get("items", {}))
    shown = {entry}
    tables = [("", schema["$defs"][entry] if entry else schema)]
    for path, table in tables:  # which grow by the mappings within them
        if path:
            lines.append(f"### `{path}` {{#{name}-{path.replace('.', '-').replace('_', '-')}}}\n")
        lines.append(f"| {words['fields-field']} | {words['fields-shape']} | {words['fields-meaning']} |")
        lines.append("| --- | --- | --- |")
        for field, value in table["properties"].items():
            shape, part = _shape(value, words)
            if part and part not in shown:
                shown.add(part)
                tables.append((f"{path}.{field}" if path else field, schema["$defs"][part]))
            required = words["fields-required"] if field in table.get("required", ()) else ""
            lines.append(f"| `{field}`{required} | {shape} | {value['description']} |")
        lines.append("")
    return lines


def _shape(value: Mapping[str, Any], words: Mapping[str, str]) -> tuple[str, str]:
    """Return what a field holds, in words, and the name of the mapping that it holds."""
    if "anyOf" in value:  # something or null
        return _shape(next(each for each in value["anyOf"] if each.get("type") != "null"), words)
    if part := _referred(value):
        return words["fields-object"], part
    if "enum" in value:
        return words["fields-choice"] + ", ".join(f"`{each}`" for each in value["enum"]), ""
    if value.get("type") == "array":
        shape, part = _shape(value["items"], words)
        return shape + words["fields-list"], part
    kind = value["type"] if isinstance(value["type"], str) else value["type"][0]
    return words[f"fields-{kind}"], ""


def _referred(value: Mapping[str, Any]) -> str:
    """Return the name of the part of a schema that a value refers to, or an empty text."""
    return str(value.get("$ref", "")).rpartition("/")[2]
