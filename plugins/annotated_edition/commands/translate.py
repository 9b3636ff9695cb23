"""The command `edition translate`."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import click

from ..importing.new_translation import skeleton_files
from ..model.problems import is_of_layer, sort_problems
from ..model.wording import wording
from ..reading.draft import Draft, LayerText
from ..reading.files import write_whole
from ..reading.layer import LAYERS, STATE, lay_over
from ..reading.load import load
from ..reading.schema import LANGUAGE
from .shared import fail, project, show_problems

#: A key that YAML takes as a text without quotes.
BARE_KEY = re.compile(r"[A-Za-z][\w./#-]*")


@click.command("translate")
@click.argument("language")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--done", is_flag=True, help="Record that translations are up to date: all that are there, or by ID.")
@project
def command(language: str, ids: tuple[str, ...], done: bool, project: Path) -> None:
    """Make the skeleton of a translation, and list what remains to be translated.

    What is there is never overwritten. An ID is one that `edition check` names, or the beginning of several, such as
    terms or commentary/introduction.md.

    Example: edition translate en --done terms/asean
    """
    original = load(project / "data", project / "docs", project / ".cache")
    spoken = original.edition.value.work.language
    words = wording(spoken)
    if not LANGUAGE.fullmatch(language) or language == spoken:
        fail(words["translate-language"].format(language=language))
    if ids and not done:
        raise click.UsageError("An ID goes with --done.")
    folder = project / LAYERS / language
    if not done and (made := _make_skeleton(original, project, folder, language)):
        click.echo(words["translate-made"].format(folder=f"{LAYERS}/{language}", n=made))
    draft = lay_over(original, project, language)
    if done:
        _record(draft, folder / STATE, ids)
        draft = lay_over(original, project, language)
    show_problems(sort_problems(filter(is_of_layer, draft.problems)), spoken)
    counts = Counter(text.state for text in _texts(draft))
    numbers = {name: counts[name] for name in ("current", "stale", "unrecorded", "missing")}
    click.echo(words["translate-counts"].format(n=sum(counts.values()), **numbers))


def _make_skeleton(original: Draft, project: Path, folder: Path, language: str) -> int:
    """Write the files of the skeleton that are not there yet, and the folders of its pages; return how many files."""
    site = project / "mkdocs.yml"
    files = skeleton_files(original, site.read_text(encoding="utf-8") if site.is_file() else "", language)
    new = {path: text for path, text in files.items() if not (folder / path).exists()}
    for path, text in new.items():
        write_whole(folder / path, text.encode())
    for page in original.pages:
        (folder / "docs" / page).parent.mkdir(parents=True, exist_ok=True)
    return len(new)


def _record(draft: Draft, file: Path, ids: tuple[str, ...]) -> None:
    """Record of which text each translation was made: of all, or of those with an id or the beginning of one."""
    texts = [text for text in _texts(draft) if text.state != "missing"]
    chosen = [text for text in texts if not ids or any(_is_named(text.id, id_) for id_ in ids)]
    for id_ in ids:
        if not any(_is_named(text.id, id_) for text in chosen):
            fail(wording(draft.edition.value.work.language)["translate-unknown"].format(id=id_))
    digests = {text.id: text.digest if text in chosen else text.recorded for text in texts}
    lines = [f"{_key(id_)}: '{digest}'\n" for id_, digest in sorted(digests.items()) if digest]
    write_whole(file, "".join(lines).encode())


def _is_named(id_: str, named: str) -> bool:
    return id_ == named or id_.startswith((f"{named}/", f"{named}#"))


def _key(id_: str) -> str:
    return id_ if BARE_KEY.fullmatch(id_) else json.dumps(id_)


def _texts(draft: Draft) -> tuple[LayerText, ...]:
    return draft.layer.texts if draft.layer else ()
