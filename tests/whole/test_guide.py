"""The guide: the commands that it names exist, and every command is in it."""

from __future__ import annotations

import re

import click
import pytest

from annotated_edition.commands.main import main
from support.places import ROOT

GUIDE = ROOT / "docs" / "guide"


@pytest.mark.parametrize("docs", ["docs", "translations/en/docs"])
def test_the_commands_of_the_guide_exist(docs: str) -> None:
    text = (ROOT / docs / "guide/editing.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)edition ([a-z]+)", text, re.MULTILINE))
    assert named
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in main.list_commands(context)}
    assert named <= commands.keys()
    for command, option in re.findall(r"edition ([a-z]+)[^`\n]*?(--[a-z-]+)", text):
        own = commands[command]
        parts = [own, *own.commands.values()] if isinstance(own, click.Group) else [own]
        assert any(option in each.opts for part in parts for each in part.params), (command, option)


def test_every_command_is_documented() -> None:
    pages = [ROOT / "README.md", *GUIDE.glob("*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    for name in main.list_commands(click.Context(main)):
        assert re.search(rf"`?edition {name}\b", text), name


def test_the_guide_shows_the_configuration_that_is_shipped() -> None:
    guide = (GUIDE / "hosts.md").read_text(encoding="utf-8")
    written = re.search(r"```yaml\n# zensical\.yml\n(.*?)```", guide, re.DOTALL)
    assert written is not None
    assert written[1] == (ROOT / "zensical.yml").read_text(encoding="utf-8").partition("\n")[2]
